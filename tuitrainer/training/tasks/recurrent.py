"""Supervised learning with a recurrent layer, whose memory is looked at: its states and gates over time.

Pictures, one row a unit and one column a step, of the first training sequence in the first recurrent layer: "input"
(one row a feature), "state h" and for an LSTM "cell c" and the gates f, i, o from 0, shut, to 1, open; for a GRU the
gates z and r. "lines/..." (T, 2): for each step t, log10 of the mean over some training sequences of the norm of the
gradient of the loss with respect to the input at step t: how much of the error reaches step t on its way back through
time.
"""

from __future__ import annotations

import dataclasses

import numpy as np
import numpy.typing as npt

from tuitrainer.base.errors import Problem, UserError
from tuitrainer.base.texts import _, mark
from tuitrainer.kernels.backend import Array
from tuitrainer.nn import layers
from tuitrainer.nn.arrays import copy_into
from tuitrainer.nn.layers.recurrent import Recurrent
from tuitrainer.training.networks import ALONE
from tuitrainer.training.recipe.components import make_split
from tuitrainer.training.recipe.model import Recipe
from tuitrainer.training.recipe.sections import check_sections
from tuitrainer.training.task import Watched
from tuitrainer.training.tasks.supervised import Supervised
from tuitrainer.training.watching import Figures

SEQUENCES = 32
"""Over how many sequences the gradient's norm is averaged."""
SMALLEST = 1e-30
"""What a gradient counts for that is exactly 0 in float32."""
GATES = {
    "lstm": ((0, mark("forget gate f")), (1, mark("input gate i")), (2, mark("output gate o"))),
    "gru": ((0, mark("update gate z")), (1, mark("reset gate r"))),
}
"""The gates that are shown of a layer of that NAME, with their places among its columns."""


def prepare(recipe: Recipe) -> Memory:
    """The task of a recipe whose network has a recurrent layer. Raises UserError for what does not fit."""
    check_sections(recipe, "data", "network", "loss", "optimizer")
    task = Memory(recipe, make_split(recipe.data))
    if task.recurrent is None:
        accepted = ("SimpleRNN", "LSTM", "GRU")
        raise UserError(Problem(_("the task 'recurrent' needs a recurrent layer"), "network.layers", accepted))
    return task


class Memory(Supervised):
    """Supervised learning as ever; only the watch sees more."""

    @property
    def recurrent(self) -> Recurrent | None:
        """The first recurrent layer."""
        found = (layer for _name, layer in self.networks[ALONE].walk() if isinstance(layer, Recurrent))
        return next(found, None)

    def watch(self) -> Watched:
        watched = super().watch()
        return dataclasses.replace(
            watched,
            figures={**watched.figures, **self._pictures(), **self._gradient_through_time()},
            words={**watched.words, "lines": (_("step of the sequence"), _("log10 of the gradient's norm"))},
        )

    def _pictures(self) -> Figures:
        layer, first = self.recurrent, self._x[:1]
        assert layer is not None  # noqa: S101 - prepare has refused others
        self._network.forward(first)
        backend = self._network.backend

        def over_time(array: Array | None) -> npt.NDArray[np.float32]:
            assert array is not None  # noqa: S101 - there was a forward
            return np.ascontiguousarray(backend.to_numpy(array)[0].T, np.float32)

        figures: Figures = {"signed/" + _("state h"): over_time(layer.states)}
        if isinstance(layer, layers.LSTM):
            figures["signed/" + _("cell c")] = over_time(layer.cells)
        if isinstance(layer, layers.LSTM | layers.GRU):
            gates = over_time(layer.gates)
            for place, caption in GATES[layer.NAME]:
                figures["picture/" + _(caption)] = gates[place * layer.units : (place + 1) * layer.units]
        return {**figures, "picture/" + _("input"): np.ascontiguousarray(first[0].T, np.float32)}

    def _gradient_through_time(self) -> Figures:
        """The backward overwrites the parameters' gradients, which are put back: others show those of the last step."""
        network = self._network
        kept = network.backend.to_numpy(network.parameters.gradients).copy()
        x, y = self._x[:SEQUENCES], self._y[:SEQUENCES]
        _value, gradient = self._loss(network.forward(x), y)
        of_input = network.backward(gradient)
        copy_into(network.backend, kept, network.parameters.gradients)
        norms = np.linalg.norm(of_input.astype(np.float64), axis=2).mean(axis=0)
        curve = np.stack([np.arange(len(norms)), np.log10(np.maximum(norms, SMALLEST))], axis=1)
        return {"lines/" + _("gradient at the input"): curve}
