"""One change of whole results, as a transpose or a factor that means something: of the right ones, or of a mistake's.

That is how a second mistake shows in most cases, and needs no line in mistakes.py: the generic diagnoses recognise it
with the mistake in the place of the reference.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from tuitrainer.grading.compare import Difference, as_array, compare, distance, is_number, part_of
from tuitrainer.grading.definition import Mistake
from tuitrainer.grading.diagnose import numbers, scale, structure
from tuitrainer.grading.diagnose.circumstances import LARGE, Circumstances
from tuitrainer.grading.report import Finding
from tuitrainer.grading.trusted import Answer

Known = Sequence[tuple[Mistake, Answer]]
Diagnosis = Callable[[Difference, Circumstances], Finding | None]
_ON_TOP: tuple[Diagnosis, ...] = (structure.transposed, structure.not_summed, scale.wrong_sign, scale.meaningful_ratio)
_SAME = 1e-6


def simply_changed(differences: Sequence[Difference], circumstances: Circumstances) -> Finding | None:
    """The one change that makes all expected results of these differences those that were got."""
    ordinary = [difference for difference in differences if not difference.case.startswith(LARGE)]
    if differences and not ordinary:
        return _of_all(_overflow, differences, circumstances)
    if not all(isinstance(difference.expected, np.ndarray) for difference in ordinary):
        return None
    if sum(difference.expected.size for difference in ordinary) < 2:  # a single number always has a factor
        return None
    for change in _ON_TOP:
        found = _of_all(change, ordinary, circumstances)
        if found is not None:
            return found
    return None


def _of_all(change: Diagnosis, differences: Sequence[Difference], circumstances: Circumstances) -> Finding | None:
    """What a diagnosis says of all of these, if it says the same."""
    said: list[Finding] = []
    for difference in differences:
        finding = change(difference, circumstances)
        if finding is None or finding.id == "transposed-shape" or (said and _kind(finding) != _kind(said[0])):
            return None
        said.append(finding)
    return max(said, key=lambda finding: finding.id == "not-averaged")


def _kind(finding: Finding) -> str:
    """A sum and a mean are the same over a single example."""
    return "not-summed" if finding.id == "not-averaged" else finding.id


def _overflow(difference: Difference, circumstances: Circumstances) -> Finding | None:
    return numbers.overflow(difference, circumstances) if difference.kind == "value" else None


def mistake_and_change(
    known: Known, circumstances: Circumstances, differences: Sequence[Difference]
) -> tuple[Finding, Finding] | None:
    """A named mistake, and what was done to its results on top of it, where that explains all of these differences."""
    places = {(difference.case, difference.path[:1]) for difference in differences}
    outputs = {path for _case, path in places}
    for mistake, answer in known:
        if not _may_be_changed(answer, circumstances, differences):
            continue
        comparison = compare(answer.results, circumstances.got, circumstances.check)
        found = tuple(difference for difference in comparison.differences if difference.path[:1] in outputs)
        if {(difference.case, difference.path[:1]) for difference in found} - places:
            continue
        changed = simply_changed(found, Circumstances(circumstances.check, answer, circumstances.got, found))
        if changed is not None:
            return Finding(mistake.id, is_mistake=True), changed
    return None


def _may_be_changed(answer: Answer, circumstances: Circumstances, differences: Sequence[Difference]) -> bool:
    """A look at one place only: whether it is one of the changes that makes what was got of the mistake's result."""
    ordinary = [other for other in differences if not other.case.startswith(LARGE)]
    place = max(ordinary or differences, key=lambda other: np.size(other.got) if is_number(other.got) else 0)
    wrong = as_array(part_of(answer.results, place.case, place.path))
    if wrong is None or not isinstance(place.got, np.ndarray):
        return False
    if wrong.shape == place.got.shape and distance(place.got, wrong) <= _SAME:
        return True
    same_shape = wrong.shape == place.got.shape
    alike = replace(place, kind="value" if same_shape else "shape", expected=wrong)
    alone = Circumstances(circumstances.check, answer, circumstances.got, (alike,))
    if same_shape and wrong.size > 1 and scale.ratio_of(alike) is None:
        return structure.transposed(alike, alone) is not None
    return any(change(alike, alone) is not None for change in _ON_TOP)
