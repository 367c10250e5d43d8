"""How long a start takes: the first picture on the screen, the first step of a training, cold and warm."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass

from tuitrainer.training.control import Control
from tuitrainer.training.labs import find_recipe
from tuitrainer.training.link.process import ProcessLink

LONGEST = 120.0
"""Seconds after which a start has failed."""
SCREEN = (50, 200)
"""Rows and columns."""
LAB = "iris"


@dataclass(frozen=True, slots=True)
class Start:
    """Seconds. None where it could not be measured (no pseudo-terminal on this system)."""

    first_paint: float | None
    """From starting the program to the first picture of the home screen (median of five)."""
    cold_ready: float
    """From starting the training process to its first snapshot, all kernels compiled on the way."""
    warm_ready: float
    """The same with the kernels in the cache."""
    first_step: float
    """From play to the snapshot of the first step, warm."""


def measure_start() -> Start:
    """Start the program and a training several times, in a home of its own so that the first start is cold."""
    with tempfile.TemporaryDirectory() as home:
        kept = {name: os.environ.get(name) for name in ("TUITRAINER_HOME", "NUMBA_CACHE_DIR")}
        os.environ["TUITRAINER_HOME"] = home
        os.environ.pop("NUMBA_CACHE_DIR", None)
        try:
            cold_ready, _first_step = _training()
            warm_ready, first_step = _training()
            paints = sorted(paint for _attempt in range(5) if (paint := _first_paint()) is not None)
        finally:
            for name, value in kept.items():
                if value is not None:
                    os.environ[name] = value
                else:
                    os.environ.pop(name, None)
    return Start(paints[len(paints) // 2] if paints else None, cold_ready, warm_ready, first_step)


def _training() -> tuple[float, float]:
    mapping = find_recipe(LAB).as_mapping()
    started = time.perf_counter()
    link = ProcessLink(mapping, "en")
    try:
        _wait_for(link, 0)
        ready = time.perf_counter()
        link.send(Control("step"))
        _wait_for(link, 1)
        return ready - started, time.perf_counter() - ready
    finally:
        link.close()


def _wait_for(link: ProcessLink, step: int) -> None:
    deadline = time.perf_counter() + LONGEST
    while time.perf_counter() < deadline:
        snapshot = link.latest()
        if snapshot is not None and snapshot.runs[0].step >= step:
            return
        if link.status.state == "failed":
            raise RuntimeError(link.status.detail)
        time.sleep(0.002)
    raise TimeoutError(link.status.detail)


def _first_paint() -> float | None:
    if sys.platform == "win32":
        return None
    import fcntl  # noqa: PLC0415  not on Windows
    import pty  # noqa: PLC0415
    import select  # noqa: PLC0415
    import struct  # noqa: PLC0415
    import termios  # noqa: PLC0415

    controller, terminal = pty.openpty()
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", *SCREEN, 0, 0))
    environment = {**os.environ, "TERM": "xterm-256color", "PYTHONUTF8": "1", "TUITRAINER_LANG": "en"}
    started = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "tuitrainer"], stdin=terminal, stdout=terminal, stderr=terminal, env=environment
    )
    os.close(terminal)
    seen = b""
    try:
        while time.perf_counter() - started < LONGEST:
            ready, _write, _error = select.select([controller], [], [], 1.0)
            if ready:
                seen += os.read(controller, 65536)
            if LAB.encode() in seen.lower():  # the list of labs is on the screen
                return time.perf_counter() - started
        return None
    finally:
        process.kill()
        process.wait()
        os.close(controller)
