"""Two named mistakes in one function: their results, combined in the ways in which independent errors combine.

Errors add up (a bias that is forgotten, a kernel that is flipped), or they are factors (a mean that is not taken, a
sign), about 0 or about an argument that the result has grown from, as a parameter has from its old value. Mistakes in
different outputs or entries add up too. Nothing of this needs a line in mistakes.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import islice, pairwise
from math import prod
from typing import Any

import numpy as np

from tuitrainer.grading.compare import Array, Path, as_array, distance, is_number, part_of
from tuitrainer.grading.definition import Mistake
from tuitrainer.grading.diagnose.changed import Known
from tuitrainer.grading.diagnose.circumstances import LARGE, Circumstances
from tuitrainer.grading.report import Finding

_SAME = 1e-6
_PARTS, _ENTRIES = 6, 3
"""What pairs are screened by: this many entries of so many parts that are wrong."""
_MOST_FORMS = 300
"""Beyond these, pairs are not tried: there are as many as their square."""
_MOST_PAIRS = 50
"""That pass the screen and are looked at as a whole."""


def two_mistakes(known: Known, circumstances: Circumstances) -> tuple[Finding, Finding] | None:
    """Two mistakes that, combined, give all results that were got for arguments of ordinary size."""
    if circumstances.check.rule != "close":
        return None
    places = _Places(circumstances.reference.results)
    expected, got = places.row(circumstances.reference.results), places.row(circumstances.got)
    if expected is None or got is None:
        return None
    rows = [(mistake, places.row(answer.results)) for mistake, answer in known]
    showing = [(mistake, row) for mistake, row in rows if row is not None and distance(row, expected) > _SAME]
    if not 1 < len(showing) <= _MOST_FORMS:
        return None
    pairs = _Pairs(places, [mistake for mistake, _row in showing], np.array([row for _mistake, row in showing]))
    return pairs.first(expected, got, places.grown_from(circumstances))


class _Places:
    """Every part of every result, in one row of numbers."""

    def __init__(self, results: Mapping[str, Any]) -> None:
        ordinary = ((case, value) for case, value in results.items() if not case.startswith(LARGE))
        self._places = [(case, path) for case, value in ordinary for path in _paths(value)]
        self._shapes = [np.shape(part_of(results, *place)) for place in self._places]
        self.parts = [slice(*ends) for ends in pairwise(np.cumsum([0, *map(prod, self._shapes)]).tolist())]

    def row(self, results: Mapping[str, Any]) -> Array | None:
        """None where a part is missing or has another shape."""
        found = []
        for place, shape in zip(self._places, self._shapes, strict=True):
            array = as_array(part_of(results, *place))
            if array is None or array.shape != shape:
                return None
            found.append(array.astype(float).ravel())
        return np.concatenate(found) if found else None

    def grown_from(self, circumstances: Circumstances) -> Array:
        """The first argument of each call that has the shape of the result, 0 where there is none."""
        centres = []
        for (case, _path), shape in zip(self._places, self._shapes, strict=True):
            alike = (array for array in circumstances.arrays(case) if array.shape == shape and array.dtype.kind == "f")
            centres.append(next(alike, np.zeros(shape)).ravel())
        return np.concatenate(centres)


class _Pairs:
    """All pairs of forms of mistakes."""

    def __init__(self, places: _Places, mistakes: list[Mistake], wrong: Array) -> None:
        self._parts = places.parts
        self._mistakes = mistakes
        self._wrong = wrong
        """A row for each form."""

    def first(self, expected: Array, got: Array, centre: Array) -> tuple[Finding, Finding] | None:
        """The first that gives all that was got, whichever way it combines in each part."""
        screened = self._screened(expected, got, centre)
        for one, other in islice(zip(*np.nonzero(np.triu(screened)), strict=True), _MOST_PAIRS):
            first, second = self._wrong[one], self._wrong[other]
            if all(_fits(first[part], second[part], got[part], expected[part], centre[part]) for part in self._parts):
                names = self._mistakes[one].id, self._mistakes[other].id
                return Finding(names[0], is_mistake=True), Finding(names[1], is_mistake=True)
        return None

    def _screened(self, expected: Array, got: Array, centre: Array) -> Array:
        """Which pairs of two mistakes fit in some entries of the parts that are wrong, the largest parts first."""
        names = np.array([mistake.id for mistake in self._mistakes])
        screened: Array = names[:, None] != names[None, :]
        wrong = [part for part in self._parts if distance(got[part], expected[part]) > _SAME]
        if sum(part.stop - part.start for part in wrong) < 2:  # two of many numbers always make a third
            return np.zeros_like(screened)
        for part in sorted(wrong, key=lambda part: part.start - part.stop)[:_PARTS]:
            differ = np.flatnonzero(got[part] != expected[part])
            sample = part.start + differ[:: max(1, len(differ) // _ENTRIES)][:_ENTRIES]
            some = self._wrong[:, sample]
            largest = np.abs(expected[part]).max(initial=_SAME)
            screened &= np.logical_or.reduce([
                (np.abs(wanted[:, None] - some[None]) <= _SAME * largest).all(axis=2)
                for law in _LAWS
                for wanted in [law(some, got[sample], expected[sample], centre[sample])]
            ])  # fmt: skip
            if not screened.any():
                break
        return screened


def _fits(first: Array, second: Array, got: Array, expected: Array, centre: Array) -> bool:
    return any(_near(law(first, got, expected, centre), second, expected) for law in _LAWS)


def _near(wanted: Array, there: Array, expected: Array) -> bool:
    """Alike, measured by the size of what is expected. Where a law gives 0 / 0, it says nothing of an entry."""
    told = ~np.isnan(wanted)
    if told.sum() * 2 < told.size or not np.isfinite(wanted[told]).all():
        return False
    largest = float(np.abs(expected).max(initial=_SAME))
    return bool(np.abs(wanted[told] - there[told]).max(initial=0.0) <= _SAME * largest)


# -- what the second mistake would have to give, with this first one ---------------------------------------------------


def _added(first: Array, got: Array, expected: Array, _centre: Array) -> Array:
    return got + expected - first


def _multiplied(first: Array, got: Array, expected: Array, _centre: Array) -> Array:
    return got * expected / first


def _multiplied_beside(first: Array, got: Array, expected: Array, centre: Array) -> Array:
    wanted: Array = centre + (got - centre) * (expected - centre) / (first - centre)
    return wanted


_LAWS: tuple[Callable[[Array, Array, Array, Array], Array], ...] = (_added, _multiplied, _multiplied_beside)


def _paths(value: Any) -> Iterator[Path]:
    """The ways to all numbers in a result."""
    if is_number(value):
        yield ()
    elif isinstance(value, tuple | list):
        yield from ((place, *path) for place, part in enumerate(value) for path in _paths(part))
    elif isinstance(value, Mapping):
        yield from ((key, *path) for key, part in value.items() for path in _paths(part))
