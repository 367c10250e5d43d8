"""What the text of the lab `adversarial` claims, on several seeds; the attack against finite differences."""

from __future__ import annotations

import numpy as np
import pytest
from test_labs import seen, session_of, stated

from tuitrainer.base.errors import UserError
from tuitrainer.training import Session
from tuitrainer.training.labs import find_recipe
from tuitrainer.training.tasks.adversarial import Adversarial

SEEDS = (0, 1, *[pytest.param(seed, marks=pytest.mark.long) for seed in range(2, 10)])
NOISY = (
    'network.layers=[{type="GaussianNoise", stddev=0.3}, {type="Flatten"}, '
    '{type="Dense", units=64, activation="relu"}, {type="Dense", units=10}]'
)


def task_of(session: Session) -> Adversarial:
    task = session.runs[0].task
    assert isinstance(task, Adversarial)
    return task


def shares(*settings: str, seed: int = 0) -> list[float]:
    """Percentages on clean, attacked and noisy images, as the facts say them."""
    facts = seen(session_of("adversarial", *settings, seed=seed)).facts
    return [float(value.rstrip(" %")) for value in facts.values()]


@pytest.mark.parametrize("seed", SEEDS)
def test_an_attack_does_what_noise_of_its_size_does_not(seed: int) -> None:
    clean, attacked, noisy = shares(seed=seed)
    assert clean == pytest.approx(stated("adversarial", "97"), abs=1.5)
    assert attacked == pytest.approx(stated("adversarial", "14"), abs=5)
    assert noisy == pytest.approx(stated("adversarial", "94"), abs=2.5)
    curve = seen(session_of("adversarial", seed=seed)).figures["lines/attacked"]
    assert curve[-1, 0] == pytest.approx(stated("adversarial", "0.3"))
    assert curve[-1, 1] < 0.02
    assert (np.diff(curve[:, 1]) <= 0.01).all()


def test_before_training_it_is_a_guess() -> None:
    clean, attacked, noisy = (
        float(value.rstrip(" %")) for value in seen(Session(find_recipe("adversarial"))).facts.values()
    )
    assert max(clean, noisy) < 25
    assert attacked <= clean


@pytest.mark.parametrize(
    ("setting", "number", "within"),
    [("task.epsilon=0.05", "81", 3), ("network.layers[1].units=512", "14", 4), (NOISY, "35", 5)],
)
def test_what_is_tried(setting: str, number: str, within: float) -> None:
    assert shares(setting)[1] == pytest.approx(stated("adversarial", number), abs=within)


def test_the_gradient_at_the_pixels_is_that_of_finite_differences() -> None:
    session = Session(
        find_recipe("adversarial", ("training.dtype=float64", "training.backend=reference", "training.epochs=1"))
    )
    session.run()
    task = task_of(session)
    images = task._images[:4].copy()
    gradient = task.input_gradient(images)
    loss, truth = task._loss, task._truth[:4]
    for index in [(0, 3, 4, 0), (1, 2, 2, 0), (3, 6, 5, 0)]:
        step = np.zeros_like(images)
        step[index] = 1e-6
        above, below = (loss(task._network.forward(images + sign * step), truth)[0] for sign in (1, -1))
        assert gradient[index] == pytest.approx((above - below) / 2e-6, rel=1e-4, abs=1e-9)


def test_the_attack_keeps_within_epsilon_and_between_black_and_white() -> None:
    task = task_of(session_of("adversarial"))
    moved = task.moved(np.sign(task.input_gradient(task._images)), 0.15)
    assert np.abs(moved - task._images).max() == pytest.approx(0.15, abs=1e-6)
    assert moved.min() >= 0
    assert moved.max() <= 1


def test_looking_at_it_changes_nothing_and_the_pictures_tell_the_story() -> None:
    settings = ("training.epochs=2",)
    watched, alone = Session(find_recipe("adversarial", settings)), Session(find_recipe("adversarial", settings))
    for _epoch in range(2):
        watched.runs[0].advance(20)
        watched.snapshot()
        watched.runs[0].advance(25)
        alone.runs[0].advance(45)
    first, second = (session.runs[0].task.state().arrays for session in (watched, alone))
    assert all(np.array_equal(first[name], second[name]) for name in first)
    captions = [name.partition("/") for name in seen(session_of("adversarial")).figures if not name.startswith("lines")]
    assert [kind for kind, _slash, _caption in captions] == ["picture", "signed", "picture"] * 3
    assert all(a[2].split()[1] != c[2].split()[1] for a, c in zip(captions[0::3], captions[2::3], strict=True))


def test_data_that_can_not_be_attacked_is_refused() -> None:
    for setting, place in (
        ('data.scale="standard"', "data"), ("data.test_fraction=0.0", "data.test_fraction"),
        ("task.epsilon=0", "task.epsilon"), ("task.epsilon=2", "task.epsilon"), ("task.eps=0.1", "task.eps"),
    ):  # fmt: skip
        with pytest.raises(UserError) as caught:
            Session(find_recipe("adversarial", (setting,)))
        assert caught.value.problems[0].place == place
