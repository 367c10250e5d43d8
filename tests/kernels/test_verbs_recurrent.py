"""Recurrent verbs: the reference against loops over single numbers, every backend against the reference.

The loops are the formulas of verbs/recurrent.py, one example, one step and one unit at a time. They run on complex
numbers too, so that their derivative is the imaginary part of f(x + ih) / h, exact to the last digits.
"""

from __future__ import annotations

import cmath
import math
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from contract import SIMULATED, any_shape, check, dtypes, normal
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tuitrainer.kernels import reference
from tuitrainer.kernels.backend import ACTIVATIONS, FROM_OUTPUT, Array, Backend
from tuitrainer.kernels.compiling import watch_compiling
from tuitrainer.kernels.load import load_backend

GATES = {"simple_rnn": 1, "lstm": 4, "gru": 3}
layers = pytest.mark.parametrize("layer", GATES)
few = st.integers(1, 4)
some = st.integers(1, 5) if SIMULATED else st.one_of(st.integers(1, 9), st.sampled_from([13, 17, 32, 37]))
MANY, WIDE, UNITS = (5, 5, 9) if SIMULATED else (37, 17, 131)
RECURRENT_ACTIVATIONS = [name for name in ACTIVATIONS if name in FROM_OUTPUT]


def sigmoid(z: complex) -> complex:
    return 1 / (1 + cmath.exp(-z))


def simple_rnn_step(a: Callable[[int, list[Any]], Any], h: list[Any], _c: list[Any]) -> tuple[list[Any], list[Any]]:
    return [cmath.tanh(a(j, h)) for j in range(len(h))], []


def lstm_step(a: Callable[[int, list[Any]], Any], h: list[Any], c: list[Any]) -> tuple[list[Any], list[Any]]:
    units = len(h)
    new_h, new_c = [], []
    for j in range(units):
        forget, enter, leave = (sigmoid(a(gate * units + j, h)) for gate in range(3))
        cell = forget * c[j] + enter * cmath.tanh(a(3 * units + j, h))
        new_c.append(cell)
        new_h.append(leave * cmath.tanh(cell))
    return new_h, new_c


def gru_step(a: Callable[[int, list[Any]], Any], h: list[Any], _c: list[Any]) -> tuple[list[Any], list[Any]]:
    units = len(h)
    keep = [sigmoid(a(j, h)) for j in range(units)]
    seen = [sigmoid(a(units + j, h)) * h[j] for j in range(units)]
    return [keep[j] * h[j] + (1 - keep[j]) * cmath.tanh(a(2 * units + j, seen)) for j in range(units)], []


STEPS: dict[str, Any] = {"simple_rnn": simple_rnn_step, "lstm": lstm_step, "gru": gru_step}


def loops(layer: str, x: Array, w: Array, u: Array, b: Array) -> tuple[Array, Array]:
    """All hidden states and cells (empty but for the LSTM)."""
    states, cells = [], []
    for sequence in x:
        h: list[Any] = [0.0] * u.shape[0]
        c: list[Any] = [0.0] * u.shape[0]
        for now in sequence:

            def a(column: int, state: list[Any], now: Array = now) -> Any:
                of_input = sum(now[k] * w[k, column] for k in range(len(now)))
                return of_input + sum(state[k] * u[k, column] for k in range(len(state))) + b[column]

            h, c = STEPS[layer](a, h, c)
            states.append(h)
            cells.append(c)
    return np.array(states).reshape(*x.shape[:2], -1), np.array(cells).reshape(*x.shape[:2], -1)


def inputs(layer: str, dtype: str, rows: int, steps: int, features: int, units: int, seed: int) -> SimpleNamespace:
    """Weights of a size with which states neither vanish nor saturate."""
    rng = np.random.default_rng(seed)
    columns = GATES[layer] * units
    return SimpleNamespace(
        x=normal(rng, dtype, rows, steps, features),
        w=normal(rng, dtype, features, columns) / np.dtype(dtype).type(math.sqrt(features)),
        u=normal(rng, dtype, units, columns) / np.dtype(dtype).type(math.sqrt(units)),
        b=normal(rng, dtype, columns),
        dy=normal(rng, dtype, rows, steps, units),
    )


def forward(backend: Backend, layer: str, given: SimpleNamespace, activation: str = "tanh") -> SimpleNamespace:
    dtype, (rows, steps, units) = given.x.dtype, given.dy.shape
    h = np.full((rows, steps, units), 9.75, dtype)
    gates = np.full((rows, steps, GATES[layer] * units), 9.75, dtype)
    cells = np.full((rows, steps, units), 9.75, dtype)
    middle = {"simple_rnn": (activation,), "lstm": (gates, cells), "gru": (gates,)}[layer]
    getattr(backend, f"{layer}_forward")(given.x, given.w, given.u, given.b, *middle, h)
    return SimpleNamespace(h=h, gates=gates, cells=cells)


def backward(
    backend: Backend, layer: str, given: SimpleNamespace, states: SimpleNamespace, activation: str = "tanh",
    input_gradient: bool = True,
) -> SimpleNamespace:  # fmt: skip
    dw, du, db, dx = (np.full_like(array, 9.75) for array in (given.w, given.u, given.b, given.x))
    gates = states.gates.copy()
    middle = {"simple_rnn": (activation,), "lstm": (gates, states.cells), "gru": (gates,)}[layer]
    out = dx if input_gradient else None
    getattr(backend, f"{layer}_gradient")(given.x, given.w, given.u, *middle, states.h, given.dy, dw, du, db, out)
    return SimpleNamespace(w=dw, u=du, b=db, x=dx, gates=gates)


def cast(namespace: SimpleNamespace, dtype: str) -> SimpleNamespace:
    return SimpleNamespace(**{name: array.astype(dtype) for name, array in vars(namespace).items()})


@layers
@settings(any_shape, max_examples=10)
@given(rows=few, steps=few, features=few, units=few, seed=st.integers(0, 99))
@example(rows=1, steps=1, features=1, units=1, seed=0)
def test_the_reference_is_the_formula(layer: str, rows: int, steps: int, features: int, units: int, seed: int) -> None:
    given = inputs(layer, "float64", rows, steps, features, units, seed)
    got = forward(reference, layer, given)
    h, cells = loops(layer, given.x, given.w, given.u, given.b)
    np.testing.assert_allclose(got.h, h.real, rtol=0, atol=1e-13)
    if layer == "lstm":
        np.testing.assert_allclose(got.cells, cells.real, rtol=0, atol=1e-13)


@layers
@pytest.mark.parametrize("shape", [(1, 1, 1, 1), (2, 3, 2, 3), (3, 2, 1, 2), (1, 5, 3, 1)])
def test_the_gradients_of_the_reference_are_derivatives(layer: str, shape: tuple[int, int, int, int]) -> None:
    given = inputs(layer, "float64", *shape, seed=5)
    got = backward(reference, layer, given, forward(reference, layer, given))
    arrays = {name: getattr(given, name).astype(complex) for name in "xwub"}
    tiny = 1e-30
    for name, array in arrays.items():
        expected = np.empty(array.shape)
        for place in np.ndindex(array.shape):
            array[place] += tiny * 1j
            h, _cells = loops(layer, **arrays)
            expected[place] = (h.imag * given.dy).sum() / tiny
            array[place] -= tiny * 1j
        np.testing.assert_allclose(getattr(got, name), expected, rtol=0, atol=1e-12, err_msg=name)


@pytest.mark.parametrize("activation", RECURRENT_ACTIVATIONS)
def test_the_simple_layer_takes_every_activation_that_is_read_off_its_output(activation: str) -> None:
    given = inputs("simple_rnn", "float64", 2, 3, 2, 4, seed=3)
    given.w, given.u, given.b = 0.3 * given.w, 0.3 * given.u, 0.3 * given.b  # else e^x of e^x of e^x overflows
    states = forward(reference, "simple_rnn", given, activation)
    h = np.zeros((2, 4))
    for t in range(3):
        a = given.x[:, t] @ given.w + h @ given.u + given.b
        h = np.empty_like(a)
        reference.activation(activation, a, h)
        np.testing.assert_allclose(states.h[:, t], h, rtol=1e-12)
    got = backward(reference, "simple_rnn", given, states, activation)
    if activation != "heaviside":
        step = 1e-6
        for name in "xwub":
            array, expected = getattr(given, name), np.empty_like(getattr(given, name))
            for place in np.ndindex(array.shape):
                values = []
                for offset in (step, -2 * step):
                    array[place] += offset
                    values.append((forward(reference, "simple_rnn", given, activation).h * given.dy).sum())
                array[place] += step
                expected[place] = (values[0] - values[1]) / (2 * step)
            np.testing.assert_allclose(getattr(got, name), expected, rtol=1e-6, atol=1e-6)
    else:
        assert not any(getattr(got, name).any() for name in "xwub")


@layers
@dtypes
@settings(any_shape, max_examples=1 if SIMULATED else 12)
@given(rows=some, steps=some, features=some, units=some, seed=st.integers(0, 99))
@example(rows=1, steps=1, features=1, units=1, seed=0)
@example(rows=MANY, steps=1, features=1, units=1, seed=0)
@example(rows=1, steps=MANY, features=13, units=WIDE, seed=0)
@example(rows=3, steps=2, features=65, units=1, seed=0)
@example(rows=2, steps=3, features=3, units=UNITS, seed=0)
def test_a_backend_gives_what_the_reference_gives(
    backend: Backend, layer: str, dtype: str, rows: int, steps: int, features: int, units: int, seed: int
) -> None:
    given = inputs(layer, dtype, rows, steps, features, units, seed)
    exact = cast(given, "float64")
    got, expected = forward(backend, layer, given), forward(reference, layer, exact)
    check(got.h, expected.h, 8 * steps)
    if layer != "simple_rnn":
        check(got.gates, expected.gates, 8 * steps)
    if layer == "lstm":
        check(got.cells, expected.cells, 16 * steps)
    states = cast(expected, dtype)  # the same states for both, so that only the way back is compared
    got, expected = backward(backend, layer, given, states), backward(reference, layer, exact, cast(states, "float64"))
    for name in "xwub" if layer == "simple_rnn" else ("x", "w", "u", "b", "gates"):
        right = getattr(expected, name)
        check(getattr(got, name), right, 8 * steps * max(1.0, float(np.abs(right).max()), rows**0.5 * steps))


@layers
def test_gates_turn_into_gradients_and_dy_stays(backend: Backend, layer: str) -> None:
    """Of what the activations were applied to: all other gradients are simple products with it."""
    given = inputs(layer, "float64", 3, 4, 2, 5, seed=1)
    states, kept = forward(backend, layer, given), given.dy.copy()
    got = backward(backend, layer, given, states)
    assert (given.dy == kept).all()
    if layer != "simple_rnn":
        np.testing.assert_allclose(got.b, got.gates.sum(axis=(0, 1)), rtol=1e-12, atol=1e-12)
        np.testing.assert_allclose(got.w, np.einsum("ntd,ntg->dg", given.x, got.gates), rtol=1e-12, atol=1e-12)
        np.testing.assert_allclose(got.x, np.einsum("ntg,dg->ntd", got.gates, given.w), rtol=1e-12, atol=1e-12)


@layers
def test_the_gradient_of_the_input_may_be_left_out(backend: Backend, layer: str) -> None:
    given = inputs(layer, "float64", 3, 4, 2, 5, seed=1)
    states = forward(backend, layer, given)
    got, without = (backward(backend, layer, given, states, input_gradient=asked) for asked in (True, False))
    assert (without.x == 9.75).all()
    for name in "wub":
        np.testing.assert_array_equal(getattr(got, name), getattr(without, name))


@layers
@dtypes
def test_overflow_is_quiet_and_nan_is_seen(backend: Backend, layer: str, dtype: str) -> None:
    given = inputs(layer, dtype, 2, 3, 2, 2, seed=1)
    given.x[0, 1, 0] = np.nan
    given.x[1] *= np.dtype(dtype).type(1e30)
    states = forward(backend, layer, given)
    assert np.isnan(states.h[0, 1:]).all()
    assert np.isfinite(states.h[1]).all()
    assert np.isnan(backward(backend, layer, given, states).w).any()


@pytest.mark.parametrize("activation", RECURRENT_ACTIVATIONS)
def test_the_simple_layer_of_a_backend_takes_every_activation(backend: Backend, activation: str) -> None:
    given = inputs("simple_rnn", "float64", 3, 4, 2, 5, seed=3)
    given.w, given.u, given.b = 0.3 * given.w, 0.3 * given.u, 0.3 * given.b
    states, expected = (forward(judged, "simple_rnn", given, activation) for judged in (backend, reference))
    check(states.h, expected.h, 100)
    got, right = (backward(judged, "simple_rnn", given, states, activation) for judged in (backend, reference))
    for name in "xwub":
        check(getattr(got, name), getattr(right, name), 1000)


@pytest.mark.long  # kernels for several threads take long to compile
@layers
def test_threads_change_no_bit(cpu: Backend, layer: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each has a share of the examples, or of the rows of a product, and every number is summed in the same order."""
    given = inputs(layer, "float32", 33, 33, 3, 65, seed=2)
    states = forward(cpu, layer, given)
    expected = backward(cpu, layer, given, states)
    for kernel in (f"{layer}_steps", f"{layer}_steps_back"):  # which one thread calls: this is work for two
        monkeypatch.delattr(f"tuitrainer.kernels.cpu.recurrent.{kernel}")
    two_threads = load_backend("cpu", threads=2)
    got = forward(two_threads, layer, given)
    for name in vars(states):
        np.testing.assert_array_equal(getattr(got, name), getattr(states, name), err_msg=name)
    got = backward(two_threads, layer, given, got)
    for name in vars(expected):
        np.testing.assert_array_equal(getattr(got, name), getattr(expected, name), err_msg=name)


@layers
def test_arrays_that_are_read_only_compile_nothing_more(cpu: Backend, layer: str) -> None:
    given = inputs(layer, "float32", 2, 3, 2, 2, seed=1)
    states = forward(cpu, layer, given)
    backward(cpu, layer, given, states)
    for array in (given.x, given.dy, states.h, states.cells):
        array.flags.writeable = False
    compiled: list[str] = []
    with watch_compiling(compiled.append):
        forward(cpu, layer, given)
        backward(cpu, layer, given, states)
    assert compiled == []
