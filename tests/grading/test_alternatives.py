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
from tuitrainer.grading.author.alternatives import alternatives_of, rejected_on_seeds
from tuitrainer.grading.catalog import Exercise, list_exercises
from tuitrainer.grading.trusted import Bench, load_module
from tuitrainer.grading.verdict import Grader

EXERCISES = {exercise.id: exercise for exercise in list_exercises(find_course())}
ALTERNATIVES = [(exercise, path) for exercise in EXERCISES.values() for path in alternatives_of(exercise)]
HERE = [name for name, exercise in EXERCISES.items() if not exercise.definition.environment]
"""Those whose functions this process calls; those of the others are timed, or launched as kernels."""
FEW, MANY, SLOW = 1, 1000, 20
NO_FLOAT32 = {"numerical_gradient"}
"""float32 has no digits left to take differences of at h = 1e-5."""


def name_of(value: object) -> str:
    return value.id if isinstance(value, Exercise) else str(getattr(value, "stem", value))


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


METHODS = ("update",)
"""Of classes that exercises ask for: what returns numbers rather than further objects."""


def in_manner(module: ModuleType, function: str, manner: Callable[[Callable[..., Any]], Callable[..., Any]]) -> Any:
    """The function, or the class with its method `update`, with results of another kind."""
    original = vars(module)[function]
    if isinstance(original, type):
        return type(
            function, (original,), {name: manner(vars(original)[name]) for name in METHODS if name in vars(original)}
        )
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


@pytest.mark.long  # on a few seeds, and through the sandbox, the proof of each exercise says the same
@pytest.mark.parametrize(("exercise", "path"), ALTERNATIVES, ids=name_of)
def test_an_alternative_never_fails(exercise: Exercise, path: Path) -> None:
    assert not rejected_on_seeds(exercise, path, range(MANY if exercise.id in HERE else SLOW))


def reference_in_manner(exercise: Exercise, manner: str, seeds: range) -> None:
    bench = Bench(exercise)
    reference = load_module(exercise.solution)
    for check in exercise.definition.checks:
        if manner == "float32" and check.name in NO_FLOAT32:
            continue
        module = bench.replaced(check, in_manner(reference, check.function, MANNERS[manner]))
        judge_module(exercise, module, seeds, {check.name})


@pytest.mark.parametrize("manner", MANNERS)
@pytest.mark.parametrize("name", HERE)
def test_the_reference_passes_in_another_manner(name: str, manner: str) -> None:
    reference_in_manner(EXERCISES[name], manner, range(FEW))


@pytest.mark.long
@pytest.mark.parametrize("manner", MANNERS)
@pytest.mark.parametrize("name", HERE)
def test_the_reference_never_fails_in_another_manner(name: str, manner: str) -> None:
    reference_in_manner(EXERCISES[name], manner, range(MANY))


def test_every_exercise_has_alternatives_that_are_complete() -> None:
    """One without NumPy, and one in float32."""
    for exercise in EXERCISES.values():
        texts = [path.read_text(encoding="utf-8") for path in alternatives_of(exercise)]
        assert any("for " in text and "einsum" not in text for text in texts), exercise.id
        assert any('"f4"' in text or "float32" in text for text in texts), exercise.id
        for path in alternatives_of(exercise):
            defined = vars(load_module(path))
            asked = {check.function for check in exercise.definition.checks if not check.optional}
            assert asked <= set(defined), path
