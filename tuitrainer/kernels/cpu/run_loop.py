"""Many training steps of a network of dense layers in one compiled call.

What it saves is the way back to Python between the kernels: for a network as small as one for the iris data that is
most of the time.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from tuitrainer.kernels.backend import ACTIVATIONS, Array, DensePlan
from tuitrainer.kernels.cpu._run_loop import LOSSES, OPTIMIZERS, Integers, train


def can_run(plan: DensePlan) -> bool:
    return plan.loss in LOSSES and plan.optimizer in OPTIMIZERS and set(plan.activations) <= set(ACTIVATIONS)


def run_steps(
    plan: DensePlan, parameters: Array, gradients: Array, moments: Sequence[Array], x: Array, y: Array,
    batches: Sequence[npt.NDArray[np.int64]], first_step: int, learning_rates: npt.NDArray[np.float64],
) -> npt.NDArray[np.float64]:  # fmt: skip
    """Raises IndexError when a batch names a row that `x` does not have, or a label is no class."""
    losses = np.empty(len(batches))
    if not batches:
        return losses
    sparse = plan.loss == "sparse_softmax_cross_entropy"
    if len(y) != len(x):
        raise IndexError("x and y are of different lengths")
    table = _table(plan)
    lengths = [len(batch) for batch in batches]
    largest = max(lengths)
    no_moment = parameters[:0]
    moment_1, moment_2 = (*moments, no_moment, no_moment)[:2]
    train(
        table.sizes,
        table.activations,
        table.offsets,
        table.trainable,
        table.loss,
        table.optimizer,
        table.hyperparameters,
        parameters,
        gradients,
        moment_1,
        moment_2,
        _read_only(x),
        _read_only(np.empty((0, 0), x.dtype) if sparse else y),
        _read_only(y if sparse else np.empty(0, np.int64)),
        np.concatenate(batches),
        np.array(list(accumulate(lengths)), np.int64),
        int(first_step),
        np.array(learning_rates, np.float64),
        np.empty((4, largest * sum(plan.sizes)), parameters.dtype),
        largest * table.starts,
        largest * table.ones,
        losses,
    )
    return losses


class _Table(NamedTuple):
    """A plan as the arrays that `train` walks; never written to."""

    sizes: Integers
    activations: Integers
    offsets: Integers
    trainable: npt.NDArray[np.bool_]
    loss: int
    optimizer: int
    hyperparameters: npt.NDArray[np.float64]
    starts: Integers
    """Where the values of each layer start in a workspace, for a batch of one row."""
    ones: Integers


@lru_cache(maxsize=32)  # a call for one epoch of a small network is so short that making the table would show
def _table(plan: DensePlan) -> _Table:
    sizes = np.array(plan.sizes, np.int64)
    return _Table(
        sizes,
        np.array([ACTIVATIONS.index(name) for name in plan.activations], np.int64),
        np.array(plan.offsets, np.int64),
        np.array(plan.trainable, np.bool_),
        LOSSES.index(plan.loss),
        OPTIMIZERS.index(plan.optimizer),
        np.array(plan.hyperparameters, np.float64),
        np.cumsum(sizes) - sizes,
        np.ones_like(sizes),
    )


def _read_only(x: Array) -> Array:
    """A view that can't be written to: data may come so or not, and to Numba these are two types."""
    view = x.view()
    view.flags.writeable = False
    return view
