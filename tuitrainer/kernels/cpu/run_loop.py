"""Many training steps of a network of dense layers in one compiled call.

What it saves is the way back to Python between the kernels: for a network as small as one for the iris data that is
most of the time.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

import numpy as np
import numpy.typing as npt

from tuitrainer.kernels.backend import ACTIVATIONS, FROM_OUTPUT, Array, DensePlan, Indices
from tuitrainer.kernels.cpu._product import SCRATCH
from tuitrainer.kernels.cpu._run_loop import LOSSES, OPTIMIZERS, compiled_loop


def can_run(plan: DensePlan) -> bool:
    return plan.loss in LOSSES and plan.optimizer in OPTIMIZERS and set(plan.activations) <= set(ACTIVATIONS)


def prepare_loop(plan: DensePlan, parameters: Array, gradients: Array, moments: Sequence[Array]) -> DenseLoop:
    """Compiles at the first run."""
    return DenseLoop(plan, parameters, gradients, moments)


class DenseLoop:
    """The compiled loop with the memory that it works in, which grows with the largest batch."""

    def __init__(self, plan: DensePlan, parameters: Array, gradients: Array, moments: Sequence[Array]) -> None:
        only_relu = set(plan.activations) <= {"linear", "relu"}
        self._train = compiled_loop(LOSSES.index(plan.loss), OPTIMIZERS.index(plan.optimizer), only_relu)
        self._plan = plan
        no_moment = parameters[:0]
        moment_1, moment_2 = (*moments, no_moment, no_moment)[:2]
        hyperparameters = np.array(plan.hyperparameters, np.float64)
        self._trained = (hyperparameters, parameters, gradients, moment_1, moment_2)
        self._scratch = np.empty(SCRATCH, parameters.dtype)
        self._rows = 0
        self._latest = 0
        self._batch_y = np.empty(0, parameters.dtype)
        self._ends = np.zeros(1, np.int64)
        self._x, self._y = self._batch_y, self._batch_y
        self._x_to_read, self._y_to_read = self._x, self._y

    def run(
        self, x: Array, y: Array, batches: Sequence[Indices], first_step: int, learning_rates: npt.NDArray[np.float64]
    ) -> npt.NDArray[np.float64]:
        """Raises IndexError when a batch names a row that `x` does not have, or a label is no class."""
        losses = np.empty(len(batches))
        if not batches:
            return losses
        if len(y) != len(x):
            raise IndexError("x and y are of different lengths")
        if len(batches) == 1:
            rows, ends = batches[0], self._ends
            largest = ends[0] = len(rows)
        else:
            lengths = [len(batch) for batch in batches]
            rows, ends, largest = np.concatenate(batches), np.fromiter(accumulate(lengths), np.int64), max(lengths)
        if largest > self._rows:
            self._grow(largest)
        if self._batch_y.dtype != y.dtype or self._batch_y.shape != (self._rows, *y.shape[1:]):
            self._batch_y = np.empty((self._rows, *y.shape[1:]), y.dtype)
        if x is not self._x or y is not self._y:
            self._x, self._y, self._x_to_read, self._y_to_read = x, y, _read_only(x), _read_only(y)
        self._train(
            self._layers, *self._trained, self._x_to_read, self._y_to_read, rows, ends, first_step, learning_rates,
            self._ys, self._zs, self._ds, self._batch_y, self._strides, self._scratch, losses,
        )  # fmt: skip
        self._latest = len(batches[-1])
        return losses

    def outputs(self) -> list[Array]:
        sizes = self._plan.sizes
        starts = [self._rows * start for start in accumulate(sizes)]
        return [
            self._ys[start : start + self._latest * units].reshape(self._latest, units)
            for start, units in zip(starts, sizes[1:], strict=False)
        ]

    def _grow(self, rows: int) -> None:
        """Memory and tables for batches of up to `rows` rows."""
        plan, dtype = self._plan, self._scratch.dtype
        self._rows = rows
        starts = [rows * start for start in accumulate(plan.sizes, initial=0)]
        self._layers = np.array(
            [
                (
                    inputs, units, ACTIVATIONS.index(activation), activation not in FROM_OUTPUT, offset,
                    offset + inputs * units, starts[layer], starts[layer + 1], trainable,
                )
                for layer, (inputs, units, activation, offset, trainable) in enumerate(
                    zip(plan.sizes[:-1], plan.sizes[1:], plan.activations, plan.offsets, plan.trainable, strict=True)
                )
            ],
            np.int64,
        )  # fmt: skip
        kept = any(activation not in FROM_OUTPUT for activation in plan.activations)
        self._ys, self._ds = np.empty(starts[-1], dtype), np.empty(starts[-1], dtype)
        self._zs = np.empty(starts[-1] if kept else 0, dtype)
        count = np.arange(max(rows, *plan.sizes), dtype=np.int64)
        self._strides = np.array([[*plan.sizes, 1]], np.int64).T * count


def _read_only(x: Array) -> Array:
    """A view that can't be written to: data may come so or not, and to Numba these are two types."""
    if not x.flags.writeable:
        return x
    view = x.view()
    view.flags.writeable = False
    return view
