"""SGD estimating a mean, in many independent runs at once: how far they lie apart, and what the theory says.

X_{k+1} = X_k - rho_k (X_k - Y_k), where every run draws its own samples Y_k ~ N(mean, sigma^2); rho_k is the learning
rate of step k. With E the expectation's error and V the variance over the runs, both exactly (exercise06):
E_{k+1} = (1 - rho_k) E_k and V_{k+1} = (1 - rho_k)^2 V_k + rho_k^2 sigma^2. At a constant rate V tends to
rho sigma^2 / (2 - rho). The loss is the mean over the runs of (X_k - mean)^2, before the step.

Figures: "lines/..." (M, 2) log10 of the variance over the runs after n steps: measured and by the theory. The table has
a row for some numbers of steps: n, the mean of the runs, their variance with its 95 % interval, the theory's variance.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import numpy.typing as npt

from tuitrainer.base.checks import Check
from tuitrainer.base.errors import Problem, UserError, unknown_name
from tuitrainer.base.random import Purpose, generator
from tuitrainer.base.texts import _
from tuitrainer.nn import schedules
from tuitrainer.nn.checkpoint import write_arrays
from tuitrainer.nn.schedules import Constant
from tuitrainer.training.history import History
from tuitrainer.training.recipe.components import located, make_optimizer
from tuitrainer.training.recipe.model import Recipe
from tuitrainer.training.recipe.sections import check_sections, task_settings
from tuitrainer.training.task import Score, TaskState, Watched

Values = npt.NDArray[np.float64]
STEPS_PER_EPOCH = 50
ROWS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000)
"""Steps after which the table has a row, beside the latest."""
NORMAL_QUANTILE = 1.959963984540054
"""Of 97.5 %."""


class Settings:
    """What is sampled, where all runs start, and how many there are."""

    def __init__(self, mean: float = 3.0, sigma: float = 2.0, start: float = 0.0, walks: int = 400) -> None:
        with Check() as check:
            self.mean = check.number("mean", mean, minimum=-1e6, maximum=1e6)
            self.sigma = check.number("sigma", sigma, above=0.0, maximum=1e6)
            self.start = check.number("start", start, minimum=-1e6, maximum=1e6)
            self.walks = check.whole_number("walks", walks, minimum=10, maximum=100_000)


def prepare(recipe: Recipe) -> Estimate:
    """The task of a recipe with an [optimizer] that is plain SGD. Raises UserError for what does not fit."""
    check_sections(recipe, "optimizer", optional=("task",))
    settings = task_settings(recipe, Settings)
    optimizer = recipe.optimizer
    if optimizer is None or optimizer.name != "sgd" or set(optimizer.arguments) - {"learning_rate"}:
        message = _("the task 'estimate' is plain SGD")
        raise UserError(Problem(message, "optimizer", ('name = "sgd", learning_rate = 0.1',)))
    return Estimate(settings, make_optimizer(optimizer).schedule, recipe.training.seed)


class Estimate:
    """Independent runs of SGD side by side, and the theory of one of them."""

    backend = "reference"
    steps_per_epoch = STEPS_PER_EPOCH

    def __init__(self, settings: Settings, schedule: schedules.Schedule, seed: int) -> None:
        self._settings, self._schedule, self._seed = settings, schedule, seed
        self._walks = np.full(settings.walks, settings.start)
        self._theory = np.array([settings.start - settings.mean, 0.0])
        """The expectation's error and the variance."""
        self._step = 0
        self._measured, self._expected = History(), History()
        self._rows: dict[int, tuple[str, ...]] = {}

    @property
    def step(self) -> int:
        return self._step

    @property
    def learning_rate(self) -> float:
        return self._schedule(self._step)

    def advance(self, steps: int) -> Values:
        losses, sigma = np.empty(steps), self._settings.sigma
        with np.errstate(over="ignore", invalid="ignore"):  # a rate above 2 is a lesson, not a warning
            for index in range(steps):
                rate = self.learning_rate
                losses[index] = self._distance()
                draws = generator(self._seed, Purpose.TASK, step=self._step).standard_normal(self._walks.size)
                self._walks = self._walks - rate * (self._walks - (self._settings.mean + sigma * draws))
                error, variance = self._theory
                self._theory = np.array([(1 - rate) * error, (1 - rate) ** 2 * variance + (rate * sigma) ** 2])
                self._step += 1
                self._remember()
        return losses

    def score(self) -> tuple[Score, Score | None]:
        return Score(self._distance()), None

    def observe(self, loss: float) -> None:
        self._schedule.observe(loss)

    def watch(self) -> Watched:
        figures = {}
        for label, history in ((_("variance, measured"), self._measured), (_("variance, theory"), self._expected)):
            curve = history.curve()
            known = curve.mean > 0
            figures[f"lines/{label}"] = np.stack([curve.step[known], np.log10(curve.mean[known])], axis=1)
        rate, sigma = self.learning_rate, self._settings.sigma
        facts = {
            _("independent runs"): str(self._walks.size),
            _("mean of the runs"): f"{self._walks.mean():.4f}",
            _("expectation, theory"): f"{self._settings.mean + self._theory[0]:.4f}",
            _("variance, measured"): "{:.4g} ({:.4g} – {:.4g})".format(self._variance(), *self._interval()),
            _("variance, theory"): f"{self._theory[1]:.4g}",
        }
        if isinstance(self._schedule, Constant) and 0 < rate < 2:
            facts["ρ σ²/(2 - ρ)"] = f"{rate * sigma**2 / (2 - rate):.4g}"
        heading = ("n", _("mean"), _("variance"), _("95 % interval"), _("theory"))
        rows = [row for step, row in self._rows.items() if step in ROWS]
        if self._step and self._step not in ROWS:
            rows.append(self._row())
        words = {"lines": (_("steps n"), _("log10 of the variance"))}
        return Watched(figures=figures, facts=facts, words=words, table=(heading, *rows))

    def set(self, key: str, value: float) -> str:
        if key != "optimizer.learning_rate":
            message = _("'{key}' can't be changed while training").format(key=key)
            raise UserError(unknown_name(message, key, ("optimizer.learning_rate",)))
        if not 0 <= value < np.inf:
            raise UserError(Problem(_("{value!r} is out of range").format(value=value), key, (">= 0",)))
        self._schedule = Constant(value)
        return _("learning rate {rate:g}").format(rate=value)

    def state(self) -> TaskState:
        arrays = {"walks": self._walks.copy(), "theory": self._theory.copy()}
        return TaskState(self._step, arrays, schedules.describe(self._schedule))

    def restore(self, state: TaskState) -> None:
        walks, theory = state.arrays.get("walks"), state.arrays.get("theory")
        if walks is None or theory is None or walks.shape != self._walks.shape or theory.shape != (2,):
            raise UserError(Problem(_("this state does not fit the task '{task}'").format(task="estimate")))
        self._schedule = located("optimizer.learning_rate", lambda: schedules.get(state.learning_rate))
        self._walks, self._theory, self._step = walks.astype(np.float64), theory.astype(np.float64), state.step
        for history in (self._measured, self._expected):
            history.forget_after(state.step)
        self._rows = {step: row for step, row in self._rows.items() if step <= state.step}

    def suspect(self) -> tuple[str, str]:
        return "", _("The runs have gone as far as {value:.2g}.").format(value=np.abs(self._walks).max())

    def save(self, path: Path, metadata: Mapping[str, str]) -> None:
        write_arrays(path, self.state().arrays, {**metadata, "network": json.dumps(None)})

    def _distance(self) -> float:
        return float(np.mean((self._walks - self._settings.mean) ** 2))

    def _variance(self) -> float:
        return float(self._walks.var(ddof=1))

    def _interval(self) -> tuple[float, float]:
        """The runs are Gaussian and independent, so (N - 1) variance / truth follows chi-squared with N - 1 degrees."""
        degrees = self._walks.size - 1
        spread = degrees * self._variance()
        return spread / chi_squared(NORMAL_QUANTILE, degrees), spread / chi_squared(-NORMAL_QUANTILE, degrees)

    def _remember(self) -> None:
        self._measured.append(self._step, self._variance())
        self._expected.append(self._step, float(self._theory[1]))
        if self._step in ROWS:
            self._rows[self._step] = self._row()

    def _row(self) -> tuple[str, ...]:
        low, high = self._interval()
        return (
            str(self._step), f"{self._walks.mean():.4f}", f"{self._variance():.4f}", f"{low:.4f} – {high:.4f}",
            f"{self._theory[1]:.4f}",
        )  # fmt: skip


def chi_squared(z: float, degrees: int) -> float:
    """The quantile of chi-squared that belongs to the standard normal one `z`: Wilson and Hilferty (1931)."""
    part = 2.0 / (9.0 * degrees)
    return degrees * (1.0 - part + z * math.sqrt(part)) ** 3
