"""`tuitrainer class report`, on results of a class that was not really run."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from class_made_up import graded_as
from click.testing import CliRunner, Result
from made_up import make_course
from report_schema import read_strictly

from tuitrainer.base.errors import UserError
from tuitrainer.cli.class_report import command, write_file
from tuitrainer.cli.options import prepared
from tuitrainer.grading.catalog import find_exercise
from tuitrainer.grading.classroom.store import open_results
from tuitrainer.grading.classroom.submitted import Attempt

SHEET = (
    'Identifier,"Full name",Grade,"Maximum grade","Last modified (grade)"\n"Participant 7",Ada,,10.00,-\n'
    '"Participant 8",Eve,,10.00,-\n'
)


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """Exercises, and results that say that Ada was late by three days and Bob in time; Eve waits."""
    made = make_course(tmp_path)
    first, second = (find_exercise(made, name) for name in ("exercise01", "exercise02"))
    graded = [
        graded_as("Ada_7", first, name="Ada", identifier="7", submitted=3 * 86_400.0),
        graded_as("Bob_9", first, {"double": "double-squares"}, name="Bob", identifier="9", submitted=0.0),
        graded_as("Bob_9", second, name="Bob", identifier="9", submitted=0.0),
    ]
    attempts = [Attempt(one.student, one.exercise, one.file, one.name, one.identifier, one.submitted) for one in graded]
    with open_results(tmp_path / "class", make=True) as results:
        results.list_attempts([*attempts, Attempt("Eve", "exercise01", "a.py")])
        results.keep([(attempt, one.report, b"", "digest") for attempt, one in zip(attempts, graded, strict=True)])
        results.set_facts({"policy.deadline": "1970-01-01T00:00Z", "policy.late": "50%/day"})
    return made.exercises


def report(course: Path, *arguments: str) -> Result:
    place = str(course.parent / "class")
    return CliRunner().invoke(prepared(command), [place, *arguments, "--exercises", str(course)])


def test_options_go_before_what_was_kept(course: Path) -> None:
    kept = read_strictly(report(course, "--json").stdout)
    asked = read_strictly(report(course, "--format", "json", "--late", "accept").stdout)
    assert kept["policy"]["deadline"] == asked["policy"]["deadline"] == "1970-01-01T00:00:00+00:00"
    points = [document["students"][0]["results"][0]["points"] for document in (kept, asked)]
    assert points == [0.0, 6.0]
    assert kept["waiting"] == 1


def test_each_form_is_written(course: Path, tmp_path: Path) -> None:
    text = report(course).stdout
    assert "Class report: 2 students" in text
    assert "squared" in text
    for form, begin in (("html", b"<!DOCTYPE html>"), ("csv", b"\xef\xbb\xbfstudent,name"), ("text", b"Class report")):
        target = tmp_path / f"report.{form}"
        result = report(course, "--format", form, "--bom", "--output", str(target))
        assert (result.exit_code, result.stdout) == (0, "")
        assert target.read_bytes().startswith(begin)
    assert [path.name for path in tmp_path.glob(".report*")] == []
    table = list(csv.DictReader(io.StringIO(report(course, "--format", "csv").stdout_bytes.decode(), newline="")))
    assert [(row["name"], row["exercise01"], row["exercise02"]) for row in table] == [
        ("Ada", "0", ""),
        ("Bob", "4", "4"),
    ]


def test_one_exercise_can_be_asked_for(course: Path) -> None:
    document = read_strictly(report(course, "--json", "--only", "exercise02").stdout)
    assert [each["exercise"] for each in document["exercises"]] == ["exercise02"]
    assert [each["name"] for each in document["students"]] == ["Bob"]
    unknown = report(course, "--only", "exercise03")
    assert isinstance(unknown.exception, UserError)
    assert "exercise02" in str(unknown.exception)


def test_wrong_options_are_said_all_at_once(course: Path) -> None:
    result = report(course, "--deadline", "soon", "--late", "a bit", "--attempts", "first")
    assert isinstance(result.exception, UserError)
    assert len(result.exception.problems) == 3
    assert report(course, "--worksheet", "x.csv", "--anonymous").exit_code == 2


def test_worksheet_is_filled_beside_the_original(course: Path, tmp_path: Path) -> None:
    sheet = tmp_path / "Grades.csv"
    sheet.write_text(SHEET, encoding="utf-8")
    result = report(course, "--worksheet", str(sheet), "--only", "exercise01", "--late", "10%/day")
    assert result.exit_code == 0, result.output
    assert sheet.read_text(encoding="utf-8") == SHEET
    filled = tmp_path / "Grades.filled.csv"
    assert filled.read_text(encoding="utf-8") == SHEET.replace("Ada,,10.00", "Ada,7.00,10.00")
    assert "grades filled in: 1" in result.stdout
    assert "(1): Bob" in result.stdout
    assert "(1): Eve" in result.stdout
    again = report(course, "--worksheet", str(sheet))
    assert isinstance(again.exception, UserError), "what was filled in before is not written over"
    told = read_strictly(report(course, "--worksheet", str(sheet), "--output", str(sheet), "--json").stdout)
    assert told["filled"] == ["Ada"]
    assert sheet.read_text(encoding="utf-8") != SHEET, "asked for by name"


def test_several_exercises_of_one_assignment_are_added_up(course: Path, tmp_path: Path) -> None:
    sheet = tmp_path / "Grades.csv"
    sheet.write_text(SHEET.replace("Participant 8", "Participant 9"), encoding="utf-8")
    report(course, "--worksheet", str(sheet), "--late", "accept")
    rows = list(csv.DictReader(io.StringIO((tmp_path / "Grades.filled.csv").read_text(encoding="utf-8"))))
    assert [row["Grade"] for row in rows] == ["6.00", "8.00"], "6 of 10 points, as exercise02 is missing, and 8 of 10"


def test_what_can_not_be_written_leaves_the_old_file(tmp_path: Path) -> None:
    target = tmp_path / "report.csv"
    target.write_bytes(b"old")
    write_file(b"new", target)
    assert target.read_bytes() == b"new"
    with pytest.raises(UserError):
        write_file(b"new", tmp_path / "no such folder" / "report.csv")
    with pytest.raises(UserError):
        write_file(b"new", tmp_path)
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_a_worksheet_that_is_not_there_is_said(course: Path) -> None:
    result = report(course, "--worksheet", "nothing.csv")
    assert isinstance(result.exception, UserError)
    assert "nothing.csv" in str(result.exception)


def test_a_folder_that_was_not_graded_is_said(course: Path, tmp_path: Path) -> None:
    result = CliRunner().invoke(prepared(command), [str(tmp_path / "other"), "--exercises", str(course)])
    assert isinstance(result.exception, UserError)
    assert "class grade" in str(result.exception)
