"""Sequences and their sums."""

from __future__ import annotations

import numpy as np
import pytest

from tuitrainer.base.errors import UserError
from tuitrainer.data import load


def test_the_target_is_the_sum_with_variance_1() -> None:
    dataset = load("sums", samples=5000, length=12, seed=3)
    assert dataset.x.shape == (5000, 12, 1)
    assert dataset.y == pytest.approx(dataset.x.sum(axis=1) / 2.0)
    assert np.abs(dataset.x).max() <= 1.0
    assert dataset.y.var() == pytest.approx(1.0, abs=0.1)
    assert (dataset.kind, dataset.features[-1]) == ("regression", "x11")


def test_equal_seeds_equal_sequences() -> None:
    first, again, other = load("sums", seed=7), load("sums", seed=7), load("sums", seed=8)
    np.testing.assert_array_equal(first.x, again.x)
    assert not np.array_equal(first.x, other.x)


@pytest.mark.parametrize("wrong", [{"length": 0}, {"length": 1001}, {"samples": 0}, {"length": 2.5}])
def test_wrong_arguments_are_named(wrong: dict[str, object]) -> None:
    with pytest.raises(UserError) as caught:
        load("sums", **wrong)
    assert [problem.place for problem in caught.value.problems] == list(wrong)
