"""What every test of the backends' contract uses; the cases stand in test_verbs_*.py, one file for each file of verbs.

The reference calculates in float64 on the very numbers that the backend was given, so that its own rounding does not
count; a result may be wrong by `TOLERANCE` of `scale`, the largest number that went into it.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from tuitrainer.kernels import reference
from tuitrainer.kernels.backend import Array, Backend

TOLERANCE = {"float32": 1e-6, "float64": 1e-12}

dtypes = pytest.mark.parametrize("dtype", ["float32", "float64"])
SIMULATED = os.environ.get("NUMBA_ENABLE_CUDASIM") == "1"
"""On the CUDA simulator, where an addition takes microseconds: few examples, and small ones."""
sizes = st.integers(1, 9) if SIMULATED else st.one_of(st.integers(1, 20), st.sampled_from([31, 32, 37, 64, 65]))
any_shape = settings(
    max_examples=2 if SIMULATED else 25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def normal(rng: np.random.Generator, dtype: str, *shape: int) -> Array:
    return rng.normal(size=shape).astype(dtype)


def check(got: Array, expected: Array, scale: float = 1.0) -> None:
    tolerance = TOLERANCE[str(got.dtype)] * max(scale, 1e-3)
    assert got.shape == expected.shape
    assert (np.isnan(got) == np.isnan(expected)).all()
    finite = np.isfinite(expected)
    assert (got[~finite & ~np.isnan(got)] == expected[~finite & ~np.isnan(expected)]).all()
    if finite.any():
        assert np.abs(got[finite] - expected[finite]).max() <= tolerance


def written(verb: Callable[..., object], *arguments: Any, shape: tuple[int, ...], dtype: str) -> Array:
    """What a verb writes into `out`, which holds something else before."""
    out = np.full(shape, 9.75, dtype)
    verb(*arguments, out)
    return out


def loss_of(verb: Callable[..., object], prediction: Array, target: Array, out: Array | None = None) -> float:
    """The loss that a verb writes; its gradient goes into `out`."""
    loss = np.full(1, 9.75)
    verb(prediction, target, loss, np.empty_like(prediction) if out is None else out)
    return float(loss[0])


def numbers(*values: float) -> Array:
    """What an update takes that changes from step to step."""
    return np.array(values, np.float64)


def doubled(arguments: tuple[Any, ...]) -> list[Any]:
    return [a.astype(np.float64) if isinstance(a, np.ndarray) and a.dtype.kind == "f" else a for a in arguments]


def compare(backend: Backend, verb: str, *arguments: Any, shape: tuple[int, ...], dtype: str, scale: float) -> None:
    got = written(getattr(backend, verb), *arguments, shape=shape, dtype=dtype)
    expected = written(getattr(reference, verb), *doubled(arguments), shape=shape, dtype="float64")
    check(got, expected, scale)
