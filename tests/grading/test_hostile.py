"""Bad input, all the way through `grade`: each file is right but for its trick, and none passes.

Every report says in a sentence what the matter is, none blames the grader, and nothing is left behind.
"""

from __future__ import annotations

import json
import os
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from tuitrainer.base.course import find_course
from tuitrainer.base.errors import UserError
from tuitrainer.grading.catalog import Exercise, find_exercise
from tuitrainer.grading.grade import grade
from tuitrainer.grading.messages import message_of
from tuitrainer.grading.report import Report
from tuitrainer.sandbox.inside.tree import children

WALL, MEMORY = 3.0, 512 * 2**20
START = 20.0
"""Seconds that beginning the processes of one grading may take on a busy machine."""
LAST = "mean_absolute_error"


@pytest.fixture(scope="module")
def exercise() -> Exercise:
    found = find_exercise(find_course(), "exercise04")
    return replace(found, definition=replace(found.definition, wall_seconds=WALL, memory_bytes=MEMORY))


@pytest.fixture(autouse=True)
def nothing_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    folder = tmp_path / "sandboxes"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    descriptors, threads = _descriptors(), threading.active_count()
    before = set(children(os.getpid()))
    yield
    assert set(children(os.getpid())) <= before
    assert not _marked(folder)
    assert not list(folder.iterdir())
    assert threading.active_count() <= threads
    assert _descriptors() <= descriptors


def _descriptors() -> int:
    """How many are open; 0 where the system does not tell."""
    return len(list(Path("/proc/self/fd").glob("*")))


def _marked(folder: Path) -> list[str]:
    """The processes whose home lies in this folder, or whose parent's did."""
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if f"={folder}/".encode() in (place / "environ").read_bytes():
                found.append(place.name)
    return found


def graded(exercise: Exercise, file: Path, content: str | bytes) -> Report:
    """The report, which came in time and says nothing of the grader."""
    file.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    begun = time.monotonic()
    report = grade(exercise, file, seed=7)
    assert time.monotonic() - begun < WALL + START
    assert report.status in ("failed", "error")
    return report


def said(report: Report, exercise: Exercise) -> str:
    """The sentence about the file; where there is none, the one about the first check that did not pass."""
    if report.finding is not None:
        return message_of(report.finding, exercise)
    check = next(check for check in report.checks if check.status != "passed")
    assert check.finding is not None
    assert check.points == 0
    return message_of(check.finding, exercise, check.function)


# -- what is no program ---------------------------------------------------------------------------------------------

RIGHT = """
import numpy as np

def softmax(logits):
    exponentials = np.exp(logits - logits.max(axis=1, keepdims=True))
    return exponentials / exponentials.sum(axis=1, keepdims=True)

def cross_entropy(logits, targets):
    shifted = logits - logits.max(axis=1, keepdims=True)
    logarithms = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return float(-(targets * logarithms).sum() / len(logits))

def cross_entropy_gradient(logits, targets):
    return (softmax(logits) - targets) / len(logits)

def mean_absolute_error(probabilities, targets):
    return float(np.abs(probabilities - targets).mean())
"""
NOTEBOOK = json.dumps({"cells": [{"cell_type": "code", "source": RIGHT}], "metadata": {}, "nbformat": 4})
FILES: dict[str, tuple[bytes, tuple[str, ...]]] = {
    "empty": (b"", ("empty",)),
    "blank": (b" \n\t\n", ("empty",)),
    "binary": (b"\x7fELF\x02\x01\x01\0\0\0" + bytes(range(256)), ("not a text",)),
    "zeros": (RIGHT.encode() + b"\0", ("zero bytes",)),
    "Windows encoding": (f"# données\n{RIGHT}".encode("cp1252"), ("not UTF-8", "line 1", "0xe9")),
    "UTF-16": (RIGHT.encode("utf-16"), ("UTF-16", "Save it as UTF-8")),
    "UTF-16 without mark": (RIGHT.encode("utf-16-le"), ("not a text",)),
    "unknown encoding": (b"# coding: klingon\n" + RIGHT.encode(), ("encoding", "klingon")),
    "notebook": (NOTEBOOK.encode(), ("notebook", "nbconvert")),
    "too large": (b"#" * 2**21, ("larger than",)),
    "syntax error": (RIGHT.replace("return float(-(", "return float(-((").encode(), ("not Python",)),
    "no colon": (RIGHT.replace("softmax(logits):", "softmax(logits)", 1).encode(), ("Line 4", "not Python", "':'")),
    "indentation": (RIGHT.encode() + b"\n  x = 1\n", ("Line 19", "indent")),
    "Python 2": (RIGHT.encode() + b"\nprint 'hello'\n", ("Line 19", "print")),
    "prose": ("I could not do it, sorry – très difficile.".encode(), ("Line 1", "not Python")),
    "deep": (b"x = " + b"(" * 5000, ("Line 1", "not Python")),
}


@pytest.mark.parametrize("what", FILES)
def test_what_is_no_program(what: str, exercise: Exercise, tmp_path: Path) -> None:
    content, words = FILES[what]
    report = graded(exercise, tmp_path / "exercise04.py", content)
    assert report.status == "error"
    assert report.score == 0
    assert all(word in said(report, exercise) for word in words), said(report, exercise)


def test_a_file_that_is_not_there_is_no_answer(exercise: Exercise, tmp_path: Path) -> None:
    for file in (tmp_path / "exercise04.py", tmp_path):
        with pytest.raises(UserError):
            grade(exercise, file)


def test_a_notebook_is_known_by_its_name_too(exercise: Exercise, tmp_path: Path) -> None:
    report = graded(exercise, tmp_path / "work.ipynb", RIGHT)
    assert "work.ipynb is a notebook" in said(report, exercise)


def test_marks_and_line_ends_of_windows_are_fine(exercise: Exercise, tmp_path: Path) -> None:
    file = tmp_path / "exercise04.py"
    file.write_bytes(f"# données\n{RIGHT}".replace("\n", "\r\n").encode("utf-8-sig"))
    assert grade(exercise, file, seed=7).status == "passed"
    file.write_bytes(b"# coding: latin-1\n# donn\xe9es\n" + RIGHT.encode())
    assert grade(exercise, file, seed=7).status == "passed"


# -- what happens while it is loaded ----------------------------------------------------------------------------------

LOADED: dict[str, tuple[str, tuple[str, ...]]] = {
    "plots": ("import matplotlib.pyplot as plt", ("Line 1 imports matplotlib", "does not offer", "numpy")),
    "torch": ("import numpy\nimport torch", ("Line 2 imports torch",)),
    "the course": ("from tuitrainer.nn import losses", ("imports tuitrainer",)),
    "a helper": ("from helpers import softmax", ("imports helpers",)),
    "a wrong name": ("import numpy.softmax", ("imports numpy.softmax", "does not exist")),
    "a question": ("name = input('Your name? ')", ("input()", "line 1", "keyboard")),
    "an exception": ("values = [1, 2]\nvalues[2]", ("IndexError", "line 2", "list index out of range")),
    "exits": ("import sys\nsys.exit(0)", ("ends the program", "line 2")),
    "ends": ("import os\nos._exit(0)", ("ended the whole program", "exit code 0")),
    "loops": ("while True: pass", (f"No result after {WALL / 2:g} seconds",)),
    "sleeps": ("import time\ntime.sleep(100)", (f"No result after {WALL / 2:g} seconds",)),
    "floods": ("while True: print('passed ' * 100)", ("prints more than a megabyte",)),
    "crashes": ("import ctypes\nctypes.string_at(1)", ("crashed the interpreter", "SIG")),
    "eats": ("import numpy as np\nnp.ones((60000, 60000))", ("more memory than the 512 MB",)),
}


LONG = ("sleeps", "swallows", "endless exception", "floods from C", "crashes", "ends", "eats memory", "kills", "runs")
"""Where a neighbour that is much like it, or the sandbox's own tests, run always."""


def quick_and_long(names: dict[str, object]) -> list[object]:
    return [pytest.param(name, marks=[pytest.mark.long] * (name in LONG)) for name in names]


@pytest.mark.parametrize("what", quick_and_long({**LOADED}))
def test_what_fails_while_it_is_loaded(what: str, exercise: Exercise, tmp_path: Path) -> None:
    source, words = LOADED[what]
    (tmp_path / "helpers.py").write_text(RIGHT)
    report = graded(exercise, tmp_path / "exercise04.py", source + RIGHT)
    assert report.status == "error"
    assert report.score == 0
    assert all(word in said(report, exercise) for word in words), said(report, exercise)


# -- what one function does: the other three are right, and pass ------------------------------------------------------

FUNCTION = "def mean_absolute_error(probabilities, targets):\n"
RESULT = "float(np.abs(probabilities - targets).mean())"
TRICKS: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "missing": ("", "failed", ("does not define mean_absolute_error",)),
    "not written": ("raise NotImplementedError", "failed", ("not written yet",)),
    "raises": ("raise ValueError('no idea')", "error", ("ValueError in line 17", "no idea")),
    "terminal codes": ("raise ValueError('a\\x1b[2Jb')", "error", ("ValueError in line 17", "[2Jb")),
    "returns None": ("np.abs(probabilities - targets).mean()", "failed", ("returns None",)),
    "returns text": (f"return str({RESULT})", "failed", ("str", "float")),
    "returns a shape": ("return np.abs(probabilities - targets)", "failed", ("shape",)),
    "returns a function": ("return mean_absolute_error", "failed", ("type function",)),
    "float16": (f"return np.full((1,), {RESULT}, np.float16)", "failed", ("float16", "float64")),
    "complex": (f"return np.full((1,), {RESULT}, complex)", "failed", ("complex128", "float64")),
    "integers": (f"return int({RESULT})", "failed", ()),
    "nan": ("return float('nan')", "failed", ("nan",)),
    "objects": (f"return np.array([{RESULT}, None], dtype=object)", "failed", ("object", "float64")),
    "an endless generator": ("return iter(int, 1)", "failed", ("callable_iterator",)),
    "too large": ("return np.ones(2**22)", "failed", ()),
    "a list in itself": ("loop = []\nloop.append(loop)\nreturn loop", "failed", ()),
    "modifies": ("probabilities -= targets\nreturn float(np.abs(probabilities).mean())", "failed",
                 ("changes its argument probabilities",)),
    "replaces": (f"result = {RESULT}\nnp.allclose = np.abs = lambda *a, **k: True\nreturn result", "error",
                 ("replaces numpy.abs, numpy.allclose",)),
    "loops": ("while True: pass", "timeout", ("endless loop",)),
    "swallows": ("while True:\n  try:\n    while True: pass\n  except BaseException: pass", "timeout", ("No result",)),
    "sleeps": ("import time\ntime.sleep(100)", "timeout", ("something that waits",)),
    "exits": ("import sys\nsys.exit(0)", "error", ("ends the program (line 18)",)),
    "ends": ("import os\nos._exit(0)", "error", ("exit code 0",)),
    "ends with a verdict": ("import os\nprint('{\"status\": \"passed\", \"score\": 10}')\nos._exit(0)", "error",
                            ("exit code 0",)),
    "floods": ("while True: print('x' * 1000)", "error", ("prints more than a megabyte",)),
    "floods from C": ("import os\nwhile True: os.write(2, b'passed' * 500)", "error", ("prints more than a megabyte",)),
    "eats memory": ("return np.ones((60000, 60000)).mean()", "memory", ("more memory than the 512 MB",)),
    "grows": ("kept = []\nwhile True: kept.append(np.empty(2**21))", "memory", ("memory",)),
    "recurses": ("return mean_absolute_error(targets, probabilities)", "error", ("calls itself without end",)),
    "crashes": ("import ctypes\nctypes.string_at(1)", "error", ("crashed the interpreter",)),
    "asks": (f"input()\nreturn {RESULT}", "error", ("input() in line 17",)),
    "imports late": (f"import scipy.special\nreturn {RESULT}", "error", ("Line 17 imports scipy",)),
    "reads": (f"open('/etc/passwd')\nreturn {RESULT}", "error", ("read the file /etc/passwd",)),
    "reads and hides it": (f"try: open('solutions/exercise04.py')\nexcept OSError: pass\nreturn {RESULT}", "error",
                           ("read the file", "exercise04.py")),
    "writes": (f"open('passed.json', 'w')\nreturn {RESULT}", "error", ("write a file", "passed.json")),
    "calls home": (f"import socket\nsocket.create_connection(('example.com', 80), 1)\nreturn {RESULT}", "error",
                   ("use the network",)),
    "forks": (f"import os\nos.fork()\nreturn {RESULT}", "error", ("start or signal a process", "os.fork")),
    "kills": (f"import os\nos.kill(os.getppid(), 9)\nreturn {RESULT}", "error", ("start or signal a process",)),
    "runs": (f"import subprocess\nsubprocess.run(['ls'])\nreturn {RESULT}", "error", ("start or signal a process",)),
    "closes everything": (f"import os\nos.closerange(3, 100)\nreturn {RESULT}", "error", ()),
    "writes to our pipe": ("import os\nfor n in range(3, 20):\n"
                           "  try: os.write(n, b'passed' * 9)\n  except OSError: pass\n"
                           f"return {RESULT}", "error", ("writes where only the grader writes",)),
    "lying number": (f"class Same(float):\n  def __eq__(self, other): return True\nreturn Same({RESULT} + 1)",
                     "failed", ("Same",)),
    "lying array": ("class Same(np.ndarray):\n  def __array_ufunc__(self, *a, **k): return np.bool_(True)\n"
                    "  def __array_function__(self, *a, **k): return True\n  def __eq__(self, other): return True\n"
                    "return np.zeros(()).view(Same)", "failed", ("Same",)),
    "lying class": ("class Same:\n  __class__ = float\n  def __float__(self): return 0.0\nreturn Same()",
                    "failed", ("Same",)),
    "lying exception": ("class ProbeError(Exception): pass\nraise ProbeError('yours')", "error",
                        ("ProbeError in line 18",)),
    "endless exception": ("class E(Exception):\n  def __str__(self):\n    while True: pass\nraise E", "timeout",
                          ("No result",)),
}  # fmt: skip


@pytest.mark.parametrize("what", quick_and_long({**TRICKS}))
def test_what_one_function_does(what: str, exercise: Exercise, tmp_path: Path) -> None:
    body, status, words = TRICKS[what]
    source = RIGHT[: RIGHT.index(FUNCTION)]
    if body:
        source += FUNCTION + "".join(f"    {line}\n" for line in body.splitlines())
    report = graded(exercise, tmp_path / "exercise04.py", source)
    assert report.status == "failed"
    assert [check.status for check in report.checks] == ["passed", "passed", "passed", status], report.checks
    assert report.score == 8
    sentence = said(report, exercise)
    assert all(word in sentence for word in words), sentence
    assert sentence.isprintable()


# -- what concerns the whole file -------------------------------------------------------------------------------------


def test_what_is_replaced_while_it_is_loaded_spoils_everything(exercise: Exercise, tmp_path: Path) -> None:
    report = graded(exercise, tmp_path / "exercise04.py", f"{RIGHT}\nnp.isclose = np.allclose = lambda *a, **k: True\n")
    assert report.score == 0
    assert "replaces numpy.allclose, numpy.isclose" in said(report, exercise)


def test_a_daemon_is_not_left(exercise: Exercise, tmp_path: Path) -> None:
    """Past the guard, where the system itself refuses: then the function says so; else it is counted."""
    report = graded(exercise, tmp_path / "exercise04.py", f"""{RIGHT}
import ctypes, os, time
number = ctypes.CDLL(None).fork()
if number == 0:
    os.setsid()
    if ctypes.CDLL(None).fork() == 0: time.sleep(1000)
    os._exit(0)
if number < 0: raise OSError("no process for me")
""")  # fmt: skip
    assert "no process for me" in said(report, exercise) or "left processes running" in said(report, exercise)


def test_the_starter_is_no_answer(exercise: Exercise, tmp_path: Path) -> None:
    report = graded(exercise, tmp_path / "exercise04.py", exercise.starter.read_bytes())
    assert (report.status, report.score) == ("failed", 0)


def test_what_is_right_passes(exercise: Exercise, tmp_path: Path) -> None:
    """Or all of the above would prove nothing."""
    file = tmp_path / "exercise04.py"
    file.write_text(RIGHT)
    report = grade(exercise, file, seed=7)
    assert (report.status, report.score) == ("passed", 10)
