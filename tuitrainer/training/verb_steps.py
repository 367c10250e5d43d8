"""Training steps by verbs, for networks that no compiled loop takes: the backend may remember what one did."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from tuitrainer.kernels.backend import Array, Indices
from tuitrainer.nn.arrays import Workspace
from tuitrainer.nn.losses import Loss
from tuitrainer.nn.network import Network
from tuitrainer.nn.optimizers import Optimizer
from tuitrainer.training.step_table import MOST_STEPS, StepTable

Kind: TypeAlias = tuple[int, int, tuple[bool, ...]]
"""Steps of one kind do the same work: on so many examples, with the same part in the gradients that are added up, and
with the same parameters frozen."""

MOST_RECORDED = 8
"""Kinds of steps that are remembered: a whole batch and the short one at an epoch's end, a few times over."""


class VerbSteps:
    """The steps of one network, loss and optimizer on examples x and y, arrays of the network's backend."""

    def __init__(self, network: Network, loss: Loss, optimizer: Optimizer, x: Array, y: Array) -> None:
        self._network, self._loss, self._optimizer, self._x, self._y = network, loss, optimizer, x, y
        self._batch_x = Workspace(network.backend, x.shape[1:], x.dtype)
        self._batch_y = Workspace(network.backend, y.shape[1:], y.dtype)
        self._table: StepTable | None = None
        self._moments: tuple[Array, ...] | None = None
        self._recorded: dict[Kind, Callable[[], None]] = {}
        """Steps on this table with these moments."""

    def run(self, batches: Sequence[Indices], again: bool = True) -> npt.NDArray[np.float64]:
        """One step for each batch of row numbers, which are trusted; returns the losses (S,), each before its update.

        Without `again` no step is left to what was recorded, so that everything can be looked at afterwards. Raises
        UserError, before anything changes, for an optimizer that serves another network.
        """
        moments = self._optimizer.moments(self._network.parameters)
        if self._moments is not moments:
            self._recorded.clear()
            self._moments = moments
        table = self._table_for(MOST_STEPS if again else 1, max(len(batch) for batch in batches))
        starts = range(0, len(batches), table.most_steps)
        parts = [self._run_part(table, batches[start : start + table.most_steps], again) for start in starts]
        return np.concatenate(parts)

    def _table_for(self, most_steps: int, most_rows: int) -> StepTable:
        """The one that there is; a new one, and nothing recorded, where it is too small."""
        table = self._table
        if table is None or table.most_rows < most_rows or table.most_steps < min(most_steps, table.limit):
            numbers, draws = self._optimizer.numbers(1).shape[1], len(self._network.clock.draws)
            table = self._table = StepTable(self._network.backend, most_steps, most_rows, numbers, draws)
            self._recorded.clear()
        return table

    def _run_part(self, table: StepTable, batches: Sequence[Indices], again: bool) -> npt.NDArray[np.float64]:
        network, optimizer, clock = self._network, self._optimizer, self._network.clock
        first = optimizer.iterations
        table.fill(batches, optimizer.numbers(len(batches)), clock.keys_of(first + 1, len(batches)))
        trained = tuple(parameter.trainable for parameter in network.parameters)
        for iteration, batch in enumerate(batches, start=first):
            optimizer.iterations = clock.step = iteration  # the update and the forward count on from it
            if again:
                self._take_or_repeat(table, (len(batch), optimizer.part_of_group, trained))
            else:
                self._take(table, len(batch))
        optimizer.iterations = clock.step = first + len(batches)
        return table.losses(len(batches))

    def _take_or_repeat(self, table: StepTable, kind: Kind) -> None:
        if kind in self._recorded:
            self._recorded[kind]()
            return
        if len(self._recorded) == MOST_RECORDED:
            self._recorded.pop(next(iter(self._recorded)))
        self._recorded[kind] = self._network.backend.record(partial(self._take, table, kind[0]))

    def _take(self, table: StepTable, count: int) -> None:
        """One step on the `count` examples that the table names: only verbs, and the same for all such batches."""
        network, backend = self._network, self._network.backend
        rows = table.begin_step(count)
        x, y = self._batch_x.rows(count), self._batch_y.rows(count)
        backend.gather(self._x, rows, x)
        backend.gather(self._y, rows, y)
        prediction = network.forward_array(x, training=True, keys=table.keys)
        gradient = network.output_gradient(count)
        self._loss.compute(backend, prediction, y, table.loss, gradient)
        network.backward_array(gradient, input_gradient=False)
        network.parameters.add_penalties(table.loss)
        self._optimizer.update(network.parameters, table.numbers)
        table.end_step()
