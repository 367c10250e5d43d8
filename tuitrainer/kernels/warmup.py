"""Compile every kernel ahead of its first use."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt

from tuitrainer.kernels.backend import Backend, DensePlan
from tuitrainer.kernels.load import load_backend

LOOPS = (
    ("sparse_softmax_cross_entropy", "sgd", "relu"),
    ("sparse_softmax_cross_entropy", "adam", "relu"),
    ("sparse_softmax_cross_entropy", "sgd", "tanh"),
    ("sigmoid_cross_entropy", "sgd", "tanh"),
    ("mean_squared_error", "sgd", "tanh"),
)
"""The loops of small networks that are compiled ahead: those of the labs, by loss, optimizer and activation."""


def warm_up(progress: Callable[[int, int, str], None], dtypes: Sequence[str] = ("float32",)) -> None:
    """Call every verb of the CPU backend once, on one thread, so that all of it is compiled and in the cache.

    `progress(done, total, name)` is called before each verb, and at the end with done = total and an empty name. It
    takes about a minute for each dtype when nothing is in the cache, else a second.
    """
    backend = load_backend("cpu")
    calls = [call for dtype in dtypes for call in kernel_set(backend, dtype)]
    for done, (name, call) in enumerate(calls):
        progress(done, len(calls), name)
        call()
    progress(len(calls), len(calls), "")


def kernel_set(backend: Backend, dtype: npt.DTypeLike) -> list[tuple[str, Callable[[], object]]]:
    """(name, call) for each verb that may compile something, on the smallest arrays that will do."""
    loops = [(f"{loss}, {optimizer}", partial(_run_loop, backend, loss, optimizer, activation, dtype))
             for loss, optimizer, activation in LOOPS]  # fmt: skip
    return [*loops, *((verb, partial(_call, getattr(backend, verb), arguments)) for verb, *arguments in _verbs(dtype))]


def _call(verb: Callable[..., object], arguments: Sequence[Any]) -> None:
    """Each array is copied: an output must not be an input too."""
    verb(*(argument.copy() if isinstance(argument, np.ndarray) else argument for argument in arguments))


def _run_loop(backend: Backend, loss: str, optimizer: str, activation: str, dtype: npt.DTypeLike) -> None:
    hyperparameters = (0.9, 0.999, 1e-7) if optimizer == "adam" else ()
    plan = DensePlan((2, 2), (activation,), (0,), (True,), loss, optimizer, hyperparameters)
    if backend.can_run(plan):
        x, rows = np.ones((2, 2), dtype), np.zeros(2, np.int64)
        buffers = [np.ones(6, dtype) for _ in range(4)]
        loop = backend.prepare_loop(plan, buffers[0], buffers[1], buffers[2:] if hyperparameters else ())
        loop.run(x, rows if loss.startswith("sparse") else x, [rows], 1, np.full(1, 0.1))


def _verbs(dtype: npt.DTypeLike) -> list[tuple[Any, ...]]:
    """The name of each verb and what it is called with."""
    x, row, labels, counts = np.ones((2, 2), dtype), np.ones(2, dtype), np.zeros(2, np.int64), np.zeros(2, np.int64)
    p, loss, key = np.ones(6, dtype), np.zeros(1), np.ones(1, np.uint64)
    rate, rate_and_step = np.array([0.1]), np.array([0.1, 1.0])
    adam = (p, p, p, p, rate_and_step, 0.9, 0.999, 1e-7)
    return [
        ("add_bias", row, x),
        ("gather", x, labels, x),
        ("dense_forward", x, x, row, "relu", x),
        ("dense_input_gradient", x, x, x),
        ("dense_weights_gradient", x, x, x),
        ("bias_gradient", x, row),
        ("activation", "relu", x, x),
        ("activation_gradient", "relu", x, x, x, x),
        ("softmax_cross_entropy", x, x, loss, x),
        ("sparse_softmax_cross_entropy", x, labels, loss, x),
        ("sigmoid_cross_entropy", x, x, loss, x),
        ("mean_squared_error", x, x, loss, x),
        ("batch_statistics", x, row, row),
        ("move_average", row, 0.9, row),
        ("batch_norm_forward", x, row, row, row, row, 0.1, x),
        ("batch_norm_gradient", x, row, row, row, 0.1, True, x, row, row, x),
        ("layer_norm_forward", x, row, row, 0.1, row, row, x),
        ("layer_norm_gradient", x, row, row, row, 0.1, x, row, row, x),
        ("dropout", x, 0.5, key, x),
        ("gaussian_noise", x, 0.5, key, x),
        *_of_images(dtype),
        *_of_sequences(dtype),
        ("sgd_update", p, p, rate),
        ("momentum_update", p, p, p, rate, 0.9, False),
        ("rmsprop_update", p, p, p, rate, 0.9, 1e-7),
        ("adagrad_update", p, p, p, rate, 1e-7),
        ("adadelta_update", p, p, p, p, rate, 0.95, 1e-7),
        ("adam_update", *adam, 0.0),
        ("adamax_update", *adam),
        ("nadam_update", p, p, p, p, np.ones(4), 0.9, 0.999, 1e-7),
        ("adabound_update", *adam, 0.1, 1e-3),
        ("scale", 0.5, p),
        ("clip", 0.5, p),
        ("clip_norm", 0.5, [p]),
        ("penalty", p, 0.1, 0.1, loss, p),
        ("norm", x),
        ("magnitude_histogram", x, -8.0, 2.0, counts),
        ("block_means", x, x),
    ]


def _of_images(dtype: npt.DTypeLike) -> list[tuple[Any, ...]]:
    image, kernels, bias = np.ones((1, 4, 4, 2), dtype), np.ones((1, 1, 2, 2), dtype), np.ones(2, dtype)
    small, window, once = np.ones((1, 2, 2, 2), dtype), ((2, 2), (2, 2), (0, 0)), ((1, 1), (0, 0))
    return [
        ("conv2d_forward", image, kernels, bias, *once, "relu", image),
        ("conv2d_input_gradient", image, kernels, *once, image),
        ("conv2d_kernels_gradient", image, image, *once, kernels),
        ("max_pool_forward", image, *window, small),
        ("max_pool_input_gradient", image, small, small, *window, image),
        ("average_pool_forward", image, *window, small),
        ("average_pool_input_gradient", small, *window, image),
        ("upsample_forward", small, (2, 2), image),
        ("upsample_input_gradient", image, (2, 2), small),
    ]


def _of_sequences(dtype: npt.DTypeLike) -> list[tuple[Any, ...]]:
    row, x, h = np.ones(2, dtype), np.ones((2, 2), dtype), np.ones((2, 2, 2), dtype)
    weights = np.ones((2, 1, 2, 2), dtype)

    def recurrent(name: str, gates: int, *kept: Any, activation: tuple[str, ...] = ()) -> list[tuple[Any, ...]]:
        w, bias = np.ones((2, 2 * gates), dtype), np.ones(2 * gates, dtype)
        return [
            (f"{name}_forward", h, w, w, bias, *activation, *kept, h),
            (f"{name}_gradient", h, w, w, *activation, *kept, h, h, w, w, bias, h),
        ]

    return [
        ("embedding_forward", row, x, x),
        ("embedding_gradient", row, x, x),
        *recurrent("simple_rnn", 1, activation=("tanh",)),
        *recurrent("lstm", 4, np.ones((2, 2, 8), dtype), h),
        *recurrent("gru", 3, np.ones((2, 2, 6), dtype)),
        ("attention_forward", h, h, h, 1, True, weights, h),
        ("attention_gradient", h, h, h, 1, weights, h, h, h, h),
    ]
