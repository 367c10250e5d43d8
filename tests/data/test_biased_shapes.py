"""The pictures whose background betrays the class, as strongly as they say."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from tuitrainer.base.errors import UserError
from tuitrainer.data import load, split
from tuitrainer.data.dataset import Dataset
from tuitrainer.data.toys.biased_shapes import BACKGROUNDS, CONTRAST, SHAPES


def backgrounds(dataset: Dataset) -> NDArray[np.float64]:
    """That of each picture without noise: its commonest value, since a shape covers 9 pixels of 144 at most."""
    return np.asarray(np.median(dataset.x, axis=(1, 2, 3)), np.float64)


def agreeing(dataset: Dataset) -> NDArray[np.bool_]:
    return np.asarray(np.isclose(backgrounds(dataset), np.array(BACKGROUNDS)[dataset.y]), np.bool_)


def test_equal_seeds_equal_pictures() -> None:
    first, again, other = (load("biased_shapes", samples=20, test_samples=10, seed=seed) for seed in (7, 7, 8))
    np.testing.assert_array_equal(first.x, again.x)
    np.testing.assert_array_equal(first.y, again.y)
    assert not np.array_equal(first.x, other.x)
    assert first.input_shape == (12, 12, 1)
    assert first.classes == ("+", "×")


def test_each_part_has_the_bias_that_was_asked_for() -> None:
    whole = load("biased_shapes", samples=1000, noise=0.0, bias=0.98, test_samples=400, test_bias=0.25)
    parts = split(whole)
    assert (len(parts.train), len(parts.test)) == (1000, 400)
    for part, bias in ((parts.train, 0.98), (parts.test, 0.25)):
        for label in range(2):
            own = part.rows(np.flatnonzero(part.y == label))
            assert len(own) == len(part) / 2
            assert agreeing(own).mean() == pytest.approx(bias)


@pytest.mark.parametrize("bias", [0.0, 0.5, 1.0])
def test_the_ends_and_the_middle(bias: float) -> None:
    dataset = load("biased_shapes", samples=200, test_samples=200, noise=0.0, bias=bias, test_bias=bias)
    assert agreeing(dataset).mean() == bias


def test_every_picture_is_one_shape_on_its_background_at_some_place() -> None:
    dataset = load("biased_shapes", samples=500, test_samples=100, noise=0.0)
    seen = set()
    for picture, label, background in zip(dataset.x[..., 0], dataset.y, backgrounds(dataset), strict=True):
        rows, columns = np.nonzero(~np.isclose(picture, background))
        top, left = int(rows.min()), int(columns.min())
        seen.add((top, left))
        np.testing.assert_allclose(picture[top : top + 3, left : left + 3], background + CONTRAST * SHAPES[label])
        assert len(rows) == 5, "both shapes have as many pixels: their sum says nothing"
    assert len(seen) == 100, "every place occurs"


def test_one_part_does_not_depend_on_the_other_nor_places_on_the_bias() -> None:
    short = load("biased_shapes", samples=50, test_samples=30, noise=0.0)
    long = load("biased_shapes", samples=80, test_samples=30, noise=0.0, bias=0.5)
    np.testing.assert_array_equal(short.x[50:], long.x[80:])
    other = load("biased_shapes", samples=50, test_samples=30, noise=0.0, bias=0.0)
    np.testing.assert_array_equal(short.y, other.y)
    bare, changed = (data.x[:50] - backgrounds(data)[:50, None, None, None] for data in (short, other))
    np.testing.assert_allclose(bare, changed, atol=1e-12)


def test_noise_is_added_to_every_pixel() -> None:
    clean, noisy = (load("biased_shapes", samples=200, test_samples=2, noise=noise).x for noise in (0.0, 0.1))
    assert (noisy - clean).std() == pytest.approx(0.1, rel=0.03)


def test_arguments_are_checked_all_at_once() -> None:
    wrong = {"samples": 1, "test_samples": 10**6, "bias": 1.5, "test_bias": -0.1, "noise": -1, "seed": "x"}
    with pytest.raises(UserError) as caught:
        load("biased_shapes", **wrong)
    assert {problem.place for problem in caught.value.problems} == set(wrong)
