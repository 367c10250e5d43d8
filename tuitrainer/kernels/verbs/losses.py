"""The losses that are calculated together with their activation and their gradient."""

from __future__ import annotations

from typing import Protocol

from tuitrainer.kernels.verbs.arrays import Array


class LossVerbs(Protocol):
    """Each writes the loss into `loss` (1,) float64 and its gradient with respect to the first argument into `out`."""

    def softmax_cross_entropy(self, logits: Array, targets: Array, loss: Array, out: Array) -> None:
        """Mean over N of -sum(targets * log softmax(logits)); logits, targets (N, K), rows of targets sum to 1."""

    def sparse_softmax_cross_entropy(self, logits: Array, labels: Array, loss: Array, out: Array) -> None:
        """The same with integer labels (N,) (int64)."""

    def sigmoid_cross_entropy(self, logits: Array, targets: Array, loss: Array, out: Array) -> None:
        """Mean over all entries of -(t log s + (1-t) log(1-s)), s = sigmoid(logits); right at any size of logit."""

    def mean_squared_error(self, prediction: Array, target: Array, loss: Array, out: Array) -> None:
        """Mean over all entries of (prediction - target)^2."""
