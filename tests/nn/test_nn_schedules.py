"""Schedules against their closed forms, tables of them, and plateaus told epoch by epoch."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tuitrainer.base.errors import UserError
from tuitrainer.nn import schedules
from tuitrainer.nn.schedules import (
    SCHEDULES,
    Constant,
    CosineDecay,
    ExponentialDecay,
    InverseTimeDecay,
    PiecewiseConstantDecay,
    ReduceOnPlateau,
    Schedule,
    WarmUp,
)


def cosine(t: int) -> float:
    return 0.4 * (0.75 * 0.5 * (1 + math.cos(math.pi * t / 7)) + 0.25) if t < 7 else 0.1


CASES: dict[str, tuple[Schedule, Callable[[int], float]]] = {
    "constant": (Constant(0.3), lambda t: 0.3),
    "inverse_time_decay": (InverseTimeDecay(0.5, 4, 3.0), lambda t: 0.5 / (1 + 3 * t / 4)),
    "inverse time by steps": (InverseTimeDecay(0.5, 4, 3.0, staircase=True), lambda t: 0.5 / (1 + 3 * (t // 4))),
    "exponential_decay": (ExponentialDecay(0.5, 4, 0.8), lambda t: 0.5 * math.exp(t / 4 * math.log(0.8))),
    "exponential by steps": (ExponentialDecay(0.5, 4, 0.8, True), lambda t: 0.5 * math.prod([0.8] * (t // 4))),
    "exponential growth": (ExponentialDecay(1e-4, 1, 2.0), lambda t: 1e-4 * 2**t),
    "piecewise_constant_decay": (
        PiecewiseConstantDecay([3, 5], [0.3, 0.2, 0.1]),
        lambda t: 0.3 if t <= 3 else 0.2 if t <= 5 else 0.1,
    ),
    "cosine_decay": (CosineDecay(0.4, 7, 0.25), cosine),
    "cosine after a warm-up": (
        CosineDecay(0.1, 7, 0.25, warmup_target=0.4, warmup_steps=4),
        lambda t: 0.1 + 0.3 * t / 4 if t < 4 else cosine(t - 4),
    ),
    "warm_up": (WarmUp(0.6, 5), lambda t: min(0.1 * (t + 1), 0.6)),
    "warm-up to a decay": (
        WarmUp(CosineDecay(0.4, 7, 0.25), 3),
        lambda t: 0.1 * (t + 1) if t < 3 else cosine(t - 3),
    ),
    "reduce_on_plateau": (ReduceOnPlateau(0.2), lambda t: 0.2),
}


def test_every_schedule_is_tested() -> None:
    assert {schedule.NAME for schedule, _formula in CASES.values()} == set(SCHEDULES)
    assert all(name == schedule.NAME for name, schedule in SCHEDULES.items())


@pytest.mark.parametrize("case", CASES)
def test_closed_form(case: str) -> None:
    schedule, formula = CASES[case]
    for step in range(25):
        assert schedule(step) == pytest.approx(formula(step), rel=1e-12), step
        assert type(schedule(step)) is float
    np.testing.assert_array_equal(schedule.rates(4, 9), [schedule(step) for step in range(4, 13)])
    assert schedule.rates(4, 0).shape == (0,)
    assert schedule.rates(4, 2).dtype == np.float64


@pytest.mark.parametrize("case", CASES)
def test_the_way_through_json_changes_no_bit(case: str) -> None:
    schedule, _formula = CASES[case]
    described = json.loads(json.dumps(schedules.describe(schedule)))
    again = schedules.get(described)
    assert type(again) is type(schedule)
    assert schedules.describe(again) == described
    np.testing.assert_array_equal(again.rates(0, 25), schedule.rates(0, 25))


@settings(max_examples=40, derandomize=True)
@given(step=st.integers(0, 10**12))
def test_rates_are_finite_numbers_at_any_step(step: int) -> None:
    for case, (schedule, _formula) in CASES.items():
        rate = schedule(step)
        assert rate >= 0
        assert math.isfinite(rate) or case == "exponential growth"


def test_growth_ends_at_infinity_and_not_in_an_error() -> None:
    assert ExponentialDecay(1e-4, 1, 10.0)(10_000) == math.inf
    assert ExponentialDecay(0.0, 1, 10.0)(10_000) == 0.0


def test_a_number_is_a_constant_rate() -> None:
    schedule = schedules.get(1)
    assert schedules.describe(schedule) == 1.0
    assert schedules.get(schedule) is schedule
    assert schedules.describe(schedules.get({"name": "constant", "learning_rate": 0.1})) == 0.1


def heard(schedule: Schedule, losses: list[float]) -> list[float]:
    """The rate after each of these epochs."""
    rates = []
    for loss in losses:
        schedule.observe(loss)
        rates.append(schedule(1000))
    return rates


def test_a_plateau_halves_the_rate_after_patience_epochs() -> None:
    schedule = ReduceOnPlateau(0.8, factor=0.5, patience=2, min_delta=0.1, min_lr=0.15)
    assert heard(schedule, [3.0, 2.0, 1.95, 1.91]) == [0.8, 0.8, 0.8, 0.4]
    assert heard(schedule, [1.89, 1.8, 1.8]) == [0.4, 0.4, 0.2]
    assert heard(schedule, [1.0, 1.0, 1.0, 1.0, 1.0, 1.0]) == [0.2, 0.2, 0.15, 0.15, 0.15, 0.15]


def test_a_loss_that_is_nan_is_no_improvement() -> None:
    assert heard(ReduceOnPlateau(1.0, factor=0.5, patience=2, cooldown=0), [1.0, math.nan, math.nan, 0.5]) == [
        1.0, 1.0, 0.5, 0.5,
    ]  # fmt: skip


@pytest.mark.parametrize("cooldown", [0, 1, 2, 5])
@pytest.mark.parametrize("patience", [1, 3])
def test_plateaus_as_keras_counts_them(cooldown: int, patience: int) -> None:
    """Its callback, line by line."""
    losses = [1 / (1 + epoch % 13) + (epoch % 5) / 10 for epoch in range(60)]
    rate, best, wait, cooling, expected = 1.0, math.inf, 0, 0, []
    for loss in losses:
        if cooling > 0:
            cooling -= 1
            wait = 0
        if loss < best - 1e-4:
            best, wait = loss, 0
        elif not cooling > 0:
            wait += 1
            if wait >= patience and rate > 0.001:
                rate, cooling, wait = max(rate * 0.7, 0.001), cooldown, 0
        expected.append(rate)
    schedule = ReduceOnPlateau(1.0, 0.7, patience, cooldown=cooldown, min_lr=0.001)
    assert heard(schedule, losses) == expected
    assert expected[-1] < 0.1


def test_what_a_plateau_remembers_survives() -> None:
    losses = [1 / (1 + epoch % 13) for epoch in range(40)]
    for cut in range(0, 40, 7):
        straight, first = (WarmUp(ReduceOnPlateau(1.0, 0.7, 2, cooldown=3), 5) for _copy in range(2))
        assert heard(straight, losses)[-1] < 0.5
        heard(first, losses[:cut])
        second = schedules.get(json.loads(json.dumps(schedules.describe(first))))
        heard(second, losses[cut:])
        assert schedules.describe(second) == schedules.describe(straight)
        assert second(2) == straight(2)


@pytest.mark.parametrize(
    ("given_rate", "places"),
    [
        (-1, {""}),
        ("fast", {""}),
        (None, {""}),
        (True, {""}),
        (float("inf"), {""}),
        ([0.1], {""}),
        ({}, {"name"}),
        ({"name": "cosine"}, {"name"}),
        ({"name": 3}, {"name"}),
        ({"name": "constant"}, {"learning_rate"}),
        (
            {"name": "cosine_decay", "initial_learning_rate": "x", "decay_steps": 0},
            {"initial_learning_rate", "decay_steps"},
        ),
        ({"name": "cosine_decay", "initial_learning_rate": 1, "decay_steps": 1, "warmup_steps": 3}, {"warmup_target"}),
        (
            {"name": "cosine_decay", "initial_learning_rate": 1, "decay_steps": 1, "alpha": -1, "warmup_target": "a"},
            {"alpha", "warmup_target"},
        ),
        (
            {
                "name": "exponential_decay",
                "initial_learning_rate": 1,
                "decay_steps": 1.5,
                "decay_rate": -1,
                "staircase": 1,
            },
            {"decay_steps", "decay_rate", "staircase"},
        ),
        ({"name": "piecewise_constant_decay", "boundaries": 3, "values": []}, {"boundaries", "values"}),
        (
            {"name": "piecewise_constant_decay", "boundaries": [3, -1], "values": [1, "x"]},
            {"boundaries[1]", "values[1]", "values"},
        ),
        ({"name": "piecewise_constant_decay", "boundaries": [3, 3], "values": [1, 2, 3]}, {"boundaries"}),
        ({"name": "warm_up", "learning_rate": -1, "steps": 0}, {"learning_rate", "steps"}),
        (
            {"name": "warm_up", "learning_rate": {"name": "warm_up", "learning_rate": 1, "steps": 2}, "steps": 2},
            {"learning_rate.name"},
        ),
        (
            {"name": "warm_up", "learning_rate": {"name": "inverse_time_decay", "decay_steps": 2}, "steps": 2},
            {"learning_rate.initial_learning_rate", "learning_rate.decay_rate"},
        ),
        (
            {
                "name": "reduce_on_plateau",
                "learning_rate": 1,
                "factor": 1,
                "patience": 0,
                "min_delta": -1,
                "cooldown": -1,
                "min_lr": -1,
            },
            {"factor", "patience", "min_delta", "cooldown", "min_lr"},
        ),
    ],
)
def test_all_that_is_wrong_is_said_at_once(given_rate: Any, places: set[str]) -> None:
    with pytest.raises(UserError) as caught:
        schedules.get(given_rate)
    assert {problem.place for problem in caught.value.problems} == places


def test_near_names_are_offered() -> None:
    with pytest.raises(UserError) as caught:
        schedules.get({"name": "cosine_decai", "decay_step": 3})
    assert caught.value.problems[0].nearest == "cosine_decay"
    with pytest.raises(UserError) as caught:
        schedules.get({"name": "cosine_decay", "initial_learning_rate": 1, "decay_steps": 3, "alfa": 0.1})
    assert caught.value.problems[0].nearest == "alpha"
