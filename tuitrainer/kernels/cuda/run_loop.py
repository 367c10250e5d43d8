"""Many training steps of a small network of dense layers in one launch.

What it saves is the launches between the kernels: for a network as small as one for the iris data they are nearly all
of the time.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, pairwise

import numpy as np
import numpy.typing as npt

from tuitrainer.kernels.backend import ACTIVATIONS, Array, DensePlan, Indices
from tuitrainer.kernels.cuda._launch import SIMULATED, flat, launch
from tuitrainer.kernels.cuda._mathematics import code_of
from tuitrainer.kernels.cuda._memory import to_host
from tuitrainer.kernels.cuda._run_loop import LOSSES, OPTIMIZERS, train
from tuitrainer.kernels.cuda.arrays import empty, from_numpy

THREADS_OF_LOOP = 4 if SIMULATED else 512
MOST_WEIGHTS = 2**14
"""A network with more is trained verb by verb: many multiprocessors finish each layer sooner, though each layer is
launched by itself. Where the two ways meet was not measured."""


def can_run(plan: DensePlan) -> bool:
    known = plan.loss in LOSSES and plan.optimizer in OPTIMIZERS and set(plan.activations) <= set(ACTIVATIONS)
    return known and sum(inputs * units for inputs, units in pairwise(plan.sizes)) <= MOST_WEIGHTS


def prepare_loop(plan: DensePlan, parameters: Array, gradients: Array, moments: Sequence[Array]) -> DenseLoop:
    """Compiles at the first run."""
    return DenseLoop(plan, parameters, gradients, moments)


class DenseLoop:
    """The kernel with the memory that it works in, which grows with the largest batch."""

    def __init__(self, plan: DensePlan, parameters: Array, gradients: Array, moments: Sequence[Array]) -> None:
        self._plan = plan
        moment_1, moment_2 = (*moments, parameters, parameters)[:2]  # where there is none, it is not looked at
        hyperparameters = np.array((*plan.hyperparameters, 0, 0, 0)[:3], np.float64)
        self._trained = (from_numpy(hyperparameters), parameters, gradients, moment_1, moment_2)
        self._codes = (LOSSES.index(plan.loss), OPTIMIZERS.index(plan.optimizer))
        self._dtype = parameters.dtype
        self._rows = 0
        self._latest = 0

    def run(
        self, x: Array, y: Array, batches: Sequence[Indices], first_step: int, learning_rates: npt.NDArray[np.float64]
    ) -> npt.NDArray[np.float64]:
        """Two small arrays go to the device, the losses come back; between them is one launch.

        Raises IndexError when a batch names a row that `x` does not have.
        """
        if not batches:
            return np.empty(0)
        if len(y) != len(x):
            raise IndexError("x and y are of different lengths")
        lengths = [len(batch) for batch in batches]
        rows = np.concatenate(batches)
        if rows.view(np.uint64).max() >= len(x):  # as unsigned numbers, negative ones are huge
            raise IndexError("a batch names a row that there is none of")
        if max(lengths) > self._rows:
            self._grow(max(lengths))
        whole = from_numpy(np.concatenate([rows, [0], np.cumsum(lengths)]))
        numbers = from_numpy(self._numbers(first_step, learning_rates))
        losses = empty((len(batches),), np.float64)
        launch(
            train, 1, THREADS_OF_LOOP, self._layers, *self._trained, flat(x), flat(y), whole[: rows.size],
            whole[rows.size :], numbers, *self._codes, *self._workspaces, losses,
        )  # fmt: skip
        self._latest = lengths[-1]
        return to_host(losses)

    def outputs(self) -> list[Array]:
        sizes, ys = self._plan.sizes, self._workspaces[0]
        starts = [self._rows * start for start in accumulate(sizes)]
        return [
            ys[start : start + self._latest * units].reshape(self._latest, units)
            for start, units in zip(starts, sizes[1:], strict=False)
        ]

    def _numbers(self, first_step: int, learning_rates: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """(S, 3): the rate of each step, and what Adam multiplies m and v by, in float64."""
        numbers = np.ones((len(learning_rates), 3))
        numbers[:, 0] = learning_rates
        if self._plan.optimizer == "adam":
            steps = np.arange(first_step, first_step + len(learning_rates))
            for column, beta in enumerate(self._plan.hyperparameters[:2], start=1):
                numbers[:, column] = 1 / (1 - beta**steps)
        return numbers

    def _grow(self, rows: int) -> None:
        """Memory and the table of layers for batches of up to `rows` rows."""
        plan = self._plan
        self._rows = rows
        starts = [rows * start for start in accumulate(plan.sizes, initial=0)]
        sizes, places = pairwise(plan.sizes), pairwise(starts)
        layers = zip(sizes, plan.activations, plan.offsets, places, plan.trainable, strict=False)
        table = [
            (inputs, units, code_of(activation), offset, below, above, trainable)
            for (inputs, units), activation, offset, (below, above), trainable in layers
        ]
        self._layers = from_numpy(np.array(table, np.int64))
        workspaces = [empty((starts[-1],), self._dtype) for _workspace in range(3)]
        self._workspaces = (*workspaces, empty((rows,), np.float64))
