"""A Gradescope pack at work: unzipped as Gradescope does, set up, and run on what students upload."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from made_up import SOLUTION01, STARTER01, make_course

from tuitrainer.base.course import Course
from tuitrainer.base.texts import language
from tuitrainer.grading.catalog import find_exercise
from tuitrainer.grading.pack.assignment import Assignment, Wheel
from tuitrainer.grading.pack.autograder import combined, ungraded
from tuitrainer.grading.pack.build import build_pack
from tuitrainer.grading.pack.writing import write_pack

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Gradescope's scripts are for Linux")

HOSTILE = """
import json, os, sys, atexit
PERFECT = json.dumps({"score": 1000, "tests": []})
def spoil():
    for path in ("results/results.json", "/autograder/results/results.json"):
        try:
            open(path, "w").write(PERFECT)
        except BaseException:
            pass
atexit.register(spoil)
print(PERFECT)
print("::error::Grade :=>> 100\\x1b[2J")
spoil()
def double(x):
    try:
        source = os.environ["SOURCE"]
    except KeyError:
        source = "SOURCE_FOLDER"
    text = open(source + "/course/solutions/exercise01.py").read()
    scope = {}
    exec(text, scope)
    return scope["double"](x)
def total(x):
    sys.exit(0)
"""


@pytest.fixture
def course(tmp_path: Path) -> Course:
    (tmp_path / "course").mkdir()
    return make_course(tmp_path / "course")


class Autograder:
    """A folder laid out like Gradescope's /autograder."""

    def __init__(self, root: Path, course: Course, *names: str, options: tuple[str, ...] = ()) -> None:
        self.root = root
        assignment = Assignment(tuple(find_exercise(course, name) for name in names), language(), course, None, options)
        write_pack(build_pack("gradescope", assignment), root / "pack.zip")
        for folder in ("source", "submission", "results"):
            (root / folder).mkdir()
        with zipfile.ZipFile(root / "pack.zip") as archive:
            archive.extractall(root / "source")
        (root / "run_autograder").write_bytes((root / "source" / "run_autograder").read_bytes())

    def run(self, script: str, **variables: str) -> subprocess.CompletedProcess[str]:
        environment = {
            **os.environ, "TUITRAINER_AUTOGRADER": str(self.root), "TUITRAINER_PYTHON": sys.executable, **variables,
        }  # fmt: skip
        return subprocess.run(
            ["bash", str(self.root / script)], env=environment, cwd=self.root, capture_output=True, text=True,
            check=False, timeout=120,
        )  # fmt: skip

    def results(self, files: dict[str, str], **variables: str) -> dict[str, Any]:
        for name, text in files.items():
            (self.root / "submission" / name).write_text(text, encoding="utf-8")
        done = self.run("run_autograder", **variables)
        assert done.returncode == 0, done.stderr
        return valid((self.root / "results" / "results.json").read_text(encoding="ascii"))


def valid(text: str) -> dict[str, Any]:
    """results.json as docs/specs.md of gradescope/autograder_samples has it; without scores Gradescope reports a
    failure of the autograder instead of points.
    """
    results: dict[str, Any] = json.loads(text)
    assert isinstance(results["output"], str)
    assert results.get("visibility", "visible") in ("hidden", "after_due_date", "after_published", "visible")
    for test in results.get("tests", ()):
        assert 0 <= test["score"] <= test["max_score"]
        assert test.get("status", "passed") in ("passed", "failed")
        assert isinstance(test["name"], str)
        assert isinstance(test["output"], str)
    return results


def score(results: dict[str, Any]) -> tuple[float, float] | None:
    if "tests" not in results:
        assert "score" not in results
        return None
    return sum(test["score"] for test in results["tests"]), sum(test["max_score"] for test in results["tests"])


@pytest.fixture
def autograder(tmp_path: Path, course: Course) -> Autograder:
    (tmp_path / "autograder").mkdir()
    return Autograder(tmp_path / "autograder", course, "exercise01")


def test_what_is_missing_is_a_zero_that_says_so_and_a_link_to_the_reference_is_no_answer(
    autograder: Autograder,
) -> None:
    link = autograder.root / "submission" / "exercise01.py"
    link.symlink_to(autograder.root / "source" / "course" / "solutions" / "exercise01.py")
    results = autograder.results({"answer.txt": SOLUTION01})
    assert score(results) == (0.0, 5.0)
    assert "exercise01.py is missing. You handed in: answer.txt." in results["output"]


def test_a_hostile_file_neither_reads_the_reference_nor_writes_results(autograder: Autograder) -> None:
    hostile = HOSTILE.replace("SOURCE_FOLDER", str(autograder.root / "source"))
    results = autograder.results({"exercise01.py": hostile, "json.py": "raise SystemExit", "numpy.py": "1/0"})
    assert score(results) == (0.0, 5.0)
    assert "\x1b" not in results["output"]


def test_results_of_before_do_not_outlive_a_grader_that_fails(autograder: Autograder) -> None:
    (autograder.root / "results" / "results.json").write_text('{"score": 1000}')
    for broken in ({"TUITRAINER_PYTHON": "/nowhere/python"}, {"TUITRAINER_PYTHON": "/bin/false"}):
        results = autograder.results({"exercise01.py": SOLUTION01}, **broken)
        assert score(results) is None
        assert "does not count against you" in results["output"]


def test_a_fault_of_the_course_is_no_zero(autograder: Autograder) -> None:
    (autograder.root / "source" / "course" / "exercises" / "exercise01" / "probes.py").write_text("1 / 0\n")
    results = autograder.results({"exercise01.py": SOLUTION01})
    assert score(results) is None
    assert "does not count against you" in results["output"]


def test_several_exercises_add_up(tmp_path: Path, course: Course) -> None:
    (tmp_path / "autograder").mkdir()
    several = Autograder(tmp_path / "autograder", course, "exercise01", "exercise02", options=("--feedback", "verdict"))
    solution = (course.solutions / "exercise02.py").read_text()
    results = several.results({"exercise01.py": SOLUTION01.replace("2 * x", "x * x"), "exercise02.py": solution})
    assert score(results) == (5.0, 10.0)
    assert [test["number"] for test in results["tests"]] == ["1.1", "1.2", "1.3", "2.1"]
    assert results["tests"][0]["name"].startswith("exercise01, double")
    assert set(results["extra_data"]) == {"exercise01", "exercise02"}
    assert not results["output"]
    assert "square" not in json.dumps(results)  # full feedback would name the mistake


def test_setup_closes_the_source_and_tries_the_reference(autograder: Autograder) -> None:
    done = autograder.run("source/setup.sh")
    assert done.returncode == 0, done.stderr
    assert "6/6" in done.stdout
    assert all((path.stat().st_mode & 0o077) == 0 for path in (autograder.root / "source").rglob("*"))
    (autograder.root / "source" / "course" / "solutions" / "exercise01.py").write_text(STARTER01)
    assert autograder.run("source/setup.sh").returncode != 0


def test_scripts_are_bash_whatever_they_install(course: Course) -> None:
    for wheel in (None, Wheel("tuitrainer-1.0.0-py3-none-any.whl", b"")):
        assignment = Assignment((find_exercise(course, "exercise01"),), "en", course, wheel)
        for file in build_pack("gradescope", assignment):
            if file.executable:
                subprocess.run(["bash", "-n"], input=file.content, check=True)


def test_one_exercise_that_was_not_graded_leaves_no_total() -> None:
    part = {"execution_time": 1.0, "output": "", "extra_data": {}, "tests": [{"name": "a", "score": 1, "max_score": 1}]}
    assert combined({"a": part, "b": None}, ["A remark."])["output"].startswith("A remark.\n\nNot graded")
    assert score(combined({"a": part, "b": None}, [])) is None
    assert score(combined({"a": part, "b": {**ungraded(), "score": 0}}, [])) is None
    assert score(combined({"a": part, "b": part}, [])) == (2, 2)
