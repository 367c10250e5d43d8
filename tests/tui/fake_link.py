"""A link to no training: it keeps what is sent and hands out frozen, synthetic snapshots."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from textual.pilot import Pilot

from tuitrainer.training.control import Control
from tuitrainer.training.labs import Lab
from tuitrainer.training.link.link import LinkStatus
from tuitrainer.training.snapshot import Curve, Diagnosis, LayerSnapshot, Mark, RunSnapshot, Snapshot
from tuitrainer.tui.app import TrainerApp
from tuitrainer.tui.course import Listing
from tuitrainer.tui.opening import Opened

LAYERS = (("0.dense", 2, 16), ("1.dense", 16, 16), ("2.dense", 16, 2))


def curve(first: float, last: float, points: int, noise: float = 0.0, step: int = 1, seed: int = 0) -> Curve:
    """An exponential from `first` to `last` with noise around it."""
    random = np.random.default_rng(seed)
    time = np.linspace(0, 5, points)
    mean = last + (first - last) * np.exp(-time) + noise * random.normal(size=points) * np.exp(-time / 4)
    spread = np.abs(noise * random.normal(size=points))
    return Curve(
        np.arange(1, points + 1) * step, (mean - spread).astype(np.float32),
        (mean + spread).astype(np.float32), mean.astype(np.float32),
    )  # fmt: skip


def layer(name: str, inputs: int, units: int, seed: int = 0) -> LayerSnapshot:
    random = np.random.default_rng(seed)
    weights = random.normal(0, 0.5, (inputs, units)).astype(np.float32)
    bins = np.arange(32)
    counts = np.round(400 * np.exp(-(((bins - 18 + 3 * seed) / 5) ** 2))).astype(np.int64)
    return LayerSnapshot(
        name, (inputs, units), weights, (float(weights.min()), float(weights.max())), weights * 0.1,
        0.5 / (seed + 1), counts, -8.0, 0.0, 1.2e-3, 0.125 if seed < 2 else math.nan,
    )  # fmt: skip


def plane_figures() -> dict[str, npt.NDArray[Any]]:
    axis = np.linspace(-1, 1, 48, dtype=np.float32)
    x, y = np.meshgrid(axis, axis)
    inside = (1 / (1 + np.exp(-8 * (0.55 - x**2 - y**2)))).astype(np.float32)
    random = np.random.default_rng(3)
    points = random.uniform(-1, 1, (120, 2)).astype(np.float32)
    labels = ((points**2).sum(axis=1) < 0.55).astype(np.int64)
    return {
        "plane/scores": np.stack([1 - inside, inside], axis=2), "plane/bounds": np.array([-1.0, 1.0, -1.0, 1.0]),
        "plane/points": points[:90], "plane/labels": labels[:90],
        "plane/test_points": points[90:], "plane/test_labels": labels[90:],
    }  # fmt: skip


def line_figures() -> dict[str, npt.NDArray[Any]]:
    slope, intercept = np.meshgrid(np.linspace(-1, 4, 48), np.linspace(-1, 2, 48))
    values = np.log10(((slope - 3) ** 2 + (intercept - 0.5) ** 2) / 2 + 0.01).astype(np.float32)
    time = np.linspace(0, 4, 60)[:, None]
    path = np.array([3, 0.5]) + np.array([-2.4, -0.3]) * np.exp(-time)
    x = np.linspace(-2, 2, 50)
    return {
        "surface/values": values, "surface/bounds": np.array([-1.0, 4.0, -1.0, 2.0]), "surface/path": path,
        "surface/minimum": np.array([3.0, 0.5]), "fit/points": np.stack([x, 3 * x + 0.5 + np.sin(9 * x)], axis=1),
        "fit/line": np.array([[-2.0, -5.3], [2.0, 6.3]]),
    }  # fmt: skip


def run(
    name: str = "",
    *,
    points: int = 240,
    accuracy: bool = True,
    figures: dict[str, npt.NDArray[Any]] | None = None,
    scale: float = 1.0,
) -> RunSnapshot:
    curves = {
        "loss": curve(1.1 * scale, 0.08 * scale, points, 0.06),
        "validation_loss": curve(1.05 * scale, 0.12 * scale, points // 8, 0.01, 8, 1),
    }
    if accuracy:
        curves["accuracy"] = curve(0.33, 0.98, points // 8, 0.01, 8, 2)
        curves["validation_accuracy"] = curve(0.33, 0.95, points // 8, 0.01, 8, 3)
    layers = tuple(layer(*shape, seed=index) for index, shape in enumerate(LAYERS))
    for index, each in enumerate(layers):
        curves[f"gradient_norm/{each.name}"] = curve(
            1.0 / (index + 1), 0.05 / (index + 1), points, 0.03 / (index + 1), seed=4 + index
        )
    return RunSnapshot(
        name=name, status="paused", step=points, epoch=points // 8, epochs=60, steps_per_epoch=8, learning_rate=0.05,
        curves=curves, layers=layers, figures=figures or {},
        facts={"data": "iris, 120 + 30", "parameters": "739"}, marks=(Mark(100, "learning rate 0.05"),),
    )  # fmt: skip


def snapshot(*runs: RunSnapshot, version: int = 1, **changes: object) -> Snapshot:
    whole = Snapshot(
        version=version, title="Iris", backend="cpu", seed=7, status="paused", speed=20.0, steps_per_second=0.0,
        runs=runs or (run(),),
    )  # fmt: skip
    return replace(whole, **changes)  # type: ignore[arg-type]


def diverged_run(name: str = "") -> RunSnapshot:
    """A loss that grows until it is infinite and then NaN, and gradients to match."""
    sound = run(name)
    loss = np.array([1.0, 3.0, 40.0, 1e4, 1e12, np.inf, np.nan], np.float32)
    bad = Curve(np.arange(1, 8), loss, loss, loss)
    layers = tuple(
        replace(each, weights=np.full_like(each.weights, np.nan), weights_range=(math.nan, math.nan),
                gradient_norm=math.nan, update_ratio=math.nan, inactive=math.nan,
                gradient_counts=np.zeros_like(each.gradient_counts))
        for each in sound.layers
    )  # fmt: skip
    curves = {name: each if "accuracy" in name else bad for name, each in sound.curves.items()}
    diagnosis = Diagnosis(
        "diverged", 8, "The training has diverged", "At step 8 the loss is no longer a number (NaN).",
        "Restart with a smaller learning rate (now 50; try 5).", "1.dense",
    )  # fmt: skip
    return replace(sound, status="diverged", step=7, epoch=0, curves=curves, layers=layers, diagnosis=diagnosis)


class FakeLink:
    """Hands out each of `snapshots` once; `push` adds one. Matches `Link`."""

    def __init__(self, *snapshots: Snapshot, state: LinkStatus | None = None) -> None:
        self.sent: list[Control] = []
        self.closed = 0
        self.state = state or LinkStatus("live")
        self._waiting = list(snapshots)

    def push(self, snapshot: Snapshot) -> None:
        self._waiting.append(snapshot)

    def send(self, control: Control) -> None:
        self.sent.append(control)

    def latest(self) -> Snapshot | None:
        return self._waiting.pop(0) if self._waiting else None

    @property
    def status(self) -> LinkStatus:
        return self.state

    def close(self) -> None:
        self.closed += 1


LABS = tuple(
    Lab(name, order, title, summary, Path(f"{name}.toml"))
    for order, (name, title, summary) in enumerate(
        [
            ("iris", "Iris: a first network learns", "Four measurements go in, one of three species comes out."),
            ("wine", "Wine: why inputs are scaled", "Thirteen measurements, three growers."),
            ("playground", "A boundary in the plane", "Points of two colours, and the line between them bends."),
        ]
    )
)  # fmt: skip
"""Labs without files: their text is one sentence of why it can't be read."""


def no_course() -> Listing:
    """No exercises, and nothing wrong with that."""
    return Listing()


def app_on(link: FakeLink, lab: str | None = "iris", displays: tuple[str, ...] = ()) -> TrainerApp:
    """The application with `link` behind every lab."""
    return TrainerApp(lab, lambda _name: Opened(link, displays), LABS, no_course)


async def until(pilot: Pilot[Any], is_so: Callable[[], bool], seconds: float = 5.0) -> None:
    """Let the application work until `is_so`, `seconds` at most, and once more so that it is on the screen."""
    for _attempt in range(round(seconds * 50)):
        if is_so():
            break
        await pilot.pause(0.02)
    assert is_so()
    await pilot.pause()
