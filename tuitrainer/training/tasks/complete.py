"""What is erased is guessed from what is left: one network that answers for every choice of the known entries.

An example is a row of numbers: the pixels of an image, or x and y of a point. In each step some entries of each row are
erased, others in every step; the network reads the row, 0 where something is erased, and beside it 1 where an entry is
known and 0 where not. It is trained on the erased entries alone, by their squared error, whose best answer is the mean
of what they can be, given the rest (the course's conditional sampling).

Figures for images: pictures of held-out images, whole, erased and completed. For points: "plane/points" of the data
(label 0), of y guessed from x (1) and of x guessed from y (2).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from tuitrainer import data
from tuitrainer.base.errors import Problem, UserError
from tuitrainer.base.random import Purpose, generator
from tuitrainer.base.texts import _
from tuitrainer.training.batches import Batches
from tuitrainer.training.networks import ALONE, NetworkTask
from tuitrainer.training.recipe.components import make_split
from tuitrainer.training.recipe.model import Recipe
from tuitrainer.training.recipe.sections import check_sections
from tuitrainer.training.task import Score, Watched
from tuitrainer.training.watching import Figures

SHOWN = 4
CURVE_POINTS = 60
ASKED_X, ASKED_Y = 0.3, 0.5
"""What the facts of a curve tell: y where x is the one, x where y is the other."""

Rows = npt.NDArray[np.float64]


def prepare(recipe: Recipe) -> Complete:
    """The task of a recipe with ``task = "complete"``: images, or a regression of one number on one other."""
    check_sections(recipe, "data", "network", "optimizer")
    split = make_split(recipe.data)
    shape = split.train.input_shape
    if len(shape) != 3 and (split.train.kind != "regression" or shape != (1,)):
        raise UserError(Problem(_("this lab completes images or points of a curve"), "data.name", ("digits", "cosine")))
    if not len(split.test):
        raise UserError(Problem(_("this lab needs held-out examples"), "data.test_fraction", ("> 0",)))
    return Complete(recipe, split)


class Complete(NetworkTask):
    """Halves of images, or one of the two numbers of a point."""

    def __init__(self, recipe: Recipe, split: data.Split) -> None:
        super().__init__(recipe)
        self._network, self._optimizer = self.networks[ALONE], self.optimizers[ALONE]
        self._shape = split.train.input_shape if len(split.train.input_shape) == 3 else ()
        self._rows, self._held_out = _as_rows(split.train), _as_rows(split.test)
        width = self._rows.shape[1]
        fitting = (2 * width,), (width,)
        if (self._network.input_shape, self._network.output_shape) != fitting:
            message = _("the network has to read {inputs} numbers and give {outputs}")
            problem = Problem(message.format(inputs=2 * width, outputs=width), "network")
            raise UserError(problem)
        self._seed = recipe.training.seed
        self._batches = Batches(len(self._rows), recipe.training.batch_size, self._seed)
        self._train_known = self._draw_known(len(self._rows), 0, 1)
        self._test_known = self._draw_known(len(self._held_out), 0, 2)

    @property
    def steps_per_epoch(self) -> int:
        return self._batches.steps_per_epoch

    def train_step(self) -> float:
        (rows,) = self._batches.take(self.step, 1)
        whole = self._rows[rows]
        known = self._draw_known(len(whole), self.step, 0)
        output = self._network.forward(_input(whole, known), training=True)
        loss, gradient = self.loss(output, whole, known)
        self._network.backward(gradient)
        self._optimizer.update(self._network.parameters)
        return loss

    def loss(self, output: Rows, whole: Rows, known: Rows) -> tuple[float, Rows]:
        """The mean of (output - whole)^2 over the erased entries, and its gradient."""
        erased = 1 - known
        error = (output - whole) * erased
        return float(np.sum(error**2) / erased.sum()), 2 * error / erased.sum()

    def guess(self, whole: Rows, known: Rows) -> Rows:
        """The rows with what is known as it is and the rest guessed."""
        output = self._network.forward(_input(whole, known))
        return np.where(known > 0, whole, output)

    def score(self) -> tuple[Score, Score | None]:
        def mean(whole: Rows, known: Rows) -> Score:
            return Score(self.loss(self._network.forward(_input(whole, known)), whole, known)[0])

        return mean(self._rows, self._train_known), mean(self._held_out, self._test_known)

    def watch(self) -> Watched:
        layers = self.layers(ALONE, _input(self._rows[:256], self._train_known[:256]))
        if self._shape:
            return Watched(layers, self._pictures(), self._errors())
        facts = self._errors()
        for asked, column, name, other in ((ASKED_X, 0, "x", "y"), (ASKED_Y, 1, "y", "x")):
            label = _("{other} at {name} = {value:g}").format(other=other, name=name, value=asked)
            facts[label] = f"{self._answers(np.array([asked]), column)[0, 1 - column]:.3f}"
        words = {"plane": (_("data"), _("y guessed from x"), _("x guessed from y"))}
        return Watched(layers, self._points(), facts, words)

    def _draw_known(self, count: int, step: int, layer: int) -> Rows:
        """1 where an entry is known: one half of each image, one of two numbers of each point."""
        drawn = generator(self._seed, Purpose.TASK, step=step, layer=layer)
        if not self._shape:
            return np.eye(2)[drawn.integers(2, size=count)]
        height, width, channels = self._shape
        halves = np.zeros((4, height, width, channels))
        halves[0, : height // 2], halves[1, height // 2 :] = 1, 1
        halves[2, :, : width // 2], halves[3, :, width // 2 :] = 1, 1
        return halves[drawn.integers(4, size=count)].reshape(count, -1)

    def _errors(self) -> dict[str, str]:
        """The error on what is erased of held-out rows, beside that of the mean of all rows in its place."""
        whole, known = self._held_out, self._test_known
        mean = np.broadcast_to(self._rows.mean(axis=0), whole.shape)
        error = self.loss(self._network.forward(_input(whole, known)), whole, known)[0]
        return {
            _("error of the guess"): f"{error:.4f}",
            _("error of the mean"): f"{self.loss(mean, whole, known)[0]:.4f}",
        }

    def _pictures(self) -> Figures:
        whole, known = self._held_out[:SHOWN], self._test_known[:SHOWN]
        guessed = self.guess(whole, known)
        figures: Figures = {}
        for index in range(len(whole)):
            for caption, row in (
                (_("whole"), whole[index]),
                (_("erased"), np.where(known[index] > 0, whole[index], np.nan)),
                (_("guessed"), guessed[index]),
            ):
                picture = row.reshape(self._shape).mean(axis=2).astype(np.float32)
                figures[f"picture/{caption} {index + 1}"] = picture
        return figures

    def _answers(self, values: Rows, column: int) -> Rows:
        """Points whose number in `column` is given and the other one guessed."""
        whole = np.zeros((len(values), 2))
        whole[:, column] = values
        known = np.zeros_like(whole)
        known[:, column] = 1
        return self.guess(whole, known)

    def _points(self) -> Figures:
        low, high = self._rows.min(axis=0), self._rows.max(axis=0)
        parts = [self._rows[:200]]
        parts += [self._answers(np.linspace(low[column], high[column], CURVE_POINTS), column) for column in (0, 1)]
        margin = 0.1 * (high - low)
        return {
            "plane/points": np.concatenate(parts),
            "plane/labels": np.repeat(np.arange(3), [len(part) for part in parts]),
            "plane/bounds": np.stack([low - margin, high + margin], axis=1).ravel(),
        }


def _as_rows(part: data.Dataset) -> Rows:
    rows = part.x.reshape(len(part), -1)
    return np.asarray(rows if len(part.input_shape) == 3 else np.hstack([rows, part.y]), np.float64)


def _input(whole: Rows, known: Rows) -> Rows:
    return np.hstack([whole * known, known])
