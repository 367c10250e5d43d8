"""The reference compiles nothing: every training step goes through the verbs, one by one."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from tuitrainer.kernels.backend import Array, DensePlan


def can_run(plan: DensePlan) -> bool:  # noqa: ARG001 the same signature in every backend
    return False


def run_steps(
    plan: DensePlan, parameters: Array, gradients: Array, moments: Sequence[Array], x: Array, y: Array,
    batches: Sequence[npt.NDArray[np.int64]], first_step: int, learning_rates: npt.NDArray[np.float64],
) -> npt.NDArray[np.float64]:  # fmt: skip
    """Raises NotImplementedError: ask `can_run` first."""
    raise NotImplementedError
