"""From a snapshot to what widgets are given: pure functions, no widget in sight."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from tuitrainer.base.texts import _
from tuitrainer.charts.histogram import HistogramRow
from tuitrainer.charts.pictures import Picture
from tuitrainer.charts.trace import Line, Style
from tuitrainer.training.snapshot import Curve, LayerSnapshot, RunSnapshot
from tuitrainer.tui.numbers import count, percentage, scientific, short
from tuitrainer.tui.status_bar import STATUS

STYLES: tuple[Style, ...] = ("solid", "dashed", "dotted")
SCORES = ("loss", "validation_loss", "accuracy", "validation_accuracy")


def score_lines(runs: Sequence[RunSnapshot], selected: RunSnapshot, score: str) -> list[Line]:
    """The curves "loss" or "accuracy" and "validation_...", to be drawn in this order.

    Of one run: training and validation. Of several: the training of each in a colour and style of its own, the
    selected run on top; its validation is among the numbers.
    """
    lines = []
    several = len(runs) > 1
    order = sorted(range(len(runs)), key=lambda index: runs[index] is selected)
    for index in order:
        run = runs[index]
        name = run.label if several else _("training")
        if score in run.curves:
            smooth = score == "loss"  # one value a step, each of another batch
            lines.append(_line(name, run.curves[score], STYLES[index % 3], index, smooth))
    validation = f"validation_{score}"
    if validation in selected.curves and not several:
        lines.append(_line(_("validation"), selected.curves[validation], "dashed", colour=1))
    return lines


def gradient_norm_lines(run: RunSnapshot) -> list[Line]:
    """One line for each layer, neighbours in different colours and styles."""
    names = [name for name in run.curves if name.startswith("gradient_norm/")]
    return [
        _line(name.partition("/")[2], run.curves[name], STYLES[(index + index // 6) % 3], index, smooth=True)
        for index, name in enumerate(names)
    ]


def lines_of(run: RunSnapshot) -> list[Line]:
    """The task's own curves y(x), neighbours in different colours and styles."""
    lines: list[Line] = []
    for name, points in run.figures.items():
        kind, _slash, label = name.partition("/")
        if kind == "lines":
            x, y = np.asarray(points, np.float64).reshape(-1, 2).T
            known = np.isfinite(x)
            index = len(lines)
            lines.append(Line(label, x[known], y[known], y[known], y[known], STYLES[index % 3], index))
    return lines


def pictures_of(run: RunSnapshot) -> list[Picture]:
    """The task's pictures in its order."""
    pictures = []
    for name, values in run.figures.items():
        kind, _slash, caption = name.partition("/")
        if kind in ("picture", "signed"):
            pictures.append(Picture(caption, values, signed=kind == "signed"))
    return pictures


def histogram_rows(layers: Sequence[LayerSnapshot]) -> list[HistogramRow]:
    """One row for each layer, its gradient's norm as the note.

    The first bin also counts the zeros, of which ReLU makes many: it is cut to the highest of the others, which would
    be flat beside it.
    """
    rows = []
    for layer in layers:
        counts = layer.gradient_counts.copy()
        if counts[1:].any():
            counts[0] = min(counts[0], counts[1:].max())
        norm = scientific(layer.gradient_norm)
        rows.append(HistogramRow(layer.name, counts, layer.gradient_low, layer.gradient_high, norm))
    return rows


def heatmap_range(matrix: npt.NDArray[np.float32]) -> tuple[float, float]:
    """The smallest and largest finite entry; 0, 0 where there is none."""
    finite = matrix[np.isfinite(matrix)]
    return (float(finite.min()), float(finite.max())) if finite.size else (0.0, 0.0)


def marks_of(run: RunSnapshot) -> list[tuple[int, str]]:
    return [(mark.step, mark.text) for mark in run.marks]


def _line(label: str, curve: Curve, style: Style = "solid", colour: int = 0, smooth: bool = False) -> Line:
    return Line(label, curve.step, curve.low, curve.high, curve.mean, style, colour, smooth)


def last(run: RunSnapshot, curve: str) -> str:
    """The latest value of a curve as text; a dash while there is none."""
    if curve not in run.curves or not run.curves[curve].mean.size:
        return "–"
    value = run.curves[curve].last
    return percentage(value) if curve.endswith("accuracy") else short(value)


def fact_rows(run: RunSnapshot) -> list[tuple[str, str]]:
    """Label and value: the latest scores that the run has, then what its task says of itself."""
    labels = {
        "loss": _("loss"),
        "validation_loss": _("validation loss"),
        "accuracy": _("accuracy"),
        "validation_accuracy": _("validation accuracy"),
    }
    scores = [(labels[name], last(run, name)) for name in SCORES if name in run.curves]
    return scores + list(run.facts.items())


def layer_rows(layers: Sequence[LayerSnapshot]) -> list[tuple[str, ...]]:
    """A heading and a row for each layer: name, shape, gradient norm, update over weights, inactive units."""
    heading = (_("layer"), _("shape"), _("gradient"), _("update"), _("inactive"))
    rows = [
        (
            layer.name,
            "×".join(map(str, layer.weights_shape)),
            scientific(layer.gradient_norm),
            scientific(layer.update_ratio),
            "–" if math.isnan(layer.inactive) else percentage(layer.inactive),
        )
        for layer in layers
    ]
    return [heading, *rows]


def run_rows(runs: Sequence[RunSnapshot], selected: RunSnapshot) -> list[tuple[str, ...]]:
    """A heading and a row for each run, the selected one pointed at: name with its status' sign, scores, step, rate."""
    shown = "validation_accuracy" if any("validation_accuracy" in run.curves for run in runs) else "validation_loss"
    heading = ("  " + _("run"), _("loss"), _("validation"), _("step"), _("rate"))
    rows = [
        (
            f"{'›' if run is selected else ' '} {STATUS[run.status][0]} {run.label}",
            last(run, "loss"), last(run, shown), count(run.step), short(run.learning_rate),
        )
        for run in runs
    ]  # fmt: skip
    return [heading, *rows]
