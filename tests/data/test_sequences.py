"""The sets of sequences: what they promise, and an answer at each step."""

from __future__ import annotations

import numpy as np
import pytest

from tuitrainer.base.errors import UserError
from tuitrainer.data import load, one_hot, split


def test_remember_shows_its_class_first_and_then_nothing_but_distractors() -> None:
    dataset = load("remember", samples=90, lag=20, symbols=5, distractors=3)
    assert dataset.x.shape == (90, 21, 8)
    np.testing.assert_array_equal(dataset.x.sum(axis=2), 1.0)
    np.testing.assert_array_equal(dataset.x[:, 0].argmax(axis=1), dataset.y)
    assert dataset.x[:, 1:].argmax(axis=2).min() == 5
    assert np.bincount(dataset.y.astype(np.int64)).tolist() == [18] * 5
    assert not load("remember", samples=4, lag=3, distractors=0).x[:, 1:].any()
    shares = load("remember", samples=1000, lag=50, distractors=4).x[:, 1:, 8:].mean(axis=(0, 1))
    assert shares == pytest.approx([0.25] * 4, abs=0.01)


def test_reverse_and_copy_answer_the_same_sequences() -> None:
    backwards, copied = load("reverse", length=6, symbols=4), load("reverse", length=6, symbols=4, order="copy")
    np.testing.assert_array_equal(backwards.x, copied.x)
    np.testing.assert_array_equal(copied.y, copied.x)
    np.testing.assert_array_equal(backwards.y, backwards.x[:, ::-1])
    assert backwards.targets(4).shape == (2500, 6, 4)
    assert np.bincount(backwards.x.astype(int).ravel()) / backwards.x.size == pytest.approx([0.25] * 4, abs=0.015)


def test_sequences_are_split_by_rows() -> None:
    parts = split(load("reverse", samples=50, length=3), 0.2)
    assert (len(parts.train), len(parts.test)) == (40, 10)
    np.testing.assert_array_equal(parts.test.y, parts.test.x[:, ::-1])


def test_one_hot_of_sequences() -> None:
    assert one_hot(np.array([[1, 0]]), 2).tolist() == [[[0.0, 1.0], [1.0, 0.0]]]


@pytest.mark.parametrize(
    ("name", "arguments", "places"),
    [
        ("remember", {"lag": 0, "symbols": 1, "distractors": -1}, ["lag", "symbols", "distractors"]),
        ("remember", {"lag": 10**9, "samples": "many"}, ["samples", "lag"]),
        ("reverse", {"order": "shuffle", "length": 0}, ["length", "order"]),
        ("reverse", {"symbols": 27, "seed": -1}, ["seed", "symbols"]),
    ],
)
def test_wrong_arguments_are_all_named(name: str, arguments: dict[str, object], places: list[str]) -> None:
    with pytest.raises(UserError) as caught:
        load(name, **arguments)
    assert [problem.place for problem in caught.value.problems] == places


@pytest.mark.parametrize("name", ["remember", "reverse"])
def test_equal_seeds_equal_sequences(name: str) -> None:
    first, again, other = load(name, seed=7), load(name, seed=7), load(name, seed=8)
    np.testing.assert_array_equal(first.x, again.x)
    assert not np.array_equal(first.x, other.x)
