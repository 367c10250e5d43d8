"""Losses of numbers."""

from __future__ import annotations

import numpy as np

from tuitrainer.kernels.backend import Array, Backend
from tuitrainer.nn.arrays import as_rows, copy_into
from tuitrainer.nn.losses.loss import Loss


class MeanSquaredError(Loss):
    """Mean over all entries of (prediction - target)^2."""

    verb = "mean_squared_error"

    def compute(self, backend: Backend, prediction: Array, target: Array, out: Array) -> float:
        return backend.mean_squared_error(as_rows(prediction), as_rows(target), as_rows(out))


class MeanAbsoluteError(Loss):
    """Mean over all entries of |prediction - target|; the gradient is 0 where they are equal."""

    def compute(self, backend: Backend, prediction: Array, target: Array, out: Array) -> float:
        difference = backend.to_numpy(prediction).astype(np.float64) - backend.to_numpy(target)
        copy_into(backend, np.sign(difference) / difference.size, out)
        return float(np.abs(difference).mean())
