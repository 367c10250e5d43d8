"""What the text of the lab `complete` claims, on several seeds, and the loss on what is erased."""

from __future__ import annotations

import math

import numpy as np
import pytest
from test_labs import session_of, stated

from tuitrainer.base.errors import UserError
from tuitrainer.training import Session
from tuitrainer.training.labs import find_recipe
from tuitrainer.training.tasks.complete import Complete

SEEDS = (0, 1, *[pytest.param(seed, marks=pytest.mark.long) for seed in range(2, 10)])
DIGITS, CURVE = 0, 1


def task_of(session: Session, run: int) -> Complete:
    task = session.runs[run].task
    assert isinstance(task, Complete)
    return task


def numbers(run: int, *settings: str, seed: int = 0) -> list[float]:
    return [float(value) for value in session_of("complete", *settings, seed=seed).snapshot().runs[run].facts.values()]


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_erased_is_guessed_and_the_mean_is_no_answer(seed: int) -> None:
    guess, mean = numbers(DIGITS, seed=seed)
    assert guess == pytest.approx(stated("complete", "0.042"), abs=0.003)
    assert mean == pytest.approx(stated("complete", "0.073"), abs=0.002)
    _guess, _mean, y, x = numbers(CURVE, seed=seed)
    assert y == pytest.approx(stated("complete", "0.95"), abs=0.08)
    assert math.cos(stated("complete", "0.3")) == pytest.approx(0.955, abs=0.001)
    assert x == pytest.approx(0, abs=0.2)
    assert math.acos(stated("complete", "0.5")) == pytest.approx(stated("complete", "1.05"), abs=0.005)


def test_on_one_side_of_the_curve_there_is_one_answer() -> None:
    x = numbers(CURVE, "runs[1].set.data.low=0.0")[3]
    assert x == pytest.approx(math.acos(0.5), abs=0.15)


def test_the_loss_is_that_of_the_erased_entries_and_its_gradient_that_of_differences() -> None:
    task = task_of(session_of("complete"), DIGITS)
    rng = np.random.default_rng(0)
    whole, output = rng.random((3, 64)), rng.random((3, 64))
    known = task._draw_known(3, 5, 0)
    loss, gradient = task.loss(output, whole, known)
    assert loss == pytest.approx(np.mean((output - whole)[known == 0] ** 2))
    for index in ((0, 3), (1, 40), (2, 63)):
        step = np.zeros_like(output)
        step[index] = 1e-6
        difference = (task.loss(output + step, whole, known)[0] - task.loss(output - step, whole, known)[0]) / 2e-6
        assert gradient[index] == pytest.approx(difference, abs=1e-8)


def test_half_of_each_image_is_known_and_kept() -> None:
    task = task_of(session_of("complete"), DIGITS)
    known = task._test_known
    assert (known.sum(axis=1) == 32).all()
    assert len(np.unique(known, axis=0)) == 4
    guessed = task.guess(task._held_out, known)
    assert np.array_equal(guessed[known == 1], task._held_out[known == 1])
    pictures = session_of("complete").snapshot().runs[DIGITS].figures
    assert [name.split("/")[1] for name in pictures][:3] == ["whole 1", "erased 1", "guessed 1"]
    assert np.isnan(pictures["picture/erased 1"]).sum() == 32


def test_steps_can_be_cut_and_taken_up_again() -> None:
    first, second = (Session(find_recipe("complete", ("runs=[]",))).runs[0].task for _ in range(2))
    losses = np.concatenate([first.advance(7), first.advance(5)])
    state = first.state()
    assert np.array_equal(losses, second.advance(12))
    ahead = first.advance(4)
    second.restore(state)
    assert np.array_equal(second.advance(4), ahead)


def test_what_does_not_fit_is_refused() -> None:
    for settings, place in (
        (('data={name="iris"}',), "data.name"), (("data.test_fraction=0.0",), "data.test_fraction"),
        (("network.input_shape=[64]",), "network"), (('loss={name="mean_squared_error"}',), "loss"),
    ):  # fmt: skip
        with pytest.raises(UserError) as caught:
            Session(find_recipe("complete", ("runs=[]", *settings)))
        assert caught.value.problems[0].place == place
