"""Sessions that train nothing, for links to drive: each function below is a factory that a job can name."""

from __future__ import annotations

import ctypes
import math
import os
import queue
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from tuitrainer.base.errors import Problem, UserError
from tuitrainer.base.texts import language
from tuitrainer.training.control import Control, LoggedControl
from tuitrainer.training.link.link import LinkStatus
from tuitrainer.training.link.messages import status_line
from tuitrainer.training.snapshot import Curve, LayerSnapshot, RunSnapshot, Snapshot

Publish = Callable[[Snapshot], None]


def filled_curve(points: int, value: float = 1.0) -> Curve:
    numbers = np.full(points, value, np.float32)
    return Curve(np.arange(points, dtype=np.int64), numbers, numbers, numbers)


def filled_snapshot(version: int = 1, points: int = 8, layers: int = 1, controls: tuple[Control, ...] = ()) -> Snapshot:
    """A whole snapshot: 2 curves a layer and one heatmap a layer, all filled with its version."""
    value = np.float32(version)
    layer = LayerSnapshot(
        "0.dense", (64, 64), np.full((64, 64), value), (-1.0, 1.0), np.full((64, 64), value), 0.5,
        np.arange(40, dtype=np.int64), -8.0, 2.0, 1e-3, math.nan,
    )  # fmt: skip
    run = RunSnapshot(
        "", "running", version, 0, 1, 100, 0.1,
        {f"curve {index}": filled_curve(points, version) for index in range(2 * layers)},
        tuple(replace(layer, name=f"{index}.dense") for index in range(layers)),
    )  # fmt: skip
    log = tuple(LoggedControl(version, control) for control in controls)
    return Snapshot(version, "stand-in", "none", 0, "running", 0.0, 10.0, (run,), log, (f"process {os.getpid()}",))


def long_call(seconds: float) -> None:
    """A call that, as a compiled kernel does, keeps Python waiting without the GIL and listens to nothing."""
    if sys.platform == "win32":
        ctypes.windll.kernel32.Sleep(int(1000 * seconds))
    else:
        ctypes.CDLL(None).usleep(int(1_000_000 * seconds))


class StandIn:
    """Publishes at once and after every control; the log tells the controls in the order in which they came."""

    def __init__(self, points: int = 8, layers: int = 1) -> None:
        self.obeyed: list[Control] = []
        self._points, self._layers = points, layers
        self._controls: queue.SimpleQueue[Control] = queue.SimpleQueue()

    def control(self, control: Control) -> None:
        self._controls.put(control)

    def warm_up(self) -> None:
        return

    def run(self, publish: Publish | None = None, *, stay: bool = False) -> None:
        assert publish is not None
        assert stay
        publish(self.snapshot())
        while True:
            control = self._controls.get()
            self.obeyed.append(control)
            if control.verb == "play":
                self.play(publish)
            publish(self.snapshot())
            if control.verb == "stop":
                return

    def snapshot(self) -> Snapshot:
        return filled_snapshot(1 + len(self.obeyed), self._points, self._layers, tuple(self.obeyed))

    def play(self, publish: Publish) -> None:
        """What this stand-in is for."""


Recipe = Mapping[str, Any]


def obedient(recipe: Recipe) -> StandIn:
    return StandIn(recipe.get("points", 8), recipe.get("layers", 1))


def in_a_long_kernel(recipe: Recipe) -> StandIn:
    class Session(StandIn):
        def play(self, publish: Publish) -> None:
            publish(filled_snapshot(1000))
            long_call(60)

    return Session()


def holding_the_gil(recipe: Recipe) -> StandIn:
    class Session(StandIn):
        def play(self, publish: Publish) -> None:
            publish(filled_snapshot(1000))
            ctypes.PyDLL(None).usleep(60_000_000)

    return Session()


def slow_to_prepare(recipe: Recipe) -> StandIn:
    long_call(60)
    return StandIn()


def crashing(recipe: Recipe) -> StandIn:
    class Session(StandIn):
        def play(self, publish: Publish) -> None:
            ctypes.string_at(0)

    return Session()


def raising(recipe: Recipe) -> StandIn:
    class Session(StandIn):
        def play(self, publish: Publish) -> None:
            raise ZeroDivisionError("the seventh wheel")

    return Session()


def leaving(recipe: Recipe) -> StandIn:
    class Session(StandIn):
        def play(self, publish: Publish) -> None:
            sys.exit(7)

    return Session()


def refusing(recipe: Recipe) -> StandIn:
    raise UserError(Problem(f"spoken in {language()}", "network.layers[1].units"))


def chattering(recipe: Recipe) -> StandIn:
    """Prints where it must not, reads where there is nothing, and fills stderr."""

    class Session(StandIn):
        def play(self, publish: Publish) -> None:
            print("not a state", flush=True)
            os.write(1, status_line(LinkStatus("failed", "nor is this")))
            assert sys.stdin.read() == ""
            os.write(2, b"x" * 1_000_000 + b"\nlast words\n")
            if recipe.get("crash"):
                ctypes.string_at(0)

    return Session()


def prolific(recipe: Recipe) -> StandIn:
    """As many snapshots as it can, large ones, each the same all through."""

    class Session(StandIn):
        def play(self, publish: Publish) -> None:
            base = filled_snapshot(1, 4096, 4)
            for version in range(2, 2 + recipe["snapshots"]):
                curves = {name: filled_curve(4096, version) for name in base.runs[0].curves}
                run = replace(base.runs[0], step=version, curves=curves)
                publish(replace(base, version=version, runs=(run,)))
            time.sleep(recipe.get("rest", 0.0))

    return Session()
