"""Every kind of fault, by a submission that really does it."""

from __future__ import annotations

import textwrap

import pytest
from sandbox_jobs import RIGHT, WALL, fault, job, probes_of, run

from tuitrainer.sandbox.process import begin_sandbox
from tuitrainer.sandbox.run import run_job


def test_what_is_right_comes_back_whole() -> None:
    ran = run(RIGHT + "print('hello')", "f", "g", "h")
    assert ran.fault is None
    assert [call.fault for call in ran.calls] == [None, None, None]
    assert ran.calls[0].results["result"].shape == (3, 2)
    assert [(told.function, told.modified, told.finished) for told in ran.calls[0].calls] == [("f", (), True)]
    assert dict(ran.calls[0].links) == {"result": 0}
    assert (ran.printed.text, ran.printed.size) == ("hello\n", 6)
    assert ran.left_running == 0


def test_functions_that_are_not_there() -> None:
    ran = run("f = 1\ndef h(x): return x", "f", "g", "h")
    assert [call.fault and call.fault.kind for call in ran.calls] == ["not-callable", "missing", None]


RAISING = """
import numpy as np, sys
class Nasty(Exception):
    def __str__(self): raise SystemExit
class Liar(Exception):
    __class__ = MemoryError
    @property
    def __traceback__(self): raise KeyError
class ProbeError(Exception): pass
def not_written(x): raise NotImplementedError
def raising(x):
    y = x.sum()
    return helper(y)
def helper(y):
    raise ValueError(f"shape {y > 1e9}")
def at_call(): return 1
def exiting(x): sys.exit(0)
def leaving(x): exit()
def asking(x): return input("? ")
def endless(x): return endless(x)
def importing(x): import torch
def importing_below(x): import numpy.linalg.nothing
def large(x): return np.ones((40000, 40000))
def nasty(x): raise Nasty("secret")
def liar(x): raise Liar("I am none")
def probe(x): raise ProbeError("not yours")
def text(x): raise ValueError("\\ud800 \\x1b[2J end")
def keyboard(x): raise KeyboardInterrupt
def group(x): raise ExceptionGroup("two", [ValueError(1), TypeError(2)])
def syntax(x): compile("1 +", "other.py", "exec")
def chain(x):
    error = ValueError("again")
    error.__context__ = error.__cause__ = error
    raise error
def stop(x): raise StopIteration
def fine(x): return x
"""
RAISED = {
    "not_written": ("not-implemented", "", 10, "not_written"),
    "raising": ("raised", "shape False", 15, "helper"),
    "at_call": ("raised", "at_call() takes 0 positional arguments but 1 was given", None, None),
    "exiting": ("exit", "0", 17, "exiting"),
    "leaving": ("exit", "", 18, "leaving"),
    "asking": ("input", "input() waits for a keyboard", 19, "asking"),
    "endless": ("recursion", "maximum recursion depth exceeded", 20, "endless"),
    "importing": ("import", "no module named 'torch' here", 21, "importing"),
    "importing_below": ("import", "No module named 'numpy.linalg.nothing'", 22, "importing_below"),
    "large": ("memory", None, 23, "large"),
    "nasty": ("raised", "", 24, "nasty"),
    "liar": ("raised", "I am none", 25, "liar"),
    "probe": ("raised", "not yours", 26, "probe"),
    "text": ("raised", "\\ud800 \N{REPLACEMENT CHARACTER}[2J end", 27, "text"),
    "keyboard": ("exit", "", 28, "keyboard"),
    "group": ("raised", "two (2 sub-exceptions)", 29, "group"),
    "syntax": ("raised", "invalid syntax (other.py, line 1)", 30, "syntax"),
    "chain": ("raised", "again", 34, "chain"),
    "stop": ("raised", "", 35, "stop"),
}


def test_exceptions_are_told_with_their_place_and_do_no_harm() -> None:
    probes = probes_of(*RAISED, "fine")
    ran = run(RAISING, *RAISED, "fine", probes=probes, wall=8.0)
    for (name, (kind, message, line, inside)), call in zip(RAISED.items(), ran.calls, strict=False):
        assert call.fault is not None, name
        details = call.fault.details
        assert (call.fault.kind, details.get("line"), details.get("inside")) == (kind, line, inside), name
        assert message is None or details["message"] == message, name
    assert ran.calls[-1].fault is None


@pytest.mark.parametrize(
    ("source", "kind", "line"),
    [
        ("import numpy as np\ndef f(x) return x", "syntax", 2),
        ("def f(x):\nreturn x", "syntax", 2),
        ("x = (", "syntax", 1),
        ("import math\nimport tensorflow", "import", 2),
        ("import numpy as np\nname = input()", "input", 2),
        ("raise SystemExit(3)", "exit", 1),
        ("\n\n1 / 0", "raised", 3),
        ("raise NotImplementedError", "not-implemented", 1),
        ("[0] * 10**10", "memory", 1),
    ],
)
def test_what_happens_while_it_is_loaded(source: str, kind: str, line: int) -> None:
    ran = run(source, "f", "g")
    assert ran.calls == ()
    assert ran.fault is not None
    assert (ran.fault.kind, ran.fault.details["line"]) == (kind, line)


PATIENT = 20.0
"""Seconds for what ends by itself: a busy machine may hand out memory slowly."""


ENDING = {
    "ended": "import os\ndef f(x): os._exit(0)",
    "ended with 7": "import os\ndef f(x): os._exit(7)",
    "crashed": "import ctypes\ndef f(x): ctypes.string_at(1)",
    "crashed by a signal": "import signal\ndef f(x): signal.raise_signal(signal.SIGTERM)",
    "crashed/memory/recursion by depth": """
        import sys, functools
        sys.setrecursionlimit(10**9)
        class A:
            def __repr__(self): return repr(self)
        def f(x): return repr(A())
    """,
    "memory": """
        def f(x):
            kept = []
            while True: kept.append([0] * 100_000)
    """,
    "memory that is kept": """
        kept = []
        def f(x):
            while True: kept.append(bytearray(2**16))
    """,
    "memory in small pieces": """
        import gc
        gc.disable()
        kept = None
        def f(x):
            global kept
            while True: kept = [kept] * 30
    """,
    "timeout": "def f(x):\n  while True: pass",
    "timeout asleep": "import time\ndef f(x): time.sleep(100)",
    "timeout that swallows": """
        def f(x):
            while True:
                try:
                    while True: pass
                except BaseException: pass
    """,
    "timeout that ignores signals": """
        import signal, time
        for number in range(1, 65):
            try: signal.signal(number, signal.SIG_IGN)
            except (OSError, ValueError): pass
        def f(x):
            while True: time.sleep(1)
    """,
    "timeout in a text": """
        class E(Exception):
            def __str__(self):
                while True: pass
        def f(x): raise E
    """,
    "timeout in C": "import re\ndef f(x): re.match('(a+)+$', 'a' * 60 + 'b')",
    "flood": "def f(x):\n  while True: print('x' * 1000)",
    "flood of errors": "import sys\ndef f(x):\n  while True: sys.stderr.write('x' * 1000)",
    "flood from C": "import os\ndef f(x):\n  while True: os.write(1, b'x' * 5000)",
    "flood on 2": "import os\ndef f(x):\n  while True: os.write(2, b'x' * 5000)",
    "flood with a verdict": 'def f(x):\n  while True: print(\'{"status": "passed"}\' * 50)',
}


LONG = ("timeout in a text", "timeout asleep", "timeout that swallows", "flood of errors", "flood on 2", "ended with 7")
"""Where a neighbour that is much like it runs always."""


@pytest.mark.parametrize("what", [pytest.param(what, marks=[pytest.mark.long] * (what in LONG)) for what in ENDING])
def test_what_ends_a_process_leaves_the_other_functions_judged(what: str) -> None:
    wall = WALL if what.startswith("timeout") else PATIENT
    ran = run(textwrap.dedent(ENDING[what]) + "\ndef g(x): return 3 * x", "f", "g", wall=wall, memory=300)
    assert ran.fault is None
    first, second = ran.calls
    assert first.fault is not None
    assert first.fault.kind in what.split(maxsplit=1)[0].split("/"), first.fault
    assert second.fault is None
    assert second.results["result"].shape == (3, 2)
    assert ran.printed.size < 4 * 2**20
    assert len(ran.printed.text) < 100_000


def test_how_it_ended_is_told() -> None:
    assert fault(ENDING["ended with 7"]).details["code"] == 7
    assert fault(ENDING["crashed by a signal"]).details["signal"] == "SIGTERM"
    assert fault(ENDING["crashed"]).details["signal"] in ("SIGSEGV", "SIGBUS")


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("while True: pass", "timeout"),
        ("import os\nos._exit(0)", "ended"),
        ("while True: print('x' * 1000)", "flood"),
        ("import ctypes\nctypes.string_at(1)", "crashed"),
        ("import os\nos.closerange(3, 100)", "garbled"),
    ],
)
def test_what_ends_the_process_while_it_is_loaded(source: str, kind: str) -> None:
    ran = run(source, "f", "g")
    assert ran.calls == ()
    assert ran.fault is not None
    assert ran.fault.kind == kind


def test_time_that_is_used_up_is_said_of_what_was_not_run() -> None:
    endless = "\n".join(f"def {name}(x):\n  while True: pass" for name in "fgh")
    ran = run(endless, "f", "g", "h", wall=1.5)
    kinds = [call.fault and call.fault.kind for call in ran.calls]
    assert kinds == ["timeout", "timeout", "no-time"]


def test_probes_that_can_not_be_loaded_are_our_fault() -> None:
    for probes, told in (("import tuitrainer", "no module named 'tuitrainer'"), ("def f(", "never closed")):
        sandbox = begin_sandbox(("numpy",))
        ran = run_job(job("while True: pass", probes=probes), sandbox)
        assert ran.fault is not None
        assert (ran.fault.kind, ran.fault.is_ours) == ("probe", True)
        assert told in str(ran.fault.details["message"])
        assert "probes.py" in str(ran.fault.details["message"])


def test_an_interpreter_that_does_not_begin_is_our_fault() -> None:
    sandbox = begin_sandbox(())  # without NumPy
    ran = run_job(job(RIGHT), sandbox)
    assert ran.fault is not None
    assert (ran.fault.kind, ran.fault.is_ours) == ("broken", True)
    assert "numpy" in str(ran.fault.details["message"])
