"""Checks of constructor arguments that find every problem at once, each placed at the argument's name."""

from __future__ import annotations

import math
import reprlib
from collections.abc import Callable, Collection
from numbers import Integral, Real
from types import TracebackType
from typing import TypeVar, cast

from tuitrainer.base.errors import Problem, UserError, unknown_name
from tuitrainer.base.texts import _

T = TypeVar("T")


class Check:
    """Collects what is wrong inside a ``with`` block; leaving the block raises UserError with all of it.

    Each method returns the checked value in its plain Python type. What it returns for a wrong value is never used,
    because the block ends with the error.
    """

    def __init__(self) -> None:
        self._problems: list[Problem] = []

    def __enter__(self) -> Check:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if error is None and self._problems:
            raise UserError(*self._problems)

    def whole_number(self, place: str, value: object, minimum: int, maximum: int | None = None) -> int:
        """A whole number from `minimum` to `maximum`, both allowed; True and False are none."""
        if not isinstance(value, bool) and isinstance(value, Integral):
            number = int(value)
            if number >= minimum and (maximum is None or number <= maximum):
                return number
            self._out_of_range(place, value, (f">= {minimum}",) if maximum is None else (f"{minimum} ... {maximum}",))
        else:
            self._problems.append(Problem(_("{value} is not a whole number").format(value=reprlib.repr(value)), place))
        return minimum

    def number(
        self,
        place: str,
        value: object,
        *,
        minimum: float | None = None,
        above: float | None = None,
        maximum: float | None = None,
        below: float | None = None,
    ) -> float:
        """A finite number; `minimum` and `maximum` are allowed themselves, `above` and `below` are not."""
        if not isinstance(value, bool) and isinstance(value, Real) and math.isfinite(value):
            number = float(value)
            bounds = (
                (">=", minimum, minimum is None or number >= minimum),
                (">", above, above is None or number > above),
                ("<=", maximum, maximum is None or number <= maximum),
                ("<", below, below is None or number < below),
            )
            if all(kept for _sign, _bound, kept in bounds):
                return number
            accepted = tuple(f"{sign} {bound:g}" for sign, bound, _kept in bounds if bound is not None)
            self._out_of_range(place, value, accepted)
        else:
            self._problems.append(Problem(_("{value} is not a finite number").format(value=reprlib.repr(value)), place))
        return 0.0

    def flag(self, place: str, value: object) -> bool:
        """True or False."""
        if isinstance(value, bool):
            return value
        message = _("{value} is neither true nor false").format(value=reprlib.repr(value))
        self._problems.append(Problem(message, place, ("true", "false")))
        return False

    def one_of(self, place: str, value: object, names: Collection[str]) -> str:
        """One of `names`."""
        if isinstance(value, str) and value in names:
            return value
        message = _("{value} is not one of the accepted values").format(value=reprlib.repr(value))
        self._problems.append(unknown_name(message, str(value), names, place))
        return ""

    def part(self, place: str, make: Callable[[], T]) -> T:
        """What `make` returns; the problems of a UserError that it raises are placed below `place`."""
        try:
            return make()
        except UserError as error:
            self._problems.extend(problem.within(place) for problem in error.problems)
            return cast(T, None)

    def _out_of_range(self, place: str, value: object, accepted: tuple[str, ...]) -> None:
        self._problems.append(Problem(_("{value} is out of range").format(value=reprlib.repr(value)), place, accepted))
