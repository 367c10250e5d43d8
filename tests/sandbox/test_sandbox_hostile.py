"""Submissions that attack the grader from inside: whatever they do, it is told of them and never of us."""

from __future__ import annotations

import textwrap
from pathlib import Path

import numpy as np
import pytest
from sandbox_jobs import FILE, RIGHT, job, probes_of, run

from tuitrainer.sandbox.conversation import Conversation
from tuitrainer.sandbox.inside.packing import pack
from tuitrainer.sandbox.inside.values import Foreign
from tuitrainer.sandbox.isolation import LIMITS
from tuitrainer.sandbox.process import begin_sandbox
from tuitrainer.sandbox.run import run_job

FORGE = """
import os, stat, struct
def pipes():
    for number in range(3, 64):
        try:
            if stat.S_ISFIFO(os.fstat(number).st_mode): yield number
        except OSError: pass
def forge(payload, length=None):
    for number in pipes():
        os.write(number, struct.pack("<Q", len(payload) if length is None else length) + payload)
"""


FORGED = [
    (b"garbage", None), (b"", None), (b"", 2**63), (b"", 2**26 + 1), (pack({"event": "end"}), None),
    (pack({"event": "end", "call": np.zeros(3)}), None), (pack({"event": np.zeros(2), "call": 0}), None),
    (pack(["end"]), None), (pack({"event": "failed", "fault": {"kind": "probe"}}), None),
    (pack({"event": "begin", "call": 0}), None), (pack({"event": "unfit", "message": "yours"}), None),
]  # fmt: skip
"""What is written to every pipe that is found, and the length that it claims to have."""


def test_what_is_forged_is_told_apart() -> None:
    names = [f"f{place}" for place in range(len(FORGED))]
    source = FORGE + "\n".join(
        f"def {name}(x):\n  forge({payload!r}, {length})\n  return x"
        for name, (payload, length) in zip(names, FORGED, strict=True)
    )
    ran = run(source + "\ndef fine(x): return x", *names, "fine", probes=probes_of(*names, "fine"), wall=20.0)
    assert [call.fault and call.fault.kind for call in ran.calls] == ["garbled"] * len(names) + [None]


END = {"event": "end", "call": 0, "refused": [], "changed": []}


@pytest.mark.parametrize(
    "forged",
    [
        {**END, "fault": {"kind": "probe"}},
        {**END, "fault": {"kind": "broken"}},
        {**END, "fault": {"kind": ["raised"]}},
        {**END, "fault": None},
        {**END, "refused": [["sandwich", "x"]]},
        {**END, "refused": [[["x"], "x"]]},
        {**END, "changed": [float("inf")]},
        {**END, "links": {"result": -1}},
        {**END, "links": {"result": 10**15}},
        {**END, "results": [1]},
        {**END, "results": {3: 4}},
        {**END, "calls": [{"function": "f", "modified": [-1]}]},
        {**END, "calls": [{"function": "f", "modified": [np.ones(2)]}]},
        {**END, "calls": [{"function": np.ones(2), "modified": []}]},
        {**END, "calls": 10},
        {**END, "call": 1},
        {**END, "call": False},
    ],
)
def test_an_end_that_no_sandbox_sends_is_refused(forged: dict[str, object]) -> None:
    loaded: dict[str, object] = {"event": "loaded", "refused": [], "changed": []}
    begin: dict[str, object] = {"event": "begin", "call": 0}
    conversation = _conversation([{"event": "ready"}, {"event": "begun"}, loaded, begin, forged])
    assert conversation.hold() is None
    (result,) = conversation.results
    assert result.fault is not None
    assert result.fault.kind == "garbled"


@pytest.mark.parametrize(
    "early",
    [
        {"event": "end"},
        {"event": "loaded"},
        {"event": "unfit", "message": "x"},
        {"event": "failed", "fault": {"kind": "probe"}, "refused": [], "changed": []},
    ],
)
def test_a_loading_that_no_sandbox_tells_is_refused(early: dict[str, object]) -> None:
    found = _conversation([{"event": "ready"}, {"event": "begun"}, early]).hold()
    assert found is not None
    assert found.kind == "garbled"


def _conversation(events: list[dict[str, object]]) -> Conversation:
    class Events:
        def get(self, timeout: float) -> bytes | None:
            return pack(events.pop(0)) if events else None

    class Talking:
        isolation = LIMITS
        events = Events()
        flooded = False

        def limit(self, memory_bytes: int, cpu_seconds: int) -> None: ...

        def send(self, message: object) -> None: ...

        def end(self, patience: float = 0.0) -> None: ...

    return Conversation(Talking(), job(RIGHT), 5.0)  # type: ignore[arg-type]


def test_forged_frames_without_end_fill_no_memory() -> None:
    ran = run(FORGE + "def f(x):\n  while True: forge(b'x' * 2**20, 2**25)\ndef g(x): return x", "f", "g")
    assert ran.calls[0].fault is not None
    assert ran.calls[0].fault.kind in ("garbled", "timeout")
    assert ran.calls[1].fault is None


SABOTAGE = {
    "modules": "import sys\nsys.modules.clear()",
    "modules replaced": "import sys\nsys.modules = None",
    "streams": "import sys\nsys.stdout = sys.stderr = sys.__stdout__ = sys.__stderr__ = None\nsys.exit = None",
    "excepthook": "import sys\nsys.excepthook = sys.unraisablehook = None",
    "builtins": "import builtins\nfor n in dir(builtins):\n  if n[0] != '_': setattr(builtins, n, None)",
    "import": "import builtins\nbuiltins.__import__ = builtins.__build_class__ = None",
    "json": "import json\njson.dumps = json.loads = json.JSONEncoder = None\n"
            "import json.encoder\njson.encoder.JSONEncoder.encode = json.encoder.JSONEncoder.iterencode = None",
    "inspect": "import inspect\ninspect.signature = inspect.Signature = None\n",
    "inspect's class": "import inspect\ninspect.Signature.bind = inspect.Signature.from_callable = None",
    "numpy": "for name in ('asarray', 'array', 'ndarray', 'allclose', 'errstate', 'dtype', 'generic'):\n"
             "  setattr(np, name, None)",
    "random": "np.random.default_rng = np.random.Generator = None",
    "os": "import os\nos.write = os.read = os._exit = os.close = os.path = None",
    "recursion": "import sys\nsys.setrecursionlimit(40)",
    "trace": "import sys\ndef trace(*_): raise ValueError\nsys.setprofile(trace)",
    "warnings": "import warnings\nwarnings.simplefilter('error')",
    "exit handlers": "import atexit, time\natexit.register(time.sleep, 100)",
    "threads": "import threading, time\nfor _ in range(3):\n"
               "  try: threading.Thread(target=time.sleep, args=(100,)).start()\n  except RuntimeError: pass",
    "finalizers": "import time\nclass D:\n  def __del__(self): time.sleep(100)\nd = D()\nd.me = d",
    "garbage": "import gc\ngc.disable()\ngc.set_threshold(0)\ngc.freeze()",
    "itself": "import sys\nsys.modules['submission'] = sys.modules['probes'] = None",
    "its class": "import sys, types\nclass M(types.ModuleType):\n  @property\n  def __dict__(self): raise KeyError\n"
                 "sys.modules['submission'].__class__ = M",
    "name": "__name__ = __file__ = __builtins__ = None",
    "signals": "import signal\nfor n in (1, 2, 10, 12, 14, 15): signal.signal(n, lambda *_: 1 / 0)",
    "alarm": "import signal\ndef ring(*_): raise ValueError\n"
             "signal.signal(signal.SIGALRM, ring)\nsignal.setitimer(signal.ITIMER_REAL, 0.01, 0.01)",
    "guard": "import gc\nfor o in gc.get_objects():\n"
             "  if getattr(o, '__qualname__', '')[:14] == 'refuse_actions': o.__code__ = (lambda *a: None).__code__",
    "our objects": "import gc\nfor o in gc.get_objects():\n"
                   "  if type(o).__name__ in ('Untouched', 'Budget', '_Recorder'): o.__dict__.clear()",
}  # fmt: skip


@pytest.mark.parametrize("what", SABOTAGE)
def test_sabotage_is_never_our_fault(what: str) -> None:
    """`run` sees to that; here, what it does at all."""
    source = f"{RIGHT}\n{SABOTAGE[what]}"
    ran = run(source, "f", "g")
    kinds = {found.kind for found in (ran.fault, *(call.fault for call in ran.calls)) if found is not None}
    assert kinds <= {"garbled", "raised", "ended"}, ran
    harmless = ("streams", "excepthook", "exit", "finalizers", "garbage", "threads", "warnings", "os", "name", "itself")
    if what.split(maxsplit=1)[0] in harmless:
        assert not kinds
        assert np.array_equal(ran.calls[1].results["result"].shape, (3, 2))


def test_sabotage_in_a_function_leaves_the_other_functions_judged() -> None:
    names, source = [], "import numpy as np\ndef fine(x): return 3 * x\n"
    for place, text in enumerate(SABOTAGE.values()):
        source += f"def f{place}(x):\n" + textwrap.indent(text, "  ") + "\n  return x\n"
        names += [f"f{place}", "fine"]
    ran = run(source, *names, probes=probes_of(*names), wall=40.0)
    assert ran.fault is None
    spoiled = [what for what, call in zip(SABOTAGE, ran.calls[1::2], strict=True) if call.fault is not None]
    others = set(spoiled) - {"alarm", "our objects", "json", "threads"}
    assert len(others) <= 1, spoiled  # the alarm may go off in a function that comes later


def test_what_is_replaced_is_named_and_put_back() -> None:
    source = """
        import numpy as np, math
        math.exp = None
        def f(x):
            np.exp = np.linalg.norm = lambda x: x
            return x
        def g(x): return np.exp(x)
    """
    ran = run(source, "f", "g")
    assert [call.changed for call in ran.calls] == [("math.exp", "numpy.exp", "numpy.linalg.norm"), ("math.exp",)]
    assert (ran.calls[1].results["result"] > 0).all()


RETURNS = {
    "itertools.count()": Foreign("count"),
    "(n for n in itertools.count())": Foreign("generator"),
    "np.array([x, None], dtype=object)": Foreign("array", "object"),
    "np.ones(3, complex)": Foreign("array", "complex128"),
    "np.ones(3, np.float16)": Foreign("array", "float16"),
    "np.broadcast_to(np.float64(1), (2**28,))": Foreign("ndarray", "..."),
    "np.array(['a'])": Foreign("array", "str32"),
    "np.ones(3).view(Sub)": Foreign("Sub"),
    "Liar()": Foreign("Liar"),
    "Meta('Named', (), {})()": Foreign("Named"),
    "Meta('Named', (), {})": Foreign("Meta"),
    "Endless()": [],
    "Text('abc')": Foreign("Text"),
    "f": Foreign("function"),
    "10**5000": Foreign("int", "..."),
    "{10**5000: 1}": Foreign("dict"),
    "1j": Foreign("complex"),
    "b'x'": Foreign("bytes"),
    "np.ma.array([1.0])": Foreign("MaskedArray"),
    "range(3)": Foreign("range"),
    "None": None,
    "True": True,
    "'\\ud800'": "\\ud800",
    "-0.0": -0.0,
}


def test_what_a_function_returns_comes_as_data_or_as_a_name() -> None:
    names = [f"case{number}" for number in range(len(RETURNS))]
    source = """
import itertools
import numpy as np
class Sub(np.ndarray):
    def __array_ufunc__(self, *a, **k): return 1 / 0
    def __array_function__(self, *a, **k): return 1 / 0
    def __eq__(self, other): return True
    def __reduce__(self): 1 / 0
class Liar:
    __class__ = list
    def __iter__(self): return itertools.count()
    def __eq__(self, other): return True
class Meta(type):
    __name__ = property(lambda cls: 1 / 0)
    def __getattribute__(cls, name): raise KeyError
    def __instancecheck__(cls, value): return True
class Endless(list):
    def __iter__(self): return itertools.count()
    def __len__(self): return 10**9
class Text(str):
    def __getitem__(self, key): 1 / 0
    def __str__(self): 1 / 0
def f(): pass
"""
    source += "\n".join(f"def {name}(x): return {value}" for name, value in zip(names, RETURNS, strict=True))
    probes = probes_of(*names)
    ran = run(source, *names, probes=probes, wall=5.0)
    for (text, expected), call in zip(RETURNS.items(), ran.calls, strict=True):
        assert call.fault is None, text
        assert call.results["result"] == expected, text
        assert type(call.results["result"]) is type(expected)
        assert call.calls[0].returned == expected


def test_what_is_too_large_is_left_out_and_does_no_harm() -> None:
    source = """
        import numpy as np
        nest = [1.0]
        for _ in range(20): nest = [nest, nest]
        loop = []
        loop.append(loop)
        def f(x): return nest
        def g(x): return loop
        def h(x): return [np.ones(2**21)] * 3
        def many(x): return list(range(10**6))
        def text(x): return ["x" * 2**17] * 10
        def wide(x): return [np.zeros((0,) + (1,) * 63)] * 10**5
        def zeros(x): return np.zeros(2**28)
    """
    functions = ("f", "g", "h", "many", "text", "wide", "zeros")
    probes = probes_of(*functions)
    ran = run(source, *functions, probes=probes, wall=8.0, memory=4096)
    assert [call.fault for call in ran.calls] == [None] * len(functions)
    first, *others = ran.calls[2].results["result"]
    assert (first.nbytes, *others) == (2**24, Foreign("ndarray", "..."), Foreign("ndarray", "..."))
    assert ran.calls[3].results["result"][:3] == [0, 1, 2]
    assert ran.calls[3].results["result"][-1] == Foreign("int", "...")
    assert ran.calls[6].results["result"] == Foreign("ndarray", "...")


def test_no_reference_is_in_reach(tmp_path: Path) -> None:
    """Not where tuitrainer lies, not beside the submission, and not where an installed course would lie."""
    root = Path(__file__).parents[2]
    (tmp_path / "sibling.py").write_text("answer = 42")
    (tmp_path / "colorsys.py").write_text("answer = 42")
    paths = [str(root), str(root / "solutions"), str(tmp_path)]
    tries = {
        "import tuitrainer": "import",
        "import tuitrainer.sandbox.inside.values": "import",
        "import inside.values": "import",
        "import values": "import",
        "import frames": "import",
        "import sibling": "import",
        "import exercise04": "import",
        "import scipy": "import",
        "import yaml": "import",
        "import numpy.sibling": "import",
        "import colorsys; colorsys.answer": "raised",
        "import numpy; numpy.__path__ = sys.path; import numpy.sibling": "refused-read",
        "import json; json.__path__ = sys.path; import json.sibling": "refused-read",
        "from importlib.machinery import SourceFileLoader as L; L('s', SIBLING).get_code('s')": "refused-read",
        "import runpy; runpy.run_path(SIBLING)": "refused-read",
        "open(PATHS[0] + '/solutions/exercise04.py')": "refused-read",
        "open('/proc/self/environ')": "refused-read",
        "import site; site.main(); import tuitrainer": "refused-read",
    }
    source = f"import sys\nPATHS = {paths!r}\nSIBLING = PATHS[2] + '/sibling.py'\nsys.path[:0] = PATHS\n"
    source += "\n".join(f"def t{place}(x):\n  {text}" for place, text in enumerate(tries))
    names = [f"t{place}" for place in range(len(tries))]
    ran = run(source, *names, probes=probes_of(*names), wall=8.0)
    for (text, kind), call in zip(tries.items(), ran.calls, strict=True):
        # a folder that isolation has taken out of sight holds no module to be refused
        assert call.fault is not None, text
        assert call.fault.kind in (kind, "import" if kind == "refused-read" else kind), text


def test_the_environment_is_clean(monkeypatch: pytest.MonkeyPatch, folders: Path) -> None:
    monkeypatch.setenv("SECRET_TOKEN", "token")
    monkeypatch.setenv("PYTHONPATH", "/nowhere")
    monkeypatch.setenv("PYTHONSTARTUP", "/nowhere")
    monkeypatch.setenv("LD_PRELOAD", "")
    source = """
        import os, sys, threading
        def is_open(number):
            try: return bool(os.fstat(number))
            except OSError: return False
        def f(x):
            numbers = list(filter(is_open, range(64)))
            session = os.getsid(0) == os.getpid()
            found = [dict(os.environ), list(sys.path), sys.flags.isolated, max(numbers), session]
            return [*found, sys.stdin.read(), __file__]
    """
    environment, path, isolated, highest, session, typed, file = run(source).calls[0].results["result"]
    assert "SECRET_TOKEN" not in environment
    assert not any(name.startswith(("PYTHON", "LD_PRELOAD", "TUITRAINER")) for name in environment)
    assert environment["OPENBLAS_NUM_THREADS"] == environment["OMP_NUM_THREADS"] == "1"
    assert Path(environment["HOME"]).parent == folders
    assert not any("site-packages" in entry or str(Path(__file__).parents[2]) == entry for entry in path)
    assert (isolated, session, typed, file) == (1, True, "", FILE)
    assert highest <= 4  # the three usual ones, the events, and the folder that was just listed


def test_what_was_printed_is_kept_in_part() -> None:
    sandbox = begin_sandbox(("numpy",))
    source = (
        RIGHT + "print('first \\x1b[2J')\nprint('x' * 100_000)\nprint('last')\nimport os\nos.write(2, bytes([255]))"
    )
    printed = run_job(job(source), sandbox).printed
    assert printed.text.startswith("first \N{REPLACEMENT CHARACTER}[2J\n")
    assert printed.text.endswith("last\n\N{REPLACEMENT CHARACTER}")
    assert "[... 83" in printed.text
    assert 100_000 < printed.size < 100_100
