"""The verdict on one check: named mistakes first, then generic diagnoses, then just where the results differ."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from tuitrainer.grading.compare import compare
from tuitrainer.grading.definition import Check, Mistake
from tuitrainer.grading.diagnose.circumstances import Circumstances
from tuitrainer.grading.evidence import call_of, describe, evidence_of, shown_call
from tuitrainer.grading.explanation import Form, explain
from tuitrainer.grading.faults import judge_fault
from tuitrainer.grading.remarks import remarks
from tuitrainer.grading.report import CheckReport, Finding
from tuitrainer.grading.trusted import Answer, Bench, CourseError
from tuitrainer.sandbox.inside.recorder import BESIDE
from tuitrainer.sandbox.outcome import CallResult


class Grader:
    """Judges results of one exercise for one seed."""

    def __init__(self, bench: Bench, seed: int) -> None:
        self.exercise = bench.exercise
        self.seed = seed
        self._bench = bench
        self._references: dict[str, Answer] = {}
        self._answers: dict[str, list[tuple[Mistake, Answer]]] = {}

    def judge(self, check: Check, result: CallResult) -> CheckReport:
        """Raises CourseError when the fault is the course's or the grader's."""
        with np.errstate(all="ignore"):  # what a submission returns may well be nan or inf
            report = self._judge(check, result)
            if result.fault is not None:
                return report
            return replace(report, remarks=remarks(result.results, self.reference(check).results))

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
        explanation = explain(self._forms(check), circumstances)
        difference, findings = explanation.difference, (explanation.finding, *explanation.also)
        if modified is not None:
            certain = [finding for finding in findings if finding.is_mistake]
            findings = (*certain, modified)
        return replace(
            blank, finding=findings[0], also=findings[1:], evidence=evidence_of(difference, check),
            call=call_of(difference.case, reference), returned=describe(result.results.get(difference.case)),
        )  # fmt: skip

    def _judged(self, check: Check, result: CallResult, reference: Answer) -> Finding | None:
        if check.rule != "judge":
            return None
        results = {name: value for name, value in result.results.items() if name not in BESIDE}
        said = self._bench.judge(check, results, reference)
        if said is None:
            return None
        if self.exercise.mistake(said) is not None:
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

    def reference(self, check: Check) -> Answer:
        """What the reference gives to a check's probe, computed once."""
        if check.name not in self._references:
            self._references[check.name] = self._bench.reference_answer(check, self.seed)
        return self._references[check.name]

    def _forms(self, check: Check) -> list[Form]:
        """Those that give results, with what else they are said to be: `form.also` in mistakes.py."""
        also = [
            names
            for mistake in self.exercise.definition.mistakes
            if mistake.check == check.name
            for names in self._bench.also_of(mistake)
        ]
        answers = zip(self.mistakes(check), also, strict=True)
        unknown = {name for names in also for name in names if self.exercise.mistake(name) is None}
        if unknown:
            raise CourseError(f"{self.exercise.mistakes}: also = {min(unknown)!r} names no mistake")
        return [Form(mistake, answer, names) for (mistake, answer), names in answers if answer.raised is None]

    def mistakes(self, check: Check) -> list[tuple[Mistake, Answer]]:
        """What every form of every mistake of a check gives, computed once it is needed."""
        if check.name not in self._answers:
            self._answers[check.name] = [
                (mistake, answer)
                for mistake in self.exercise.definition.mistakes
                if mistake.check == check.name
                for answer in self._bench.mistake_answers(check, mistake, self.seed)
            ]
        return self._answers[check.name]
