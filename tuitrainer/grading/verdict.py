"""The verdict on one check: named mistakes first, then generic diagnoses, then just where the results differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from tuitrainer.grading.compare import Difference, agree, compare
from tuitrainer.grading.definition import Check, Mistake
from tuitrainer.grading.diagnose import diagnose
from tuitrainer.grading.diagnose.circumstances import LARGE, Circumstances
from tuitrainer.grading.evidence import call_of, describe, evidence_of, shown_call
from tuitrainer.grading.faults import judge_fault
from tuitrainer.grading.report import CheckReport, Finding
from tuitrainer.grading.trusted import Answer, Bench
from tuitrainer.sandbox.outcome import CallResult

VAGUE = frozenset({"values", "wrong-shape", "ratio", "offset", "not-finite"})
"""Diagnoses that say little: one of another output, or a mistake of its own, helps more."""


class Grader:
    """Judges results of one exercise for one seed."""

    def __init__(self, bench: Bench, seed: int) -> None:
        self._bench = bench
        self._seed = seed
        self._references: dict[str, Answer] = {}
        self._answers: dict[str, list[tuple[Mistake, Answer]]] = {}

    def judge(self, check: Check, result: CallResult) -> CheckReport:
        """Raises CourseError when the fault is the course's or the grader's."""
        with np.errstate(all="ignore"):  # what a submission returns may well be nan or inf
            return self._judge(check, result)

    def _judge(self, check: Check, result: CallResult) -> CheckReport:
        blank = CheckReport(check.name, check.function, "failed", 0.0, check.points)
        if check.optional and result.fault is not None and result.fault.kind in ("missing", "not-implemented"):
            return replace(blank, status="skipped", max_points=0.0, finding=Finding("optional"))
        if result.refused and (result.fault is None or result.fault.kind != "import"):
            kind, name = result.refused[0]
            return replace(blank, status="error", finding=Finding(f"refused-{kind}", {"name": name}))
        if result.changed:
            return replace(blank, status="error", finding=Finding("changed", {"name": ", ".join(result.changed[:3])}))
        reference = self.reference(check)
        if result.fault is not None:
            return judge_fault(blank, check, result, reference, self.mistakes(check))
        return self._judge_results(blank, check, result, reference)

    # -- results -----------------------------------------------------------------------------------------------------

    def _judge_results(self, blank: CheckReport, check: Check, result: CallResult, reference: Answer) -> CheckReport:
        comparison = compare(reference.results, result.results, check)
        modified = self._modified(result, reference)
        if comparison.agrees:
            finding = self._judged(check, result, reference) or modified
            if finding is None:
                return replace(
                    blank, status="passed", points=check.points, single_precision=comparison.single_precision
                )
            place = next(iter(reference.links.values()), 0)
            returned = describe(result.calls[place].returned) if place < len(result.calls) else ""
            return replace(blank, finding=finding, call=shown_call(reference, place), returned=returned)
        circumstances = Circumstances(check, reference, result.results, comparison.differences)
        difference, finding = self._explain(result, circumstances)
        if modified is not None and not finding.is_mistake:
            finding = modified
        return replace(
            blank, finding=finding, evidence=evidence_of(difference, check), call=call_of(difference.case, reference),
            returned=describe(result.results.get(difference.case)),
        )  # fmt: skip

    def _judged(self, check: Check, result: CallResult, reference: Answer) -> Finding | None:
        if check.rule != "judge":
            return None
        said = self._bench.judge(check, result.results, reference)
        if said is None:
            return None
        if self._bench.exercise.mistake(said) is not None:
            return Finding(said, is_mistake=True)
        return Finding("judged", {"reason": said})

    @staticmethod
    def _modified(result: CallResult, reference: Answer) -> Finding | None:
        for told, call in zip(result.calls, reference.calls, strict=False):
            names = list(call.arguments)
            for place in told.modified:
                name = names[place] if place < len(names) else str(place + 1)
                return Finding("arguments-modified", {"argument": name, "function": told.function})
        return None

    # -- named mistakes ----------------------------------------------------------------------------------------------

    def _explain(self, result: CallResult, circumstances: Circumstances) -> tuple[Difference, Finding]:
        """The difference to speak of, and why it is there.

        First a mistake that gives all of these results; then, output by output, a mistake that gives just this one or a
        diagnosis that says more than that it is wrong; in the end the first difference as it is.
        """
        check, differences = circumstances.check, circumstances.differences
        answers = [(mistake, answer) for mistake, answer in self.mistakes(check) if answer.raised is None]
        for mistake, answer in answers:
            if agree(answer.results, result.results, check):
                return _spoken_of(differences), Finding(mistake.id, is_mistake=True)
        for group in _outputs(differences, check):
            for mistake, answer in answers:
                if all(_explains(answer, result, difference, check) for difference in group):
                    return _spoken_of(group), Finding(mistake.id, is_mistake=True)
            finding = diagnose(_spoken_of(group), circumstances)
            if finding.id not in VAGUE:
                return _spoken_of(group), finding
        return _spoken_of(differences), diagnose(_spoken_of(differences), circumstances)

    def reference(self, check: Check) -> Answer:
        """What the reference gives to a check's probe, computed once."""
        if check.name not in self._references:
            self._references[check.name] = self._bench.reference_answer(check, self._seed)
        return self._references[check.name]

    def mistakes(self, check: Check) -> list[tuple[Mistake, Answer]]:
        """What every form of every mistake of a check gives, computed once it is needed."""
        if check.name not in self._answers:
            self._answers[check.name] = [
                (mistake, answer)
                for mistake in self._bench.exercise.definition.mistakes
                if mistake.check == check.name
                for answer in self._bench.mistake_answers(check, mistake, self._seed)
            ]
        return self._answers[check.name]


def _outputs(differences: Sequence[Difference], check: Check) -> list[list[Difference]]:
    """The differences of each output: the parts of a tuple, else the entries of the probe's dictionary."""
    groups: dict[tuple[int | str, ...], list[Difference]] = {}
    for difference in differences:
        groups.setdefault(difference.path[:1] if check.outputs else (), []).append(difference)
        if not check.outputs:
            groups.setdefault((difference.case,), []).append(difference)
    return list(groups.values())


def _spoken_of(differences: Sequence[Difference]) -> Difference:
    """The first, but for those of large arguments, whose numbers are hard to read."""
    ordinary = (difference for difference in differences if not difference.case.startswith(LARGE))
    return next(ordinary, differences[0])


def _explains(answer: Answer, result: CallResult, difference: Difference, check: Check) -> bool:
    """Whether a mistake gives just what was got where results differ."""
    wrong, got = _at(answer.results, difference), _at(result.results, difference)
    if wrong is _NOTHING or got is _NOTHING:
        return False
    return agree({"": wrong}, {"": got}, check)


_NOTHING = object()


def _at(results: Any, difference: Difference) -> Any:
    value = results.get(difference.case, _NOTHING)
    for step in difference.path:
        try:
            value = value[step]
        except (TypeError, IndexError, KeyError):
            return _NOTHING
    return value
