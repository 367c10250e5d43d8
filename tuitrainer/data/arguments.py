"""Checks of the arguments that a user gives to a data set: every one that is wrong is reported, at once."""

from __future__ import annotations

import reprlib
from collections.abc import Sequence

import numpy as np

from tuitrainer.base.errors import Problem, UserError, unknown_name
from tuitrainer.base.texts import _

MOST_SAMPLES = 1_000_000
MOST_NOISE = 10.0
LAST_SEED = 2**63 - 1


class Arguments:
    """Collects the problems of one call; `finish` raises them together.

    Each check returns the value to go on with. After a failed check that is only a placeholder of the right type:
    nothing may be computed from it before `finish`.
    """

    def __init__(self) -> None:
        self._problems: list[Problem] = []

    def integer(self, place: str, value: object, low: int, high: int) -> int:
        """`value` as an int from `low` to `high`; booleans and floats are no whole numbers."""
        accepted = (_("whole numbers from {low} to {high}").format(low=low, high=high),)
        if isinstance(value, bool) or not isinstance(value, (int, np.integer)):
            self.wrong(place, _("{value} is not a whole number").format(value=shown(value)), accepted)
        elif not low <= value <= high:
            self.wrong(place, _("{value} is out of range").format(value=shown(value)), accepted)
        else:
            return int(value)
        return low

    def number(self, place: str, value: object, low: float, high: float) -> float:
        """`value` as a float from `low` to `high`; neither a NaN nor an infinity is."""
        accepted = (_("numbers from {low} to {high}").format(low=f"{low:g}", high=f"{high:g}"),)
        if isinstance(value, bool) or not isinstance(value, (int, float, np.integer, np.floating)):
            self.wrong(place, _("{value} is not a number").format(value=shown(value)), accepted)
        elif not low <= value <= high:
            self.wrong(place, _("{value} is out of range").format(value=shown(value)), accepted)
        else:
            return float(value)
        return low

    def boolean(self, place: str, value: object) -> bool:
        """`value`, which must be a bool."""
        if isinstance(value, bool):
            return value
        self.wrong(place, _("{value} is neither true nor false").format(value=shown(value)), ("true", "false"))
        return False

    def choice(self, place: str, value: object, names: Sequence[str]) -> str:
        """`value`, which must be one of `names`."""
        if isinstance(value, str) and value in names:
            return value
        self._problems.append(_unknown(place, value, names))
        return names[0]

    def choices(self, place: str, values: object, names: Sequence[str]) -> tuple[str, ...]:
        """`values`, which must be a list or tuple of different `names`, at least one."""
        if not isinstance(values, (list, tuple)) or not values:
            self.wrong(place, _("{value} is not a list of names").format(value=shown(values)), tuple(names))
            return (names[0],)
        for index, value in enumerate(values):
            here = f"{place}[{index}]"
            if not isinstance(value, str) or value not in names:
                self._problems.append(_unknown(here, value, names))
            elif value in values[:index]:
                self.wrong(here, _("{value} is there twice").format(value=shown(value)))
        return tuple(str(value) for value in values)

    def samples(self, value: object, least: int = 2) -> int:
        """The number of examples to draw: at least one of each class."""
        return self.integer("samples", value, least, MOST_SAMPLES)

    def noise(self, value: object) -> float:
        """The standard deviation of Gaussian noise, in the unit of what it is added to."""
        return self.number("noise", value, 0.0, MOST_NOISE)

    def seed(self, value: object) -> int:
        """The seed of the data, which is not the seed of a run."""
        return self.integer("seed", value, 0, LAST_SEED)

    def wrong(self, place: str, message: str, accepted: tuple[str, ...] = ()) -> None:
        """Note a problem."""
        self._problems.append(Problem(message, place, accepted))

    def finish(self) -> None:
        """Raise UserError with every problem noted, if any."""
        if self._problems:
            raise UserError(*self._problems)


def shown(value: object) -> str:
    """A value as an error shows it: short, whatever was given."""
    try:
        return reprlib.repr(value)
    except ValueError:  # Python refuses to print integers of more than 4,300 digits.
        return _("a huge number")


def _unknown(place: str, value: object, names: Sequence[str]) -> Problem:
    message = _("{value} is not known").format(value=shown(value))
    return unknown_name(message, value if isinstance(value, str) else "", names, place)
