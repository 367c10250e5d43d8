"""The proof of an exercise: its starter fails politely, its reference passes, each mistake is named and no other.

The seeds are run here, on trusted code and with the same verdict as a student's; once, the starter and the reference
go the student's whole way, through the sandbox.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tuitrainer.base.texts import _
from tuitrainer.grading.catalog import Exercise
from tuitrainer.grading.definition import Check, Mistake
from tuitrainer.grading.grade import grade
from tuitrainer.grading.report import CheckReport, Report
from tuitrainer.grading.trusted import Answer, Bench, CourseError, load_module
from tuitrainer.grading.verdict import Grader
from tuitrainer.sandbox.outcome import CallResult, Fault, ToldCall

SEEDS = 100


@dataclass(frozen=True, slots=True)
class Proof:
    """What was found about one exercise."""

    exercise: str
    seeds: int
    checks: int
    mistakes: int
    problems: tuple[str, ...]
    """One sentence each; none when all is proven."""


def prove(
    exercise: Exercise, known: Sequence[str], seeds: int = SEEDS, progress: Callable[[int], None] | None = None
) -> Proof:
    """Prove one exercise. `known` are the names of all exercises; `progress` is told the number of seeds done."""
    definition = exercise.definition
    problems = [*_files(exercise), *_requirements(exercise, known)]
    try:
        if not problems:
            problems += [*_functions(exercise), *_starter(exercise), *_reference(exercise)]
        if not problems:
            problems += _seeds(exercise, seeds, progress or (lambda _done: None))
    except CourseError as error:
        problems.append(str(error))
    return Proof(exercise.id, seeds, len(definition.checks), len(definition.mistakes), tuple(problems))


# -- what lies in the folder -------------------------------------------------------------------------------------------


def _files(exercise: Exercise) -> list[str]:
    statements = map(exercise.statement_path, exercise.definition.languages)
    wanted = [exercise.solution, exercise.starter, exercise.probes, *statements]
    if exercise.definition.mistakes:
        wanted.append(exercise.mistakes)
    if any(check.rule == "judge" for check in exercise.definition.checks):
        wanted.append(exercise.judges)
    missing = [path for path in wanted if not path.is_file()]
    found = [_("{path} is missing").format(path=path) for path in missing]
    found += [
        _("{path} is empty").format(path=path)
        for path in wanted
        if path not in missing and not path.read_bytes().strip()
    ]
    if not exercise.definition.hints:
        found.append(_("there is no hint"))
    return found


def _requirements(exercise: Exercise, known: Sequence[str]) -> list[str]:
    return [
        _("it requires '{name}', which does not exist").format(name=name)
        for name in exercise.definition.requires
        if name not in known
    ]


def _functions(exercise: Exercise) -> list[str]:
    definition = exercise.definition
    reference, probes = vars(load_module(exercise.solution)), vars(load_module(exercise.probes))
    starter = vars(load_module(exercise.starter))
    found = []
    for check in definition.checks:
        found += [
            _("{path} does not define {name}").format(path=path.name, name=name)
            for path, names, name in (
                (exercise.solution, reference, check.function), (exercise.starter, starter, check.function),
                (exercise.probes, probes, check.probe),
            )
            if not callable(names.get(name))
        ]  # fmt: skip
    if any(check.rule == "judge" for check in definition.checks):
        load_module(exercise.judges)
    if definition.mistakes:
        load_module(exercise.mistakes)
        ids = {mistake.id.replace("-", "_") for mistake in definition.mistakes}
        defined = _defined(exercise.mistakes)
        found += [_("mistakes.py does not define {name}").format(name=name) for name in sorted(ids - defined)]
        found += [_("exercise.toml does not name {name}").format(name=name) for name in sorted(defined - ids)]
    return found


def _defined(path: Path) -> set[str]:
    """Public names that a file defines at its top, what it imports left out."""
    names: set[str] = set()
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Assign):
            names |= {target.id for target in node.targets if isinstance(target, ast.Name)}
    return {name for name in names if not name.startswith("_") and not name.isupper()}


# -- the student's way -------------------------------------------------------------------------------------------------


def _starter(exercise: Exercise) -> list[str]:
    report = grade(exercise, exercise.starter, seed=0)
    polite = all(
        check.status == "skipped" or (check.finding is not None and check.finding.id == "not-implemented")
        for check in report.checks
    )
    if report.status == "failed" and polite and report.score == 0:
        return []
    return [_("the starter does not fail politely: {summary}").format(summary=_summary(report))]


def _reference(exercise: Exercise) -> list[str]:
    report = grade(exercise, exercise.solution, seed=0)
    if report.status == "passed" and all(check.status == "passed" for check in report.checks):
        return []
    return [_("the reference does not pass: {summary}").format(summary=_summary(report))]


def _summary(report: Report) -> str:
    finding = report.finding
    whole = [] if finding is None else [str(finding.values.get("message", finding.id))]
    checks = [f"{check.name} {_id(check)}" for check in report.checks if check.status != "passed"]
    return ", ".join([report.status, *whole, *checks])


def _id(check: CheckReport) -> str:
    return check.finding.id if check.finding is not None else check.status


# -- the seeds ---------------------------------------------------------------------------------------------------------


def _seeds(exercise: Exercise, seeds: int, progress: Callable[[int], None]) -> list[str]:
    bench = Bench(exercise)
    failures: Counter[str] = Counter()
    for seed in range(seeds):
        grader = Grader(bench, seed)
        for check in exercise.definition.checks:
            report = grader.judge(check, as_result(grader.reference(check)))
            if report.status != "passed":
                failures[_("{check}: the reference fails ({found})").format(check=check.name, found=_id(report))] += 1
            for mistake, answer in grader.mistakes(check):
                failures.update(_misnamed(grader, check, mistake, answer))
        progress(seed + 1)
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
        return [said.format(check=check.name, mistake=mistake.id, found=_id(report))]
    return []


def as_result(answer: Answer) -> CallResult:
    """What trusted code gave, as if the sandbox had brought it."""
    calls = tuple(ToldCall(call.function, tuple(call.modified), call.finished, call.returned) for call in answer.calls)
    if answer.raised is not None:
        return CallResult(Fault("raised", {"type": answer.raised[0], "message": answer.raised[1]}), calls=calls)
    return CallResult(None, answer.results, answer.links, calls)
