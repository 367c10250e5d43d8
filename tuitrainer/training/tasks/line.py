"""The line y = a x + b found by gradient descent: two parameters, so that the whole error surface can be seen.

E(a, b) = 1/(2n) sum (a x + b - y)^2, dE/da = mean((a x + b - y) x), dE/db = mean(a x + b - y).

Figures: "surface/values" (R, C) log10 of the error over a (columns) and b (rows), "surface/bounds" (a low, a high,
b low, b high), "surface/path" (S, 2) the (a, b) passed through, "surface/minimum" (2,), "fit/points" (N, 2) and
"fit/line" (2, 2) the end points of the line.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from tuitrainer.base.errors import Problem, UserError, unknown_name
from tuitrainer.base.texts import _
from tuitrainer.nn import schedules
from tuitrainer.nn.checkpoint import write_arrays
from tuitrainer.nn.schedules import Constant, Schedule
from tuitrainer.training.batches import Batches
from tuitrainer.training.history import History
from tuitrainer.training.recipe.components import located, make_dataset, make_optimizer
from tuitrainer.training.recipe.model import Recipe
from tuitrainer.training.task import Score, TaskState, Watched

Values = npt.NDArray[np.float64]
SURFACE = 48
"""Points of the error surface in each direction."""
PARAMETERS = ("slope", "intercept")


def prepare(recipe: Recipe) -> Line:
    """The task of a recipe with ``task = "line"``; [data] must be a regression of one feature and one target."""
    problems = [
        unknown_name(_("there is no such key"), key, PARAMETERS, f"training.start.{key}")
        for key in recipe.training.start
        if key not in PARAMETERS
    ]
    if recipe.networks:
        problems.append(Problem(_("the task 'line' is a line already: it takes no network"), "network"))
    if recipe.loss is not None:
        problems.append(Problem(_("the task 'line' has its own loss"), "loss"))
    section = recipe.data
    if section is None:
        raise UserError(*problems, Problem(_("this is missing"), "data"))
    problems += [
        Problem(_("the task 'line' learns from all examples as they are"), f"data.{key}")
        for key in ("test_fraction", "scale")
        if key in section.model_fields_set
    ]
    optimizer = recipe.optimizer
    if optimizer is None:
        problems.append(Problem(_("this is missing"), "optimizer"))
    elif optimizer.name != "sgd" or set(optimizer.arguments) - {"learning_rate"}:
        message = _("the task 'line' is plain gradient descent")
        problems.append(Problem(message, "optimizer", ('name = "sgd", learning_rate = 0.01',)))
    dataset = make_dataset(section)
    if dataset.kind != "regression" or dataset.x.shape[1:] != (1,) or dataset.y.shape[1:] != (1,):
        problems.append(Problem(_("a line needs one input and one number to predict"), "data.name", ("line",)))
    if problems or optimizer is None:
        raise UserError(*problems)
    training = recipe.training
    start = np.array([training.start.get(name, 0.0) for name in PARAMETERS])
    batches = Batches(len(dataset), training.batch_size, training.seed)
    y = dataset.targets()[:, 0]
    return Line(dataset.x[:, 0], y, start, make_optimizer(optimizer).schedule, batches)


class Line:
    """Gradient descent on E(a, b)."""

    backend = "reference"

    def __init__(self, x: Values, y: Values, start: Values, schedule: Schedule, batches: Batches) -> None:
        self._x, self._y, self._batches = x, y, batches
        self._parameters = start.copy()
        self._start = start.copy()
        self._schedule = schedule
        self._step = 0
        self._path = (History(), History())
        self._remember()

    @property
    def step(self) -> int:
        return self._step

    @property
    def steps_per_epoch(self) -> int:
        return self._batches.steps_per_epoch

    @property
    def learning_rate(self) -> float:
        return self._schedule(self._step)

    def advance(self, steps: int) -> Values:
        losses = np.empty(steps)
        for index, rows in enumerate(self._batches.take(self._step, steps)):
            losses[index], gradient = self._loss_and_gradient(rows)
            self._parameters = self._parameters - self.learning_rate * gradient
            self._step += 1
            self._remember()
        return losses

    def score(self) -> tuple[Score, Score | None]:
        return Score(self._loss_and_gradient(np.arange(self._x.size))[0]), None

    def observe(self, loss: float) -> None:
        self._schedule.observe(loss)

    def watch(self) -> Watched:
        slope, intercept = self._parameters
        best = self._minimum()
        bounds = self._bounds(best)
        ends = np.array([self._x.min(), self._x.max()])
        figures: dict[str, npt.NDArray[Any]] = {
            "surface/values": self._surface(bounds),
            "surface/bounds": np.array(bounds),
            "surface/path": np.stack([history.curve().mean for history in self._path], axis=1),
            "surface/minimum": best,
            "fit/points": np.stack([self._x, self._y], axis=1),
            "fit/line": np.stack([ends, slope * ends + intercept], axis=1),
        }
        gradient = self._loss_and_gradient(np.arange(self._x.size))[1]
        facts = {
            "a": f"{slope:.4g}", "b": f"{intercept:.4g}",
            "dE/da": f"{gradient[0]:.3g}", "dE/db": f"{gradient[1]:.3g}",
            _("best a, b"): f"{best[0]:.4g}, {best[1]:.4g}",
        }  # fmt: skip
        return Watched(figures=figures, facts=facts)

    def set(self, key: str, value: float) -> str:
        if key != "optimizer.learning_rate":
            message = _("'{key}' can't be changed while training").format(key=key)
            raise UserError(unknown_name(message, key, ("optimizer.learning_rate",)))
        if not 0 <= value < np.inf:
            raise UserError(Problem(_("{value!r} is out of range").format(value=value), key, (">= 0",)))
        self._schedule = Constant(value)
        return _("learning rate {rate:g}").format(rate=value)

    def state(self) -> TaskState:
        return TaskState(self._step, {"line": self._parameters.copy()}, schedules.describe(self._schedule))

    def restore(self, state: TaskState) -> None:
        parameters = state.arrays.get("line")
        if parameters is None or parameters.shape != (2,):
            raise UserError(Problem(_("this state does not fit the task '{task}'").format(task="line")))
        self._schedule = located("optimizer.learning_rate", lambda: schedules.get(state.learning_rate))
        self._parameters, self._step = parameters.astype(np.float64), state.step
        for history in self._path:
            history.forget_after(state.step)

    def suspect(self) -> tuple[str, str]:
        slope, intercept = self._parameters
        return "", _("The line has run away to a = {slope:.2g}, b = {intercept:.2g}.").format(
            slope=slope, intercept=intercept
        )

    def save(self, path: Path, metadata: Mapping[str, str]) -> None:
        write_arrays(path, {"line": self._parameters}, {**metadata, "network": json.dumps(None)})

    def _loss_and_gradient(self, rows: npt.NDArray[np.int64]) -> tuple[float, Values]:
        x = self._x[rows]
        with np.errstate(over="ignore", invalid="ignore"):  # a rate that is too large is a lesson, not a warning
            error = self._parameters[0] * x + self._parameters[1] - self._y[rows]
            return float(np.mean(error**2) / 2), np.array([np.mean(error * x), np.mean(error)])

    def _remember(self) -> None:
        for history, value in zip(self._path, self._parameters, strict=True):
            history.append(self._step, float(value))

    def _minimum(self) -> Values:
        """The least-squares line (a, b), in closed form."""
        slope = np.cov(self._x, self._y, bias=True)[0, 1] / np.var(self._x)
        return np.array([slope, self._y.mean() - slope * self._x.mean()])

    def _bounds(self, best: Values) -> tuple[float, float, float, float]:
        """A window around the start and the minimum, the same throughout a run."""
        margin = 0.4 * np.maximum(np.abs(best - self._start), 1.0)
        low, high = np.minimum(best, self._start) - margin, np.maximum(best, self._start) + margin
        return float(low[0]), float(high[0]), float(low[1]), float(high[1])

    def _surface(self, bounds: tuple[float, float, float, float]) -> npt.NDArray[np.float32]:
        slopes = np.linspace(bounds[0], bounds[1], SURFACE)
        intercepts = np.linspace(bounds[2], bounds[3], SURFACE)
        # E is a quadratic form in (a, b): its moments give every point at once.
        x, y = self._x, self._y
        a, b = slopes[None, :], intercepts[:, None]
        error = (
            a * a * np.mean(x * x) + b * b + np.mean(y * y)
            + 2 * a * b * x.mean() - 2 * a * np.mean(x * y) - 2 * b * y.mean()
        ) / 2  # fmt: skip
        surface: npt.NDArray[np.float32] = np.log10(np.maximum(error, 1e-12)).astype(np.float32)
        return surface
