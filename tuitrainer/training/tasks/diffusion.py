"""Diffusion in a plane: a network learns which noise is in a noisy point, and points are made by taking it out again.

In each training step every example of the batch gets a step t and noise of its own; the network sees the noisy point
x_t, t and the class, and guesses the noise. The loss is the mean squared error over all entries (Ho, Jain and Abbeel,
"Denoising diffusion probabilistic models", 2020, algorithm 1; conditioned on the class as in Nichol and Dhariwal,
2021). The network's input is (x1, x2, 2 t / (steps - 1) - 1, one-hot class), 3 + K numbers.

What is shown is drawn anew for each class after every training step, by algorithm 2 from the same noise.

Figures: "plane/points" (N, 2) made points as they are before step t of the way back, t walking from the noise to the
finished points while training goes on, "plane/labels" (N,) the class that was asked for, "plane/test_points" and
"plane/test_labels" the examples, "plane/bounds"; "signed/→ t" (R, R) where the examples are after t steps of noise,
"signed/← t" where the made points are with t steps to go: the last class' above 0, the others' below.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from tuitrainer import data
from tuitrainer.base.checks import Check
from tuitrainer.base.errors import Problem, UserError
from tuitrainer.base.random import Purpose, generator
from tuitrainer.base.texts import _
from tuitrainer.training.batches import Batches
from tuitrainer.training.networks import ALONE, NetworkTask
from tuitrainer.training.noising import Noising
from tuitrainer.training.passes import answer
from tuitrainer.training.recipe.components import make_split
from tuitrainer.training.recipe.model import Recipe
from tuitrainer.training.recipe.sections import check_sections, task_settings
from tuitrainer.training.task import Score, Watched

Values = npt.NDArray[np.float64]
Classes = npt.NDArray[np.int64]
MADE = 200
"""Points that are made of each class."""
WALK = 250
"""Training steps in which the display goes through one way back; it stays at the end for the last quarter."""
REACH = 3.0
"""The window is a square of so many standard deviations each way."""
GRID = 24
"""Rows and columns of a picture."""
MOMENTS = (0.0, 0.25, 0.5, 1.0)
"""How far on the way there, and on the way back, pictures are taken: late, there is little to see but noise."""
LATER = 2**62
"""A step that no training comes to: what is scored and shown is drawn for it."""


class Settings:
    """The schedule of noise, and whether the network is told the class."""

    def __init__(
        self, steps: int = 40, beta_start: float = 0.001, beta_end: float = 0.2, conditional: bool = True
    ) -> None:
        with Check() as check:
            steps = check.whole_number("steps", steps, minimum=2, maximum=1000)
            beta_start = check.number("beta_start", beta_start, above=0.0, below=1.0)
            beta_end = check.number("beta_end", beta_end, above=0.0, below=1.0)
            self.conditional = check.flag("conditional", conditional)
        self.noising = Noising(steps, beta_start, beta_end)


def prepare(recipe: Recipe) -> Diffusion:
    """The task of a recipe with ``task = "diffusion"``: [data] is a classification in a plane, [network] says its
    `input_shape`.
    """
    check_sections(recipe, "data", "network", "optimizer", optional=("task",))
    settings, split = task_settings(recipe, Settings), make_split(recipe.data)
    if split.train.kind != "classification" or split.train.input_shape != (2,):
        raise UserError(Problem(_("diffusion needs points of a plane, of several classes"), "data.name", ("moons",)))
    return Diffusion(recipe, settings, split)


class Diffusion(NetworkTask):
    """A network that guesses noise."""

    def __init__(self, recipe: Recipe, settings: Settings, split: data.Split) -> None:
        training = recipe.training
        self._batches = Batches(len(split.train), training.batch_size, training.seed)
        super().__init__(recipe)
        self._settings, self.noising, self._seed = settings, settings.noising, training.seed
        self.examples, self._y = split.train.x, split.train.y.astype(np.int64)
        self._held_out = (split.test.x, split.test.y.astype(np.int64)) if len(split.test) else None
        self._classes = len(split.train.classes)
        self._network, self._optimizer = self.networks[ALONE], self.optimizers[ALONE]
        inputs = 3 + self._classes
        with Check() as check:
            if self._network.input_shape != (inputs,):
                message = _("the network sees a point, the step and one number for each class")
                check.wrong("network.input_shape", message, (f"[{inputs}]",))
            if self._network.output_shape != (2,):
                place = f"network.layers[{len(recipe.networks[ALONE].layers) - 1}]"
                message = _("the last layer of this network must have {units} units").format(units=2)
                check.wrong(place, message, ("units = 2",))

    @property
    def steps_per_epoch(self) -> int:
        return self._batches.steps_per_epoch

    @np.errstate(over="ignore", invalid="ignore")  # a rate that is too large is a lesson, not a warning
    def train_step(self) -> float:
        (rows,) = self._batches.take(self.step, 1)
        draws = generator(self._seed, Purpose.TASK, step=self.step)
        loss, gradient = self._guess(self.examples[rows], self._y[rows], draws)
        self._network.backward(gradient)
        self._optimizer.update(self._network.parameters)
        return loss

    @np.errstate(over="ignore", invalid="ignore")
    def score(self) -> tuple[Score, Score | None]:
        train, *held_out = (
            Score(self._guess(x, y, generator(self._seed, Purpose.TASK, step=LATER, layer=part))[0])
            for part, (x, y) in enumerate([(self.examples, self._y), *([self._held_out] if self._held_out else [])])
        )
        return train, held_out[0] if held_out else None

    @np.errstate(over="ignore", invalid="ignore")
    def made(self) -> tuple[list[Values], Classes]:
        """Points of every class: [steps] is the noise that they begin as, [t] what they are once step t is undone."""
        labels = np.repeat(np.arange(self._classes), MADE)
        draws = generator(self._seed, Purpose.TASK, step=LATER, layer=2)
        noise = draws.standard_normal((self.noising.steps + 1, labels.size, 2))
        way = [noise[-1]]
        for t in reversed(range(self.noising.steps)):
            guess = self._answer(way[-1], np.full(labels.size, t), labels)
            way.append(self.noising.denoise_step(way[-1], guess, t, noise[t]))
        return way[::-1], labels

    @np.errstate(over="ignore", invalid="ignore")
    def watch(self) -> Watched:
        way, labels = self.made()
        steps = self.noising.steps
        t = self._shown()
        figures: dict[str, npt.NDArray[np.generic]] = {
            "plane/points": way[t].astype(np.float32),
            "plane/labels": labels,
            "plane/bounds": np.array([-REACH, REACH, -REACH, REACH]),
            "plane/test_points": self.examples[: labels.size].astype(np.float32),
            "plane/test_labels": self._y[: labels.size],
        }
        moments = [round(share * steps) for share in MOMENTS]
        for moment in moments:
            figures[f"signed/→ {moment}"] = self._map(self._noisy(moment), self._y)
        for moment in reversed(moments):
            figures[f"signed/← {moment}"] = self._map(way[moment], labels)
        facts = {
            _("steps still to go"): _("{t} of {steps}").format(t=t, steps=steps),
            _("nearest to their class"): f"{100 * self.faithful(way[0], labels):.1f}\u00a0%",
            _("loss of guessing 0"): "1",
            _("loss of the best multiple of x_t"): f"{self.noising.alphas_bar.mean():.3f}",
        }
        names = tuple(_("class {name}").format(name=name) for name in range(self._classes))
        inputs = self._inputs(self.examples[:256], np.arange(len(self.examples[:256])) % steps, self._y[:256])
        return Watched(self.layers(ALONE, inputs), figures, facts, {"plane": names})

    def faithful(self, points: Values, labels: Classes) -> float:
        """What share of the points (N, 2) has as its nearest example one of the class that was asked for."""
        if not np.isfinite(points).all():
            return float("nan")
        distances = np.square(points[:, np.newaxis] - self.examples).sum(axis=2)
        return float(np.mean(self._y[distances.argmin(axis=1)] == labels))

    def _shown(self) -> int:
        """The steps that are still to go where the display is on its way back."""
        walked = ((self.step - 1) % WALK + 1) / (0.75 * WALK)
        return max(0, round(self.noising.steps * (1 - walked)))

    def _guess(self, x: Values, y: Classes, draws: np.random.Generator) -> tuple[float, Values]:
        """Loss of guessing the noise in examples (N, 2), and its gradient (N, 2) with respect to the guess."""
        t, noise = draws.integers(self.noising.steps, size=len(x)), draws.standard_normal(x.shape)
        error = self._answer(self.noising.add_noise(x, t, noise), t, y) - noise
        return float(np.mean(error**2)), 2 * error / error.size

    def _answer(self, x: Values, t: npt.NDArray[np.int64], y: Classes) -> Values:
        return answer(self._network, self._inputs(x, t, y))

    def _inputs(self, x: Values, t: npt.NDArray[np.int64], y: Classes) -> Values:
        """What the network sees (N, 3 + K) of noisy points (N, 2) after step t (N,), and of their class."""
        classes = data.one_hot(y, self._classes) * self._settings.conditional
        return np.hstack([x, (2 * t / (self.noising.steps - 1) - 1)[:, np.newaxis], classes])

    def _noisy(self, steps: int) -> Values:
        """The examples after that many steps of noise."""
        if not steps:
            return self.examples
        noise = generator(self._seed, Purpose.TASK, step=LATER, layer=3).standard_normal(self.examples.shape)
        return self.noising.add_noise(self.examples, np.full(len(self.examples), steps - 1), noise)

    def _map(self, points: Values, labels: Classes) -> npt.NDArray[np.float32]:
        """Square root of the density of the last class' points less that of the others; row 0 is the top."""
        edges = np.linspace(-REACH, REACH, GRID + 1)
        last = labels == self._classes - 1
        own, others = (
            np.histogram2d(-points[part, 1], points[part, 0], bins=[edges, edges])[0] / max(1, part.sum())
            for part in (last, ~last)
        )
        return np.asarray(np.sqrt(own) - np.sqrt(others), np.float32)
