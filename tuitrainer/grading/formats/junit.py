"""Reports as JUnit XML, by the rules of Jenkins (xunit-plugin, junit-10.xsd) and in the order of Ant's schema.

A suite is an exercise, a test case a check. What is wrong is a failure, what crashed or took too long an error. What
concerns the file as a whole is a test case of its own. What the grader itself could not judge is skipped: it counts
neither as passed nor against anybody.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.etree import ElementTree as Xml

from tuitrainer.base.texts import _
from tuitrainer.grading.catalog import Exercise
from tuitrainer.grading.formats.details import sentences
from tuitrainer.grading.messages import message_of, number
from tuitrainer.grading.report import CheckReport, Report

_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 has no way to write (production 2, Char)."""
_OUTCOMES = {"failed": "failure", "error": "error", "timeout": "error", "memory": "error", "skipped": "skipped"}
FILE, GRADER = "file", "grader"
"""Names of the test cases that are no checks."""


def one(report: Report, exercise: Exercise) -> str:
    return several([(report, exercise)])


def several(pairs: Sequence[tuple[Report, Exercise]]) -> str:
    root = Xml.Element("testsuites")
    for place, (report, exercise) in enumerate(pairs):
        root.append(_suite(place, report, exercise))
    Xml.indent(root)
    written = Xml.tostring(root, encoding="us-ascii").decode("ascii")  # is UTF-8 as well, and fit for any terminal
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{written}\n'


def _suite(place: int, report: Report, exercise: Exercise) -> Xml.Element:
    cases = [*_file_cases(report, exercise), *(_case(check, report, exercise) for check in report.checks)]
    suite = Xml.Element("testsuite", {
        "name": report.exercise, "id": str(place), "package": report.exercise, "hostname": "localhost",
        "tests": str(len(cases)), "failures": _count(cases, "failure"), "errors": _count(cases, "error"),
        "skipped": _count(cases, "skipped"), "time": _seconds(report.duration),
    })  # fmt: skip
    properties = Xml.SubElement(suite, "properties")
    for name, value in _properties(report).items():
        Xml.SubElement(properties, "property", {"name": name, "value": _text(value)})
    suite.extend(cases)
    Xml.SubElement(suite, "system-out").text = _text(report.output)
    Xml.SubElement(suite, "system-err")
    return suite


def _properties(report: Report) -> dict[str, str]:
    return {
        "status": report.status, "score": number(report.score), "max_score": number(report.max_score),
        "seed": str(report.seed), "sha256": report.sha256, "isolation": report.isolation, "file": report.file,
    }  # fmt: skip


def _file_cases(report: Report, exercise: Exercise) -> list[Xml.Element]:
    """The test case of what concerns the whole file, where there is something to say of it."""
    if report.finding is None and report.status not in ("error", "ungraded"):
        return []
    told = [] if report.finding is None else [message_of(report.finding, exercise)]
    name, outcome = FILE, "error" if report.status == "error" else "failure"
    if report.status == "ungraded":
        name, outcome = GRADER, "skipped"
        told.append(_("Not graded: this does not count against you."))
    case = Xml.Element("testcase", {"name": name, "classname": report.exercise, "time": _seconds(0.0)})
    kind = report.finding.id if report.finding is not None else report.status
    _outcome(case, outcome, kind, " ".join(told), "\n".join(told))
    return [case]


def _case(check: CheckReport, report: Report, exercise: Exercise) -> Xml.Element:
    case = Xml.Element("testcase", {
        "name": check.name, "classname": f"{report.exercise}.{check.function}", "time": _seconds(0.0),
    })  # fmt: skip
    outcome = _OUTCOMES.get(check.status)
    if outcome is not None:
        kind = check.finding.id if check.finding is not None else check.status
        message = message_of(check.finding, exercise, check.function) if check.finding is not None else ""
        _outcome(case, outcome, kind, message, sentences(check, report, exercise))
    return case


def _outcome(case: Xml.Element, outcome: str, kind: str, message: str, text: str) -> None:
    element = Xml.SubElement(case, outcome, {"type": kind, "message": _text(message)})
    element.text = _text(text)


def _count(cases: Sequence[Xml.Element], outcome: str) -> str:
    return str(sum(case.find(outcome) is not None for case in cases))


def _seconds(duration: float) -> str:
    return f"{duration:.3f}"


def _text(text: str) -> str:
    return _FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", text)
