"""Grading one file: the one function that the command line, the TUI and CI call."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from random import SystemRandom

from tuitrainer.grading.apart import open_bench
from tuitrainer.grading.catalog import Exercise
from tuitrainer.grading.definition import Check
from tuitrainer.grading.faults import finding_of
from tuitrainer.grading.report import CheckReport, Finding, Report, ReportStatus, Value
from tuitrainer.grading.submission import Submission, read_submission
from tuitrainer.grading.trusted import Bench, CourseError, probe_seed
from tuitrainer.grading.verdict import Grader
from tuitrainer.sandbox.outcome import Fault, SandboxRun
from tuitrainer.sandbox.process import Sandbox, begin_sandbox
from tuitrainer.sandbox.run import Job, Request, run_job

LARGEST_SEED = 2**31


def draw_seed() -> int:
    """A seed that nobody can know before."""
    return SystemRandom().randrange(LARGEST_SEED)


def grade(
    exercise: Exercise, file: Path, seed: int | None = None, sandbox: Sandbox | None = None, require: str = ""
) -> Report:
    """Grade a file. A `sandbox` that was begun earlier saves the time that its interpreter takes to start.

    `require` names the weakest isolation under which the file may be run. Raises UserError for a file that does not
    exist or can't be read. Everything else ends in a report: what is wrong with the file makes it fail, what is wrong
    with the grader makes it `ungraded`.
    """
    try:
        submission = read_submission(file)
        seed = draw_seed() if seed is None else seed
        try:
            grader = Grader(open_bench(exercise), seed)
        except OSError as error:
            return _ungraded(_report(Grader(Bench(exercise), seed), submission), error)
        return grade_submission(grader, submission, lambda: sandbox or prepared_sandbox(exercise), require)
    finally:
        if sandbox is not None:
            sandbox.end()


def grade_submission(grader: Grader, submission: Submission, begin: Callable[[], Sandbox], require: str = "") -> Report:
    """Grade what was read, with a sandbox from `begin`. A grader can be used for many: its answers are kept."""
    begun = time.perf_counter()
    report = _report(grader, submission)
    try:
        if submission.problem is None:
            report = _graded(report, grader, submission, begin(), require)
    except _WeakError as error:
        report = replace(report, status="ungraded", checks=(), finding=Finding("too-weak", error.values))
    except (CourseError, OSError) as error:
        report = _ungraded(report, error)
    return replace(report, duration=time.perf_counter() - begun)


def _ungraded(report: Report, error: Exception) -> Report:
    """The grader is at fault, or the course, or the system that grants no process."""
    return replace(report, status="ungraded", checks=(), finding=Finding("grader-fault", {"message": _sentence(error)}))


class _WeakError(Exception):
    """The isolation that was asked for can't be had."""

    def __init__(self, values: Mapping[str, Value]) -> None:
        super().__init__()
        self.values = values


def prepared_sandbox(exercise: Exercise) -> Sandbox:
    """A sandbox that already imports what the exercise offers. Raises OSError when the system grants no process."""
    return begin_sandbox(offered(exercise))


def offered(exercise: Exercise) -> tuple[str, ...]:
    """The packages that a sandbox for this exercise has to have."""
    return ("numpy", *exercise.definition.imports)


def _report(grader: Grader, submission: Submission) -> Report:
    """The report of a file that nothing was made of yet."""
    exercise = grader.exercise
    checks = tuple(
        CheckReport(check.name, check.function, "skipped", 0.0, 0.0 if check.optional else check.points)
        for check in exercise.definition.checks
    )
    return Report(
        exercise.id, str(submission.file), submission.sha256, grader.seed, "error", checks, 0.0, "limits",
        submission.problem, source=submission.lines,
    )  # fmt: skip


def _graded(report: Report, grader: Grader, submission: Submission, sandbox: Sandbox, require: str) -> Report:
    exercise = grader.exercise
    definition = exercise.definition
    requests = tuple(
        Request(check.function, check.probe, probe_seed(report.seed, check)) for check in definition.checks
    )
    try:
        job = Job(
            str(submission.file), submission.content, str(exercise.probes), _read(exercise.probes), requests,
            definition.wall_seconds, definition.memory_bytes, require, definition.threads, definition.environment,
        )  # fmt: skip
        for check in definition.checks:  # the reference's answers, while the sandbox warms up
            grader.reference(check)
    except BaseException:
        sandbox.end()
        raise
    run = run_job(job, sandbox)
    report = replace(report, isolation=run.isolation, output=run.printed.text)
    for fault in (run.fault, *(call.fault for call in run.calls)):
        if fault is not None and fault.kind == "weak":
            raise _WeakError(fault.details)
        if fault is not None and fault.is_ours:
            raise CourseError(f"{fault.kind}: {fault.details.get('message', '')}")
    if run.fault is not None:
        _exonerate(exercise, job, run.fault, sandbox)
        return replace(report, finding=finding_of(run.fault))
    checks = _checked(definition.checks, run, grader)
    unchanged = exercise.starter.is_file() and submission.content == exercise.starter.read_bytes()
    return replace(report, checks=checks, status=_status(checks, run, unchanged), finding=_remark(run, unchanged))


def _exonerate(exercise: Exercise, job: Job, fault: Fault, sandbox: Sandbox) -> None:
    """Raises CourseError when nothing could be called because of the course: the reference can't be either."""
    if "line" in fault.details:
        return  # of the submission
    other = replace(job, file=str(exercise.solution), source=exercise.solution.read_bytes())
    run = run_job(other, sandbox.another())
    if run.fault is not None:
        raise CourseError(f"{exercise.id}: the reference does not get through either ({run.fault.kind})")


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CourseError(f"{path}: {error}") from None


def _checked(checks: Sequence[Check], run: SandboxRun, grader: Grader) -> tuple[CheckReport, ...]:
    """Each check in order; one whose prerequisite has failed says nothing, since it could only repeat that."""
    reports: dict[str, CheckReport] = {}
    for check, result in zip(checks, run.calls, strict=True):
        failed = [name for name in check.after if not _is_there(reports[name])]
        optional = check.optional and result.fault is not None and result.fault.kind in ("missing", "not-implemented")
        if failed and not optional:
            points = 0.0 if check.optional else check.points
            finding = Finding("after", {"check": failed[0]})
            reports[check.name] = CheckReport(check.name, check.function, "skipped", 0.0, points, finding)
        else:
            reports[check.name] = grader.judge(check, result)
    return tuple(reports.values())


def _is_there(report: CheckReport) -> bool:
    """Whether what other checks build on is right, or need not be there."""
    return report.status == "passed" or (report.status == "skipped" and report.finding == Finding("optional"))


def _status(checks: Sequence[CheckReport], run: SandboxRun, unchanged: bool) -> ReportStatus:
    """Passed needs something that passed: a file about which nothing can be said is not right."""
    fine = [check.status == "passed" or (check.status == "skipped" and not check.max_points) for check in checks]
    some = any(check.status == "passed" for check in checks)
    return "passed" if all(fine) and some and not unchanged and not run.left_running else "failed"


def _remark(run: SandboxRun, unchanged: bool) -> Finding | None:
    if unchanged:
        return Finding("unchanged")
    return Finding("left-running", {"count": run.left_running}) if run.left_running else None


def _sentence(error: Exception) -> str:
    return " ".join(str(error).split())[:500] or type(error).__name__
