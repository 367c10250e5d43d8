"""Compile every kernel ahead of its first use."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from tuitrainer.kernels.backend import Backend, DensePlan
from tuitrainer.kernels.load import load_backend


def warm_up(progress: Callable[[int, int, str], None]) -> None:
    """Call every verb of the CPU backend once in float32 and float64, so that all of it is compiled and in the cache.

    `progress(done, total, name)` is called before each verb, and at the end with done = total and an empty name. It
    takes half a minute at most when nothing is in the cache, else a fraction of a second.
    """
    backend = load_backend("cpu")
    calls = [*kernel_set(backend, np.float32), *kernel_set(backend, np.float64)]
    for done, (name, call) in enumerate(calls):
        progress(done, len(calls), name)
        call()
    progress(len(calls), len(calls), "")


def kernel_set(backend: Backend, dtype: npt.DTypeLike) -> list[tuple[str, Callable[[], object]]]:
    """(name, call) for each verb that may compile something, on the smallest arrays that will do."""
    x = np.ones((2, 2), dtype)
    row = np.ones(2, dtype)
    labels = np.zeros(2, np.int64)
    plan = DensePlan((2, 2), ("relu",), (0,), (True,), "sparse_softmax_cross_entropy", "sgd", ())
    parameters = np.ones(6, dtype)
    m, v = np.zeros_like(parameters), np.zeros_like(parameters)
    counts = np.zeros(2, np.int64)

    def run_loop() -> object:
        return backend.run_steps(plan, parameters, parameters.copy(), (), x, labels, [labels], 1, np.full(1, 0.1))

    return [
        ("run_steps", run_loop),
        ("dense_forward", lambda: backend.dense_forward(x, x, row, "relu", x.copy())),
        ("dense_input_gradient", lambda: backend.dense_input_gradient(x, x, x.copy())),
        ("dense_weights_gradient", lambda: backend.dense_weights_gradient(x, x, x.copy())),
        ("bias_gradient", lambda: backend.bias_gradient(x, row.copy())),
        ("activation", lambda: backend.activation("relu", x, x.copy())),
        ("activation_gradient", lambda: backend.activation_gradient("relu", x, x, x, x.copy())),
        ("softmax_cross_entropy", lambda: backend.softmax_cross_entropy(x, x, x.copy())),
        ("sparse_softmax_cross_entropy", lambda: backend.sparse_softmax_cross_entropy(x, labels, x.copy())),
        ("sigmoid_cross_entropy", lambda: backend.sigmoid_cross_entropy(x, x, x.copy())),
        ("mean_squared_error", lambda: backend.mean_squared_error(x, x, x.copy())),
        ("sgd_update", lambda: backend.sgd_update(parameters, parameters, 0.1)),
        ("momentum_update", lambda: backend.momentum_update(parameters, parameters, m, 0.1, 0.9, False)),
        ("adam_update", lambda: backend.adam_update(parameters, parameters, m, v, 1, 0.1, 0.9, 0.999, 1e-7, 0.0)),
        ("norm", lambda: backend.norm(x)),
        ("magnitude_histogram", lambda: backend.magnitude_histogram(x, -8.0, 2.0, counts)),
        ("block_means", lambda: backend.block_means(x, x.copy())),
    ]
