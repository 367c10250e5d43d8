"""Submissions that Numba compiles, and those that begin threads, at every level of isolation."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from isolation_levels import level, without_confinement
from sandbox_jobs import job, probes_of

from tuitrainer.sandbox.outcome import SandboxRun
from tuitrainer.sandbox.packages import find_packages
from tuitrainer.sandbox.process import begin_sandbox
from tuitrainer.sandbox.run import run_job

LEVELS = ("both", "bwrap", "landlock", "bwrap in a user namespace")
WALL, MEMORY = 40.0, 4096

COMPILED = """
import os
from numba import njit
@njit
def twice(x):
    out = x.copy()
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            out[i, j] = 2 * x[i, j]
    return out
def f(x): return twice(x) if twice.nopython_signatures == [] else None
def g(x): return [len(twice.nopython_signatures), os.environ["A_VARIABLE"]]
"""
IN_PARALLEL = """
from numba import njit, prange
@njit(parallel=True)
def f(x):
    out = x.copy()
    for i in prange(x.shape[0]):
        out[i] = 2 * x[i]
    return out
"""
THREADS = """
import ctypes, os, threading
threading.stack_size(2**18)
def begun(count):
    stop, threads = threading.Event(), []
    try:
        for _ in range(count):
            threads.append(threading.Thread(target=stop.wait))
            threads[-1].start()
    except RuntimeError:
        threads.pop()
    stop.set()
    for thread in threads: thread.join()
    return len(threads)
def f(x): return begun(4)
def g(x): return begun(40)
def h(x):
    number = ctypes.CDLL(None, use_errno=True).fork()
    if number == 0: os._exit(0)
    return number
"""
BOMB = """
import threading, time
threading.stack_size(2**16)
def f(x):
    for _ in range(700):
        threading.Thread(target=time.sleep, args=(30,)).start()
    time.sleep(30)
    return x
"""


def run_at(name: str, source: str, *functions: str, threads: int = 0) -> SandboxRun:
    wanted = level(name)
    asked = replace(
        job(source, *functions, wall=WALL, memory=MEMORY), threads=threads, environment={"A_VARIABLE": "a value"}
    )
    return run_job(asked, begin_sandbox(("numpy", "numba"), wanted.isolation))


@pytest.mark.parametrize("name", LEVELS)
def test_a_function_is_compiled(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if not level(name).confines_itself:
        without_confinement(tmp_path, monkeypatch.setattr)
    ran = run_at(name, COMPILED, "f", "g")
    assert ran.fault is None
    assert [(call.fault, call.refused, call.changed) for call in ran.calls] == [(None, (), ())] * 2
    assert ran.calls[0].results["result"].shape == (3, 2)
    assert ran.calls[1].results["result"] == [1, "a value"]


def test_llvmlite_comes_along_and_nothing_else() -> None:
    assert set(find_packages(("numpy", "numba"))) == {"numpy", "numba", "llvmlite"}
    assert set(find_packages(("numpy",))) == {"numpy"}


@pytest.mark.parametrize("name", ["both", "landlock"])
def test_a_submission_begins_as_many_threads_as_it_may_and_no_process(name: str) -> None:
    none, some = run_at(name, THREADS, "f", "g", "h"), run_at(name, THREADS, "f", "g", "h", threads=8)
    assert [call.results["result"] for call in none.calls[:2]] == [0, 0]
    assert some.calls[0].results["result"] == 4
    assert some.calls[1].results["result"] in (8, 40)  # a user's own limit counts all else that this user runs
    assert [ran.calls[2].results["result"] for ran in (none, some)] == [-1, -1]


def test_too_many_threads_are_noticed() -> None:
    (call,) = run_at("landlock", BOMB, threads=5000).calls
    assert call.fault is not None
    assert call.fault.kind == "crowd"


def test_a_loop_in_parallel_gets_one_processor_and_ends() -> None:
    (call,) = run_at("both", IN_PARALLEL, threads=8).calls
    assert (call.fault, call.refused) == (None, ())
    assert call.results["result"].shape == (3, 2)


@pytest.mark.parametrize("name", ["time.perf_counter", "probes.perf_counter"])
def test_a_clock_that_was_replaced_is_found(name: str) -> None:
    module, attribute = name.split(".")
    probes = "from time import perf_counter\n" + probes_of("f")
    source = f"import sys, time\nsys.modules[{module!r}].{attribute} = lambda: 0.0\ndef f(x): return x"
    ran = run_job(job(source, probes=probes), begin_sandbox(("numpy",)))
    assert ran.calls[0].changed == (name,)


def test_a_probe_can_reach_the_function_itself() -> None:
    probes = "def f(module, rng): return {'bare': module.f.__wrapped__(2), 'told': module.f(3)}"
    ran = run_job(job("def f(x): return 2 * x", probes=probes), begin_sandbox(("numpy",)))
    assert ran.calls[0].results == {"bare": 4, "told": 6}
    assert [call.returned for call in ran.calls[0].calls] == [6]
