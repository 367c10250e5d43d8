"""Pace on a clock that the test moves."""

from __future__ import annotations

import pytest

from tuitrainer.training.pace import DISPLAY_INTERVAL, LONGEST_TURN, Pace


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def drive(pace: Pace, clock: Clock, seconds: float, cost_of_a_step: float) -> int:
    taken, end = 0, clock.now + seconds
    while clock.now < end:
        steps = pace.steps_due()
        clock.now += steps * cost_of_a_step if steps else min(0.05, pace.seconds_until_due() + 1e-6)
        if steps:
            pace.took(steps, steps * cost_of_a_step)
        taken += steps
    return taken


@pytest.mark.parametrize("limit", [1.0, 5.0, 20.0, 500.0])
def test_a_limit_is_kept_on_average(limit: float) -> None:
    clock = Clock()
    taken = drive(Pace(limit, clock), clock, 10.0, 1e-5)
    assert taken == pytest.approx(10 * limit, abs=2 + 0.02 * limit * 10)


def test_without_a_limit_turns_grow_to_a_frame_and_no_further() -> None:
    clock = Clock()
    pace = Pace(0.0, clock)
    first = pace.steps_due()
    drive(pace, clock, 1.0, 1e-4)
    assert first == 1
    assert LONGEST_TURN / 1e-4 * 0.5 <= pace.steps_due() <= LONGEST_TURN / 1e-4


def test_a_slow_first_turn_is_not_followed_by_a_long_one() -> None:
    clock = Clock()
    pace = Pace(0.0, clock)
    pace.took(1, 3.0)
    assert pace.steps_due() == 1


def test_time_at_rest_gives_no_right_to_steps() -> None:
    clock = Clock()
    pace = Pace(10.0, clock)
    drive(pace, clock, 1.0, 1e-5)
    pace.rest()
    clock.now += 60
    assert drive(pace, clock, 1.0, 1e-5) <= 12


def test_a_limit_that_cannot_be_kept_is_not_run_after() -> None:
    clock = Clock()
    pace = Pace(1000.0, clock)
    drive(pace, clock, 5.0, 0.01)
    assert pace.steps_due() <= 2


def test_steps_per_second_is_measured_and_zero_at_rest() -> None:
    clock = Clock()
    pace = Pace(0.0, clock)
    drive(pace, clock, 3.0, 1e-3)
    assert pace.steps_per_second() == pytest.approx(1000, rel=0.05)
    pace.rest()
    assert pace.steps_per_second() == 0.0


def test_display_never_takes_more_than_its_share() -> None:
    clock = Clock()
    pace = Pace(0.0, clock)
    assert pace.display_due()
    pace.displayed(0.001)
    clock.now += DISPLAY_INTERVAL * 0.9
    assert not pace.display_due()
    clock.now += DISPLAY_INTERVAL * 0.2
    assert pace.display_due()
    pace.displayed(0.1)
    clock.now += 3.0
    assert not pace.display_due()
