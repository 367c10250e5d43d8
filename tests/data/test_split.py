"""Splitting and scaling: nothing lost, nothing broken apart, nothing leaked."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from tuitrainer.base.errors import UserError
from tuitrainer.data import SCALES, Split, load, plane_features, scale, split, standardize
from tuitrainer.data.dataset import Dataset

fractions = st.floats(0.0, 0.9)
seeds = st.integers(0, 2**63 - 1)


def numbered(labels: list[int], classes: int) -> Dataset:
    """A classification whose every value names its row: row i is (i, 1000 + i), its plane point (2000 + i, -i)."""
    row = np.arange(len(labels), dtype=np.float64)
    return Dataset(
        name="numbered",
        x=np.stack([row, 1000 + row], axis=1),
        y=np.array(labels, dtype=np.int64),
        kind="classification",
        classes=tuple(f"class {label}" for label in range(classes)),
        features=("row", "row + 1000"),
        source="test",
        licence="test",
        citation="test",
        plane=np.stack([2000 + row, -row], axis=1),
    )


def numbered_regression(rows: int) -> Dataset:
    row = np.arange(rows, dtype=np.float64)[:, np.newaxis]
    return Dataset("numbered", row, -row, "regression", (), ("row",), "test", "test", "test")


def rows_of(dataset: Dataset) -> NDArray[np.int64]:
    return dataset.x[:, 0].astype(np.int64)


@given(st.lists(st.integers(0, 4), max_size=120), fractions, seeds)
def test_stratified_split(labels: list[int], fraction: float, seed: int) -> None:
    dataset = numbered(labels, 5)
    parts = split(dataset, fraction, seed)
    train, test = rows_of(parts.train), rows_of(parts.test)
    assert sorted([*train, *test]) == list(range(len(labels)))
    for part, rows in ((parts.train, train), (parts.test, test)):
        assert list(rows) == sorted(rows)
        np.testing.assert_array_equal(part.x[:, 1], 1000 + rows)
        np.testing.assert_array_equal(part.y, np.array(labels, dtype=np.int64)[rows])
        assert part.plane is not None
        np.testing.assert_array_equal(part.plane, np.stack([2000 + rows, -rows], axis=1))
    for label in range(5):
        size, tested = labels.count(label), int(np.sum(parts.test.y == label))
        assert abs(tested - size * fraction) <= 1.0
        if fraction > 0 and size >= 2:
            assert 1 <= tested < size
        if size == 1:
            assert tested == 0
    sizes = [labels.count(label) for label in range(5)]
    if fraction > 0 and all(size * min(fraction, 1 - fraction) >= 1 for size in sizes if size):
        assert abs(len(test) - fraction * len(labels)) <= 0.5 + 1e-9


@given(st.integers(0, 60), fractions, seeds)
def test_regression_split(size: int, fraction: float, seed: int) -> None:
    parts = split(numbered_regression(size), fraction, seed)
    assert sorted([*rows_of(parts.train), *rows_of(parts.test)]) == list(range(size))
    np.testing.assert_array_equal(parts.test.y, -parts.test.x)
    np.testing.assert_array_equal(parts.train.y, -parts.train.x)
    assert abs(len(parts.test) - fraction * size) <= 1.0
    if fraction > 0 and size >= 2:
        assert 1 <= len(parts.test) < size


def test_split_depends_on_its_seed_only() -> None:
    iris = load("iris")
    first, again, other = split(iris), split(iris), split(iris, seed=2)
    np.testing.assert_array_equal(first.test.x, again.test.x)
    assert not np.array_equal(first.test.x, other.test.x)
    assert np.bincount(np.asarray(first.test.y, dtype=np.int64)).tolist() == [10, 10, 10]


def test_the_largest_remainders_are_rounded_up() -> None:
    # Shares of 59, 71 and 48 rows: 11.8, 14.2 and 9.6, in all 35.6.
    tested = split(load("wine"), 0.2).test.y
    assert np.bincount(np.asarray(tested, dtype=np.int64)).tolist() == [12, 14, 10]


def test_split_is_not_the_head_nor_the_tail() -> None:
    tested = rows_of(split(numbered([0] * 1000, 1), 0.5).test)
    # 500 of 1,000 rows drawn without order: the mean row is 499.5 with a deviation of 9.1.
    assert 440 < tested.mean() < 560
    assert 150 < np.sum(np.diff(tested) == 1) < 350


@pytest.mark.parametrize("fraction", [-0.1, 0.91, 1.0, float("nan"), float("inf"), "0.2", True, None])
def test_hostile_fraction(fraction: object) -> None:
    with pytest.raises(UserError) as caught:
        split(load("gates"), fraction, seed=-1)  # type: ignore[arg-type]
    assert [problem.place for problem in caught.value.problems] == ["test_fraction", "seed"]
    assert caught.value.problems[0].accepted == ("numbers from 0 to 0.9",)


@pytest.mark.parametrize("name", SCALES)
def test_scaler_knows_only_the_training_part(name: str) -> None:
    parts = split(load("wine"))
    spoilt = Split(parts.train, parts.test.rows(np.array([0, 0, 0])))
    spoilt.test.x[:] = 1e9
    fair, other = scale(parts, name), scale(spoilt, name)
    np.testing.assert_array_equal(fair.train.x, other.train.x)
    assert fair.scaler is not None
    np.testing.assert_array_equal(fair.test.x, fair.scaler(parts.test.x))
    np.testing.assert_array_equal(fair.train.y, parts.train.y)


def test_standard_scale() -> None:
    parts = split(load("wine"))
    scaled = standardize(parts)
    np.testing.assert_allclose(scaled.train.x.mean(axis=0), 0.0, atol=1e-12)
    np.testing.assert_allclose(scaled.train.x.std(axis=0), 1.0)
    expected = (parts.test.x - parts.train.x.mean(axis=0)) / parts.train.x.std(axis=0, ddof=0)
    np.testing.assert_allclose(scaled.test.x, expected)
    # The test part is not itself at mean 0: that would be the leak.
    assert np.abs(scaled.test.x.mean(axis=0)).max() > 0.01


def test_unit_scale() -> None:
    scaled = scale(split(load("wine")), "unit")
    np.testing.assert_allclose(scaled.train.x.min(axis=0), 0.0, atol=1e-12)
    np.testing.assert_allclose(scaled.train.x.max(axis=0), 1.0)
    parts = split(load("digits"))
    np.testing.assert_array_equal(scale(parts, "unit").test.x, parts.test.x / 16.0)


def test_no_scale_changes_nothing() -> None:
    parts = split(load("iris"))
    np.testing.assert_array_equal(scale(parts, "none").train.x, parts.train.x)


@pytest.mark.parametrize("name", SCALES)
def test_constant_columns_are_divided_by_one(name: str) -> None:
    # The mean of these rounds, so that their computed deviation is 1e-17 or so and not 0.
    dataset = Dataset("constant", np.full((30, 1), 0.1), np.zeros((30, 1)), "regression", (), ("x",), "", "", "")
    scaled = scale(split(dataset), name)
    assert scaled.scaler is not None
    np.testing.assert_array_equal(scaled.scaler.divisor, 1.0)
    np.testing.assert_array_equal(scaled.train.x, 0.1 if name == "none" else 0.0)
    np.testing.assert_array_equal(scaled.scaler(np.array([[1.1]])), 1.1 if name == "none" else 1.1 - 0.1)


def test_scaling_leaves_the_split_it_was_given() -> None:
    parts = split(load("moons"))
    before = parts.train.x.copy()
    scaled = standardize(parts)
    np.testing.assert_array_equal(parts.train.x, before)
    assert scaled.train.plane is parts.train.plane
    assert scaled.test.plane is not None
    assert scaled.scaler is not None
    # What a display does to a point of its grid is what was done to the data.
    np.testing.assert_array_equal(scaled.scaler(plane_features(scaled.test.plane, scaled.test.features)), scaled.test.x)


def test_scaling_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="scaled already"):
        standardize(standardize(split(load("iris"))))


def test_unknown_scale_names_the_nearest() -> None:
    with pytest.raises(UserError) as caught:
        scale(split(load("iris")), "standart")
    (problem,) = caught.value.problems
    assert (problem.place, problem.nearest, problem.accepted) == ("scale", "standard", tuple(SCALES))
