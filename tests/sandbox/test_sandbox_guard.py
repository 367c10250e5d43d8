"""What a submission may import and do, and what is refused: each in one job of many small functions."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from sandbox_jobs import fault, probes_of, run

from tuitrainer.sandbox.inside.guard import Packages, RefusedImportError, is_readable
from tuitrainer.sandbox.outcome import CallResult
from tuitrainer.sandbox.packages import find_packages

ALLOWED = """
import random; random.seed(1); random.random(); random.SystemRandom().random()
import math, cmath, decimal, fractions, statistics; math.gamma(3.5); statistics.mean([1, 2])
from dataclasses import dataclass, field; dataclass(type("P", (), {"__annotations__": {"x": int}}))(1)
import functools, itertools, collections, operator, heapq, bisect; functools.lru_cache(len)("a")
from typing import NamedTuple, Protocol, TypeVar; NamedTuple("N", [("a", int)])(1)
import abc, enum, copy, contextlib, textwrap, string, re, types, numbers; copy.deepcopy([1])
import time, datetime, calendar; time.perf_counter(); time.localtime(); datetime.datetime.now(); time.sleep(0)
import zoneinfo; zoneinfo.available_timezones()
import warnings; warnings.warn("careful"); np.log(-1.0); np.exp(np.array([1000.0]))
import traceback, logging; logging.warning("here"); traceback.print_stack()
import json, pickle, base64, hashlib, struct, io; pickle.loads(pickle.dumps([1])); io.StringIO().write("a")
import inspect, ast, dis, linecache; inspect.signature(len); ast.parse("1")
import sys, os, pathlib, platform; os.getcwd(); pathlib.Path("a").exists(); platform.system(); os.environ.get("HOME")
import subprocess, socket, shutil, tempfile, ctypes, multiprocessing, threading, asyncio, concurrent.futures, unittest
import doctest, timeit, profile, pdb; timeit.timeit("1", number=1)
np.linalg.svd(np.eye(3)); np.linalg.inv(np.eye(3)); np.linalg.norm(x); np.linalg.qr(x)
np.random.seed(1); np.random.rand(3); np.random.default_rng(1).permutation(3); np.random.RandomState(1).normal()
np.einsum("ij,kj->ik", x, x); np.einsum("ij,kj->ik", x, x, optimize=True); np.tensordot(x, x.T, 1)
np.lib.stride_tricks.sliding_window_view(np.arange(9), 3); np.lib.stride_tricks.as_strided(np.arange(4), (2, 2), (8, 8))
np.fft.fft2(x); np.polynomial.Polynomial([1, 2])(3); np.ma.array([1.0]); np.char.upper("a")
from numpy.typing import NDArray; from numpy import testing, polynomial, ma; testing.assert_allclose(1, 1)
import numpy.ctypeslib, numpy.dtypes, numpy.rec
np.set_printoptions(precision=3); print(x); np.seterr(all="ignore"); np.array2string(x); repr(x)
np.vectorize(math.sin)(x) if "math" in globals() else np.vectorize(abs)(x)
open(os.devnull).read() if "os" in globals() else None; open("/dev/null", "w").write("a")
print("a"); print("b", file=__import__("sys").stderr); __import__("sys").stdout.flush()
open(__file__) if __import__("os").path.exists(__file__) else None
"""
REFUSED = {
    "open('data.csv')": "read",
    "open('/etc/passwd')": "read",
    "np.load('/nowhere.npy')": "read",
    "open('out.txt', 'w')": "write",
    "open(__file__, 'a')": "write",
    "np.save('out.npy', x)": "write",
    "import os; os.open('x', os.O_CREAT | os.O_RDONLY)": "write",
    "import os; os.mkdir('x')": "write",
    "import os; os.remove('x')": "write",
    "import os; os.rename('x', 'y')": "write",
    "import os; os.symlink('x', 'y')": "write",
    "import shutil; shutil.rmtree('x')": "write",
    "import tempfile; tempfile.mkdtemp(dir='/tmp')": "write",
    "import pathlib; pathlib.Path('x').write_text('a')": "write",
    "import subprocess; subprocess.run(['ls'])": "process",
    "import os; os.system('ls')": "process",
    "import os; os.fork()": "process",
    "import os; os.execv('/bin/ls', ['ls'])": "process",
    "import os; os.posix_spawn('/bin/ls', ['ls'], {})": "process",
    "import os; os.kill(os.getppid(), 9)": "process",
    "import os; os.killpg(0, 9)": "process",
    "import multiprocessing as m; m.get_context('fork').Process(target=print).start()": "process",
    "import socket; socket.socket()": "network",
    "import socket; socket.getaddrinfo('example.com', 80)": "network",
    "import urllib.request; urllib.request.urlopen('http://example.com')": "network",
    "import resource; resource.setrlimit(resource.RLIMIT_AS, (-1, -1))": "limits",
}


def each(statements: list[str]) -> list[CallResult]:
    """What comes of a function for each of these."""
    names = [f"f{place}" for place in range(len(statements))]
    source = "import numpy as np\n" + "\n".join(
        f"def {name}(x):\n  {statement}\n  return x" for name, statement in zip(names, statements, strict=True)
    )
    return list(run(source, *names, probes=probes_of(*names), wall=20.0).calls)


def test_what_exercises_need_is_allowed() -> None:
    statements = ALLOWED.strip().splitlines()
    for statement, call in zip(statements, each(statements), strict=True):
        assert call.fault is None, (statement, call.fault)
        assert call.refused == (), (statement, call.refused)
        assert call.changed == (), (statement, call.changed)


def test_what_they_do_not_need_is_refused_with_its_kind() -> None:
    for (statement, kind), call in zip(REFUSED.items(), each(list(REFUSED)), strict=True):
        assert call.fault is not None, statement
        assert call.fault.kind == f"refused-{kind}", (statement, call.fault)
        assert [noted for noted, _name in call.refused][:1] == [kind], statement
        assert call.fault.details["line"], statement


def test_what_was_refused_is_noted_even_when_it_is_swallowed() -> None:
    source = """
        def load():
            try: open("secret.txt")
            except OSError: pass
        load()
        def f(x): return x
        def g(x):
            load()
            return x
        def h(x): return x
    """
    ran = run(source, "f", "g", "h")
    assert [[kind for kind, _name in call.refused] for call in ran.calls] == [["read"], ["read"], []]
    assert ran.calls[0].refused[0][1].endswith("secret.txt")


def test_an_import_that_is_tried_and_not_needed_is_no_fault() -> None:
    ran = run("try: import numba\nexcept ImportError: numba = None\ndef f(x): return x")
    assert (ran.calls[0].fault, ran.calls[0].refused) == (None, ())


def test_tracebacks_that_pass_through_the_probes_ask_for_no_file() -> None:
    ran = run(
        "import traceback, warnings\n"
        "def f(x):\n  traceback.print_stack()\n  warnings.warn('x', stacklevel=4)\n  return x"
    )
    assert (ran.calls[0].fault, ran.calls[0].refused) == (None, ())


def test_nothing_can_be_written_past_the_guard_either(tmp_path: Path) -> None:
    """The system denies it: no file content for anybody, and for root nothing but what all may write."""
    target = tmp_path / "target"
    target.write_text("kept")
    found = fault(f"""
        import ctypes, os
        libc = ctypes.CDLL(None, use_errno=True)
        def f(x):
            said = []
            for path in ({str(target)!r}, {str(tmp_path / "new")!r}):
                number = libc.open(path.encode(), os.O_RDWR | os.O_CREAT, 0o600)
                said.append(number >= 0 and os.write(number, b"lost"))
            raise ValueError(said)
    """)
    assert found.details["type"] in ("ValueError", "OSError")
    assert target.read_text() == "kept"
    assert not (tmp_path / "new").exists() or (tmp_path / "new").read_bytes() == b""


# -- the parts ------------------------------------------------------------------------------------------------------


def test_an_installed_course_is_out_of_reach(tmp_path: Path) -> None:
    """In a wheel for the system's Python, site-packages lies in the standard library's folder."""
    library = tmp_path / "lib" / "python3.11"
    packages = library / "site-packages"
    numpy, libraries = str(packages / "numpy"), str(packages / "numpy.libs")
    readable = is_readable(
        ["", str(library), str(library / "lib-dynload")], [numpy, libraries], [str(tmp_path / "student.py")]
    )
    for inside in (
        library / "json" / "decoder.py",
        packages / "numpy" / "__init__.py",
        packages / "numpy.libs" / "b.so",
    ):
        assert readable(str(inside)), inside
    for outside in (
        packages / "tuitrainer" / "course" / "solutions" / "exercise04.py",
        packages / "numpy_secret" / "a.py",
        library / "dist-packages" / "a.py",
        tmp_path / "lib" / "python3.11-secret" / "a.py",
        tmp_path / "student.py.bak",
        tmp_path / "student.pyc",
        tmp_path / "solutions.py",
        Path("/dev/null2"),
        Path("/etc/passwd"),
    ):
        assert not readable(str(outside)), outside
    assert readable(str(tmp_path / "student.py"))
    assert readable("/dev/null")


def test_packages_beside_an_offered_one_are_not_found(monkeypatch: pytest.MonkeyPatch) -> None:
    finder = Packages(find_packages(["numpy"]))
    monkeypatch.setattr(sys, "path", [*sys.path, str(Path(__file__).parents[2])])
    assert finder.find_spec("json") is not None
    found = finder.find_spec("numpy")
    assert found is not None
    assert found.submodule_search_locations is not None
    assert finder.find_spec("numpy.fft", found.submodule_search_locations) is not None
    for name in ("tuitrainer", "scipy", "pytest", "tuitrainer.sandbox", "inside", "site-packages", ""):
        with pytest.raises(RefusedImportError):
            finder.find_spec(name)


def test_packages_are_found_without_importing_them() -> None:
    found = find_packages(["numpy", "sklearn", "nothing_of_that_name", "json", "math", ""])
    assert set(found) == {"numpy", "sklearn", "json"}
    assert all(os.path.isdir(folder) for folder in found.values())
