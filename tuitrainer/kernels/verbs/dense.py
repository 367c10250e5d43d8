"""The dense layer and its gradients."""

from __future__ import annotations

from typing import Protocol

from tuitrainer.kernels.verbs.arrays import Array


class DenseVerbs(Protocol):
    def dense_forward(self, x: Array, weights: Array, bias: Array | None, activation: str, out: Array) -> None:
        """out = activation(x @ weights + bias); x (N, D_in), weights (D_in, D_out), bias (D_out,), out (N, D_out).

        `activation` is one of FROM_OUTPUT: what its derivative needs can be read off `out`.
        """

    def dense_input_gradient(self, dy: Array, weights: Array, out: Array) -> None:
        """out = dy @ weights.T; dy (N, D_out), out (N, D_in)."""

    def dense_weights_gradient(self, x: Array, dy: Array, out: Array) -> None:
        """out = x.T @ dy; out (D_in, D_out)."""

    def bias_gradient(self, dy: Array, out: Array) -> None:
        """out = dy summed over all axes but the last; out (D_out,)."""
