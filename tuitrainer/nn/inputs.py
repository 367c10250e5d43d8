"""What comes into a network from outside: numbers of the right shape, and nothing that would spoil every weight."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from tuitrainer.base.errors import Problem, UserError
from tuitrainer.base.texts import _
from tuitrainer.nn.arrays import as_floats

HostArray: TypeAlias = npt.NDArray[Any]

ROWS_AT_ONCE = 128
"""Rows that are looked at together: few enough to stay in the processor's cache, many enough for NumPy's overhead."""


def as_numbers(values: npt.ArrayLike, dtype: npt.DTypeLike, place: str) -> HostArray:
    """`values` contiguous and in `dtype`: whole numbers and truth values as they are, images of bytes too (0 to 255).

    Raises UserError placed at `place` for what are no real numbers, or rows of different lengths.
    """
    try:
        given = np.asarray(values)
    except ValueError:
        raise UserError(Problem(_("its rows have different lengths, so it is no array"), place)) from None
    if given.dtype.kind not in "biuf":
        raise UserError(Problem(_("values of type {type} are no real numbers").format(type=given.dtype), place))
    return as_floats(given, dtype)


def check_rows(
    x: HostArray, place: str, rows: npt.NDArray[np.int64] | None = None, also: Callable[[HostArray], None] | None = None
) -> None:
    """Raise UserError placed at `place` for the first row of x with NaN or infinity in it, or what `also` raises.

    Only `rows` are looked at, if they are given. One value that is not finite would make every weight NaN in one step.
    """
    if rows is not None and rows.size >= x.shape[0]:
        used = np.zeros(x.shape[0], np.bool_)
        used[rows] = True
        rows = np.flatnonzero(used)
    count = x.shape[0] if rows is None else rows.size
    for start in range(0, count, ROWS_AT_ONCE):
        part = slice(start, min(start + ROWS_AT_ONCE, count))
        block = x[part] if rows is None else x[rows[part]]
        finite = np.isfinite(block)
        if not finite.all():
            index = np.unravel_index(np.argmin(finite), finite.shape)
            row = index[0] + start if rows is None else rows[index[0] + start]
            message = _("row {row} holds {value}, and a network can work with finite numbers only")
            raise UserError(Problem(message.format(row=row, value=block[index]), place))
        if also is not None:
            try:
                also(block)
            except UserError:
                also(x)  # finds it again, and counts the rows from the start
                raise
