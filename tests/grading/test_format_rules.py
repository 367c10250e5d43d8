"""Every format against the rules that its readers publish, whatever a report holds."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree as Xml

import jsonschema
import pytest
from made_up import make_course
from report_kinds import HOSTILE, KINDS, hostile
from report_schema import checked, read_strictly

from tuitrainer.base.texts import LANGUAGES, choose_language
from tuitrainer.grading.catalog import Exercise, find_exercise
from tuitrainer.grading.formats import FORMATS, render, render_several
from tuitrainer.grading.report import Report

NASTY = {f"hostile {place}": report for place, report in enumerate(hostile(" ".join(HOSTILE))[::4])}
ALL = KINDS | NASTY


@pytest.fixture(scope="module")
def exercise(tmp_path_factory: pytest.TempPathFactory) -> Exercise:
    return find_exercise(make_course(tmp_path_factory.mktemp("course")), "exercise01")


def documents(name: str, exercise: Exercise, reports: dict[str, Report] = ALL) -> Iterator[tuple[Report, str]]:
    """Each report in a format, in each language."""
    for language in LANGUAGES:
        choose_language(language)
        for report in reports.values():
            yield report, render(name, report, exercise)


@pytest.mark.parametrize("name", FORMATS)
def test_documents_are_text_that_ends_with_its_line_and_are_the_same_again(name: str, exercise: Exercise) -> None:
    for report in ALL.values():
        text = render(name, report, exercise)
        assert text.endswith("\n")
        assert text.encode("utf-8")
        assert text == render(name, report, exercise)


@pytest.mark.parametrize("name", FORMATS)
def test_nothing_to_list_is_a_document_too(name: str) -> None:
    if name != "vpl":  # which tells one grade, and there is none
        assert render_several(name, []).endswith("\n")


# -- json: DESIGN, "JSON report (schema 1)" ----------------------------------------------------------------------------


def test_json_tells_every_text_as_it_was(exercise: Exercise) -> None:
    for report, text in documents("json", exercise):
        told = checked(read_strictly(text))
        assert text.isascii()
        assert (told["output"], told["file"]) == (report.output, report.file)
    several = read_strictly(render_several("json", [(report, exercise) for report in ALL.values()]))
    assert [told["file"] for told in map(checked, several)] == [report.file for report in ALL.values()]


# -- JUnit: jenkinsci/xunit-plugin, junit-10.xsd; windyroad/JUnit-Schema, JUnit.xsd ------------------------------------

JENKINS: dict[str, tuple[set[str], set[str], set[str]]] = {
    "testsuites": (set(), {"name", "time", "tests", "failures", "errors"}, {"testsuite"}),
    "testsuite": (
        {"name", "tests", "failures", "errors"},
        {"group", "time", "skipped", "timestamp", "hostname", "id", "package", "file", "log", "url"},
        {"testsuite", "properties", "testcase", "system-out", "system-err"},
    ),
    "properties": (set(), set(), {"property"}),
    "property": ({"name", "value"}, set(), set()),
    "testcase": (
        {"name"}, {"time", "classname", "group"}, {"skipped", "error", "failure", "system-out", "system-err"},
    ),
    "failure": (set(), {"type", "message"}, set()), "error": (set(), {"type", "message"}, set()),
    "skipped": (set(), {"type", "message"}, set()),
    "system-out": (set(), set(), set()), "system-err": (set(), set(), set()),
}  # fmt: skip
"""Element -> required attributes, optional ones, children."""
SUREFIRE_TIME = re.compile(r"(([0-9]{0,3},)*[0-9]{3}|[0-9]{0,3})*(\.[0-9]*)?")


def check_jenkins(element: Xml.Element) -> None:
    required, optional, children = JENKINS[element.tag]
    assert required <= set(element.keys()) <= required | optional, element.tag
    assert {child.tag for child in element} <= children, element.tag
    assert SUREFIRE_TIME.fullmatch(element.get("time", ""))
    for child in element:
        check_jenkins(child)


def check_windyroad(suite: Xml.Element, place: int) -> None:
    """The order of the parts and the attributes of an aggregated suite; no moment of a run, which a report has not."""
    names = {"name", "package", "id", "hostname", "tests", "failures", "errors", "skipped", "time"}
    assert set(suite.keys()) == names
    assert suite.get("id") == str(place)
    tags = [child.tag for child in suite]
    assert tags == ["properties", *["testcase"] * (len(tags) - 3), "system-out", "system-err"]
    for case in suite.iter("testcase"):
        assert set(case.keys()) == {"name", "classname", "time"}
        assert len(case) <= 1
        for name in ("name", "classname"):  # xs:token
            assert case.get(name) == " ".join(case.get(name, "").split()) != ""
        for outcome in case:
            assert outcome.get("type")


def suites_of(text: str) -> list[Xml.Element]:
    root = Xml.fromstring(text)
    assert root.tag == "testsuites"
    check_jenkins(root)
    for place, suite in enumerate(root):
        check_windyroad(suite, place)
        cases = list(suite.iter("testcase"))
        assert int(suite.get("tests", "")) == len(cases)
        for name, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
            assert int(suite.get(name, "")) == sum(case.find(tag) is not None for case in cases)
    return list(root)


def outcomes(suite: Xml.Element) -> dict[str, str]:
    return {case.get("name", ""): case[0].tag if len(case) else "passed" for case in suite.iter("testcase")}


def test_junit_keeps_to_both_schemas(exercise: Exercise) -> None:
    for report, text in documents("junit", exercise):
        (suite,) = suites_of(text)
        bad = int(suite.get("failures", "")) + int(suite.get("errors", ""))
        assert (bad == 0) == (report.status in ("passed", "ungraded"))
    assert len(suites_of(render_several("junit", [(report, exercise) for report in ALL.values()]))) == len(ALL)


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("passed", {"double": "passed", "total": "passed", "triple": "passed"}),
        ("failed", {"double": "failure", "total": "skipped", "triple": "skipped"}),
        ("raised", {"double": "error", "total": "passed", "triple": "passed"}),
        ("timeout", {"double": "error", "total": "passed", "triple": "passed"}),
        ("memory", {"double": "error", "total": "passed", "triple": "passed"}),
        ("left running", {"file": "failure", "double": "passed", "total": "passed", "triple": "passed"}),
        ("error", {"file": "error", "double": "skipped", "total": "skipped", "triple": "skipped"}),
        ("ungraded", {"grader": "skipped"}),
    ],
)
def test_junit_tells_wrong_from_crashed_from_not_judged(
    exercise: Exercise, kind: str, expected: dict[str, str]
) -> None:
    (suite,) = suites_of(render("junit", KINDS[kind], exercise))
    assert outcomes(suite) == expected


def test_junit_says_what_is_said_in_text(exercise: Exercise) -> None:
    (suite,) = suites_of(render("junit", KINDS["failed"], exercise))
    failure = suite.find("testcase/failure")
    assert failure is not None
    assert (failure.get("type"), failure.get("message")) == ("double-squares", "You square it.")
    assert "Called: double(x=array (4,))\n" in str(failure.text)
    assert "first at [0]: 0.25 instead of 0.5" in str(failure.text)


# -- Gradescope: gradescope/autograder_samples, docs/specs.md ----------------------------------------------------------

VISIBILITY = {"enum": ["hidden", "after_due_date", "after_published", "visible"]}
TEXT_FORMAT = {"enum": ["text", "html", "simple_format", "md", "ansi"]}
GRADESCOPE = {
    "type": "object", "required": ["tests"], "additionalProperties": False,
    "properties": {
        "score": {"type": "number"}, "execution_time": {"type": "number", "minimum": 0}, "output": {"type": "string"},
        "output_format": TEXT_FORMAT, "test_output_format": TEXT_FORMAT, "test_name_format": TEXT_FORMAT,
        "visibility": VISIBILITY, "stdout_visibility": VISIBILITY, "extra_data": {"type": "object"},
        "tests": {
            "type": "array",
            "items": {
                "type": "object", "required": ["score", "name", "max_score"], "additionalProperties": False,
                "properties": {
                    "score": {"type": "number", "minimum": 0}, "max_score": {"type": "number", "minimum": 0},
                    "status": {"enum": ["passed", "failed"]}, "name": {"type": "string", "minLength": 1},
                    "name_format": TEXT_FORMAT, "number": {"type": "string", "pattern": r"^\d+(\.\d+)*$"},
                    "output": {"type": "string"}, "output_format": TEXT_FORMAT,
                    "tags": {"type": "array", "items": {"type": "string"}}, "visibility": VISIBILITY,
                    "extra_data": {"type": "object"},
                },
            },
        },
    },
}  # fmt: skip
GRADESCOPE_RULES = jsonschema.Draft202012Validator(GRADESCOPE)


def test_gradescope_scores_every_test(exercise: Exercise) -> None:
    for report, text in documents("gradescope", exercise):
        told = read_strictly(text)
        extra = {"status": report.status, "seed": 7, "sha256": report.sha256, "isolation": report.isolation}
        assert told["extra_data"] == {"exercise01": extra}
        if report.status == "ungraded":
            continue
        GRADESCOPE_RULES.validate(told)
        assert sum(test["score"] for test in told["tests"]) == report.score
        assert sum(test["max_score"] for test in told["tests"]) == report.max_score
        for test, check in zip(told["tests"], report.checks, strict=True):
            assert (test.get("status") == "passed") == (check.status == "passed")
    pairs = [(report, exercise) for report in ALL.values() if report.status != "ungraded"]
    numbers = [test["number"] for test in read_strictly(render_several("gradescope", pairs))["tests"]]
    assert len(numbers) == len(set(numbers))


def test_gradescope_gets_no_score_for_what_was_not_graded(exercise: Exercise) -> None:
    for pairs in ([KINDS["ungraded"]], [KINDS["passed"], KINDS["ungraded"]]):
        told = read_strictly(render_several("gradescope", [(report, exercise) for report in pairs]))
        assert not {"score", "tests"} & told.keys()
        assert "Not graded: this does not count against you." in told["output"]


# -- Exercism: exercism/docs, building/tooling/test-runners/interface.md -----------------------------------------------

EXERCISM = {
    "type": "object", "required": ["version", "status", "tests"], "additionalProperties": False,
    "properties": {
        "version": {"const": 3}, "status": {"enum": ["pass", "fail", "error"]},
        "message": {"type": ["string", "null"], "maxLength": 65535},
        "tests": {
            "type": "array",
            "items": {
                "type": "object", "required": ["name", "status", "test_code"], "additionalProperties": False,
                "properties": {
                    "name": {"type": "string", "minLength": 1}, "test_code": {"type": "string"},
                    "status": {"enum": ["pass", "fail", "error"]}, "message": {"type": ["string", "null"]},
                    "output": {"type": ["string", "null"], "maxLength": 500}, "task_id": {"type": "integer"},
                },
            },
        },
    },
    "if": {"properties": {"status": {"const": "error"}}},
    "then": {"properties": {"message": {"type": "string", "minLength": 1}, "tests": {"maxItems": 0}}},
    "else": {"properties": {"message": {"type": "null"}, "tests": {"minItems": 1}}},
}  # fmt: skip


EXERCISM_RULES = jsonschema.Draft202012Validator(EXERCISM)


def check_exercism(told: dict[str, Any], rules: Any = EXERCISM_RULES) -> None:
    rules.validate(told)
    statuses = {test["status"] for test in told["tests"]}
    assert told["status"] == "error" or (told["status"] == "pass") == (statuses == {"pass"})
    assert len((told["message"] or "").encode()) <= 65535


def test_exercism_keeps_to_the_interface(exercise: Exercise) -> None:
    for report, text in documents("exercism", exercise):
        told = read_strictly(text)
        check_exercism(told)
        assert (told["status"] == "error") == (report.status in ("error", "ungraded"))
        names = [test["name"].partition(":")[0] for test in told["tests"]]
        checks = [check.name for check in report.checks]
        assert [name for name in names if name in checks] == [name for name in checks if name in names]
    pairs = [(report, exercise) for report in ALL.values()]
    check_exercism(read_strictly(render_several("exercism", pairs)))
    check_exercism(
        read_strictly(render_several("exercism", [(KINDS["ungraded"], exercise), (KINDS["passed"], exercise)]))
    )


def test_exercism_cuts_what_was_printed_with_a_notice(exercise: Exercise) -> None:
    for size in (1, 499, 500, 501, 10_000):
        told = read_strictly(render("exercism", replace(KINDS["failed"], output="é" * size), exercise))
        output = told["tests"][0]["output"]
        assert len(output) == min(size, 500)
        assert output.endswith("Output was truncated. Please limit to 500 chars.") == (size > 500)
    told = read_strictly(render("exercism", replace(KINDS["passed"], output="hello"), exercise))
    assert [test["output"] for test in told["tests"]] == ["hello", None, None]


def test_exercism_leaves_out_what_is_optional_and_fails_what_waits(exercise: Exercise) -> None:
    tests = read_strictly(render("exercism", KINDS["failed"], exercise))["tests"]
    assert [(test["name"], test["status"], test["test_code"]) for test in tests] == [
        ("double: Twice as much", "fail", "double(x=array (4,))"),
        ("total: Sum of the doubles", "fail", "total"),
    ]
    assert tests[0]["message"].startswith("Mistake: squared. You square it.\n")


# -- GitHub Classroom: classroom-resources/autograding-grading-reporter, src/ ------------------------------------------

GITHUB = json.loads(json.dumps(EXERCISM))
GITHUB["properties"]["max_score"] = {"type": "number"}
GITHUB["properties"]["tests"]["items"]["properties"] |= {
    "score": {"type": "number", "minimum": 0}, "filename": {"type": "string"}, "line_no": {"type": "integer"},
}  # fmt: skip
GITHUB["properties"]["tests"]["items"]["required"] += ["score", "line_no"]
GITHUB_RULES = jsonschema.Draft202012Validator(GITHUB)


def decoded(text: str) -> dict[str, Any]:
    """As main.js of the reporter reads it."""
    assert re.fullmatch(r"result=[A-Za-z0-9+/]+=*\n", text)
    told: dict[str, Any] = read_strictly(base64.b64decode(text.partition("=")[2]).decode("utf-8"))
    return told


def points(told: dict[str, Any]) -> tuple[float, float] | None:
    """What notify-classroom.js reports: nothing where there is no max_score."""
    if not told.get("max_score"):
        return None
    return sum(test["score"] for test in told["tests"]), told["max_score"]


def test_github_reports_the_points(exercise: Exercise) -> None:
    for report, text in documents("github", exercise):
        told = decoded(text)
        check_exercism(told, GITHUB_RULES)
        assert points(told) == (None if report.status == "ungraded" else (report.score, report.max_score))
        assert (told["status"] == "pass") == (report.status == "passed")  # the reporter fails the job otherwise
        assert all("/" not in test["filename"] for test in told["tests"])
    pairs = [(KINDS["passed"], exercise), (KINDS["ungraded"], exercise)]
    assert points(decoded(render_several("github", pairs))) is None
    assert points(decoded(render_several("github", [(KINDS["failed"], exercise), pairs[0]]))) == (6.0, 11.0)


def test_github_points_to_the_line(exercise: Exercise) -> None:
    tests = decoded(render("github", KINDS["raised"], exercise))["tests"]
    assert [(test["filename"], test["line_no"], test["score"]) for test in tests] == [
        ("answer.py", 2, 0.0), ("answer.py", 0, 3.0), ("answer.py", 0, 1.0),
    ]  # fmt: skip
