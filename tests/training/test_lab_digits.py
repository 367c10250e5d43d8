"""What the text of the lab `digits` claims, on several seeds, and the pictures that its display shows."""

from __future__ import annotations

import math

import numpy as np
import pytest
from test_labs import first_loss, held_out, parameters, result_of, seen, session_of, stated

from tuitrainer.training import Session
from tuitrainer.training.labs import find_recipe

SEEDS = (0, 1, 2)
DENSE = (
    'network.layers=[{type="Flatten"}, {type="Dense", units=64, activation="relu"}, '
    '{type="Dense", units=32, activation="relu"}, {type="Dense", units=10}]'
)


def unseen(number: str) -> float:
    """A count of held-out images that the text names, as a share of them all."""
    return stated("digits", number) / stated("digits", "359")


def test_digits_are_read() -> None:
    assert parameters("digits") == stated("digits", "4906")
    assert held_out("digits", seeds=SEEDS).mean() == pytest.approx(unseen("355"), abs=0.008)
    for seed in SEEDS:
        result = result_of("digits", seed=seed)
        assert (result.train.accuracy or 0) > stated("digits", "99") / 100
        assert result.history[0].validation_accuracy == pytest.approx(stated("digits", "84") / 100, abs=0.08)
        assert result.history[4].validation_accuracy == pytest.approx(stated("digits", "96") / 100, abs=0.04)
        assert math.log(10) - 0.1 < first_loss("digits", seed=seed) < math.log(10) + 1
    assert stated("digits", "2.30") == pytest.approx(math.log(10), abs=0.005)
    assert session_of("digits").runs[0].task.steps_per_epoch == stated("digits", "45")


@pytest.mark.long
def test_digits_are_read_on_ten_seeds() -> None:
    shares = held_out("digits", seeds=tuple(range(10)))
    assert shares.mean() == pytest.approx(unseen("355"), abs=0.005)
    assert shares.min() > 0.97


def test_dense_layers_read_fewer_with_more_numbers() -> None:
    assert parameters("digits", DENSE) == stated("digits", "6570")
    dense = held_out("digits", DENSE, seeds=SEEDS)
    assert dense.mean() == pytest.approx(unseen("350"), abs=0.01)
    assert dense.mean() < held_out("digits", seeds=SEEDS).mean()


@pytest.mark.long
def test_a_rate_belongs_to_its_optimizer() -> None:
    slow = held_out("digits", 'optimizer={name="sgd", learning_rate=0.002}', seeds=SEEDS[:2])
    assert slow.mean() == pytest.approx(unseen("300"), abs=0.06)
    fast = held_out("digits", 'optimizer={name="sgd", learning_rate=0.1}', seeds=SEEDS[:2])
    assert fast == pytest.approx(held_out("digits", seeds=SEEDS[:2]), abs=0.02)


def test_a_layer_at_zero_learns_nothing_and_few_images_teach_less() -> None:
    zeros = "network.layers[1].kernel_initializer=zeros"
    losses = {round(score.loss, 2) for score in result_of("digits", zeros).history}
    assert losses == {stated("digits", "2.30")}
    few = "data.test_fraction=0.9"
    examples = Session(find_recipe("digits", (few,))).runs[0].task._y  # type: ignore[attr-defined]
    assert len(examples) == stated("digits", "180")
    assert held_out("digits", few, seeds=SEEDS[:2]).mean() == pytest.approx(stated("digits", "91") / 100, abs=0.02)


def test_the_pictures_show_mistakes_confusion_and_maps() -> None:
    task = session_of("digits").runs[0].task
    figures = seen(session_of("digits")).figures
    captions = [name.partition("/")[2] for name in figures]
    matrix = figures["picture/confusion"]
    assert matrix.shape == (10, 10)
    assert matrix.sum(axis=1) == pytest.approx(1.0)
    score = task.score()[1]
    assert score is not None
    assert score.accuracy is not None
    counts = np.bincount(task._split.test.y, minlength=10)  # type: ignore[attr-defined]
    assert (matrix.diagonal() * counts).sum() / counts.sum() == pytest.approx(score.accuracy)
    mistakes = [caption for caption in captions if "→" in caption]
    assert len(mistakes) == min(6, round((1 - score.accuracy) * counts.sum()))
    assert all(caption.split()[0] != caption.split()[2] for caption in mistakes)
    maps = [values for name, values in figures.items() if "map" in name]
    assert {values.shape for values in maps} == {(8, 8)}
    assert all(0 <= values.min() <= values.max() <= 1 for values in maps), "after ReLU"
