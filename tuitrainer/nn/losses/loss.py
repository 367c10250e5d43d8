"""What a loss is: from a prediction and its target to one number and the prediction's gradient."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from tuitrainer.base.errors import Problem, UserError
from tuitrainer.base.texts import _
from tuitrainer.kernels.backend import Array, Backend
from tuitrainer.kernels.load import load_backend
from tuitrainer.nn.arrays import as_floats, copy_into

HostArray: TypeAlias = npt.NDArray[Any]
Float64s: TypeAlias = npt.NDArray[np.float64]

CLIP = 1e-7
"""Probabilities are clipped to [CLIP, 1 - CLIP] before their logarithm; the gradient is 0 where that changed them.
Elsewhere, too, it is what keeps a logarithm or a quotient finite."""


class Loss(ABC):
    """A loss has no state. Call it on NumPy arrays; training calls `compute` on its backend's own."""

    verb: str | None = None
    """The backend's verb that computes value and gradient in one pass, None where NumPy on the host does it."""

    def __call__(self, prediction: npt.ArrayLike, target: npt.ArrayLike) -> tuple[float, HostArray]:
        """The loss and its gradient with respect to `prediction` (N, ...), in the prediction's dtype.

        Raises UserError for shapes, types or values that do not go together.
        """
        given = np.asarray(prediction)
        dtype = given.dtype if given.dtype in (np.float32, np.float64) else np.dtype(np.float64)
        values = as_floats(given, dtype)
        if values.ndim < 2 or not values.size:
            message = _("a prediction of shape {shape} is no batch: it needs one row or more, and values in each")
            raise UserError(Problem(message.format(shape=given.shape), "prediction", ("(N, K)",)))
        checked = self.prepare_target(target, values.shape[1:], dtype)
        if checked.shape[0] != values.shape[0]:
            message = _("there are {rows} rows of predictions and {targets} of targets")
            raise UserError(Problem(message.format(rows=values.shape[0], targets=checked.shape[0]), "target"))
        self.check_values(checked, values.shape[1:])
        loss, gradient = np.empty(1), np.empty_like(values)
        self.compute(load_backend("reference"), values, checked, loss, gradient)
        return float(loss[0]), gradient

    def prepare_target(self, target: npt.ArrayLike, output_shape: tuple[int, ...], dtype: npt.DTypeLike) -> HostArray:
        """Targets as `compute` takes them, contiguous and of the right dtype: the same object where they are already.

        Raises UserError where they do not fit predictions of `output_shape` (without the batch axis).
        """
        given = np.asarray(target)
        if given.dtype.kind not in "biuf":
            raise UserError(Problem(_("values of type {type} are no real numbers").format(type=given.dtype), "target"))
        if given.ndim == len(output_shape) and output_shape[-1] == 1:
            given = given[..., np.newaxis]  # one value per row may be given as (N,), as Keras allows
        if given.shape[1:] != output_shape:
            raise UserError(self.misfit(given.shape[1:], output_shape))
        return as_floats(given, dtype)

    def misfit(self, target_shape: tuple[int, ...], output_shape: tuple[int, ...]) -> Problem:
        """What to say when a row of targets has another shape than a row of predictions."""
        message = _("each prediction has the shape {output}, each target {target}; both must be the same")
        return Problem(message.format(output=output_shape, target=target_shape), "target")

    def check_values(self, target: HostArray, output_shape: tuple[int, ...]) -> None:  # noqa: B027
        """Raise UserError for prepared targets whose values make no sense."""

    @abstractmethod
    def compute(self, backend: Backend, prediction: Array, target: Array, loss: Array, out: Array) -> None:
        """The loss goes into `loss` (1,) float64, its gradient into `out`. All arrays are the backend's, `target` from
        `prepare_target`.
        """


class HostLoss(Loss):
    """A loss that NumPy calculates on the host, in float64 whatever the dtype."""

    def compute(self, backend: Backend, prediction: Array, target: Array, loss: Array, out: Array) -> None:
        p, t = (backend.to_numpy(values).astype(np.float64) for values in (prediction, target))
        with np.errstate(all="ignore"):  # a prediction that ran away gives inf or nan, which training looks for
            value, gradient = self.value_and_gradient(p, t)
        copy_into(backend, gradient, out)
        copy_into(backend, np.array([value]), loss)

    @abstractmethod
    def value_and_gradient(self, p: Float64s, t: Float64s, /) -> tuple[np.float64, Float64s]:
        """The loss of predictions p for targets t, both (N, ..., K), and its gradient with respect to p."""
