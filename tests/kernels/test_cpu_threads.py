"""Several threads give the same bits as one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from contract import normal

from tuitrainer.kernels.backend import Array, Backend, DensePlan
from tuitrainer.kernels.load import load_backend

Call = Callable[[Backend], list[Array]]


def arrays(*shapes: tuple[int, ...]) -> list[Array]:
    rng = np.random.default_rng(5)
    return [normal(rng, "float32", *shape) for shape in shapes]


def dense(backend: Backend) -> list[Array]:
    x, weights, bias, dy = arrays((301, 203), (203, 101), (101,), (301, 101))
    out = [np.empty_like(array) for array in (dy, x, weights, bias)]
    backend.dense_forward(x, weights, bias, "relu", out[0])
    backend.dense_input_gradient(dy, weights, out[1])
    backend.dense_weights_gradient(x, dy, out[2])
    backend.bias_gradient(dy, out[3])
    return out


def convolution(backend: Backend) -> list[Array]:
    x, kernels, bias, dy = arrays((7, 21, 23, 11), (3, 3, 11, 37), (37,), (7, 21, 23, 37))
    out = [np.empty_like(array) for array in (dy, x, kernels)]
    backend.conv2d_forward(x, kernels, bias, (1, 1), (1, 1), "tanh", out[0])
    backend.conv2d_input_gradient(dy, kernels, (1, 1), (1, 1), out[1])
    backend.conv2d_kernels_gradient(x, dy, (1, 1), (1, 1), out[2])
    return out


def lstm(backend: Backend) -> list[Array]:
    x, w, u, bias, dy = arrays((31, 19, 13), (13, 4 * 53), (53, 4 * 53), (4 * 53,), (31, 19, 53))
    gates, cells, h = (np.empty((31, 19, units), np.float32) for units in (4 * 53, 53, 53))
    out = [np.empty_like(array) for array in (w, u, bias, x)]
    backend.lstm_forward(x, w, u, bias, gates, cells, h)
    forward = [gates.copy(), cells, h]
    backend.lstm_gradient(x, w, u, gates, cells, h, dy, out[0], out[1], out[2], out[3])
    return [*forward, gates, *out]


def attention(backend: Backend) -> list[Array]:
    query, key, value, dy = arrays(*[(7, 61, 52)] * 4)
    weights = np.empty((7, 4, 61, 61), np.float32)
    out = [np.empty_like(query) for _ in range(4)]
    backend.attention_forward(query, key, value, 4, True, weights, out[0])
    backend.attention_gradient(query, key, value, 4, weights, dy, out[1], out[2], out[3])
    return [weights, *out]


@pytest.mark.parametrize(
    "call", [dense, *(pytest.param(call, marks=pytest.mark.long) for call in (convolution, lstm, attention))]
)
@pytest.mark.parametrize("threads", [2, 3])
def test_threads_change_no_bit(cpu: Backend, monkeypatch: pytest.MonkeyPatch, call: Call, threads: int) -> None:
    from tuitrainer.kernels.cpu import _product

    expected = call(cpu)
    used: list[int] = []

    def counted(operations: float, allowed: int) -> int:
        used.append(max(1, min(allowed, int(operations / 1e5))))
        return used[-1]

    for module in modules_that_ask(_product.parts_of):
        monkeypatch.setattr(module, "parts_of", counted)
    got = call(load_backend("cpu", threads))
    assert threads in used
    for a, b in zip(got, expected, strict=True):
        np.testing.assert_array_equal(a, b)


def modules_that_ask(function: Any) -> list[Any]:
    """Every module of the backend that decides by `parts_of` whether threads are worth it."""
    import sys

    return [
        module
        for name, module in sys.modules.items()
        if name.startswith("tuitrainer.kernels.cpu") and getattr(module, "parts_of", None) is function
    ]


def test_a_large_dense_network_leaves_the_loop_of_one_thread(cpu: Backend) -> None:
    small, large = (
        DensePlan((4, units, 3), ("relu", "linear"), (0, 5 * units), (True, True), "mean_squared_error", "sgd", ())
        for units in (32, 20_000)
    )
    threaded = load_backend("cpu", 2)
    assert cpu.can_run(small)
    assert cpu.can_run(large)
    assert threaded.can_run(small)
    assert not threaded.can_run(large)


def test_small_work_stays_on_one_thread() -> None:
    from tuitrainer.kernels.cpu._product import OPERATIONS_A_THREAD, parts_of

    assert parts_of(OPERATIONS_A_THREAD, 8) == 1
    assert parts_of(2 * OPERATIONS_A_THREAD, 8) == 2
    assert parts_of(1e12, 3) == 3
