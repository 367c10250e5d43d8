"""Deadlines, what lateness costs, and which attempt counts."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from class_made_up import graded_as
from hypothesis import given
from hypothesis import strategies as st
from made_up import make_course

from tuitrainer.base.errors import UserError
from tuitrainer.grading.catalog import Exercise, find_exercise
from tuitrainer.grading.classroom.policy import Policy, read_policy
from tuitrainer.grading.classroom.settled import Settled, natural, settle
from tuitrainer.grading.classroom.submitted import Graded
from tuitrainer.grading.report import Finding

DEADLINE = datetime(2026, 12, 1, 23, 59, tzinfo=UTC)
MOMENT = DEADLINE.timestamp()
DAY = 86_400
FAULT = Finding("grader-fault", {"message": "no room"})


@pytest.fixture(scope="module")
def exercise(tmp_path_factory: pytest.TempPathFactory) -> Exercise:
    return find_exercise(make_course(tmp_path_factory.mktemp("course")), "exercise01")


@pytest.fixture
def paris() -> Iterator[None]:
    if not hasattr(time, "tzset"):
        pytest.skip("the time zone can't be set here")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3")
        time.tzset()
        yield
    time.tzset()


# -- options -----------------------------------------------------------------------------------------------------------


def test_nothing_asked_is_no_deadline() -> None:
    assert read_policy({}) == Policy()
    assert read_policy({"deadline": "", "late": "", "attempts": "", "grace": "", "unknown": "x"}) == Policy()
    assert Policy().days_late(1e12) == 0


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-12-01T23:59Z", "2026-12-01T23:59:00+00:00"),
        ("2026-12-01 23:59:30+01:00", "2026-12-01T22:59:30+00:00"),
        (" 2026-12-01T23:59-05:00 ", "2026-12-02T04:59:00+00:00"),
    ],
)
def test_deadline_with_its_zone(text: str, moment: str) -> None:
    policy = read_policy({"deadline": text})
    assert policy.deadline == datetime.fromisoformat(moment)
    assert not policy.zone_assumed


def test_deadline_without_a_zone_is_of_this_machine_in_winter_and_in_summer(paris: None) -> None:
    for text, hour in (("2026-12-01T12:00", 11), ("2026-07-01T12:00", 10)):
        policy = read_policy({"deadline": text})
        assert policy.zone_assumed
        assert policy.deadline is not None
        assert policy.deadline.astimezone(UTC).hour == hour


def test_a_day_lasts_until_its_end(paris: None) -> None:
    policy = read_policy({"deadline": "2026-12-01"})
    end = datetime(2026, 12, 1, 23, tzinfo=UTC).timestamp()
    assert policy.days_late(end - 0.001) == 0
    assert policy.days_late(end + 1) == 1


@pytest.mark.parametrize(
    ("text", "share"),
    [("10%/day", 0.1), ("2.5 % / d", 0.025), ("2,5%/jour", 0.025), ("100%/day", 1.0), ("0%/day", 0.0), ("refuse", 1.0),
     ("accept", 0.0)],
)  # fmt: skip
def test_cost_of_lateness(text: str, share: float) -> None:
    assert read_policy({"late": text}).late_per_day == pytest.approx(share)


@pytest.mark.parametrize(("text", "span"), [("15m", timedelta(minutes=15)), ("2 h", timedelta(hours=2)),
                                            ("1d", timedelta(days=1)), ("0", timedelta())])  # fmt: skip
def test_grace(text: str, span: timedelta) -> None:
    assert read_policy({"grace": text}).grace == span


def test_everything_that_makes_no_sense_is_said_at_once() -> None:
    with pytest.raises(UserError) as caught:
        read_policy({"deadline": "tomorrow", "grace": "-3m", "late": "101%/day", "attempts": "first"})
    assert [problem.place for problem in caught.value.problems] == ["--deadline", "--grace", "--late", "--attempts"]
    assert all(problem.accepted for problem in caught.value.problems)


@pytest.mark.parametrize("text", ["2026-02-30", "2026-12-01T25:00", "\0", "٣", "20261201", "1" * 5000])
def test_odd_texts_are_refused(text: str) -> None:
    for name in ("deadline", "late", "grace"):
        with pytest.raises(UserError):
            read_policy({name: text})


@given(st.text(max_size=12))
def test_no_text_breaks_the_reader(text: str) -> None:
    for name in ("deadline", "grace", "late", "attempts"):
        try:
            policy = read_policy({name: text})
        except UserError:
            continue
        assert 0 <= policy.kept(MOMENT) <= 1


# -- lateness ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("seconds", "days"), [(-1, 0), (0, 0), (1, 1), (DAY, 1), (DAY + 1, 2), (10 * DAY, 10), (11 * DAY, 11)]
)
def test_each_day_begun_counts(seconds: int, days: int) -> None:
    policy = Policy(DEADLINE, late_per_day=0.1)
    assert policy.days_late(MOMENT + seconds) == days
    assert policy.kept(MOMENT + seconds) == pytest.approx(max(0, 10 - days) / 10)


def test_after_the_grace_lateness_counts_from_the_deadline() -> None:
    policy = Policy(DEADLINE, grace=timedelta(hours=25), late_per_day=0.1)
    assert policy.days_late(MOMENT + 25 * 3600) == 0
    assert policy.days_late(MOMENT + 25 * 3600 + 1) == 2


# -- which attempt counts ----------------------------------------------------------------------------------------------


def one(graded: list[Graded], policy: Policy, exercise: Exercise) -> Settled:
    (settled,) = settle(graded, policy, {exercise.id: exercise})
    return settled


def attempt(exercise: Exercise, file: str, wrong: tuple[str, ...] = (), late: float | None = 0, **more: Any) -> Graded:
    """Full marks are 6; `total` wrong leaves 3, `double` and `total` 1."""
    submitted = None if late is None else MOMENT + late
    return graded_as("ada", exercise, dict.fromkeys(wrong, "values"), file=file, submitted=submitted, **more)


def test_best_is_judged_after_the_deduction(exercise: Exercise) -> None:
    early, late = attempt(exercise, "a.py", ("total",), -5), attempt(exercise, "b.py", (), 4.5 * DAY)
    for share, file, points in ((0.1, "a.py", 3.0), (0.05, "b.py", 4.5), (1.0, "a.py", 3.0)):
        settled = one([early, late], Policy(DEADLINE, late_per_day=share), exercise)
        assert settled.graded.file == file
        assert settled.points == pytest.approx(points)
        assert settled.max_points == 6
        assert settled.attempts == 2


def test_of_equals_one_in_time_counts_and_then_the_latest(exercise: Exercise) -> None:
    policy = Policy(DEADLINE)
    first, second, late = (attempt(exercise, name, (), when) for name, when in (("a", -9), ("b", -5), ("c", 5)))
    assert one([late, first, second], policy, exercise).graded.file == "b"
    assert one([late, first], policy, exercise).lateness == timedelta()


def test_last_is_the_latest_and_never_one_that_is_refused(exercise: Exercise) -> None:
    good, bad = attempt(exercise, "a.py", (), -5), attempt(exercise, "b.py", ("double", "total"), 5)
    assert one([bad, good], Policy(DEADLINE, attempts="last"), exercise).graded.file == "b.py"
    refusing = Policy(DEADLINE, late_per_day=1, attempts="last")
    assert one([bad, good], refusing, exercise).graded.file == "a.py"
    only_late = one([bad], refusing, exercise)
    assert (only_late.points, only_late.days_late) == (0.0, 1)


def test_without_a_time_an_attempt_is_in_time_and_the_earlier_one(exercise: Exercise) -> None:
    unknown, known = attempt(exercise, "z.py", late=None), attempt(exercise, "a.py", ("total",), -5)
    settled = one([unknown, known], Policy(DEADLINE, attempts="last"), exercise)
    assert settled.graded.file == "a.py"
    alone = one([unknown], Policy(DEADLINE, late_per_day=1), exercise)
    assert (alone.points, alone.time_is_known) == (6.0, False)
    tenth = attempt(exercise, "try10.py", ("total",), None)
    assert one([tenth, attempt(exercise, "try9.py", late=None)], Policy(attempts="last"), exercise).points == 3


def test_what_the_grader_could_not_judge_is_no_zero(exercise: Exercise) -> None:
    lost = attempt(exercise, "b.py", (), -1, status="ungraded", finding=FAULT)
    good = attempt(exercise, "a.py", ("total",), -5)
    alone = one([lost], Policy(DEADLINE), exercise)
    assert alone.points is None
    assert alone.max_points == 5, "the points of all checks that are not optional"
    best = one([lost, good], Policy(DEADLINE), exercise)
    assert (best.points, best.unjudged) == (3.0, 1)
    assert one([lost, good], Policy(DEADLINE, attempts="last"), exercise).points is None
    late = attempt(exercise, "b.py", (), 1, status="ungraded", finding=FAULT)
    assert one([late], Policy(DEADLINE, late_per_day=1), exercise).points is None


@given(st.integers(), st.lists(st.tuples(st.integers(-3, 3), st.integers(0, 3)), min_size=1, max_size=5))
def test_order_plays_no_part_and_best_is_never_beaten(
    exercise: Exercise, seed: int, tries: list[tuple[int, int]]
) -> None:
    wrong = ((), ("total",), ("double", "total"), ("double", "total", "triple"))
    graded = [attempt(exercise, f"{place}.py", wrong[kind], days * DAY) for place, (days, kind) in enumerate(tries)]
    shuffled = graded.copy()
    Random(seed).shuffle(shuffled)
    for share in (0.0, 0.3, 1.0):
        policy = Policy(DEADLINE, late_per_day=share)
        best = one(graded, policy, exercise)
        assert one(shuffled, policy, exercise) == best
        assert best.points == pytest.approx(max(each.report.score * policy.kept(each.submitted) for each in graded))


def test_students_and_exercises_are_kept_apart_and_in_order(exercise: Exercise, tmp_path: Path) -> None:
    other = find_exercise(make_course(tmp_path), "exercise02")
    graded = [graded_as(name, each) for name in ("s10", "S9", "s1") for each in (other, exercise)]
    settled = settle(graded, Policy())
    assert [(each.student, each.exercise) for each in settled] == [
        (name, number) for name in ("s1", "S9", "s10") for number in ("exercise01", "exercise02")
    ]


@given(st.lists(st.text(max_size=8)))
def test_any_names_can_be_sorted(names: list[str]) -> None:
    assert len(sorted(names, key=natural)) == len(names)


def test_names_are_sorted_as_people_do() -> None:
    names = ["Eve 10", "eve 9", "Ada", "émile", "7", "12"]
    assert sorted(names, key=natural) == ["7", "12", "Ada", "eve 9", "Eve 10", "émile"]
