"""The numbers printed in the statements are those of the reference solutions, in both languages.

Each exercise has a file in `worked` whose function `numbers` computes them with the reference.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tuitrainer.base.course import find_course
from tuitrainer.grading.catalog import exercise_ids, find_exercise
from tuitrainer.grading.trusted import load_module

COURSE = find_course()
WORKED = {path.stem: path for path in sorted((Path(__file__).parent / "worked").glob("exercise*.py"))}


@pytest.mark.parametrize("name", WORKED)
def test_the_worked_example_is_right(name: str) -> None:
    exercise = find_exercise(COURSE, name)
    numbers = list(load_module(WORKED[name]).numbers(load_module(exercise.solution)))
    assert len(numbers) >= 8
    for language, point in (("en", "."), ("fr", ",")):
        statement = exercise.statement_path(language).read_text(encoding="utf-8")
        printed = set(re.findall(r"(?<![\d.,])-?\d+(?:[.,]\d+)?", statement))
        missing = [number for number in numbers if number.replace(".", point) not in printed]
        assert not missing, (language, missing)


def test_every_exercise_has_a_worked_example() -> None:
    assert set(WORKED) == set(exercise_ids(COURSE))
