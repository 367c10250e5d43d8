"""Our own exercises: complete, in both languages, and each mistake of the curriculum named all the way."""

from __future__ import annotations

from pathlib import Path

import pytest

from tuitrainer.base.course import find_course
from tuitrainer.base.texts import LANGUAGES
from tuitrainer.grading.author import prove
from tuitrainer.grading.catalog import Exercise, exercise_ids, list_exercises
from tuitrainer.grading.definition import Mistake
from tuitrainer.grading.grade import grade
from tuitrainer.grading.trusted import Bench

COURSE = find_course()
EXERCISES = list_exercises(COURSE)
MISTAKES = [(exercise, mistake) for exercise in EXERCISES for mistake in exercise.definition.mistakes]
ONE_EACH = list({exercise.id: (exercise, mistake) for exercise, mistake in MISTAKES}.values())
SEEDS = 1
PROVEN_HERE = ("exercise01",)
"""The command `author check` in .ci/run proves all of them, on more seeds."""


def name_of(value: object) -> str:
    return value.id if isinstance(value, Exercise | Mistake) else str(value)


def test_the_first_exercises_are_there() -> None:
    assert {"exercise01", "exercise02", "exercise03", "exercise04", "exercise08", "exercise11"} <= {
        exercise.id for exercise in EXERCISES
    }


@pytest.mark.parametrize(
    "exercise",
    [pytest.param(exercise, marks=() if exercise.id in PROVEN_HERE else pytest.mark.long) for exercise in EXERCISES],
    ids=name_of,
)
def test_an_exercise_is_proven(exercise: Exercise) -> None:
    proof = prove(exercise, exercise_ids(COURSE), SEEDS)
    assert not proof.problems
    assert proof.mistakes >= proof.checks
    assert proof.alternatives >= 3
    assert proof.mutants >= 40
    assert proof.rejected + len(proof.survivors) == proof.mutants
    assert proof.share >= 0.95
    assert all(survivor.reason for survivor in proof.survivors)


@pytest.mark.parametrize("exercise", EXERCISES, ids=name_of)
def test_texts_are_there_in_every_language_and_differ(exercise: Exercise) -> None:
    definition = exercise.definition
    assert set(definition.languages) == set(LANGUAGES)
    assert len(definition.hints) == 3
    statements = [exercise.statement_path(language).read_text(encoding="utf-8") for language in LANGUAGES]
    assert all(len(statement) > 2000 for statement in statements)
    for text in (*definition.hints, *(mistake.message for mistake in definition.mistakes)):
        assert text["en"] != text["fr"]


@pytest.mark.parametrize("exercise", EXERCISES, ids=name_of)
def test_the_points_make_ten(exercise: Exercise) -> None:
    assert sum(check.points for check in exercise.definition.checks if not check.optional) == 10


def submission_with(exercise: Exercise, mistake: Mistake, form: int, folder: Path) -> Path:
    """A student's file: the reference, and after it the mistake in the place of the function."""
    check = exercise.check(mistake.check)
    name = mistake.id.replace("-", "_")
    chosen = f"{name}[{form}] if isinstance({name}, tuple) else {name}"
    path = folder / f"{exercise.id}.py"
    path.write_text(
        f"{exercise.solution.read_text(encoding='utf-8')}\n\n"
        f"exec(compile({exercise.mistakes.read_text(encoding='utf-8')!r}, 'mistakes', 'exec'), globals())\n"
        f"{exercise.solution.read_text(encoding='utf-8').replace('from __future__', '#')}\n"
        f"{check.function} = {chosen}\n",
        encoding="utf-8",
    )
    return path


def assert_named(exercise: Exercise, mistake: Mistake, form: int, folder: Path) -> None:
    report = grade(exercise, submission_with(exercise, mistake, form, folder))
    found = {check.name: check.finding.id for check in report.checks if check.finding is not None}
    assert report.status == "failed", (report.finding, report.seed)
    assert found.get(mistake.check) == mistake.id, (found, report.seed)


@pytest.mark.parametrize(("exercise", "mistake"), ONE_EACH, ids=name_of)
def test_a_mistake_is_named_through_the_sandbox(exercise: Exercise, mistake: Mistake, tmp_path: Path) -> None:
    assert_named(exercise, mistake, 0, tmp_path)


@pytest.mark.long
@pytest.mark.parametrize(("exercise", "mistake"), MISTAKES, ids=name_of)
def test_every_form_of_every_mistake_is_named_through_the_sandbox(
    exercise: Exercise, mistake: Mistake, tmp_path: Path
) -> None:
    for form in range(len(Bench(exercise).forms_of(mistake))):
        assert_named(exercise, mistake, form, tmp_path)
