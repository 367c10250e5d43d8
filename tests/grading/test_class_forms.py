"""The class report in words, as HTML and as JSON, whatever names and files hold."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from class_made_up import graded_as
from made_up import SOLUTION01, make_course
from report_schema import read_strictly

from tuitrainer.base.strict_json import strict_json
from tuitrainer.base.texts import LANGUAGES, choose_language
from tuitrainer.grading.catalog import Exercise, find_exercise
from tuitrainer.grading.classroom.gradebook import gradebook
from tuitrainer.grading.classroom.overview import Overview, feedback, overview
from tuitrainer.grading.classroom.policy import Policy, read_policy
from tuitrainer.grading.classroom.submitted import Graded
from tuitrainer.grading.formats import class_html, class_json, class_text
from tuitrainer.grading.report import Finding

EVIL = "\x1b[2J<script>alert(1)</script>\"'&\u202e\x9b\r\n</title>"
VOID = {"meta", "br"}
COPIED = ("\n\n" + SOLUTION01.replace("2 * x", "x * 2 + x.shape[0] * (x - x)") * 2).encode()


@pytest.fixture
def exercises(tmp_path: Path) -> list[Exercise]:
    course = make_course(tmp_path)
    return [find_exercise(course, name) for name in ("exercise01", "exercise02")]


def a_class(exercises: Sequence[Exercise], students: int = 12) -> list[Graded]:
    first, second = exercises
    graded = [
        graded_as(f"s{number}", first, {"double": "double-squares"} if number % 3 else {}, name=f"Ada Nr. {number}",
                  identifier=str(1000 + number), submitted=50_000.0 * number)
        for number in range(students)
    ]  # fmt: skip
    graded[1:1] = [
        graded_as(EVIL, first, {"total": Finding("judged", {"reason": EVIL})}, submitted=1.0),
        graded_as("<b>李</b>", second, status="error", finding=Finding("notebook", {"name": EVIL})),
        graded_as("kim", second, status="ungraded", finding=Finding("grader-fault", {"message": EVIL})),
        graded_as("kim", first, status="ungraded", file="b.py"), graded_as("kim", first, file="a.py"),
    ]  # fmt: skip
    return graded


def made(exercises: Sequence[Exercise], *, graded: list[Graded] | None = None, **more: Any) -> Overview:
    policy = read_policy({"deadline": "1970-01-02T12:00Z", "late": "10%/day"})
    return overview(a_class(exercises) if graded is None else graded, exercises, policy, waiting=3, **more)


def text_of(report: Overview, width: int = 80, verbose: bool = False) -> str:
    told = class_text.lines(report, width, verbose)
    return "\n".join("".join(part.text for part in line) for line in told)


class Reader(HTMLParser):
    """Fails for tags that are not closed; keeps what is of interest."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.said: list[str] = []
        self.feed(page)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] not in ("style", "title"):
            self.said.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.said).split())


# -- terminal ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [80, 100])
def test_text_fits_and_commands_no_terminal(exercises: list[Exercise], language: str, width: int) -> None:
    choose_language(language)
    said = text_of(made(exercises, graded=a_class(exercises, 300)), width)
    for line in said.splitlines():
        assert class_text.cells(line) <= width, line
    assert not [letter for letter in said if unicodedata.category(letter) in ("Cc", "Cf") and letter != "\n"]


def test_text_says_what_matters(exercises: list[Exercise]) -> None:
    said = " ".join(text_of(made(exercises)).split()).replace("\N{NO-BREAK SPACE}", " ")
    for wanted in (
        "Class report: 15 students", "Each day begun after the deadline takes 10 % of the points reached.",
        "Not graded yet and in no number here: 3", "double: squared You square it.", "8 57 %",
        "1 not graded (the grader", "5.4/6 late", "kim 6/6+ not graded",
    ):  # fmt: skip
        assert wanted in said, wanted
    assert "Ada Nr. 11" in said


def test_a_large_class_is_shortened_unless_asked(exercises: list[Exercise]) -> None:
    large = made(exercises, graded=a_class(exercises, 300))
    short, long = text_of(large), text_of(large, verbose=True)
    assert len(short.splitlines()) < 120
    assert "Ada Nr. 299" not in short
    assert "Ada Nr. 299" in long
    assert "more students: 263" in short


@pytest.mark.parametrize("language", LANGUAGES)
def test_nobody_and_nothing_graded_are_said(exercises: list[Exercise], language: str) -> None:
    choose_language(language)
    nobody = overview([], exercises, Policy())
    lost = overview([graded_as("a", exercises[0], status="ungraded")], exercises, Policy())
    for report in (nobody, lost):
        assert text_of(report)
        assert Reader(class_html.page(report)).text
        SCHEMA.validate(read_strictly(strict_json(class_json.document(report))))


def test_students_of_one_name_are_told_apart(exercises: list[Exercise]) -> None:
    graded = [graded_as(key, exercises[0], name="Kim Lee") for key in ("kim_1", "kim_2")]
    report = overview([*graded, graded_as("ada", exercises[0], name="Ada")], exercises, Policy())
    assert list(report.names.values()) == ["Ada", "Kim Lee (kim_1)", "Kim Lee (kim_2)"]


@pytest.mark.parametrize(("text", "width"), [("李四", 4), ("e\u0301", 1), ("Ada", 3), ("", 0), ("😀", 2)])
def test_cells_of_a_terminal(text: str, width: int) -> None:
    assert class_text.cells(text) == width
    assert class_text.cells(class_text.padded(text, 3)) == 3


# -- HTML --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_page_is_whole_and_loads_nothing(exercises: list[Exercise], language: str) -> None:
    choose_language(language)
    page = class_html.page(made(exercises))
    read = Reader(page)
    names = [tag for tag, _attributes in read.tags]
    assert not {"script", "link", "img", "iframe", "object", "b"} & set(names)
    assert not [tag for tag in read.tags if {"src", "href", "action"} & tag[1].keys()]
    assert not [tag for tag in read.tags if any(name.startswith("on") for name in tag[1])]
    assert "url(" not in page
    assert "default-src 'none'" in page
    assert dict(read.tags)["html"]["lang"] == language
    assert names.count("table") == names.count("caption") == 5
    assert all(attributes.get("scope") in ("col", "row") for tag, attributes in read.tags if tag == "th")
    identifiers = [attributes["id"] for _tag, attributes in read.tags if "id" in attributes]
    assert len(identifiers) == len(set(identifiers))
    assert "\x1b" not in page
    assert "\u202e" not in page


def test_page_names_mistakes_with_their_message_and_everyone(exercises: list[Exercise]) -> None:
    read = Reader(class_html.page(made(exercises)))
    assert "squared double You square it. Who Ada Nr. 1 , Ada Nr. 2" in read.text
    assert "8, 57 %" in read.text
    assert all(f"Ada Nr. {number}" in read.text for number in range(12))
    assert "<b>李</b>" in read.text, "escaped, so that it is read as text"


# -- JSON --------------------------------------------------------------------------------------------------------------

COUNT = {"type": "integer", "minimum": 0}
SHARE = {"type": ["number", "null"], "minimum": 0, "maximum": 1}
SCHEMA = jsonschema.Draft202012Validator({
    "type": "object",
    "required": ["schema", "lang", "anonymous", "waiting", "policy", "exercises", "students"],
    "properties": {
        "schema": {"const": 1},
        "exercises": {"items": {
            "required": ["exercise", "title", "passed", "failed", "error", "ungraded", "late", "unknown_times",
                         "mean_share", "checks", "mistakes", "similar"],
            "properties": {
                "passed": COUNT, "failed": COUNT, "error": COUNT, "ungraded": COUNT, "mean_share": SHARE,
                "checks": {"items": {
                    "required": ["name", "title", "students", "passed", "failed", "error", "skipped", "difficulty",
                                 "discrimination", "discrimination_interval"],
                    "properties": {"students": COUNT, "difficulty": SHARE},
                }},
                "mistakes": {"items": {
                    "required": ["id", "check", "named", "title", "message", "count", "share", "students"],
                    "properties": {"count": {"type": "integer", "minimum": 1}, "share": SHARE},
                }},
            },
        }},
        "students": {"items": {
            "required": ["student", "name", "results"],
            "properties": {"results": {"minItems": 1, "items": {
                "required": ["exercise", "status", "points", "score", "max_points", "attempts", "days_late"],
                "properties": {"points": {"type": ["number", "null"]}, "status": {
                    "enum": ["passed", "failed", "error", "ungraded"]}},
            }}},
        }},
    },
})  # fmt: skip


def test_json_agrees_with_the_gradebook(exercises: list[Exercise]) -> None:
    document = read_strictly(strict_json(class_json.document(made(exercises))))
    SCHEMA.validate(document)
    first = document["exercises"][0]
    assert [(each["id"], each["count"]) for each in first["mistakes"]] == [("double-squares", 8), ("judged", 1)]
    points = {each["student"]: each["results"][0]["points"] for each in document["students"]}
    assert points["s2"] == 4, "handed in 100,000 s after 1970 began; the deadline was at 129,600"
    assert points["s4"] == pytest.approx(4 * 0.9)
    kim = next(each for each in document["students"] if each["student"] == "kim")
    assert [(each["points"], each["unjudged_attempts"]) for each in kim["results"]] == [(6.0, 1), (None, 0)]


# -- anonymous ---------------------------------------------------------------------------------------------------------


def test_an_anonymous_report_names_nobody_in_any_form(exercises: list[Exercise]) -> None:
    graded = [
        graded_as("ada_77", exercises[0], {"double": "double-squares"}, name="Ada", identifier="77001", file="ada/x.py",
                  submitted=123_456_789.0, source=COPIED),
        graded_as("bob_78", exercises[0], {"double": Finding("judged", {"reason": "see Bob's code"})}, name="Bob",
                  identifier="78001", source=COPIED),
        graded_as("cy_79", exercises[1], status="error", finding=Finding("notebook", {"name": "Cy.ipynb"}), name="Cy"),
    ]  # fmt: skip
    report = made(exercises, graded=graded, anonymous=True)
    forms = (
        text_of(report, verbose=True), class_html.page(report), strict_json(class_json.document(report)),
        gradebook(report.settled, exercises),
    )  # fmt: skip
    for form in forms:
        for secret in ("Ada", "ada", "Bob", "bob", "Cy", "cy_", "7700", "7800", "123456789"):
            assert secret not in form, secret
        assert "Student 1" in form
        assert "Student 3" in form
    assert made(exercises, graded=graded[::-1], anonymous=True).names == report.names, "the same numbers every time"


# -- likeness and feedback ---------------------------------------------------------------------------------------------


def test_likeness_is_worth_a_look_and_no_accusation(exercises: list[Exercise]) -> None:
    graded = [graded_as(name, exercises[0], source=COPIED) for name in ("ada", "bob")]
    report = made(exercises, graded=[*graded, graded_as("cy", exercises[0], source=b"x = 1\n")])
    pairs = [(pair.first, pair.second) for pair in report.chapters[0].pairs]
    assert pairs == [("ada", "bob")]
    for form in (text_of(report), Reader(class_html.page(report)).text):
        assert "Worth a look" in form
        assert "100" in form
        assert "copied" not in form
        assert "cheat" not in form


def test_feedback_of_a_student_says_points_and_mistakes(exercises: list[Exercise]) -> None:
    graded = [
        graded_as("ada", exercises[0], {"double": "double-squares"}, skipped=("total",), submitted=130_000.0),
        graded_as("ada", exercises[1], status="ungraded"),
    ]  # fmt: skip
    report = made(exercises, graded=graded)
    assert feedback(report.settled, {each.id: each for each in exercises}) == [
        "exercise01: 0.9 of 6 points", "late, days begun: 1", "double: You square it.",
        "exercise02: not graded, the grader failed",
    ]  # fmt: skip
    in_exam = feedback(report.settled, {each.id: each for each in exercises}, "verdict")
    assert in_exam[2] == "double: not passed", "an exam tells no more"
