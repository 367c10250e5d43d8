"""What a level of feedback hides is in no format."""

from __future__ import annotations

import base64
import html
import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_up import make_course
from report_kinds import KINDS, MISTAKE, POINTS, UNTOUCHED, check, report_of
from report_schema import checked, read_strictly

from tuitrainer.base.texts import LANGUAGES, choose_language
from tuitrainer.grading.catalog import Exercise, find_exercise
from tuitrainer.grading.classroom.intake_findings import INTAKE
from tuitrainer.grading.feedback import LEVELS, Level, limited
from tuitrainer.grading.findings import FINDINGS
from tuitrainer.grading.formats import FORMATS, render
from tuitrainer.grading.formats.text import lines
from tuitrainer.grading.report import CheckReport, Evidence, Finding, Report, Shown, Value


@pytest.fixture(scope="module")
def exercise(tmp_path_factory: pytest.TempPathFactory) -> Exercise:
    return find_exercise(make_course(tmp_path_factory.mktemp("course")), "exercise01")


def told(report: Report, exercise: Exercise) -> str:
    """All that any format tells, decoded."""
    shown = []
    for verbose in (False, True):
        shown += [
            "".join(part.text for part in line) for line in lines(report, exercise, verbose=verbose, commands=False)
        ]
    for name in FORMATS:
        text = render(name, report, exercise)
        if name == "github":
            text = base64.b64decode(text.partition("=")[2]).decode("ascii")
        if name == "junit":
            text = html.unescape(text)
        elif name not in ("vpl",):
            text = json.dumps(json.loads(text), ensure_ascii=False)
        shown.append(text)
    return "\n".join(shown)


# -- one secret of each kind, and the level that may tell it -----------------------------------------------------------

EVIDENCE = Evidence(
    "secret_output", "secret_case", (31, 5), (31, 5), (29, 3), 7654.25, 8765.5, (27, 2), 4321.75, 5432.125, 23, 155,
    0.0390625, 3.140625,
)  # fmt: skip
SHAPES = Evidence("other_output", "case", (37, 5), (41, 5))
RAISED: dict[str, Value] = {"type": "SecretError", "line": 2, "inside": "secret_function", "message": "secret message"}
REPORT = report_of(
    check(
        "double", "failed", finding=Finding("double-squares", is_mistake=True), evidence=EVIDENCE,
        also=(Finding("sign"), Finding("total-of-halves", is_mistake=True)),
        call=Shown("double", (("x", "secret argument"),)), returned="secret result",
    ),
    check("total", "error", finding=Finding("raised", RAISED)),
    check(
        "triple", "failed", finding=Finding("transposed-shape", {"got": "(41, 5)", "expected": "(37, 5)"}),
        evidence=SHAPES,
    ),
    output="secret print", source=("", "raise secret_line"),
)  # fmt: skip
JUDGED = report_of(check("double", "failed", finding=Finding("judged", {"reason": "secret reason"})))
BROKEN = replace(report_of(status="ungraded", finding=Finding("grader-fault", {"message": "secret fault"})), checks=())
AT_IMPORT = report_of(*UNTOUCHED, status="error", finding=Finding("raised", RAISED), output="secret print")

SECRETS: list[tuple[Report, str, Level]] = [
    *((REPORT, text, "full") for text in (
        "double-squares", "squared", "You square it", "secret argument", "total-of-halves", "not doubled",
    )),
    *((REPORT, text, "values") for text in (
        "7654.25", "8765.5", "4321.75", "5432.12", "0.0390625", "3.14062", "secret result", "SecretError",
        "secret_function", "secret message", "secret print", "transposed", "wrong sign",
    )),
    *((REPORT, text, "place") for text in (
        "secret_output", "[29, 3]", "[27, 2]", "23 of 155", "(41, 5)", "(37, 5)", "raise secret_line", "other_output",
    )),
    (JUDGED, "secret reason", "full"), (BROKEN, "secret fault", "full"),
    *((AT_IMPORT, text, "values") for text in ("secret message", "SecretError", "secret print")),
]  # fmt: skip


@pytest.mark.parametrize("level", LEVELS)
def test_each_level_tells_what_it_may_and_no_more(exercise: Exercise, level: Level) -> None:
    shown = {id(report): told(limited(report, level), exercise) for report in (REPORT, JUDGED, BROKEN, AT_IMPORT)}
    for report, text, lowest in SECRETS:
        assert (text in shown[id(report)]) == (LEVELS.index(level) >= LEVELS.index(lowest)), (text, level)


def test_the_order_of_the_levels() -> None:
    assert LEVELS == ("verdict", "place", "values", "full")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("level", LEVELS)
def test_points_and_status_stay(exercise: Exercise, level: Level, kind: str) -> None:
    report = KINDS[kind]
    less = limited(report, level)
    assert (less.status, less.score, less.max_score) == (report.status, report.score, report.max_score)
    for before, after in zip(report.checks, less.checks, strict=True):
        assert (before.name, before.points, before.max_points) == (after.name, after.points, after.max_points)
        assert (before.status in ("passed", "skipped")) == (after.status in ("passed", "skipped"))
    for language in LANGUAGES:
        choose_language(language)
        checked(read_strictly(render("json", less, exercise)))


def test_a_verdict_is_passed_or_failed_and_points(exercise: Exercise) -> None:
    for report in (KINDS["timeout"], KINDS["memory"], KINDS["crashed"], KINDS["raised"]):
        less = limited(report, "verdict")
        assert less.checks[0] == CheckReport("double", "double", "failed", 0.0, 2.0)
    report = KINDS["failed"]
    shown = [
        "".join(part.text for part in line) for line in lines(limited(report, "verdict"), exercise, commands=False)
    ]
    assert [line for line in shown if line][:5] == [
        "exercise01  Doubles", "FAILED    double    0/2  Twice as much", "skipped   total     0/3  Sum of the doubles",
        "skipped   triple    0/0  Three times as much", "0 of 5 points. Not passed yet.",
    ]  # fmt: skip


@pytest.mark.parametrize("level", LEVELS)
def test_a_file_with_nothing_to_judge_is_told_so_at_every_level(exercise: Exercise, level: Level) -> None:
    report = limited(KINDS["error"], level)
    assert report.finding == KINDS["error"].finding
    assert limited(KINDS["import"], level).finding is not None


def test_what_was_handed_in_is_named_at_every_level() -> None:
    finding = Finding("several-files", {"names": "a.py, b.py"})
    assert limited(report_of(*UNTOUCHED, status="error", finding=finding), "verdict").finding == finding


def test_the_place_of_what_ended_otherwise(exercise: Exercise) -> None:
    def place(finding: str, status: Any = "error", **values: Any) -> Finding | None:
        report = report_of(check("double", status, finding=Finding(finding, values)))
        return limited(report, "place").checks[0].finding

    assert place("raised", **RAISED) == Finding("raised-in-line", {"line": 2})
    assert place("raised-at-call", type="SecretError", message="x") == Finding("stopped")
    assert place("ended", code=42) == Finding("stopped")
    assert place("import", line=3, name="secret") == Finding("import-refused", {"line": 3})
    assert place("refused-read", name="secret") == Finding("not-allowed")
    assert place("changed", name="secret") == Finding("not-allowed")
    assert place("wrong-type", "failed", got="Secret", expected="array") == Finding("other-type")
    assert place("wrong-count", "failed", got=2, expected=3) == Finding("wrong-count", {"got": 2, "expected": 3})
    assert place("recursion", line=4, message="secret") == Finding("recursion", {"line": 4})
    assert place("timeout", "timeout", seconds=10) == Finding("timeout", {"seconds": 10})
    assert place("timeout", "timeout", seconds="secret") == Finding("timeout")


def test_a_mistake_without_its_name(exercise: Exercise) -> None:
    def unnamed(level: Level, **more: Any) -> Finding | None:
        return limited(report_of(replace(MISTAKE, **more)), level).checks[0].finding

    shapes = Finding("wrong-shape", {"got": "(41, 5)", "expected": "(37, 5)"})
    raised = Finding("double-squares", RAISED, is_mistake=True)
    assert unnamed("values") == unnamed("place") == Finding("values")
    assert unnamed("values", evidence=None) == unnamed("place", evidence=None) == Finding("values")
    assert unnamed("values", evidence=SHAPES) == unnamed("place", evidence=SHAPES) == shapes
    assert unnamed("values", finding=raised, status="error") == Finding("raised", RAISED)
    assert unnamed("place", finding=raised, status="error") == Finding("raised-in-line", {"line": 2})


# -- whatever is in a report -------------------------------------------------------------------------------------------

SECRET = "s3cr3t"
NUMBER = 98765.4375
TEXTS = (
    "type",
    "message",
    "name",
    "element",
    "reason",
    "inside",
    "got",
    "expected",
    "line",
    "seconds",
    "order",
    "value",
)
NUMBERS = ("code", "factor", "offset", "axis", "right", "largest", "error", "digits", "index")
FINDING = st.builds(
    Finding,
    st.sampled_from([*(name for name in FINDINGS if name not in ("bad-encoding", "syntax", "notebook")), "unheard-of"]),
    st.builds(
        lambda texts, numbers: dict.fromkeys(texts, SECRET) | dict.fromkeys(numbers, NUMBER),
        st.sets(st.sampled_from(TEXTS)), st.sets(st.sampled_from(NUMBERS)),
    ),
    st.booleans(),
)  # fmt: skip
SECRETIVE = st.builds(
    Evidence,
    st.just("row"), st.just("row"), st.none() | st.just((2, 3)), st.none() | st.just((2, 3)),
    expected=st.sampled_from([SECRET, NUMBER, None]), got=st.sampled_from([SECRET, NUMBER, None]),
    first_expected=st.just(NUMBER), first_got=st.just(SECRET), wrong=st.integers(0, 6), size=st.integers(0, 6),
    error=st.none() | st.just(NUMBER), ratio=st.none() | st.just(NUMBER),
)  # fmt: skip
CHECKS = st.tuples(*(
    st.builds(
        CheckReport, st.just(name), st.just(name), st.sampled_from(["failed", "error", "timeout", "memory", "skipped"]),
        st.just(0.0), st.just(points), finding=st.none() | FINDING, evidence=st.none() | SECRETIVE,
        call=st.none() | st.just(Shown(SECRET, ((SECRET, SECRET),))), returned=st.sampled_from(["", SECRET]),
        also=st.lists(FINDING, max_size=2).map(tuple),
    )
    for name, points in POINTS.items()
))  # fmt: skip


@settings(max_examples=40)
@given(
    CHECKS, st.sampled_from(["failed", "error", "ungraded"]),
    st.none() | FINDING.filter(lambda finding: finding.id not in INTAKE),  # which name what was handed in
    st.sampled_from(["verdict", "place"]),
)  # fmt: skip
def test_no_secret_is_told_below_its_level(
    exercise: Exercise, checks: tuple[CheckReport, ...], status: Any, finding: Finding | None, level: Level
) -> None:
    shown = told(limited(report_of(*checks, status=status, finding=finding, output=SECRET), level), exercise)
    assert SECRET not in shown
    assert "98765" not in shown


@settings(max_examples=20)
@given(CHECKS, st.sampled_from(["verdict", "place", "values"]))
def test_no_mistake_is_named_below_full(exercise: Exercise, checks: tuple[CheckReport, ...], level: Level) -> None:
    other = Finding("total-of-halves", is_mistake=True)
    named = [
        replace(check, finding=Finding("double-squares", is_mistake=True), also=(*check.also, other))
        for check in checks
    ]
    shown = told(limited(report_of(*named), level), exercise)
    for text in ("double-squares", "squared", "You square it", "total-of-halves", "not doubled"):
        assert text not in shown
