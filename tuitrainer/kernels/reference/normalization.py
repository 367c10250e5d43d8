"""Batch normalization and layer normalization."""

from __future__ import annotations

from tuitrainer.kernels.backend import Array


def batch_statistics(x: Array, mean: Array, variance: Array) -> None:
    raise NotImplementedError


def move_average(x: Array, momentum: float, out: Array) -> None:
    raise NotImplementedError


def batch_norm_forward(
    x: Array, mean: Array, variance: Array, gamma: Array, beta: Array, epsilon: float, out: Array
) -> None:
    raise NotImplementedError


def batch_norm_gradient(
    x: Array,
    mean: Array,
    variance: Array,
    gamma: Array,
    epsilon: float,
    of_batch: bool,
    dy: Array,
    gamma_gradient: Array,
    beta_gradient: Array,
    out: Array,
) -> None:
    raise NotImplementedError


def layer_norm_forward(
    x: Array, gamma: Array, beta: Array, epsilon: float, mean: Array, variance: Array, out: Array
) -> None:
    raise NotImplementedError


def layer_norm_gradient(
    x: Array,
    mean: Array,
    variance: Array,
    gamma: Array,
    epsilon: float,
    dy: Array,
    gamma_gradient: Array,
    beta_gradient: Array,
    out: Array,
) -> None:
    raise NotImplementedError
