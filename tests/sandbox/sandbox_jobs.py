"""Jobs for the tests of the sandbox, with probes that do no more than call a function."""

from __future__ import annotations

import os
import textwrap
import time
from contextlib import suppress
from pathlib import Path

from tuitrainer.sandbox.inside.tree import children
from tuitrainer.sandbox.outcome import Fault, SandboxRun
from tuitrainer.sandbox.process import begin_sandbox
from tuitrainer.sandbox.run import Job, Request, run_job

FILE = "/nowhere/student.py"
RIGHT = """
import numpy as np
def f(x): return 2 * x
def g(x): return 3 * x
def h(x): return 4 * x
"""
WALL = 2.0
"""Seconds."""
START = 8.0
"""Seconds that beginning a process may take on a busy machine; each test that measures time allows that many."""


def probes_of(*names: str) -> str:
    """A probe for each function, that gives it a small array."""
    body = "return {'result': module.%s(rng.normal(size=(3, 2)))}"
    return "\n".join(f"def {name}(module, rng): {body % name}" for name in dict.fromkeys(names))


PROBES = probes_of("f", "g", "h")


def job(source: str | bytes, *functions: str, wall: float = WALL, memory: int = 512, probes: str = PROBES) -> Job:
    content = source if isinstance(source, bytes) else textwrap.dedent(source).encode()
    requests = tuple(Request(name, name, (1, place)) for place, name in enumerate(functions or ("f",)))
    return Job(FILE, content, "probes.py", probes, requests, wall, memory * 2**20)


def run(
    source: str | bytes, *functions: str, wall: float = WALL, memory: int = 512, probes: str = PROBES
) -> SandboxRun:
    """What comes of a submission. Neither late nor blamed on us."""
    begun = time.monotonic()
    sandbox = begin_sandbox(("numpy",))
    ran = run_job(job(source, *functions, wall=wall, memory=memory, probes=probes), sandbox)
    assert time.monotonic() - begun < wall + START * (1 + len(functions))
    for fault in (ran.fault, *(call.fault for call in ran.calls)):
        assert fault is None or not fault.is_ours, fault
    return ran


def fault(source: str | bytes, *functions: str, wall: float = WALL, memory: int = 512) -> Fault:
    """What becomes of a submission that can't be loaded, or of its first function."""
    ran = run(source, *functions, wall=wall, memory=memory)
    found = ran.fault or ran.calls[0].fault
    assert found is not None, ran
    return found


def marked_processes(folder: Path) -> list[int]:
    """The processes whose environment, or whose parent's, names a folder in this one; and our own dead children."""
    found = [number for number in children(os.getpid()) if _is_zombie(number)]
    mark = f"={folder}/".encode()
    for place in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if mark in (place / "environ").read_bytes():
                found.append(int(place.name))
    return found


def open_descriptors() -> set[str]:
    """Of this process; none where the system does not tell."""
    return {place.name for place in Path("/proc/self/fd").glob("*")}


def _is_zombie(number: int) -> bool:
    with suppress(OSError):
        return Path(f"/proc/{number}/stat").read_text(errors="replace").rpartition(")")[2].split()[0] == "Z"
    return False
