"""Transfer learning: layers that have learnt some classes are reused for others, of which there are few examples.

The first half of the classes are the known ones, the second half the new ones. Both networks of a comparison see the
same few examples of the new classes, in the same order, for the same number of steps.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from tuitrainer import data
from tuitrainer.base.checks import Check
from tuitrainer.base.errors import Problem, UserError
from tuitrainer.base.texts import _
from tuitrainer.nn.network import Network
from tuitrainer.training.batches import Batches
from tuitrainer.training.networks import ALONE
from tuitrainer.training.recipe.components import make_loss, make_optimizer, make_split
from tuitrainer.training.recipe.model import Recipe
from tuitrainer.training.recipe.sections import check_sections, make_network, task_settings
from tuitrainer.training.stepping import Steps
from tuitrainer.training.task import Watched
from tuitrainer.training.tasks.supervised import Supervised


class Settings:
    """[task]: `examples` of each new class to learn from; what becomes of the layers before the last one, which have
    learnt the known classes in `base_epochs`: the `base` is "frozen" or "tuned" with the rest, or there is "none".
    """

    def __init__(self, examples: int = 5, base: str = "none", base_epochs: int = 10) -> None:
        with Check() as check:
            self.examples = check.whole_number("examples", examples, minimum=1)
            self.base_epochs = check.whole_number("base_epochs", base_epochs, minimum=1, maximum=100)
            self.base = check.one_of("base", base, ("none", "frozen", "tuned"))


def prepare(recipe: Recipe) -> Transfer:
    """The task of a recipe with ``task = "transfer"``; its network has a unit for each new class."""
    check_sections(recipe, "data", "network", "loss", "optimizer", optional=("task",))
    settings = task_settings(recipe, Settings)
    split = make_split(recipe.data)
    if split.train.kind != "classification" or len(split.train.classes) < 4 or len(split.train.classes) % 2:
        raise UserError(Problem(_("transfer needs an even number of classes, four or more"), "data.name", ("digits",)))
    return Transfer(recipe, split, settings)


class Transfer(Supervised):
    """Supervised learning of the new classes, on a base that is frozen or from scratch."""

    def __init__(self, recipe: Recipe, split: data.Split, settings: Settings) -> None:
        known, new = (_classes(split.train, half) for half in (0, 1))
        few = new.rows(_first_of_each(new.y.astype(np.int64), settings.examples))
        super().__init__(recipe, replace(split, train=few, test=_classes(split.test, 1)))
        self._base_accuracy = float("nan")
        if settings.base != "none":
            base = self._learnt_base(recipe, known, settings.base_epochs)
            own = self.networks[ALONE]
            reused = list(own.parameters_by_layer())[:-1]
            own.load_weights(base, reused)
            for layer in own.layers[:-1] if settings.base == "frozen" else ():
                layer.trainable = False
            self._remember()

    def _learnt_base(self, recipe: Recipe, known: data.Dataset, epochs: int) -> Network:
        """A network of the same layers that has learnt the known classes."""
        base = make_network(recipe, self._network.backend)
        assert recipe.loss is not None  # noqa: S101  check_sections has seen them
        assert recipe.optimizer is not None  # noqa: S101
        batches = Batches(len(known), min(recipe.training.batch_size, len(known)), recipe.training.seed)
        x, y = self._arrays(known)
        steps = Steps(base, make_loss(recipe.loss), make_optimizer(recipe.optimizer), x, y)
        for epoch in range(epochs):
            steps.run(batches.take(epoch * batches.steps_per_epoch, batches.steps_per_epoch))
        self._base_accuracy = float(np.mean(base.forward(x).argmax(axis=1) == known.y))
        return base

    def watch(self) -> Watched:
        watched = super().watch()
        trained = sum(parameter.size for parameter in self._network.parameters if parameter.trainable)
        facts = {
            _("examples to learn from"): str(len(self._x)),
            _("numbers that learn"): f"{trained} / {self._network.parameters.size}",
        }
        if np.isfinite(self._base_accuracy):
            facts[_("base, on the known classes")] = f"{100 * self._base_accuracy:.1f} %"
        return replace(watched, facts=facts)


def _classes(part: data.Dataset, half: int) -> data.Dataset:
    """The examples of one half of the classes, numbered from 0."""
    count = len(part.classes) // 2
    rows = np.flatnonzero(part.y.astype(np.int64) // count == half)
    chosen = part.rows(rows)
    names = part.classes[half * count : (half + 1) * count]
    return replace(chosen, y=chosen.y.astype(np.int64) - half * count, classes=names)


def _first_of_each(labels: npt.NDArray[np.int64], count: int) -> npt.NDArray[np.int64]:
    """The rows of the first `count` examples of each class, in their order."""
    return np.sort(np.concatenate([np.flatnonzero(labels == label)[:count] for label in np.unique(labels)]))
