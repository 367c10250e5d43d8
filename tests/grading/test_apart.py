"""An exercise that asks for an environment: its reference runs in a process of its own, in that environment."""

from __future__ import annotations

import gc
import os
from dataclasses import replace
from pathlib import Path

import psutil
import pytest
from made_up import edit, make_course

from tuitrainer.base.course import Course
from tuitrainer.base.errors import UserError
from tuitrainer.base.texts import choose_language
from tuitrainer.grading.apart import BenchApart, open_bench
from tuitrainer.grading.author import prove
from tuitrainer.grading.catalog import Exercise, find_exercise
from tuitrainer.grading.classroom.parcel import pack_exercise
from tuitrainer.grading.classroom.worker import Assignment, Paper, _Worker
from tuitrainer.grading.definition_file import read_definition
from tuitrainer.grading.feedback import limited
from tuitrainer.grading.formats.details import sentences
from tuitrainer.grading.formats.json import document
from tuitrainer.grading.formats.text import lines
from tuitrainer.grading.grade import grade
from tuitrainer.grading.report import CheckReport, Finding
from tuitrainer.grading.stored import report_from_data, report_to_data
from tuitrainer.grading.trusted import Bench, CourseError

OTHER = "def double(x):\n    return x + x\ndef total(x):\n    return 2 * float(x.sum())\n"
VARIABLE = "TUITRAINER_OF_A_TEST"
SOLUTION = f"""
import os
FACTOR = float(os.environ.get("{VARIABLE}", "nan"))
def double(x):
    return FACTOR * x
def total(x):
    return float(double(x).sum())
def triple(x):
    return 3 * x
"""
PROBES = """
def double(module, rng):
    return {"row": module.double(rng.normal(size=5)), "ran_on": "a heap of sand"}
def total(module, rng):
    return {"row": module.total(rng.normal(size=5)), "seconds": 0.25}
def triple(module, rng):
    return {"row": module.triple(rng.normal(size=5))}
"""


@pytest.fixture
def exercise(tmp_path: Path) -> Exercise:
    course = make_course(tmp_path)
    folder = course.exercises / "exercise01"
    edit(folder / "exercise.toml", "[limits]", f'[environment]\n{VARIABLE} = "2"\n\n[limits]\nthreads = 3')
    (course.solutions / "exercise01.py").write_text(SOLUTION)
    (folder / "probes.py").write_text(PROBES)
    (folder / "alternatives").mkdir()
    (folder / "alternatives" / "sum.py").write_text(OTHER)
    edit(
        folder / "mistakes.py",
        "    return x * x\n",
        "    return x * x\n\n\ndouble_squares.also = ('total-of-halves',)\n",
    )
    return find_exercise(course, "exercise01")


def below() -> set[int]:
    return {process.pid for process in psutil.Process().children()}


def test_a_definition_names_an_environment_and_threads(exercise: Exercise) -> None:
    assert exercise.definition.environment == {VARIABLE: "2"}
    assert exercise.definition.threads == 3
    path = exercise.folder / "exercise.toml"
    edit(path, f'{VARIABLE} = "2"', f"{VARIABLE} = 2")
    edit(path, "threads = 3", "threads = 5000")
    with pytest.raises(UserError) as caught:
        read_definition(path)
    assert [problem.place.rpartition(", ")[2] for problem in caught.value.problems] == ["limits.threads", "environment"]


def test_only_such_an_exercise_gets_a_process_which_ends_with_its_bench(exercise: Exercise, tmp_path: Path) -> None:
    before = below()
    assert type(open_bench(find_exercise(make_course(tmp_path), "exercise01"))) is Bench
    assert below() == before
    bench = open_bench(exercise)
    assert isinstance(bench, BenchApart)
    assert len(below() - before) == 1
    del bench
    gc.collect()
    assert below() == before


def test_what_it_answers_is_what_would_be_answered_here(exercise: Exercise, monkeypatch: pytest.MonkeyPatch) -> None:
    apart = open_bench(exercise)
    monkeypatch.setenv(VARIABLE, "2")
    here = Bench(exercise)
    alternative = exercise.folder / "alternatives" / "sum.py"
    for check in exercise.definition.checks[:2]:
        one, other = apart.reference_answer(check, 7), here.reference_answer(check, 7)
        assert repr(one.results) == repr(other.results)
        assert (one.links, len(one.calls)) == (other.links, len(other.calls))
        assert repr(apart.file_answer(alternative, check, 7)) == repr(here.file_answer(alternative, check, 7))
        for mistake in exercise.definition.mistakes:
            assert apart.also_of(mistake) == here.also_of(mistake)
            ours = here.mistake_answers(check, mistake, 7)
            assert repr(apart.mistake_answers(check, mistake, 7)) == repr(ours)


def test_a_file_is_graded_there_and_here_alike(exercise: Exercise, tmp_path: Path) -> None:
    """The submission gets the variable too, and this process never does."""
    for source in (SOLUTION, OTHER):
        file = tmp_path / "exercise01.py"
        file.write_text(source)
        assert grade(exercise, file, 3).status == "passed"
    file.write_text("def double(x):\n    return x * x\n")
    wrong = grade(exercise, file, 3).checks[0]
    assert wrong.finding == Finding("double-squares", is_mistake=True)
    assert [finding.id for finding in wrong.also] == ["total-of-halves"]
    assert VARIABLE not in os.environ


def test_a_class_is_graded_in_that_environment(exercise: Exercise) -> None:
    worker, before = _Worker(), below()
    try:
        assignment = Assignment(pack_exercise(exercise), 3)
        reports = [worker.grade(assignment, Paper(place, "/exercise01.py", SOLUTION.encode())) for place in range(3)]
    finally:
        worker.close()
        del worker
    assert [report.status for report in reports] == ["passed"] * 3
    gc.collect()
    assert below() <= before


def test_the_proof_is_made_there(exercise: Exercise) -> None:
    """All but what a complete exercise would have beside: the mutants are rejected, so each had the variable."""
    edit(exercise.folder / "exercise.toml", "threads = 3", "threads = 3\nmemory_mb = 2048")
    course = Course(exercise.folder.parent, exercise.solution.parent)
    proof = prove(find_exercise(course, exercise.id), ("exercise01",), 2)
    assert not [problem for problem in proof.problems if "mutant" not in problem], proof.problems
    assert proof.mutants > 5


def test_a_fault_of_the_course_is_told(exercise: Exercise) -> None:
    exercise.solution.write_text("raise ValueError('not today')")
    with pytest.raises(CourseError, match="not today"):
        open_bench(exercise).reference_answer(exercise.definition.checks[0], 1)
    exercise.solution.write_text("import os\nos._exit(3)")
    with pytest.raises(CourseError, match="has ended"):
        open_bench(exercise).reference_answer(exercise.definition.checks[0], 1)
    report = grade(exercise, exercise.solution, 1)
    assert (report.status, report.finding and report.finding.id) == ("ungraded", "grader-fault")


def test_settings_of_the_user_are_not_handed_on(exercise: Exercise, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NUMBA_DISABLE_JIT", "1")
    exercise.solution.write_text(SOLUTION.replace("FACTOR * x", "x * ('NUMBA_DISABLE_JIT' not in os.environ)"))
    row = open_bench(exercise).reference_answer(exercise.definition.checks[0], 1).results["row"]
    assert row.any()


# -- remarks ----------------------------------------------------------------------------------------------------------


def test_what_it_ran_on_and_how_fast_it_was_is_remarked(exercise: Exercise) -> None:
    report = grade(exercise, exercise.solution, 3)
    double, total, _triple = report.checks
    assert double.remarks == (Finding("ran-on", {"device": "a heap of sand"}),)
    assert total.remarks == (Finding("speed", {"got": "250", "expected": "250"}),)
    assert report_from_data(report_to_data(report)) == report
    assert sentences(double, report, exercise) == "Run on: a heap of sand."
    told = document(report, exercise)["checks"]
    assert told[1]["remarks"] == ["250 ms for a call; the reference takes 250 ms."]
    assert limited(report, "place").checks[1].remarks == ()
    assert limited(report, "values").checks[1].remarks == total.remarks
    choose_language("fr")
    assert sentences(total, report, exercise).startswith("250 ms pour un appel")


def test_the_same_remark_is_shown_once(exercise: Exercise) -> None:
    report = grade(exercise, exercise.solution, 3)
    remark = Finding("ran-on-simulator")
    checks = tuple(CheckReport(c.name, c.function, "passed", 1.0, 1.0, remarks=(remark,)) for c in report.checks)
    shown = ["".join(part.text for part in line) for line in lines(replace(report, checks=checks), exercise)]
    assert sum("simulator" in line for line in shown) == 1
