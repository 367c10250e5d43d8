"""What metrics are given, made into arrays that they can count on."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from tuitrainer.base.errors import Problem, UserError
from tuitrainer.base.texts import _


def numbers(values: npt.ArrayLike, place: str) -> npt.NDArray[Any]:
    """`values` as an array of real numbers. Raises UserError, placed at `place`, for anything else."""
    try:
        given = np.asarray(values)
    except ValueError:
        raise UserError(Problem(_("these rows are not all of one length"), place)) from None
    if given.dtype.kind not in "biuf":
        raise UserError(Problem(_("values of type {type} are no real numbers").format(type=given.dtype), place))
    return given


def class_scores(values: npt.ArrayLike, place: str) -> npt.NDArray[Any]:
    """`values` as scores of one or more classes along the last axis."""
    given = numbers(values, place)
    if given.ndim < 2 or not given.shape[-1]:
        message = _("values of shape {shape} are not one value per class in each row")
        raise UserError(Problem(message.format(shape=given.shape), place, ("(N, K)",)))
    return given


def check_shapes(prediction: tuple[int, ...], target: tuple[int, ...]) -> None:
    """Raise UserError where predictions and targets do not go together."""
    if prediction != target:
        message = _("predictions of shape {prediction} and targets of shape {target} do not go together")
        raise UserError(Problem(message.format(prediction=prediction, target=target), "target"))
