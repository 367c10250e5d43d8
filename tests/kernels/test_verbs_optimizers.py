"""The contract of the verbs of optimizers; what each rule does is proved in tests/nn/test_nn_optimizers.py."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from contract import TOLERANCE, any_shape, check, dtypes, normal, numbers, sizes
from hypothesis import example, given
from hypothesis import strategies as st

from tuitrainer.kernels import reference
from tuitrainer.kernels.backend import Array, Backend
from tuitrainer.kernels.compiling import watch_compiling

Update = Callable[[Any, list[Array], Array], None]

RATE = numbers(0.3)
UPDATES: dict[str, Update] = {
    "sgd": lambda b, a, g: b.sgd_update(a[0], g, RATE),
    "momentum": lambda b, a, g: b.momentum_update(a[0], g, a[1], RATE, 0.7, False),
    "nesterov": lambda b, a, g: b.momentum_update(a[0], g, a[1], RATE, 0.7, True),
    "rmsprop": lambda b, a, g: b.rmsprop_update(a[0], g, a[1], RATE, 0.6, 0.1),
    "rmsprop, defaults": lambda b, a, g: b.rmsprop_update(a[0], g, a[1], numbers(1e-3), 0.9, 1e-7),
    "adagrad": lambda b, a, g: b.adagrad_update(a[0], g, a[1], RATE, 0.1),
    "adadelta": lambda b, a, g: b.adadelta_update(a[0], g, a[1], a[2], RATE, 0.6, 0.1),
    "adam, first step": lambda b, a, g: b.adam_update(*a[:1], g, *a[1:], numbers(0.3, 1), 0.6, 0.9, 0.1, 0.2),
    "adam, later": lambda b, a, g: b.adam_update(*a[:1], g, *a[1:], numbers(0.3, 1000), 0.9, 0.999, 1e-7, 0.0),
    "adamax": lambda b, a, g: b.adamax_update(*a[:1], g, *a[1:], numbers(0.3, 3), 0.6, 0.7, 0.1),
    "nadam": lambda b, a, g: b.nadam_update(*a[:1], g, *a[1:], numbers(0.3, 0.8, 1.7, 2.5), 0.6, 0.7, 0.1),
    "adabound": lambda b, a, g: b.adabound_update(*a[:1], g, *a[1:], numbers(0.3, 3), 0.6, 0.7, 0.1, 0.2, 0.4),
    "adabound, late": lambda b, a, g: b.adabound_update(
        *a[:1], g, *a[1:], numbers(0.3, 10**6), 0.9, 0.999, 1e-8, 0.1, 1e-3
    ),
}


def start(rng: np.random.Generator, dtype: str, size: int) -> list[Array]:
    """A parameter and two moments, which may be negative for none of the rules."""
    return [normal(rng, dtype, size, 3), *(np.abs(normal(rng, dtype, size, 3)) for _moment in range(2))]


@pytest.mark.parametrize("rule", UPDATES)
@dtypes
@any_shape
@given(size=sizes, seed=st.integers(0, 99))
@example(size=1, seed=0)
def test_updates(backend: Backend, rule: str, dtype: str, size: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    got, gradient = start(rng, dtype, size), normal(rng, dtype, size, 3)
    expected = [a.astype(np.float64) for a in got]
    kept = gradient.copy()
    UPDATES[rule](backend, got, gradient)
    UPDATES[rule](reference, expected, gradient.astype(np.float64))
    for a, b in zip(got, expected, strict=True):
        check(a, b, 10 + float(np.abs(b).max()))
    np.testing.assert_array_equal(gradient, kept)


@pytest.mark.parametrize("rule", UPDATES)
@dtypes
def test_a_gradient_that_is_nan_spoils_its_own_parameter_and_no_other(backend: Backend, rule: str, dtype: str) -> None:
    for judged in (backend, reference):
        arrays, gradient = start(np.random.default_rng(0), dtype, 7), np.ones((7, 3), dtype)
        gradient[4, 1] = np.nan
        UPDATES[rule](judged, arrays, gradient)
        assert np.argwhere(np.isnan(arrays[0])).tolist() == [[4, 1]]
        for moment in arrays[1:]:
            assert np.argwhere(np.isnan(moment)).tolist() in ([], [[4, 1]])


@pytest.mark.parametrize("rule", UPDATES)
def test_updates_of_a_part_touch_that_part_alone(backend: Backend, rule: str) -> None:
    """Optimizers hand over parts of flat buffers, which may start at any number."""
    buffers = [np.ones(40, np.float32) for _array in range(4)]
    UPDATES[rule](backend, [buffer[3:36] for buffer in buffers[:3]], buffers[3][3:36])
    for buffer in buffers:
        assert (buffer[:3] == 1).all()
        assert (buffer[36:] == 1).all()
    assert (buffers[0][3:36] != 1).all()


@dtypes
@any_shape
@given(size=sizes, factor=st.sampled_from([0.0, 0.37, -2.0, 1e300]), seed=st.integers(0, 99))
def test_scale(backend: Backend, dtype: str, size: int, factor: float, seed: int) -> None:
    x = normal(np.random.default_rng(seed), dtype, size, 2)
    x[0, 0] = np.nan
    for judged in (backend, reference):
        out = x.copy()
        judged.scale(factor, out)
        with np.errstate(over="ignore"):
            expected = x * np.dtype(dtype).type(factor)
        np.testing.assert_allclose(out, expected, rtol=TOLERANCE[dtype])


@dtypes
@any_shape
@given(size=sizes, bound=st.sampled_from([0.37, 1.0, 1e300]), seed=st.integers(0, 99))
def test_clip(backend: Backend, dtype: str, size: int, bound: float, seed: int) -> None:
    x = normal(np.random.default_rng(seed), dtype, size, 5)
    x[0] = [np.nan, np.inf, -np.inf, bound if bound < 2 else 0.0, -1e-30]
    for judged in (backend, reference):
        out = x.copy()
        judged.clip(bound, out)
        with np.errstate(over="ignore"):
            limit = np.dtype(dtype).type(bound)
        expected = [value if math.isnan(value) else min(max(value, -limit), limit) for value in x.ravel()]
        np.testing.assert_array_equal(out.ravel(), np.array(expected, dtype))


@dtypes
@any_shape
@given(size=sizes, limit=st.sampled_from([0.37, 5.0, 1e300]), seed=st.integers(0, 99))
def test_clip_norm(backend: Backend, dtype: str, size: int, limit: float, seed: int) -> None:
    rng = np.random.default_rng(seed)
    parts = [normal(rng, dtype, size, 5), normal(rng, dtype, 3), normal(rng, dtype, 1, 2, size)]
    exact = [part.astype(np.float64) for part in parts]
    norm = math.sqrt(math.fsum(float(value) ** 2 for part in exact for value in part.flat))
    for judged in (backend, reference):
        out = [part.copy() for part in parts]
        judged.clip_norm(limit, out)
        for got, before in zip(out, exact, strict=True):
            check(got, before * min(1.0, limit / norm), 10.0)


@pytest.mark.parametrize(("wrong", "left"), [(np.nan, [3.0, np.nan, 4.0]), (np.inf, [0.0, np.nan, 0.0])])
@dtypes
def test_clip_norm_hides_no_divergence(backend: Backend, dtype: str, wrong: float, left: list[float]) -> None:
    for judged in (backend, reference):
        out = [np.array([3.0, wrong], dtype), np.array([4.0], dtype)]
        judged.clip_norm(1.0, out)
        np.testing.assert_array_equal(np.concatenate(out), np.array(left, dtype))


@dtypes
@any_shape
@given(size=sizes, l1=st.sampled_from([0.0, 0.3]), l2=st.sampled_from([0.0, 0.7]), seed=st.integers(0, 99))
def test_penalty(backend: Backend, dtype: str, size: int, l1: float, l2: float, seed: int) -> None:
    rng = np.random.default_rng(seed)
    parameter, before = normal(rng, dtype, size, 3), normal(rng, dtype, size, 3)
    parameter[0, 0] = 0.0
    exact = parameter.astype(np.float64)
    value = math.fsum(l1 * abs(p) + l2 * p * p for p in exact.ravel())
    for judged in (backend, reference):
        gradient = before.copy()
        loss = np.ones(1)
        judged.penalty(parameter, l1, l2, loss, gradient)
        assert loss[0] == pytest.approx(1 + value, rel=1e-12)
        check(gradient, before + l1 * np.sign(exact) + 2 * l2 * exact, 8.0)
        judged.penalty(np.full((2, 2), np.nan, dtype), l1, l2, loss, np.zeros((2, 2), dtype))
        assert np.isnan(loss[0])


def test_numbers_of_any_type_compile_nothing_more(cpu: Backend) -> None:
    """Hyperparameters come as Python's and NumPy's numbers, whole ones too."""
    arrays = [np.ones(5, np.float32) for _array in range(4)]
    p, g, m, v = arrays

    def use(one: Any) -> None:
        cpu.rmsprop_update(p, g, m, RATE, 0.5 * one, one)
        cpu.adagrad_update(p, g, m, RATE, one)
        cpu.adadelta_update(p, g, m, v, RATE, 0.5 * one, one)
        cpu.adamax_update(p, g, m, v, numbers(one, one), 0.5 * one, 0.5 * one, one)
        cpu.nadam_update(p, g, m, v, numbers(one, one, one, one), 0.5 * one, 0.5 * one, one)
        cpu.adabound_update(p, g, m, v, numbers(one, one), 0.5 * one, 0.5 * one, one, one, one)
        cpu.clip_norm(one, [g])
        cpu.penalty(p, one, one, np.zeros(1), g)

    use(1.0)
    compiled: list[str] = []
    with watch_compiling(compiled.append):
        use(1)
        use(np.float32(1))
        use(np.float64(1))
    assert compiled == []


@pytest.mark.parametrize(
    ("kernel", "moments", "numbers"),
    [
        ("sgd", 0, 1), ("rmsprop", 1, 3), ("adagrad", 1, 2), ("adadelta", 2, 3), ("adam", 2, 5), ("adamax", 2, 4),
        ("nadam", 2, 7), ("adabound", 2, 6),
    ],
)  # fmt: skip
def test_every_update_became_vector_code(cpu: Backend, kernel: str, moments: int, numbers: int) -> None:
    """The speed of a kernel hangs on it: all of them do little more than read and write."""
    import numba

    from tuitrainer.kernels.cpu import optimizers
    from tuitrainer.kernels.cpu._jit import _OPTIONS

    again = numba.njit(**_OPTIONS)(getattr(optimizers, kernel).py_func)
    step = (numba.int64,) if kernel in ("adam", "adamax", "adabound") else ()
    again.compile((*[numba.float32[::1]] * (2 + moments), *step, *[numba.float64] * numbers))
    (code,) = again.inspect_llvm().values()
    assert re.search(r"f(sub|mul) .*<\d+ x float>", code)
    if kernel != "sgd":
        assert re.search(r"fdiv .*<\d+ x float>", code)
