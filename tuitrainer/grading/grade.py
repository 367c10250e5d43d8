"""Grading one file: the one function that the command line, the TUI and CI call."""

from __future__ import annotations

import secrets
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from tuitrainer.grading.catalog import Exercise
from tuitrainer.grading.definition import Check
from tuitrainer.grading.faults import finding_of
from tuitrainer.grading.report import CheckReport, Finding, Report, ReportStatus
from tuitrainer.grading.submission import Submission, read_submission
from tuitrainer.grading.trusted import Bench, CourseError, probe_seed
from tuitrainer.grading.verdict import Grader
from tuitrainer.sandbox.outcome import Fault, SandboxRun
from tuitrainer.sandbox.process import Sandbox
from tuitrainer.sandbox.run import Job, Request, run_job

LARGEST_SEED = 2**31


def draw_seed() -> int:
    """A seed that nobody can know before."""
    return secrets.randbelow(LARGEST_SEED)


def grade(exercise: Exercise, file: Path, seed: int | None = None, sandbox: Sandbox | None = None) -> Report:
    """Grade a file. A `sandbox` that was begun and prepared earlier saves the time that its interpreter takes to start.

    Raises UserError for a file that does not exist or can't be read. Everything else ends in a report: what is wrong
    with the file makes it fail, what is wrong with the grader makes it `ungraded`.
    """
    begun = time.perf_counter()
    seed = draw_seed() if seed is None else seed
    try:
        submission = read_submission(file)
        report = _report(exercise, submission, seed)
        if submission.problem is None:
            report, sandbox = _graded(report, exercise, submission, sandbox), None
    except (CourseError, OSError) as error:
        report = replace(
            report, status="ungraded", checks=(), finding=Finding("grader-fault", {"message": _sentence(error)})
        )
    finally:
        if sandbox is not None:
            sandbox.end()
    return replace(report, duration=time.perf_counter() - begun)


def prepared_sandbox(exercise: Exercise) -> Sandbox:
    """A sandbox that already imports what the exercise offers. Raises OSError when the system grants no process."""
    sandbox = Sandbox()
    sandbox.prepare(("numpy", *exercise.definition.imports))
    return sandbox


def _report(exercise: Exercise, submission: Submission, seed: int) -> Report:
    """The report of a file that nothing was made of yet."""
    checks = tuple(
        CheckReport(check.name, check.function, "skipped", 0.0, 0.0 if check.optional else check.points)
        for check in exercise.definition.checks
    )
    return Report(
        exercise.id, str(submission.file), submission.sha256, seed, "error", checks, 0.0, "limits",
        submission.problem, source=submission.lines,
    )  # fmt: skip


def _graded(report: Report, exercise: Exercise, submission: Submission, sandbox: Sandbox | None) -> Report:
    definition = exercise.definition
    requests = tuple(
        Request(check.function, check.probe, probe_seed(report.seed, check)) for check in definition.checks
    )
    job = Job(
        str(submission.file), submission.content, str(exercise.probes), _read(exercise.probes), definition.imports,
        requests, definition.wall_seconds, definition.memory_bytes,
    )  # fmt: skip
    sandbox = sandbox or prepared_sandbox(exercise)
    grader = _ready(Grader(Bench(exercise), report.seed), definition.checks, sandbox)
    run = run_job(job, sandbox)
    report = replace(report, isolation=run.isolation, output=run.printed.text)
    ours = [fault for fault in (run.fault, *(call.fault for call in run.calls)) if fault is not None and fault.is_ours]
    if ours:
        raise CourseError(f"{ours[0].kind}: {ours[0].details.get('message', '')}")
    if run.fault is not None:
        _exonerate(exercise, job, run.fault)
        return replace(report, finding=finding_of(run.fault))
    checks = _checked(definition.checks, run, grader)
    unchanged = exercise.starter.is_file() and submission.content == exercise.starter.read_bytes()
    return replace(report, checks=checks, status=_status(checks, run, unchanged), finding=_remark(run, unchanged))


def _ready(grader: Grader, checks: Sequence[Check], sandbox: Sandbox) -> Grader:
    """The grader with the reference's answers: they are computed while the sandbox warms up."""
    try:
        for check in checks:
            grader.reference(check)
    except BaseException:
        sandbox.end()
        raise
    return grader


def _exonerate(exercise: Exercise, job: Job, fault: Fault) -> None:
    """Raises CourseError when nothing could be called because of the course: the reference can't be either."""
    if "line" in fault.details:
        return  # of the submission
    other = replace(job, file=str(exercise.solution), source=exercise.solution.read_bytes())
    run = run_job(other, prepared_sandbox(exercise))
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
