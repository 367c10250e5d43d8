"""Supervised learning on sequences with layers that attend: where each head looks.

Pictures: for each head of each SelfAttention the weights (T, T) from 0 to 1, a row for each step that looks and a
column for each step that is looked at: of the first held-out sequence, and the mean over the first held-out sequences.
A row sums to 1. Facts: the first held-out sequence, what the network answers, and for each head the mean weight "on the
answer": what the rows give to all steps that hold the symbol which is to be answered there.
"""

from __future__ import annotations

import dataclasses

import numpy as np
import numpy.typing as npt

from tuitrainer.base.errors import Problem, UserError
from tuitrainer.base.texts import _
from tuitrainer.nn.layers import SelfAttention
from tuitrainer.training.networks import ALONE
from tuitrainer.training.recipe.components import make_split
from tuitrainer.training.recipe.model import Recipe
from tuitrainer.training.recipe.sections import check_sections
from tuitrainer.training.task import Watched
from tuitrainer.training.tasks.supervised import Supervised

SEQUENCES = 256
"""Over how many sequences maps are averaged at most."""


def prepare(recipe: Recipe) -> Looking:
    """The task of a recipe whose network attends and whose data has a class at each step.

    Raises UserError for what does not fit.
    """
    check_sections(recipe, "data", "network", "loss", "optimizer")
    split = make_split(recipe.data)
    if split.train.kind != "classification" or split.train.y.shape != split.train.x.shape:
        raise UserError(Problem(_("the task 'attention' needs a class for each step of a sequence"), "data.name"))
    task = Looking(recipe, split)
    if not task.attending:
        message = _("the task 'attention' needs a layer that attends")
        raise UserError(Problem(message, "network.layers", ("SelfAttention",)))
    return task


class Looking(Supervised):
    """Supervised learning as ever; only the watch sees more."""

    @property
    def attending(self) -> list[SelfAttention]:
        return [layer for _name, layer in self.networks[ALONE].walk() if isinstance(layer, SelfAttention)]

    def watch(self) -> Watched:
        watched = super().watch()
        x, y = (array[:SEQUENCES] for array in (self._test or (self._x, self._y)))
        said = self._network.forward(x).argmax(axis=-1)
        facts = {_("sequence"): self._symbols(x[0]), _("answer"): self._symbols(said[0])}
        figures: dict[str, npt.NDArray[np.float32]] = {}
        means: dict[str, npt.NDArray[np.float32]] = {}
        wanted = y if y.shape == x.shape else y.argmax(axis=-1)
        is_answer = wanted[:, :, np.newaxis] == x[:, np.newaxis, :]
        for name, weights in self._maps():
            figures[f"picture/{name}"] = weights[0].copy()
            means["picture/" + _("{head}, mean").format(head=name)] = weights.mean(axis=0)
            share = float((weights * is_answer).sum(axis=2).mean())
            facts[_("{head}, on the answer").format(head=name)] = f"{share:.2f}"
        return dataclasses.replace(
            watched, figures={**watched.figures, **figures, **means}, facts={**watched.facts, **facts}
        )

    def _maps(self) -> list[tuple[str, npt.NDArray[np.float32]]]:
        """A name and the weights (N, T, T) of each head in the latest forward."""
        layers = self.attending
        maps = []
        for number, layer in enumerate(layers, 1):
            assert layer.attention_weights is not None  # noqa: S101 - there was a forward
            weights = self._network.backend.to_numpy(layer.attention_weights).astype(np.float32)
            for head in range(layer.heads):
                if len(layers) == 1:
                    name = _("head {head}").format(head=head + 1)
                else:
                    name = _("layer {layer} head {head}").format(layer=number, head=head + 1)
                maps.append((name, weights[:, head]))
        return maps

    def _symbols(self, sequence: npt.NDArray[np.generic]) -> str:
        return " ".join(self._split.train.classes[int(symbol)] for symbol in sequence)
