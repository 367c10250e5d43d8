"""What a class got wrong, counted, and how hard each check was."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import replace
from random import Random

import numpy as np
import pytest
from class_made_up import graded_as
from made_up import make_course

from tuitrainer.base.texts import choose_language
from tuitrainer.grading.catalog import Exercise, find_exercise
from tuitrainer.grading.classroom.difficulty import FEWEST, items
from tuitrainer.grading.classroom.overview import mistake_message, mistake_title
from tuitrainer.grading.classroom.policy import Policy
from tuitrainer.grading.classroom.settled import Settled, settle
from tuitrainer.grading.classroom.submitted import Graded
from tuitrainer.grading.classroom.tally import tally_checks, tally_exercise, tally_mistakes
from tuitrainer.grading.report import Finding

FAULT = Finding("grader-fault", {"message": "no room"})


@pytest.fixture(scope="module")
def exercise(tmp_path_factory: pytest.TempPathFactory) -> Exercise:
    return find_exercise(make_course(tmp_path_factory.mktemp("course")), "exercise01")


def settled(*graded: Graded) -> tuple[Settled, ...]:
    return settle(graded, Policy())


def small_class(exercise: Exercise) -> tuple[Settled, ...]:
    return settled(
        graded_as("a", exercise),
        graded_as("b", exercise, {"double": "double-squares"}, skipped=("total", "triple")),
        graded_as("c", exercise, {"double": "double-squares"}, skipped=("total",)),
        graded_as("d", exercise, {"total": Finding("raised", {"type": "E", "line": 3, "inside": "f", "message": "x"})}),
        graded_as("e", exercise, {"total": Finding("raised", {"type": "E", "line": 4, "inside": "f", "message": "y"})}),
        graded_as("f", exercise, {"total": "timeout", "triple": "memory"}),
        graded_as("g", exercise, status="error", finding=Finding("syntax", {"line": 2, "message": "no"})),
        graded_as("h", exercise, status="ungraded", finding=FAULT),
        graded_as("i", exercise, dict.fromkeys(("double", "total"), "not-implemented"), finding=Finding("unchanged")),
    )


def test_exercise_is_counted_by_student(exercise: Exercise) -> None:
    tally = tally_exercise(exercise, small_class(exercise))
    assert (tally.passed, tally.failed, tally.error, tally.ungraded, tally.judged) == (1, 6, 1, 1, 8)
    shares = (6 / 6, 0 / 5, 1 / 6, 3 / 6, 3 / 6, 2 / 6, 0 / 6, 1 / 6)
    assert tally.mean_share == pytest.approx(sum(shares) / len(shares))


def test_checks_tell_failed_from_error_and_from_skipped(exercise: Exercise) -> None:
    double, total, triple = tally_checks(exercise, small_class(exercise))
    assert (double.passed, double.failed, double.error, double.skipped) == (4, 3, 0, 1)
    assert (total.passed, total.failed, total.error, total.skipped) == (1, 1, 3, 3)
    assert (triple.passed, triple.failed, triple.error, triple.skipped) == (5, 0, 1, 1)
    assert triple.students == 7, "who left the optional part out is in none of the numbers"


def test_mistakes_name_the_students_and_the_most_frequent_comes_first(exercise: Exercise) -> None:
    found = tally_mistakes(exercise, small_class(exercise))
    assert [(each.check, each.finding.id, each.students) for each in found] == [
        ("double", "double-squares", ("b", "c")), ("total", "raised", ("d", "e")), ("", "syntax", ("g",)),
        ("", "unchanged", ("i",)), ("total", "timeout", ("f",)), ("triple", "memory", ("f",)),
    ]  # fmt: skip
    assert found[0].share == pytest.approx(2 / 8), "of those who were judged"


def test_two_mistakes_in_one_function_are_both_counted(exercise: Exercise) -> None:
    one = graded_as("a", exercise, {"double": "double-squares"})
    first, *others = one.report.checks
    both = replace(one.report, checks=(replace(first, also=(Finding("precision"),)), *others))
    found = tally_mistakes(exercise, settled(replace(one, report=both)))
    assert [each.finding.id for each in found] == ["double-squares", "precision"]


def test_only_the_attempt_that_counts_is_counted(exercise: Exercise) -> None:
    tries = [graded_as("a", exercise, {"double": "double-squares"}, file=f"{number}.py") for number in range(5)]
    found = tally_mistakes(exercise, settled(*tries, graded_as("b", exercise, {"double": "double-squares"})))
    assert [each.students for each in found] == [("a", "b")]
    assert not tally_mistakes(exercise, settled(*tries, graded_as("a", exercise, file="good.py")))


def test_names_are_in_the_language_in_force(exercise: Exercise) -> None:
    named, exception, *_others = tally_mistakes(exercise, small_class(exercise))
    assert mistake_title(named, exercise) == "squared"
    assert mistake_message(named, exercise) == "You square it."
    assert not mistake_message(exception, exercise), "lines and messages differ from student to student"
    choose_language("fr")
    assert mistake_title(named, exercise) == "au carré"
    assert mistake_message(named, exercise, anonymous=True) == "Vous l'élevez au carré."


def test_one_students_values_stay_out_of_an_anonymous_report(exercise: Exercise) -> None:
    finding = Finding("notebook", {"name": "ada_lovelace.ipynb"})
    (found,) = tally_mistakes(exercise, settled(graded_as("a", exercise, status="error", finding=finding)))
    assert "ada_lovelace" in mistake_message(found, exercise)
    assert not mistake_message(found, exercise, anonymous=True)


def test_an_empty_class_has_no_numbers(exercise: Exercise) -> None:
    for nobody in ((), settled(graded_as("h", exercise, status="ungraded", finding=FAULT))):
        assert tally_exercise(exercise, nobody).mean_share is None
        assert not tally_mistakes(exercise, nobody)
        assert all(item.difficulty is None and item.discrimination is None for item in items(exercise, nobody))


def test_a_random_class_is_counted_as_a_counter_does(exercise: Exercise) -> None:
    random = Random(4)
    ids = ["double-squares", "values", "transposed", "timeout", None]
    drawn = {f"s{number}": random.choice(ids) for number in range(200)}
    found = tally_mistakes(
        exercise, settled(*(graded_as(name, exercise, {"double": id_} if id_ else {}) for name, id_ in drawn.items()))
    )
    assert {each.finding.id: len(each.students) for each in found} == Counter(filter(None, drawn.values()))
    counts = [len(each.students) for each in found]
    assert counts == sorted(counts, reverse=True)


# -- difficulty --------------------------------------------------------------------------------------------------------


def points(exercise: Exercise, seed: int, students: int) -> tuple[tuple[Settled, ...], np.ndarray]:
    """A class whose good students get more right, and what each got for the three checks."""
    random = Random(seed)
    right = np.array([[random.random() < ability for _check in range(3)] for ability in
                      (random.random() for _student in range(students))])  # fmt: skip
    names = [check.name for check in exercise.definition.checks]
    graded = [
        graded_as(
            f"s{place}", exercise, {name: "values" for name, is_right in zip(names, row, strict=True) if not is_right}
        )
        for place, row in enumerate(right)
    ]
    return settled(*graded), right * np.array([2.0, 3.0, 1.0])


def test_difficulty_and_discrimination_are_those_of_the_textbook(exercise: Exercise) -> None:
    a_class, scores = points(exercise, 1, 60)
    for place, item in enumerate(items(exercise, a_class)):
        own, rest = scores[:, place] > 0, scores.sum(axis=1) - scores[:, place]
        share = own.mean()
        biserial = (rest[own].mean() - rest[~own].mean()) / rest.std() * math.sqrt(share * (1 - share))
        assert item.difficulty == pytest.approx(share)
        assert item.discrimination == pytest.approx(biserial)
        assert item.discrimination == pytest.approx(np.corrcoef(own, rest)[0, 1])
        assert item.interval is not None
        half = 1.959964 / math.sqrt(60 - 3)
        assert np.arctanh(item.interval) == pytest.approx(np.arctanh(biserial) + np.array([-half, half]), abs=1e-4)


def test_a_small_class_gets_no_correlation(exercise: Exercise) -> None:
    few, _scores = points(exercise, 2, FEWEST - 1)
    enough, _scores = points(exercise, 2, FEWEST)
    assert all(item.discrimination is None and item.difficulty is not None for item in items(exercise, few))
    assert any(item.discrimination is not None for item in items(exercise, enough))


def test_equal_points_have_no_correlation_and_perfect_ones_are_finite(exercise: Exercise) -> None:
    same = settled(*(graded_as(f"s{number}", exercise) for number in range(20)))
    assert [(item.difficulty, item.discrimination) for item in items(exercise, same)] == [(1.0, None)] * 3
    wrong = dict.fromkeys(("double", "total", "triple"), "values")
    halves = settled(*(graded_as(f"s{number}", exercise, wrong if number % 2 else {}) for number in range(20)))
    for item in items(exercise, halves):
        assert item.discrimination == pytest.approx(1.0)
        assert item.interval is not None
        assert all(math.isfinite(end) for end in item.interval)


def test_who_left_an_optional_part_out_was_not_asked(exercise: Exercise) -> None:
    a_class = settled(
        *(graded_as(f"s{number}", exercise, skipped=("triple",) if number < 15 else ()) for number in range(20))
    )
    *_others, triple = items(exercise, a_class)
    assert (triple.students, triple.difficulty) == (5, 1.0)
