"""The order in which examples are seen: drawn anew each epoch, from (seed, epoch) alone."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from tuitrainer.base.errors import Problem, UserError
from tuitrainer.base.random import Purpose, generator
from tuitrainer.base.texts import _

Indices = npt.NDArray[np.int64]


class Batches:
    """Cuts `examples` rows into batches of `batch_size`; the last one of an epoch is shorter when it must be."""

    def __init__(self, examples: int, batch_size: int, seed: int) -> None:
        """Raises UserError when a batch would be larger than the data."""
        if batch_size > examples:
            message = _("a batch of {size} is larger than the {examples} training examples")
            accepted = (_("1 to {most}").format(most=examples),)
            problem = Problem(message.format(size=batch_size, examples=examples), "training.batch_size", accepted)
            raise UserError(problem)
        self._examples, self._batch_size, self._seed = examples, batch_size, seed
        self.steps_per_epoch = -(-examples // batch_size)
        self._epoch, self._order = -1, np.empty(0, np.int64)

    def take(self, first_step: int, steps: int) -> list[Indices]:
        """Row indices of `steps` batches from step `first_step` on (counted from 0), which must lie in one epoch."""
        epoch, position = divmod(first_step, self.steps_per_epoch)
        if epoch != self._epoch:
            self._order = generator(self._seed, Purpose.BATCH_ORDER, step=epoch).permutation(self._examples)
            self._epoch = epoch
        size = self._batch_size
        return [self._order[index * size : (index + 1) * size] for index in range(position, position + steps)]
