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
    """Collects what is wrong inside a ``with`` block; leaving the block (or `finish`) raises UserError with all of it.

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
        if error is None:
            self.finish()

    def finish(self) -> None:
        """Raise UserError with every problem found, if any. For what needs no ``with`` block."""
        if self._problems:
            raise UserError(*self._problems)

    def wrong(self, place: str, message: str, accepted: tuple[str, ...] = ()) -> None:
        """Note a problem that the other checks do not know."""
        self._problems.append(Problem(message, place, accepted))

    def whole_number(self, place: str, value: object, minimum: int, maximum: int | None = None) -> int:
        """A whole number from `minimum` to `maximum`, both allowed; True and False are none."""
        if maximum is None:
            accepted = (_("whole numbers from {low}").format(low=minimum),)
        else:
            accepted = (_("whole numbers from {low} to {high}").format(low=minimum, high=maximum),)
        if isinstance(value, bool) or not isinstance(value, Integral):
            self.wrong(place, _("{value} is not a whole number").format(value=shown(value)), accepted)
        elif int(value) < minimum or (maximum is not None and int(value) > maximum):
            self.wrong(place, _("{value} is out of range").format(value=shown(value)), accepted)
        else:
            return int(value)
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
        limits = ((">=", minimum), (">", above), ("<=", maximum), ("<", below))
        accepted = tuple(f"{sign} {limit:g}" for sign, limit in limits if limit is not None)
        if minimum is not None and maximum is not None:
            accepted = (_("numbers from {low} to {high}").format(low=f"{minimum:g}", high=f"{maximum:g}"),)
        number = _finite(value)
        if number is None:
            self.wrong(place, _("{value} is not a finite number").format(value=shown(value)), accepted)
        elif (
            (minimum is not None and number < minimum) or (above is not None and number <= above)
            or (maximum is not None and number > maximum) or (below is not None and number >= below)
        ):  # fmt: skip
            self.wrong(place, _("{value} is out of range").format(value=shown(value)), accepted)
        else:
            return number
        return 0.0

    def flag(self, place: str, value: object) -> bool:
        """True or False."""
        if isinstance(value, bool):
            return value
        message = _("{value} is neither true nor false").format(value=shown(value))
        self._problems.append(Problem(message, place, ("true", "false")))
        return False

    def one_of(self, place: str, value: object, names: Collection[str]) -> str:
        """One of `names`."""
        if isinstance(value, str) and value in names:
            return value
        message = _("{value} is not one of the accepted values").format(value=shown(value))
        self._problems.append(unknown_name(message, value if isinstance(value, str) else "", names, place))
        return ""

    def part(self, place: str, make: Callable[[], T]) -> T:
        """What `make` returns; the problems of a UserError that it raises are placed below `place`."""
        try:
            return make()
        except UserError as error:
            self._problems.extend(problem.within(place) for problem in error.problems)
            return cast(T, None)


def shown(value: object) -> str:
    """A value as an error shows it: short, whatever was given."""
    try:
        return reprlib.repr(value)
    except ValueError:  # Python refuses to print integers of more than 4,300 digits
        return _("a huge number")


def _finite(value: object) -> float | None:
    """`value` as a float; None for what is no real number, infinite, or too large for a float."""
    if isinstance(value, bool) or not isinstance(value, Real):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None
