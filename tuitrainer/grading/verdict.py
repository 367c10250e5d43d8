"""The verdict on one check: named mistakes first, then generic diagnoses, then just where the results differ."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from tuitrainer.grading.compare import Comparison, Difference, agree, compare
from tuitrainer.grading.definition import Check, Mistake
from tuitrainer.grading.diagnose import diagnose
from tuitrainer.grading.diagnose.circumstances import LARGE, Circumstances
from tuitrainer.grading.evidence import call_of, describe, evidence_of, shown_call
from tuitrainer.grading.report import CheckReport, CheckStatus, Finding
from tuitrainer.grading.trusted import Answer, Bench
from tuitrainer.sandbox.outcome import CallResult, Fault

_STATUS: dict[str, CheckStatus] = {
    "missing": "failed", "not-callable": "failed", "not-implemented": "failed",
    "timeout": "timeout", "no-time": "timeout", "memory": "memory",
}  # fmt: skip
"""What a fault makes of a check; every other one is an error."""


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
            return self._judge_fault(blank, check, result, reference)
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
        difference, mistake = self._name(check, result, comparison)
        circumstances = Circumstances(check, reference, result.results, comparison.differences)
        finding = Finding(mistake.id, is_mistake=True) if mistake else modified or diagnose(difference, circumstances)
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

    def _name(self, check: Check, result: CallResult, comparison: Comparison) -> tuple[Difference, Mistake | None]:
        """The difference to speak of, and the mistake that explains it: all of the results, else all of one output."""
        first = next(
            (difference for difference in comparison.differences if not difference.case.startswith(LARGE)),
            comparison.differences[0],
        )
        answers = self.mistakes(check)
        for mistake, answer in answers:
            if answer.raised is None and agree(answer.results, result.results, check):
                return first, mistake
        for path in dict.fromkeys(difference.path[:1] for difference in comparison.differences):
            group = [difference for difference in comparison.differences if difference.path[:1] == path]
            for mistake, answer in answers:
                if answer.raised is None and all(_explains(answer, result, difference, check) for difference in group):
                    return group[0], mistake
        return first, None

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

    # -- faults ------------------------------------------------------------------------------------------------------

    def _judge_fault(self, blank: CheckReport, check: Check, result: CallResult, reference: Answer) -> CheckReport:
        fault = result.fault
        assert fault is not None  # noqa: S101  for the type checker: the caller has looked
        report = replace(
            blank, status=_STATUS.get(fault.kind, "error"), finding=finding_of(fault),
            call=shown_call(reference, len(result.calls) - 1) if result.calls else None,
        )  # fmt: skip
        if fault.kind != "raised":
            return report
        for mistake, answer in self.mistakes(check):
            if answer.raised == (fault.details.get("type"), fault.details.get("message")):
                return replace(report, finding=Finding(mistake.id, is_mistake=True))
        if "line" in fault.details:
            return report
        return self._from_calls(report, check, result, reference)

    def _from_calls(self, report: CheckReport, check: Check, result: CallResult, reference: Answer) -> CheckReport:
        """The probe stumbled over what a call returned, or the call over its arguments."""
        structure = replace(check, rule="judge")
        for place, (told, call) in enumerate(zip(result.calls, reference.calls, strict=False)):
            comparison = compare({call.function: call.returned}, {call.function: told.returned}, structure)
            if told.finished and not comparison.agrees:
                answer = Answer({call.function: call.returned}, {call.function: place}, reference.calls)
                circumstances = Circumstances(check, answer, {call.function: told.returned}, comparison.differences)
                difference = comparison.differences[0]
                return replace(
                    report, status="failed", finding=diagnose(difference, circumstances),
                    evidence=evidence_of(difference, check), call=shown_call(reference, place),
                    returned=describe(told.returned),
                )  # fmt: skip
        return report


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


def finding_of(fault: Fault) -> Finding:
    """A fault as a report says it."""
    kind = fault.kind
    if kind == "import" and fault.details.get("type") != "RefusedImportError":
        kind = "import-missing"
    elif kind == "raised" and "line" not in fault.details:
        kind = "raised-at-call"
    return Finding(kind, dict(fault.details))
