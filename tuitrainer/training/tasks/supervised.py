"""Supervised learning: a network learns to predict targets from examples. The default task.

Figures: for data in a plane "plane/scores" (R, C, K) class probabilities over the window "plane/bounds" (x1 low,
x1 high, x2 low, x2 high), "plane/points" (N, 2) and "plane/labels" (N,) of the training part, "plane/test_points" and
"plane/test_labels" of the held-out one; for a regression on one input "fit/points" (N, 2) and "fit/line" (M, 2); for
images the pictures of watching_images.py.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from tuitrainer import data
from tuitrainer.base.errors import Problem, UserError
from tuitrainer.base.texts import _
from tuitrainer.kernels.backend import Array
from tuitrainer.nn import losses, metrics
from tuitrainer.nn.arrays import copy_into
from tuitrainer.training.batches import Batches
from tuitrainer.training.networks import ALONE, NetworkTask
from tuitrainer.training.recipe.components import located, make_loss, make_split
from tuitrainer.training.recipe.model import Recipe
from tuitrainer.training.recipe.sections import check_sections
from tuitrainer.training.stepping import Steps
from tuitrainer.training.task import Score, Watched
from tuitrainer.training.watching import fit_figures, plane_figures
from tuitrainer.training.watching_images import image_figures

MOST_SCORED = 2048
"""Training examples that the score after each epoch is taken from (the first ones: the same every time)."""
ROWS_AT_ONCE = 1024


def prepare(recipe: Recipe) -> Supervised:
    """The task of a recipe: its data split and scaled, its network drawn. Raises UserError for what does not fit."""
    check_sections(recipe, "data", "network", "loss", "optimizer")
    return Supervised(recipe, make_split(recipe.data))


class Supervised(NetworkTask):
    """A network, its data, a loss and an optimizer. Tasks that look at such a network in other ways are subclasses."""

    def __init__(self, recipe: Recipe, split: data.Split) -> None:
        """Raises UserError when the network's output does not fit the data or the loss."""
        training = recipe.training
        self._batches = Batches(len(split.train), training.batch_size, training.seed)
        super().__init__(recipe)
        if recipe.loss is None:
            raise UserError(Problem(_("this is missing"), "loss"))
        loss = make_loss(recipe.loss)
        network, optimizer = self.networks[ALONE], self.optimizers[ALONE]
        self._split, self._network, self._loss, self._optimizer = split, network, loss, optimizer
        units = network.output_shape[-1]
        self._metric = metrics.metric_for(loss, units) if split.train.kind == "classification" else None
        last = len(recipe.networks[ALONE].layers) - 1
        self._x, self._y = located(f"network.layers[{last}]", lambda: self._arrays(split.train))
        self._test = self._arrays(split.test) if len(split.test) else None
        self._watched = self._x[: recipe.watch.examples]
        self._steps = located(f"network.layers[{last}]", lambda: Steps(network, loss, optimizer, self._x, self._y))
        located("data", self._steps.check_values)
        self._test_inputs: Array | None = None
        """The held-out inputs, on the network's backend as those of the steps are: brought there once."""
        if self._test is not None:
            held_out = self._test[0]
            located("data", lambda: network.check_inputs(held_out))
            self._test_inputs = network.backend.from_numpy(held_out, copy=False)
        # A wrong shape of target must show now, with its place, and not at the first step.
        located(f"network.layers[{last}]", lambda: self._loss(self._network.forward(self._x[:1]), self._y[:1]))

    @property
    def steps_per_epoch(self) -> int:
        return self._batches.steps_per_epoch

    def advance(self, steps: int) -> npt.NDArray[np.float64]:
        batches = self._batches.take(self.step, steps)
        earlier = self._steps.run(batches[:-1])
        self._remember()
        latest = self._steps.run(batches[-1:])
        self._step += steps
        return np.concatenate((earlier, latest))

    def score(self) -> tuple[Score, Score | None]:
        train = self._score(self._steps.x[:MOST_SCORED], self._y[:MOST_SCORED])
        if self._test is None or self._test_inputs is None:
            return train, None
        return train, self._score(self._test_inputs, self._test[1])

    def watch(self) -> Watched:
        layers = self.layers(ALONE, self._watched)
        network, loss, split = self._network, self._loss, self._split
        figures = {
            **plane_figures(network, loss, split), **fit_figures(network, split), **image_figures(network, loss, split)
        }  # fmt: skip
        return Watched(layers, figures)

    def suspect(self) -> tuple[str, str]:
        rows = self._batches.take(self.step, 1)[0]
        network = self._network
        with np.errstate(all="ignore"):
            before = network.backend.to_numpy(network.parameters.values)
            network.forward(self._x[rows], training=True)
            copy_into(network.backend, before, network.parameters.values)  # moving averages have moved
            innermost = [name for name, layer in network.walk() if not layer.parts]
            for name in innermost:
                if not np.isfinite(network.layer_output(name)).all():
                    return name, _("The outputs of layer {layer} are the first to overflow.").format(layer=name)
            return super().suspect()

    def _arrays(self, part: data.Dataset) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64 | np.int64]]:
        """Inputs and targets in the dtype and form that the network and the loss take."""
        sparse = isinstance(self._loss, losses.SparseCategoricalCrossentropy)
        y = part.y if sparse else part.targets(self._network.output_shape[-1])
        return np.ascontiguousarray(part.x, self._network.dtype), y if sparse else y.astype(self._network.dtype)

    def _score(self, x: Array, y: npt.NDArray[np.float64 | np.int64]) -> Score:
        """Loss and accuracy over any number of rows of the backend's, a thousand at a time."""
        loss, hits = 0.0, 0.0
        for start in range(0, len(y), ROWS_AT_ONCE):
            rows = slice(start, min(start + ROWS_AT_ONCE, len(y)))
            output = self._network.backend.to_numpy(self._network.forward_array(x[rows]))
            loss += self._loss(output, y[rows])[0] * len(output)
            if self._metric is not None:
                hits += self._metric(output, y[rows]) * len(output)
        return Score(loss / len(y), hits / len(y) if self._metric is not None else None)
