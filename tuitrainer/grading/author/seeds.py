"""What holds on many seeds: the reference passes, each mistake fails, is named and is taken for no other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from tuitrainer.base.texts import _
from tuitrainer.grading.author.graders import Graders
from tuitrainer.grading.definition import Check, Mistake
from tuitrainer.grading.report import CheckReport
from tuitrainer.grading.trusted import Answer
from tuitrainer.grading.verdict import Grader
from tuitrainer.sandbox.outcome import CallResult, Fault, ToldCall


def prove_seeds(graders: Graders, seeds: int, progress: Callable[[int], None]) -> list[str]:
    """What is wrong, each with the number of seeds on which it is; `progress` is told the number of seeds done."""
    failures: Counter[str] = Counter()
    for seed in range(seeds):
        grader = graders[seed]
        for check in graders.exercise.definition.checks:
            report = grader.judge(check, as_result(grader.reference(check)))
            if report.status != "passed":
                said = _("{check}: the reference fails ({found})")
                failures[said.format(check=check.name, found=finding_id(report))] += 1
            for mistake, answer in grader.mistakes(check):
                failures.update(_misnamed(grader, check, mistake, answer))
        progress(seed + 1)
    return with_counts(failures, seeds)


def with_counts(failures: Counter[str], seeds: int) -> list[str]:
    """Each problem and on how many seeds it was met."""
    return [
        _("{problem}, on {count} of {seeds} seeds").format(problem=problem, count=count, seeds=seeds)
        for problem, count in failures.items()
    ]


def _misnamed(grader: Grader, check: Check, mistake: Mistake, answer: Answer) -> list[str]:
    """What is wrong with one form of a mistake for one seed: it passes, or another name is given to it."""
    report = grader.judge(check, as_result(answer))
    if report.status == "passed":
        return [_("{check}: the mistake {mistake} passes").format(check=check.name, mistake=mistake.id)]
    if report.finding is None or report.finding.id != mistake.id:
        said = _("{check}: the mistake {mistake} is called {found}")
        return [said.format(check=check.name, mistake=mistake.id, found=finding_id(report))]
    return []


def finding_id(report: CheckReport) -> str:
    """What a report says of a check, in a word."""
    return report.finding.id if report.finding is not None else report.status


def as_result(answer: Answer) -> CallResult:
    """What trusted code gave, as if the sandbox had brought it."""
    calls = tuple(ToldCall(call.function, tuple(call.modified), call.finished, call.returned) for call in answer.calls)
    if answer.raised is not None:
        return CallResult(Fault("raised", {"type": answer.raised[0], "message": answer.raised[1]}), calls=calls)
    return CallResult(None, answer.results, answer.links, calls)
