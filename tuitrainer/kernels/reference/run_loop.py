"""The reference compiles nothing: every training step goes through the verbs, one by one."""

from __future__ import annotations

from collections.abc import Sequence

from tuitrainer.kernels.backend import Array, DensePlan, Loop


def can_run(plan: DensePlan) -> bool:  # noqa: ARG001 the same signature in every backend
    return False


def prepare_loop(plan: DensePlan, parameters: Array, gradients: Array, moments: Sequence[Array]) -> Loop:
    """Raises NotImplementedError: ask `can_run` first."""
    raise NotImplementedError
