"""Batch normalization and layer normalization: y = gamma * (x - mean) / sqrt(variance + epsilon) + beta.

The statistics are those of each column over the batch (Ioffe and Szegedy, "Batch normalization: accelerating deep
network training by reducing internal covariate shift", 2015, algorithm 1), or those of each row over its features (Ba,
Kiros and Hinton, "Layer normalization", 2016, equation 4), which needs no batch and does the same while not training.
"""

from __future__ import annotations

import numpy as np

from tuitrainer.kernels.backend import Array


@np.errstate(all="ignore")
def batch_statistics(x: Array, mean: Array, variance: Array) -> None:
    """The variance is the mean of (x - mean)^2: E[x^2] - mean^2 would lose its digits where the mean is large."""
    mean[...] = x.mean(axis=0, dtype=np.float64)
    variance[...] = x.var(axis=0, dtype=np.float64)


@np.errstate(all="ignore")
def move_average(x: Array, momentum: float, out: Array) -> None:
    out *= momentum
    out += (1 - momentum) * x


@np.errstate(all="ignore")
def batch_norm_forward(
    x: Array, mean: Array, variance: Array, gamma: Array, beta: Array, epsilon: float, out: Array
) -> None:
    out[...] = gamma * _normalized(x, mean, variance, epsilon) + beta


@np.errstate(all="ignore")
def batch_norm_gradient(
    x: Array, mean: Array, variance: Array, gamma: Array, epsilon: float, of_batch: bool, dy: Array,
    gamma_gradient: Array, beta_gradient: Array, out: Array,
) -> None:  # fmt: skip
    """With x^ the normalized x and d = gamma * dy its gradient, that of x is d / deviation where the statistics are
    constants. Statistics of the batch itself move with every x: then the parts of d that they make up for vanish, its
    mean and its part along x^ (Ioffe and Szegedy, the equations at the end of section 3).
    """
    normalized = _normalized(x, mean, variance, epsilon)
    gamma_gradient[...] = (dy * normalized).sum(axis=0, dtype=np.float64)
    beta_gradient[...] = dy.sum(axis=0, dtype=np.float64)
    d = gamma * dy
    if of_batch:
        d = d - d.mean(axis=0) - normalized * (d * normalized).mean(axis=0)
    out[...] = d / _deviation(variance, epsilon)


@np.errstate(all="ignore")
def layer_norm_forward(
    x: Array, gamma: Array, beta: Array, epsilon: float, mean: Array, variance: Array, out: Array
) -> None:
    mean[...] = x.mean(axis=1, dtype=np.float64)
    variance[...] = x.var(axis=1, dtype=np.float64)
    out[...] = gamma * _normalized(x, mean[:, np.newaxis], variance[:, np.newaxis], epsilon) + beta


@np.errstate(all="ignore")
def layer_norm_gradient(
    x: Array, mean: Array, variance: Array, gamma: Array, epsilon: float, dy: Array, gamma_gradient: Array,
    beta_gradient: Array, out: Array,
) -> None:  # fmt: skip
    """As for the batch, but d loses its mean and its part along x^ in each row."""
    normalized = _normalized(x, mean[:, np.newaxis], variance[:, np.newaxis], epsilon)
    gamma_gradient[...] = (dy * normalized).sum(axis=0, dtype=np.float64)
    beta_gradient[...] = dy.sum(axis=0, dtype=np.float64)
    d = gamma * dy
    d = d - d.mean(axis=1, keepdims=True) - normalized * (d * normalized).mean(axis=1, keepdims=True)
    out[...] = d / _deviation(variance[:, np.newaxis], epsilon)


def _normalized(x: Array, mean: Array, variance: Array, epsilon: float) -> Array:
    return np.asarray((x - mean) / _deviation(variance, epsilon))


def _deviation(variance: Array, epsilon: float) -> Array:
    """The standard deviation; a constant x has none, and epsilon keeps it from a division by 0."""
    return np.sqrt(variance + epsilon)
