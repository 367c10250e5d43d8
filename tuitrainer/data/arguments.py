"""Checks of the arguments that data sets share; like all checks they report every one that is wrong, at once."""

from __future__ import annotations

from collections.abc import Sequence

from tuitrainer.base.checks import Check, shown
from tuitrainer.base.texts import _

MOST_SAMPLES = 1_000_000
MOST_NOISE = 10.0
LAST_SEED = 2**63 - 1


class Arguments(Check):
    """The checks of one call of a data set's function. Nothing may be computed from a value before `finish`."""

    def choices(self, place: str, values: object, names: Sequence[str]) -> tuple[str, ...]:
        """`values`, which must be a list or tuple of different `names`, at least one."""
        if not isinstance(values, (list, tuple)) or not values:
            self.wrong(place, _("{value} is not a list of names").format(value=shown(values)), tuple(names))
            return (names[0],)
        for index, value in enumerate(values):
            here = f"{place}[{index}]"
            if self.one_of(here, value, names) and value in values[:index]:
                self.wrong(here, _("{value} is there twice").format(value=shown(value)))
        return tuple(str(value) for value in values)

    def samples(self, value: object, least: int = 2) -> int:
        """The number of examples to draw."""
        return self.whole_number("samples", value, least, MOST_SAMPLES)

    def noise(self, value: object) -> float:
        """The standard deviation of Gaussian noise, in the unit of what it is added to."""
        return self.number("noise", value, minimum=0.0, maximum=MOST_NOISE)

    def seed(self, value: object) -> int:
        """The seed of the data, which is not the seed of a run."""
        return self.whole_number("seed", value, 0, LAST_SEED)
