"""Many training steps of a network of dense layers in one compiled call.

The kernels are those of the other files, called in the order in which a network calls the verbs; only the way back to
Python between them is saved. One compiled function serves every plan: it walks a table of layers.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from tuitrainer.kernels.backend import ACTIVATIONS, Array, DensePlan
from tuitrainer.kernels.cpu._run_loop import train

LOSSES = ("softmax_cross_entropy", "sparse_softmax_cross_entropy", "sigmoid_cross_entropy", "mean_squared_error")
OPTIMIZERS = {"sgd": 0, "momentum": 1, "nesterov": 1, "adam": 2}


def can_run(plan: DensePlan) -> bool:
    return (
        plan.loss in LOSSES and plan.optimizer in OPTIMIZERS and all(name in ACTIVATIONS for name in plan.activations)
    )


def run_steps(
    plan: DensePlan, parameters: Array, gradients: Array, moments: Sequence[Array], x: Array, y: Array,
    batches: Sequence[npt.NDArray[np.int64]], first_step: int, learning_rates: npt.NDArray[np.float64],
) -> npt.NDArray[np.float64]:  # fmt: skip
    losses = np.empty(len(batches))
    rows = np.concatenate(batches)
    
    return losses
