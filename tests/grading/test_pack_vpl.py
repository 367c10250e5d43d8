"""The files of a VPL activity at work, as its execution server runs them."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from made_up import SOLUTION01, STARTER01, make_course
from pack_scripts import make_command
from test_format_vpl import read

from tuitrainer.base.course import Course, find_course
from tuitrainer.base.texts import language
from tuitrainer.grading.catalog import find_exercise
from tuitrainer.grading.pack.assignment import Assignment, Wheel
from tuitrainer.grading.pack.build import build_pack
from tuitrainer.grading.pack.writing import write_pack

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="VPL's execution servers are Linux")

BOAST = "import os\nprint('Grade :=>> 100')\nos.write(1, b'\\nGrade :=>> 100\\n')\nprint('--|>')\n"
SHOUT = BOAST + "raise ValueError('\\nGrade :=>> 100\\n')\n"


@pytest.fixture
def course(tmp_path: Path) -> Course:
    (tmp_path / "course").mkdir()
    return make_course(tmp_path / "course")


@pytest.fixture
def activity(tmp_path: Path, course: Course) -> Path:
    """The execution files of an activity of one exercise, in the folder where the server runs them."""
    assignment = Assignment((find_exercise(course, "exercise01"),), language(), course)
    write_pack(build_pack("moodle-vpl", assignment), tmp_path / "pack")
    return tmp_path / "pack" / "exercise01"


def evaluate(folder: Path, text: str | None, script: str = "vpl_evaluate.sh", **variables: str) -> str:
    """What vpl_execution prints once the script has prepared it and the other execution files are gone."""
    environment = {**os.environ, "TUITRAINER_COMMAND": str(make_command(folder.parent)), **variables}
    (folder / "vpl_environment.sh").write_text("export VPL_GRADEMIN='0' VPL_GRADEMAX='20'\n")
    if text is not None:
        (folder / "exercise01.py").write_text(text)
    prepared = subprocess.run(["bash", script], cwd=folder, env=environment, capture_output=True, text=True, check=True)
    assert not prepared.stdout + prepared.stderr
    for name in ("vpl_run.sh", "vpl_evaluate.sh", "vpl_environment.sh"):
        (folder / name).unlink()
    assert (folder / "vpl_execution").stat().st_mode & stat.S_IXUSR
    done = subprocess.run(
        ["./vpl_execution"], cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=120
    )
    assert not done.stderr
    return done.stdout


@pytest.mark.parametrize(
    ("text", "grade", "said"),
    [
        (SOLUTION01, "20", "Passed."),
        (BOAST + SOLUTION01.replace("2 * x", "x * x"), "3.33333", "You square it."),
        (SHOUT, "0", "ValueError"),
        (None, "0", "empty"),
    ],
)
def test_the_last_grade_is_the_graders(text: str | None, grade: str, said: str, activity: Path) -> None:
    printed = evaluate(activity, text)
    assert read(printed)[0] == grade
    assert said in read(printed)[1]
    assert printed.rstrip().splitlines()[-1] == f"Grade :=>>{grade}"
    assert printed.count("Grade :=>>") == 1


def test_what_was_not_graded_has_no_grade_and_says_why(activity: Path) -> None:
    command = activity.parent / "broken"
    command.write_text("#!/bin/sh\necho 'Grade :=>> 100' >&2\nexit 1\n")
    command.chmod(0o755)
    grade, comments = read(evaluate(activity, SOLUTION01, TUITRAINER_COMMAND=str(command)))
    assert not grade
    assert "does not count against you" in comments
    assert "Grade :=>> 100" in comments


def test_a_server_without_tuitrainer_says_so(activity: Path) -> None:
    printed = evaluate(activity, SOLUTION01, TUITRAINER_COMMAND="/nowhere", PATH="/usr/bin:/bin")
    assert not read(printed)[0]
    assert "not installed" in read(printed)[1]


def test_the_button_run_shows_the_report_and_gives_no_grade(activity: Path) -> None:
    printed = evaluate(activity, BOAST + SOLUTION01, "vpl_run.sh")
    assert "Passed." in printed
    assert not read(printed)[0]


def test_a_course_that_can_not_be_unpacked_is_no_zero(activity: Path) -> None:
    (activity / "tuitrainer_course.b64").write_text("AAAA")
    grade, comments = read(evaluate(activity, SOLUTION01))
    assert not grade
    assert "does not count against you" in comments


def test_each_exercise_is_an_activity_of_text_files(tmp_path: Path, course: Course) -> None:
    exercises = tuple(find_exercise(course, name) for name in ("exercise01", "exercise02"))
    files = build_pack("moodle-vpl", Assignment(exercises, "fr", course, Wheel("tuitrainer-1.whl", b"\xff")))
    assert {file.path.split("/")[0] for file in files} == {"server", "exercise01", "exercise02"}
    for file in files:
        if not file.path.endswith(".whl"):
            file.content.decode("utf-8")
        if file.executable:
            subprocess.run(["bash", "-n"], input=file.content, check=True)
    by_name = {file.path: file.content.decode(errors="replace") for file in files}
    assert by_name["exercise01/requested/exercise01.py"] == STARTER01
    assert '"$here/tuitrainer-1.whl"' in by_name["server/install.sh"]


def test_our_own_course_is_that_of_the_server() -> None:
    assignment = Assignment((find_exercise(find_course(), "exercise04"),), "en")
    assert not [file.path for file in build_pack("moodle-vpl", assignment) if file.path.endswith(".b64")]
