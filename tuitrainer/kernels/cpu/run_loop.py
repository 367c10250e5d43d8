"""Many training steps of a network of dense layers in one compiled call.

What it saves is the way back to Python between the kernels: for a network as small as one for the iris data that is
most of the time.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate

import numpy as np
import numpy.typing as npt

from tuitrainer.kernels.backend import ACTIVATIONS, FROM_OUTPUT, Array, DensePlan, Indices
from tuitrainer.kernels.cpu._product import SCRATCH
from tuitrainer.kernels.cpu._run_loop import LOSSES, OPTIMIZERS, compiled_loop


def can_run(plan: DensePlan) -> bool:
    return plan.loss in LOSSES and plan.optimizer in OPTIMIZERS and set(plan.activations) <= set(ACTIVATIONS)


def run_steps(
    plan: DensePlan, parameters: Array, gradients: Array, moments: Sequence[Array], x: Array, y: Array,
    batches: Sequence[Indices], first_step: int, learning_rates: npt.NDArray[np.float64],
) -> npt.NDArray[np.float64]:  # fmt: skip
    """Raises IndexError when a batch names a row that `x` does not have, or a label is no class."""
    losses = np.empty(len(batches))
    if not batches:
        return losses
    if len(y) != len(x):
        raise IndexError("x and y are of different lengths")
    lengths = [len(batch) for batch in batches]
    largest = max(lengths)
    only_relu = set(plan.activations) <= {"linear", "relu"}
    train = compiled_loop(LOSSES.index(plan.loss), OPTIMIZERS.index(plan.optimizer), only_relu)
    workspace = np.empty((3, largest * sum(plan.sizes)), parameters.dtype)
    no_moment = parameters[:0]
    moment_1, moment_2 = (*moments, no_moment, no_moment)[:2]
    train(
        _layers(plan, largest),
        np.array(plan.hyperparameters, np.float64),
        parameters,
        gradients,
        moment_1,
        moment_2,
        _read_only(x),
        _read_only(y),
        np.concatenate(batches),
        np.array(list(accumulate(lengths)), np.int64),
        int(first_step),
        np.array(learning_rates, np.float64),
        *workspace,
        np.empty((largest, *y.shape[1:]), y.dtype),
        _strides(plan, largest),
        np.empty(SCRATCH, parameters.dtype),
        losses,
    )
    return losses


@lru_cache(maxsize=64)  # a call for one epoch of a small network is so short that making the tables would show
def _layers(plan: DensePlan, rows: int) -> Indices:
    """The table of layers that the compiled loop walks, for batches of up to `rows` rows."""
    starts = [rows * start for start in accumulate(plan.sizes, initial=0)]
    return np.array(
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


@lru_cache(maxsize=64)
def _strides(plan: DensePlan, rows: int) -> Indices:
    count = np.arange(max(rows, *plan.sizes), dtype=np.int64)
    return np.array([[*plan.sizes, 1]], np.int64).T * count


def _read_only(x: Array) -> Array:
    """A view that can't be written to: data may come so or not, and to Numba these are two types."""
    view = x.view()
    view.flags.writeable = False
    return view
