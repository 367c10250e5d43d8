"""How long a start takes: the first picture on the screen, the first step of a training, cold and warm."""

from __future__ import annotations

import os
import tempfile
import time
from dataclasses import dataclass

from tuitrainer.bench.terminal import first_paint, quit_over_slow_link
from tuitrainer.training.control import Control
from tuitrainer.training.labs import find_recipe
from tuitrainer.training.link.process import ProcessLink

LONGEST = 120.0
"""Seconds after which a start has failed."""
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
    quit: float | None
    """From the key to the end of the program, at play in 200 x 50 cells over a link of 250 KB/s."""


def measure_start() -> Start:
    """Start the program and a training several times, in a home of its own so that the first start is cold."""
    with tempfile.TemporaryDirectory() as home:
        kept = {name: os.environ.get(name) for name in ("TUITRAINER_HOME", "NUMBA_CACHE_DIR")}
        os.environ["TUITRAINER_HOME"] = home
        os.environ.pop("NUMBA_CACHE_DIR", None)
        try:
            cold_ready, _first_step = _training()
            warm_ready, first_step = _training()
            paints = sorted(paint for _attempt in range(5) if (paint := first_paint()) is not None)
            leaves = quit_over_slow_link()
        finally:
            for name, value in kept.items():
                if value is not None:
                    os.environ[name] = value
                else:
                    os.environ.pop(name, None)
    return Start(paints[len(paints) // 2] if paints else None, cold_ready, warm_ready, first_step, leaves)


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
