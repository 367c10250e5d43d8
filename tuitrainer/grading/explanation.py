"""Why results are wrong: a named mistake, two of them, or what the numbers tell by themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tuitrainer.grading.compare import NOTHING, Difference, agree, compare, part_of
from tuitrainer.grading.definition import Check, Mistake
from tuitrainer.grading.diagnose import diagnose
from tuitrainer.grading.diagnose.behaviour import gradient_beside_forward, state_kept
from tuitrainer.grading.diagnose.changed import Known, mistake_and_change, simply_changed
from tuitrainer.grading.diagnose.circumstances import BATCH_OF_1, LARGE, Circumstances
from tuitrainer.grading.diagnose.pairs import two_mistakes
from tuitrainer.grading.report import Finding
from tuitrainer.grading.trusted import Answer

VAGUE = frozenset({"values", "wrong-shape", "ratio", "offset", "not-finite"})
"""Diagnoses that say little: one of another output, or a mistake of its own, helps more."""


@dataclass(frozen=True, slots=True)
class Explanation:
    difference: Difference
    """The one to speak of."""
    finding: Finding
    also: tuple[Finding, ...] = ()

    @property
    def is_vague(self) -> bool:
        return self.finding.id in VAGUE


@dataclass(frozen=True, slots=True)
class Form:
    """One form of a mistake, and what it gives."""

    mistake: Mistake
    answer: Answer
    also: tuple[str, ...] = field(default=())
    """Ids of further mistakes that this form makes."""


def explain(forms: Sequence[Form], circumstances: Circumstances) -> Explanation:
    """The best that can be said of results that differ.

    What explains all of them comes first, and what is simple before what is composed: one mistake; a change of the
    right results; two mistakes; a mistake whose results were changed. Then each output by itself, since each may be
    wrong for a reason of its own; in the end the first difference as it is.
    """
    beside = gradient_beside_forward(circumstances.reference.results, circumstances.got)
    kept = state_kept(circumstances.got)
    circumstances = circumstances.of_results()
    apart = _by_output if circumstances.check.outputs else _by_case
    explanation = _whole(forms, circumstances) or apart(forms, circumstances)
    if explanation.is_vague:
        certain = [finding for finding in (kept, beside) if finding is not None]
        if certain:
            return Explanation(explanation.difference, certain[0], (*certain[1:], *explanation.also))
    elif beside is not None and beside.id == "gradient-of-own-forward":
        return Explanation(explanation.difference, explanation.finding, (*explanation.also, beside))
    return explanation


def _whole(forms: Sequence[Form], circumstances: Circumstances) -> Explanation | None:
    """One reason for all differences."""
    check, differences = circumstances.check, circumstances.differences
    spoken_of = _spoken_of(differences)
    for form in forms:
        if agree(form.answer.results, circumstances.got, check):
            return Explanation(spoken_of, *_named(form))
    for form in forms:
        if _explains_all(form, differences, circumstances):
            return Explanation(spoken_of, *_named(form))
    known = _known(forms)
    pair = two_mistakes(known, circumstances)
    if pair is not None:
        return Explanation(spoken_of, pair[0], pair[1:])
    return _changed(known, circumstances, differences)


def _changed(known: Known, circumstances: Circumstances, differences: Sequence[Difference]) -> Explanation | None:
    """A change of what is right; else one of a mistake's results, unless the shape alone says what is wrong."""
    simple = simply_changed(differences, circumstances)
    if simple is not None:
        return Explanation(_spoken_of(differences), simple)
    said = _said_of(differences, circumstances)
    if said.difference.kind != "value" and not said.is_vague and said.finding.id != "transposed-shape":
        return None
    pair = mistake_and_change(known, circumstances, differences)
    return None if pair is None else Explanation(said.difference, pair[0], pair[1:])


def _by_case(forms: Sequence[Form], circumstances: Circumstances) -> Explanation:
    """The first case about which something can be said; a batch of one, where much is the same, is left to the end."""
    said = _said_of(circumstances.differences, circumstances)
    if not said.is_vague:
        return said
    cases = _grouped(circumstances.differences, lambda difference: difference.case)
    for group in sorted(cases, key=lambda group: group[0].case == BATCH_OF_1):
        for form in forms if group[0].case != BATCH_OF_1 or len(cases) == 1 else ():
            if _explains_all(form, group, circumstances):
                return Explanation(_spoken_of(group), *_named(form))
        if not (alone := _said_of(group, circumstances)).is_vague:
            return alone
    return said


def _by_output(forms: Sequence[Form], circumstances: Circumstances) -> Explanation:
    """A reason for each output, which may well be one of its own: mistakes first, beginning with the one for most."""
    groups = _grouped(circumstances.differences, lambda difference: difference.path[:1])
    found: list[Explanation] = []
    while groups:
        form, explained = _explains_most(forms, groups, circumstances)
        if form is None:
            break
        found.append(Explanation(_spoken_of(explained[0]), *_named(form)))
        groups = [group for group in groups if not any(group is other for other in explained)]
    found += [_changed(_known(forms), circumstances, group) or _said_of(group, circumstances) for group in groups]
    telling = [explanation for explanation in found if not explanation.is_vague]
    if not telling:
        return _said_of(circumstances.differences, circumstances)
    first = telling[0]
    names = circumstances.check.outputs
    others = {finding.id: finding for other in telling for finding in _of_output(other, names)}
    return Explanation(first.difference, first.finding, tuple(others.values())[1:])


def _of_output(explanation: Explanation, names: tuple[str, ...]) -> Iterator[Finding]:
    """What is said, with the name of the output where it could be said of any."""
    for finding in (explanation.finding, *explanation.also):
        name = {} if finding.is_mistake else {"output": explanation.difference.output(names)}
        yield Finding(finding.id, {**finding.values, **name}, finding.is_mistake)


def _explains_most(
    forms: Sequence[Form], groups: list[list[Difference]], circumstances: Circumstances
) -> tuple[Form | None, list[list[Difference]]]:
    """The mistake that explains the most outputs, and these."""
    best: tuple[Form | None, list[list[Difference]]] = None, []
    best_rank = 0, 0, 0
    for form in forms:
        explained = [group for group in groups if _explains_all(form, group, circumstances)]
        if not explained or len(explained) < len(best[1]):
            continue
        first = next(place for place, group in enumerate(groups) if group is explained[0])
        rank = len(explained), -_shows_elsewhere(form, explained, circumstances), -first
        if best[0] is None or rank > best_rank:
            best, best_rank = (form, explained), rank
    return best


def _shows_elsewhere(form: Form, explained: list[list[Difference]], circumstances: Circumstances) -> int:
    """In how many outputs this mistake would show too, and does not."""
    comparison = compare(circumstances.reference.results, form.answer.results, circumstances.check)
    wrong = {difference.path[:1] for difference in comparison.differences}
    return len(wrong - {group[0].path[:1] for group in explained})


def _known(forms: Sequence[Form]) -> Known:
    return [(form.mistake, form.answer) for form in forms]


def _named(form: Form) -> tuple[Finding, tuple[Finding, ...]]:
    return Finding(form.mistake.id, is_mistake=True), tuple(Finding(name, is_mistake=True) for name in form.also)


def _said_of(differences: Sequence[Difference], circumstances: Circumstances) -> Explanation:
    """What the numbers tell by themselves."""
    spoken_of = _spoken_of(differences)
    return Explanation(spoken_of, diagnose(spoken_of, circumstances))


def _grouped(differences: Sequence[Difference], key: Callable[[Difference], object]) -> list[list[Difference]]:
    groups: dict[object, list[Difference]] = {}
    for difference in differences:
        groups.setdefault(key(difference), []).append(difference)
    return list(groups.values())


def _spoken_of(differences: Sequence[Difference]) -> Difference:
    """The first, but for those of large arguments, whose numbers are hard to read."""
    ordinary = (difference for difference in differences if not difference.case.startswith(LARGE))
    return next(ordinary, differences[0])


def _explains_all(form: Form, differences: Sequence[Difference], circumstances: Circumstances) -> bool:
    """Whether a mistake gives just what was got where results differ."""
    return all(_explains(form.answer, circumstances.got, other, circumstances.check) for other in differences)


def _explains(answer: Answer, got: Mapping[str, Any], difference: Difference, check: Check) -> bool:
    wrong = part_of(answer.results, difference.case, difference.path)
    there = part_of(got, difference.case, difference.path)
    return wrong is not NOTHING and there is not NOTHING and agree({"": wrong}, {"": there}, check)
