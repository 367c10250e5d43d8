"""A report of every kind that there is, on the exercise01 of made_up.py."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import Any

from tuitrainer.grading.report import CheckReport, Evidence, Finding, Report, Shown, Value

SHA256 = "0123456789abcdef" * 4
POINTS = {"double": 2.0, "total": 3.0, "triple": 1.0}
HOSTILE = (
    "\x1b[2J\x1b]0;title\x07", "\x9b31m", "\r", "\n", "\0", "\ud800", "\u202e\u2066", "\u2028", "\x85", "\ufffe", "\t",
    "::error::pwned", "  ::set-output name=result::pwned", "::add-mask::a", "::stop-commands::token", "##[error]pwned",
    "##[add-mask]a", "##vso[task.complete result=Succeeded]", "##teamcity[buildStatus text='pwned']", "Grade :=>> 100",
    "Comment :=>> pwned", "<|--", "--|>", "]]>", "<![CDATA[", "</failure>", "&amp;", '"}]}',
)  # fmt: skip
"""What a submission may print, raise, or be named."""


def report_of(*checks: CheckReport, status: Any = "failed", **more: Any) -> Report:
    named = {check.name: check for check in checks}
    all_checks = tuple(named.get(name) or check(name, "passed") for name in POINTS)
    values = {"duration": 0.25, "isolation": "landlock", **more}
    return Report("exercise01", "/home/ada/answer.py", SHA256, 7, status, all_checks, **values)


def check(name: str, status: Any, **more: Any) -> CheckReport:
    most = more.pop("max_points", POINTS[name])
    return CheckReport(name, more.pop("function", name), status, most if status == "passed" else 0.0, most, **more)


NOT_NUMBERS = Evidence("row", "row", (4,), (4,), (2,), 1.5, float("nan"), (2,), 1.5, float("nan"), 1, 4, float("inf"))
MISTAKE = check(
    "double", "failed", finding=Finding("double-squares", is_mistake=True),
    evidence=Evidence("row", "row", (4,), (4,), (2,), 1.5, 2.25, (0,), 0.5, 0.25, 4, 4, 0.5, 1.5),
    call=Shown("double", (("x", "array (4,)"),)), returned="array (4,)",
)  # fmt: skip
AFTER = check("total", "skipped", finding=Finding("after", {"check": "double"}))
OPTIONAL = check("triple", "skipped", max_points=0.0, finding=Finding("optional"))
RAISED: dict[str, Value] = {"type": "ValueError", "line": 2, "inside": "double", "message": "oops: "}
UNTOUCHED = tuple(
    check(name, "skipped", max_points=0.0 if name == "triple" else points) for name, points in POINTS.items()
)

KINDS: dict[str, Report] = {
    "passed": report_of(status="passed"),
    "passed, optional not there": report_of(OPTIONAL, status="passed"),
    "passed in float32": report_of(check("double", "passed", single_precision=True), status="passed", output="hello\n"),
    "failed": report_of(MISTAKE, AFTER, OPTIONAL, output="a\n\nb\n" * 200, source=("import numpy", "x = 1")),
    "two mistakes": report_of(replace(MISTAKE, also=(Finding("sign"), Finding("double-squares", is_mistake=True)))),
    "not numbers": report_of(check("double", "failed", finding=Finding("not-finite"), evidence=NOT_NUMBERS)),
    "raised": report_of(check("double", "error", finding=Finding("raised", RAISED)), source=("", "raise ValueError")),
    "long line": report_of(MISTAKE, output="\x1b" + "x" * 65536 + "\n"),
    "timeout": report_of(check("double", "timeout", finding=Finding("timeout", {"seconds": 10}))),
    "memory": report_of(check("double", "memory", finding=Finding("memory"))),
    "crashed": report_of(check("double", "error", finding=Finding("crashed", {"signal": 11}))),
    "unchanged": report_of(*UNTOUCHED[:2], finding=Finding("unchanged")),
    "left running": report_of(finding=Finding("left-running", {"count": 3})),
    "error": report_of(*UNTOUCHED, status="error", finding=Finding("syntax", {"line": 1, "message": "no"}), output="x"),
    "import": report_of(*UNTOUCHED, status="error", finding=Finding("raised", RAISED)),
    "ungraded": replace(
        report_of(status="ungraded", finding=Finding("grader-fault", {"message": "the reference fails"})), checks=()
    ),
}  # fmt: skip


def hostile(text: str) -> list[Report]:
    """Reports in which every text that a submission has a say in is `text`."""
    names = ("type", "inside", "message", "name", "got", "expected", "reason", "element", "encoding", "byte", "order")
    values: dict[str, Value] = dict.fromkeys(names, text)
    evidence = Evidence(text, text, (2,), (2,), (0,), text, text, (1,), text, text, 1, 2, 0.5, 2.0)
    more = {"evidence": evidence, "call": Shown(text, ((text, text),)), "returned": text}
    spoken = {"output": f"{text}\n{text}{text}\n", "source": (text, text)}
    ids = ("raised", "import", "refused-read", "changed", "judged", "wrong-type", "other-text", "element-type")
    reports = [
        report_of(
            check(name, status, finding=Finding(finding, values | {"line": 1}), **more),
            finding=Finding(finding, values), **spoken,
        )
        for name, status, finding in zip(itertools.cycle(POINTS), itertools.cycle(("failed", "error", "timeout")), ids)
    ]  # fmt: skip
    reports += [report_of(*UNTOUCHED, status="error", finding=Finding(name, values), **spoken) for name in ids]
    return [replace(report, file=f"/home/ada/{text}.py") for report in reports]
