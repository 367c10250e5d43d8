"""What an exercise needs works under every layer, and a job that asks for more than there is loads nothing."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from pathlib import Path

import psutil
import pytest
from isolation_levels import level, linux_only, without_confinement
from sandbox_jobs import RIGHT, job

from tuitrainer.sandbox.isolation import LIMITS, Isolation
from tuitrainer.sandbox.outcome import SandboxRun
from tuitrainer.sandbox.process import Sandbox, begin_sandbox
from tuitrainer.sandbox.run import run_job

pytestmark = linux_only


def ran_under(isolation: Isolation, source: str, require: str = "") -> SandboxRun:
    return run_job(replace(job(source, wall=10.0), require=require), begin_sandbox(("numpy",), isolation))


NEEDED = """
import numpy as np
def f(x):
    import ctypes, dataclasses, decimal, fractions, hashlib, itertools, json, random, statistics, subprocess, threading
    import time, typing, unittest, zoneinfo
    import numpy.fft, numpy.linalg, numpy.ma, numpy.polynomial, numpy.random, numpy.testing
    for name in ("bz2", "lzma", "sqlite3", "ssl", "zlib"):  # with libraries of their own; not every Python has them
        try: __import__(name)
        except ModuleNotFoundError: pass
    done = []
    thread = threading.Thread(target=lambda: done.append(np.ones((50, 40)) @ np.ones((40, 30))))
    try:
        thread.start()
        thread.join()
    except RuntimeError:
        done.append("no thread")
    with open("/dev/null", "w") as nothing: print("quiet", file=nothing)
    values = np.random.default_rng(1).normal(size=(40, 40))
    found = [np.linalg.inv(values) @ values, np.fft.ifft(np.fft.fft(values)).real - values, np.linalg.svd(values)[1]]
    return [float(abs(found[0] - np.eye(40)).max()), float(abs(found[1]).max()), float(found[2].min()), len(done)]
"""


@pytest.mark.parametrize(
    ("name", "reached"),
    [("landlock", "landlock"), ("bwrap", "bwrap"), ("bwrap in a user namespace", "bwrap"), ("both", "bwrap")],
)
def test_what_exercises_need_works_and_the_report_names_the_level(
    name: str, reached: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen = level(name)
    if not chosen.confines_itself:
        without_confinement(tmp_path, monkeypatch.setattr)
    ran = ran_under(chosen.isolation, NEEDED, require=reached)
    assert ran.calls, ran
    assert ran.calls[0].fault is None
    inverse, transform, smallest, threads = ran.calls[0].results["result"]
    assert max(inverse, transform) < 1e-9 < smallest
    assert threads == 1
    assert ran.isolation == reached


@pytest.mark.parametrize("required", ["landlock", "bwrap"])
def test_below_the_required_level_nothing_is_loaded(
    required: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if required == "landlock":
        without_confinement(tmp_path, monkeypatch.setattr)
    ran = ran_under(LIMITS, "print('loaded')\n" + RIGHT, require=required)
    assert ran.fault is not None
    assert ran.fault.kind == "weak"
    assert (ran.calls, ran.printed.text) == ((), "")


@pytest.mark.parametrize("name", ["landlock", "bwrap", "bwrap in a user namespace", "both"])
def test_a_submission_has_no_capability_and_no_way_to_one(name: str) -> None:
    source = """
        import ctypes, os, struct
        libc = ctypes.CDLL(None, use_errno=True)
        def f(x):
            data = ctypes.create_string_buffer(24)
            asked = libc.capget(struct.pack("=Ii", 0x20080522, 0), data)
            effective, permitted, inheritable, *_ = struct.unpack("=6I", data.raw)
            return [asked, effective, permitted & ~4, inheritable, libc.prctl(39, 0, 0, 0, 0)]
    """
    result = ran_under(level(name).isolation, source).calls[0].results["result"]
    assert result == [0, result[1] & 4, 0, 0, 1]  # 4: to read an interpreter that is root's own


@pytest.mark.parametrize("name", ["landlock", "both"])
def test_the_thread_that_began_a_sandbox_may_end_before_it(name: str) -> None:
    isolation = level(name).isolation
    begun: list[Sandbox] = []

    def begin() -> None:
        begun.append(begin_sandbox(("numpy",), isolation))
        time.sleep(0.3)  # until all that begins it has begun

    thread = threading.Thread(target=begin)
    thread.start()
    thread.join()
    ran = run_job(job(RIGHT, wall=10.0), begun[0])
    assert ran.calls[0].fault is None


@pytest.mark.parametrize("name", ["landlock", "bwrap", "both"])
def test_packages_that_are_not_on_offer_can_not_be_read(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither those in the standard library's folder nor those beside NumPy, maybe this course among them."""
    chosen = level(name)
    if not chosen.confines_itself:
        without_confinement(tmp_path, monkeypatch.setattr)
    source = f"""
        import ctypes, numpy, os, sys
        libc = ctypes.CDLL(None)
        def f(x):
            beside = os.path.dirname(numpy.__path__[0])
            places = [beside, *(os.path.join(folder, "site-packages") for folder in sys.path)]
            opened = [beside + "/pytest/__init__.py", {psutil.__file__!r}]
            for place in places:
                try: opened += [os.path.join(place, name, "__init__.py") for name in os.listdir(place)]
                except OSError: pass
            return [path for path in opened if libc.open(path.encode(), 0) >= 0]
    """
    opened = ran_under(chosen.isolation, source).calls[0].results["result"]
    assert [path for path in opened if "/numpy/" not in path] == []
