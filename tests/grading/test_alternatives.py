"""Right solutions pass, however they are written and whatever numbers are drawn."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from tuitrainer.base.course import find_course
from tuitrainer.grading.author import as_result
from tuitrainer.grading.catalog import Exercise, find_exercise, list_exercises
from tuitrainer.grading.grade import grade
from tuitrainer.grading.trusted import Bench, load_module
from tuitrainer.grading.verdict import Grader

COURSE = find_course()
EXERCISES = {exercise.id: exercise for exercise in list_exercises(COURSE)}
ALTERNATIVES = sorted((Path(__file__).parent / "alternatives").glob("exercise*.py"))
FEW, MANY = 12, 1000
NO_FLOAT32 = {"numerical_gradient"}
"""float32 has no digits left to take differences of at h = 1e-5."""


def exercise_of(path: Path) -> Exercise:
    return find_exercise(COURSE, path.name.partition("_")[0])


def deeply(value: Any, change: Callable[[np.ndarray[Any, Any]], Any]) -> Any:
    """`value` with every array in it changed."""
    if isinstance(value, np.ndarray):
        return change(value)
    if isinstance(value, tuple | list):
        return type(value)(deeply(part, change) for part in value)
    return value


def narrow(value: Any) -> Any:
    return deeply(value, lambda array: array.astype(np.float32) if array.dtype == np.float64 else array)


def narrow_floats(value: Any) -> Any:
    """A float tells nobody how it was computed, a float32 does."""
    if isinstance(value, tuple | list):
        return type(value)(map(narrow_floats, value))
    return np.float32(value) if isinstance(value, float) else value


def in_float32(function: Callable[..., Any]) -> Callable[..., Any]:
    def single(*values: Any, **named: Any) -> Any:
        returned = function(*map(narrow, values), **{name: narrow(value) for name, value in named.items()})
        return narrow_floats(narrow(returned))

    return single


def with_results(change: Callable[[np.ndarray[Any, Any]], Any]) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    return lambda function: lambda *values, **named: deeply(function(*values, **named), change)


def scattered(array: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """The same numbers in a view that is neither of C nor of Fortran order."""
    wide = np.full((*array.shape, 2), np.nan)
    wide[..., 1] = array
    return wide[..., 1]


MANNERS: dict[str, Callable[[Callable[..., Any]], Callable[..., Any]]] = {
    "float32": in_float32,
    "lists": with_results(lambda array: array.tolist()),
    "fortran order": with_results(np.asfortranarray),
    "views": with_results(scattered),
    "long double": with_results(lambda array: array.astype(np.longdouble)),
}


def in_manner(module: ModuleType, function: str, manner: Callable[[Callable[..., Any]], Callable[..., Any]]) -> Any:
    """The function, or the class with its method `update`, with results of another kind."""
    original = vars(module)[function]
    if isinstance(original, type):
        return type(function, (original,), {"update": manner(vars(original)["update"])})
    return manner(original)


def judge_module(exercise: Exercise, module: ModuleType, seeds: range, names: set[str] | None = None) -> None:
    bench = Bench(exercise)
    for seed in seeds:
        grader = Grader(bench, seed)
        for check in exercise.definition.checks:
            if (names is None or check.name in names) and hasattr(module, check.function):
                answer = bench.answer_of(module, check, seed)
                report = grader.judge(check, as_result(answer))
                assert report.status == "passed", (check.name, seed, report.finding, report.evidence, answer.raised)


@pytest.mark.parametrize("path", ALTERNATIVES, ids=lambda path: path.stem)
def test_an_alternative_passes_the_whole_way(path: Path) -> None:
    report = grade(exercise_of(path), path)
    assert report.status == "passed", [(check.name, check.finding, check.evidence) for check in report.checks]


@pytest.mark.parametrize("path", ALTERNATIVES, ids=lambda path: path.stem)
def test_an_alternative_passes_on_seeds(path: Path) -> None:
    judge_module(exercise_of(path), load_module(path), range(FEW if "loops" not in path.stem else 2))


@pytest.mark.long
@pytest.mark.parametrize("path", ALTERNATIVES, ids=lambda path: path.stem)
def test_an_alternative_never_fails(path: Path) -> None:
    judge_module(exercise_of(path), load_module(path), range(MANY))


def reference_in_manner(exercise: Exercise, manner: str, seeds: range) -> None:
    bench = Bench(exercise)
    reference = load_module(exercise.solution)
    for check in exercise.definition.checks:
        if manner == "float32" and check.name in NO_FLOAT32:
            continue
        module = bench.replaced(check, in_manner(reference, check.function, MANNERS[manner]))
        judge_module(exercise, module, seeds, {check.name})


@pytest.mark.parametrize("manner", MANNERS)
@pytest.mark.parametrize("name", EXERCISES)
def test_the_reference_passes_in_another_manner(name: str, manner: str) -> None:
    reference_in_manner(EXERCISES[name], manner, range(FEW))


@pytest.mark.long
@pytest.mark.parametrize("manner", MANNERS)
@pytest.mark.parametrize("name", EXERCISES)
def test_the_reference_never_fails_in_another_manner(name: str, manner: str) -> None:
    reference_in_manner(EXERCISES[name], manner, range(MANY))


def test_every_exercise_has_an_alternative() -> None:
    assert {exercise_of(path).id for path in ALTERNATIVES} == set(EXERCISES)
