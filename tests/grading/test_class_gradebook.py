"""The gradebook: what csv reads back, and what a spreadsheet must not take for a formula."""

from __future__ import annotations

import csv
import io
import re

import pytest
from class_made_up import graded_as
from hypothesis import example, given
from hypothesis import strategies as st
from made_up import make_course

from tuitrainer.grading.catalog import Exercise, find_exercise
from tuitrainer.grading.classroom.gradebook import encoded, gradebook, guarded, unguarded
from tuitrainer.grading.classroom.policy import read_policy
from tuitrainer.grading.classroom.settled import settle
from tuitrainer.grading.report import Finding

NAMES = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=12)
NASTY = (
    'O\'Neil, "Bob"',
    "Évariste\nGalois",
    "李四 😀",
    '=HYPERLINK("x")',
    "a;=1+1",
    "-",
    "'=x",
    "+33 1",
    "\t@x",
    "a\r\nb",
)


@pytest.fixture(scope="module")
def exercises(tmp_path_factory: pytest.TempPathFactory) -> list[Exercise]:
    course = make_course(tmp_path_factory.mktemp("course"))
    return [find_exercise(course, name) for name in ("exercise01", "exercise02")]


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_every_number_is_there_and_what_is_not_known_is_empty(exercises: list[Exercise]) -> None:
    first, second = exercises
    policy = read_policy({"deadline": "1970-01-02T00:00Z", "late": "50%/day"})
    graded = [
        graded_as("ada", first, name="Ada", identifier="12", submitted=5.0),
        graded_as("ada", second, submitted=86_401.0),
        graded_as("eve", first, {"total": "values"}, name="Eve"),
        graded_as("kim", first, status="ungraded", finding=Finding("grader-fault", {"message": "x"})),
        graded_as("kim", second, {"shuffle": "shuffle-sorts"}, submitted=1.0),
    ]  # fmt: skip
    ada, eve, kim = rows(gradebook(settle(graded, policy, {each.id: each for each in exercises}), exercises))
    assert ada == {
        "student": "ada", "name": "Ada", "identifier": "12",
        "exercise01": "6", "exercise01_max": "6", "exercise01_days_late": "0", "exercise01_status": "passed",
        "exercise02": "2", "exercise02_max": "4", "exercise02_days_late": "1", "exercise02_status": "passed",
        "total": "8", "total_max": "10",
    }  # fmt: skip
    assert (eve["exercise01"], eve["exercise01_days_late"], eve["exercise01_status"]) == ("3", "", "failed")
    assert (eve["exercise02"], eve["exercise02_max"], eve["exercise02_status"]) == ("", "4", "missing")
    assert (eve["total"], eve["total_max"]) == ("3", "10")
    assert (kim["exercise01"], kim["exercise01_max"], kim["exercise01_status"]) == ("", "5", "ungraded")
    assert (kim["total"], kim["total_max"]) == ("", "9"), "never a zero"


@given(st.lists(NAMES, unique=True, max_size=6))
@example(list(NASTY))
def test_names_come_back_as_they_were(exercises: list[Exercise], names: list[str]) -> None:
    settled = settle([graded_as(name, exercises[0]) for name in names], read_policy({}))
    read = rows(encoded(gradebook(settled, exercises)).decode("utf-8"))
    assert sorted(unguarded(row["name"]) for row in read) == sorted(names)
    assert all(row["exercise01"] == "6" and None not in row for row in read)


@given(st.text())
@example("''=1")
@example("\t=1")
@example("'-")
@example("a;'+1\n-2")
def test_guarding_is_undone_and_leaves_no_formula(text: str) -> None:
    cell = guarded(text)
    assert unguarded(cell) == text
    if len(text) > 1:
        assert not re.match(r"[=+\-@\t\r\n]", cell)
        for part in re.split(r"[,;\t\r\n]", cell):
            assert len(part) == 0 or part[0] not in "=+-@"


@pytest.mark.parametrize("text", ["-", "+", "Ada", "Jean-Luc", "a=b", "1e5", "", "x@y.org", "'", "O'Neil", "a, b; c"])
def test_ordinary_texts_stay(text: str) -> None:
    assert guarded(text) == text


def test_bytes_can_begin_with_the_mark_that_spreadsheets_want(exercises: list[Exercise]) -> None:
    assert encoded("é", with_mark=True) == b"\xef\xbb\xbf\xc3\xa9"
    assert encoded("é\udcff") == b"\xc3\xa9\\udcff", "a file name that is no UTF-8 spoils nothing"
