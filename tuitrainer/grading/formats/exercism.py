"""Reports as the results.json of an Exercism test runner, version 3 (exercism/docs, test-runners/interface.md).

`error` is the status only where no test ran. A check that waits for another has failed, since there is no word for it;
one that is optional and not there is no test. `test_code` is the call that went wrong, else the function's name: the
probe's own source would tell more than a level of feedback may allow. There is no `task_id`, because the statements
have no numbered tasks that it could name.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tuitrainer.base.texts import _
from tuitrainer.grading.catalog import Exercise
from tuitrainer.grading.definition import in_language
from tuitrainer.grading.formats.details import sentences
from tuitrainer.grading.formats.harmless import harmless_json
from tuitrainer.grading.messages import message_of, title_of
from tuitrainer.grading.report import CheckReport, Report

VERSION = 3
LONGEST_MESSAGE = 65535
"""Bytes of the message above all tests."""
LONGEST_OUTPUT = 500
"""Characters of what a test printed."""
_STATUS = {"passed": "pass", "error": "error", "timeout": "error", "memory": "error"}

Pair = tuple[Report, Exercise]


def one(report: Report, exercise: Exercise) -> str:
    return several([(report, exercise)])


def several(pairs: Sequence[Pair]) -> str:
    return harmless_json(document(pairs)) + "\n"


def document(pairs: Sequence[Pair]) -> dict[str, Any]:
    """Values for JSON."""
    tests = [test for test, _check, _report in tests_of(pairs)]
    return {"version": VERSION, "status": status_of(pairs), "message": _message_above(pairs), "tests": tests}


def status_of(pairs: Sequence[Pair]) -> str:
    statuses = {report.status for report, _exercise in pairs}
    if statuses <= {"error", "ungraded"}:
        return "error"
    return "pass" if statuses == {"passed"} else "fail"


def tests_of(pairs: Sequence[Pair]) -> list[tuple[dict[str, Any], CheckReport | None, Report]]:
    """The tests of all reports, in the order of the checks; with None for what concerns a whole file."""
    if status_of(pairs) == "error":
        return []
    return [(test, check, report) for report, exercise in pairs for test, check in _tests(report, exercise)]


def _message_above(pairs: Sequence[Pair]) -> str | None:
    """Why no test ran; None where one did."""
    if status_of(pairs) != "error":
        return None
    told = "\n".join(_message(report, exercise) for report, exercise in pairs)
    return told.encode()[:LONGEST_MESSAGE].decode(errors="ignore")


def _tests(report: Report, exercise: Exercise) -> list[tuple[dict[str, Any], CheckReport | None]]:
    if report.status in ("error", "ungraded"):
        return [(_test(report.exercise, "error", _message(report, exercise), ""), None)]
    tests: list[tuple[dict[str, Any], CheckReport | None]] = []
    if report.finding is not None:
        message = message_of(report.finding, exercise)
        tests.append((_test(title_of(report.finding, exercise), "fail", message, ""), None))
    for check in report.checks:
        if check.status != "skipped" or check.max_points:
            name = f"{check.name}: {in_language(exercise.check(check.name).title)}"
            status = _STATUS.get(check.status, "fail")
            code = str(check.call) if check.call is not None else check.function
            tests.append((_test(name, status, sentences(check, report, exercise), code), check))
    if tests and report.output.strip():  # by which test is not known; of those that fail, students see the first
        shown = next((test for test, _check in tests if test["status"] != "pass"), tests[0][0])
        shown["output"] = _output(report.output)
    return tests


def _test(name: str, status: str, message: str, code: str) -> dict[str, Any]:
    return {"name": name, "status": status, "message": message or None, "output": None, "test_code": code}


def _message(report: Report, exercise: Exercise) -> str:
    said = message_of(report.finding, exercise) if report.finding is not None else _("Nothing could be graded.")
    if report.status == "ungraded":
        said += " " + _("Not graded: this does not count against you.")
    return said


def _output(printed: str) -> str:
    if len(printed) <= LONGEST_OUTPUT:
        return printed
    notice = "\n" + _("Output was truncated. Please limit to 500 chars.")
    return printed[: LONGEST_OUTPUT - len(notice)] + notice
