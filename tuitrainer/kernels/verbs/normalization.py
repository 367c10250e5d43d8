"""Batch normalization and layer normalization."""

from __future__ import annotations

from typing import Protocol

from tuitrainer.kernels.verbs.arrays import Array


class NormalizationVerbs(Protocol):
    """x is (N, C), a row for each example (and pixel); variances are those of the population (divided by N)."""

    def batch_statistics(self, x: Array, mean: Array, variance: Array) -> None:
        """Mean and variance of each column, both (C,), summed in float64."""

    def move_average(self, x: Array, momentum: float, out: Array) -> None:
        """out = momentum * out + (1 - momentum) * x."""

    def batch_norm_forward(
        self, x: Array, mean: Array, variance: Array, gamma: Array, beta: Array, epsilon: float, out: Array
    ) -> None:
        """out = gamma * (x - mean) / sqrt(variance + epsilon) + beta; all but x and out (C,)."""

    def batch_norm_gradient(
        self, x: Array, mean: Array, variance: Array, gamma: Array, epsilon: float, of_batch: bool, dy: Array,
        gamma_gradient: Array, beta_gradient: Array, out: Array,
    ) -> None:  # fmt: skip
        """The three gradients of `batch_norm_forward`; `out` is that of x and may be dy.

        `of_batch`: mean and variance are those of x itself, and depend on it (training); else they are constants.
        """

    def layer_norm_forward(
        self, x: Array, gamma: Array, beta: Array, epsilon: float, mean: Array, variance: Array, out: Array
    ) -> None:
        """out = gamma * (x - mean) / sqrt(variance + epsilon) + beta with the statistics of each row.

        `mean` and `variance` (N,) are written too; gamma and beta are (C,).
        """

    def layer_norm_gradient(
        self, x: Array, mean: Array, variance: Array, gamma: Array, epsilon: float, dy: Array,
        gamma_gradient: Array, beta_gradient: Array, out: Array,
    ) -> None:  # fmt: skip
        """The three gradients of `layer_norm_forward`; `out` is that of x and may be dy."""
