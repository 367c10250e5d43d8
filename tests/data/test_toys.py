"""The drawn sets: repeatable, and of the shape that they promise."""

from __future__ import annotations

import math

import numpy as np
import pytest
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier

from tuitrainer.data import load, plane_features
from tuitrainer.data.dataset import Dataset

CLOUDS = ["circles", "xor", "moons", "spirals", "gaussians"]
CURVES = ["line", "cosine", "polynomial"]


def points_of(dataset: Dataset) -> NDArray[np.float64]:
    assert dataset.plane is not None
    return dataset.plane


def straight_line_accuracy(dataset: Dataset) -> float:
    return float(LogisticRegression(C=1e6, max_iter=1000).fit(dataset.x, dataset.y).score(dataset.x, dataset.y))


@pytest.mark.parametrize("name", CLOUDS + CURVES)
def test_equal_seeds_equal_data(name: str) -> None:
    first, again, other = load(name, seed=7), load(name, seed=7), load(name, seed=8)
    np.testing.assert_array_equal(first.x, again.x)
    np.testing.assert_array_equal(first.y, again.y)
    assert not np.array_equal(first.x, other.x)


def test_the_draws_never_change() -> None:
    """Values written down once: a change of the drawing would change every lab's figures without a word."""
    np.testing.assert_allclose(load("circles", samples=2).x, CIRCLES_OF_SEED_0, rtol=1e-12)
    np.testing.assert_allclose(load("line", samples=2).x, LINE_OF_SEED_0, rtol=1e-12)


CIRCLES_OF_SEED_0 = [[-1.0018046592920877, -0.6959239252596817], [3.54995666267493, 2.484269474866207]]
LINE_OF_SEED_0 = [[4.751591603551976], [4.879217453859877]]


@pytest.mark.parametrize("name", CLOUDS)
@pytest.mark.parametrize("samples", [2, 3, 401])
def test_classes_are_balanced(name: str, samples: int) -> None:
    dataset = load(name, samples=samples)
    counts = np.bincount(np.asarray(dataset.y, dtype=np.int64), minlength=2)
    assert len(dataset) == samples
    assert counts.max() - counts.min() <= 1
    assert dataset.classes == ("0", "1")


@pytest.mark.parametrize("name", ["circles", "xor", "moons", "spirals"])
def test_noise_is_an_added_gaussian_of_that_deviation(name: str) -> None:
    clean = points_of(load(name, samples=4000, noise=0.0))
    noise = points_of(load(name, samples=4000, noise=0.5)) - clean
    # The deviation of 8,000 draws is known to 0.8 % (one sigma), their mean to 0.0056.
    assert noise.std() == pytest.approx(0.5, rel=0.05)
    assert np.abs(noise.mean(axis=0)).max() < 0.05
    np.testing.assert_allclose(points_of(load(name, samples=4000, noise=1.0)) - clean, 2.0 * noise, atol=1e-12)


def test_circles_radii() -> None:
    dataset = load("circles", samples=2000)
    radius = np.hypot(*points_of(dataset).T)
    inner, outer = radius[dataset.y == 0], radius[dataset.y == 1]
    assert 0.0 <= inner.min() < 0.1
    assert 2.4 < inner.max() <= 2.5
    assert 3.5 <= outer.min() < 3.6
    assert 4.9 < outer.max() <= 5.0
    assert straight_line_accuracy(dataset) < 0.75


def test_xor_label_is_the_sign_of_the_product() -> None:
    dataset = load("xor", samples=2000)
    points = points_of(dataset)
    np.testing.assert_array_equal(dataset.y, points[:, 0] * points[:, 1] < 0)
    assert np.abs(points).min() >= 0.3
    assert np.abs(points).max() <= 5.3
    assert straight_line_accuracy(dataset) < 0.75


def test_moons_lie_on_their_half_circles() -> None:
    dataset = load("moons", samples=2000, noise=0.0)
    points, radius = points_of(dataset), 10 / 3
    upper, lower = points[dataset.y == 0], points[dataset.y == 1]
    np.testing.assert_allclose(np.hypot(upper[:, 0] + radius / 2, upper[:, 1] + radius / 4), radius)
    np.testing.assert_allclose(np.hypot(lower[:, 0] - radius / 2, lower[:, 1] - radius / 4), radius)
    assert upper[:, 1].min() >= -radius / 4 - 1e-12
    assert lower[:, 1].max() <= radius / 4 + 1e-12
    assert np.abs(points).max() <= 5.0 + 1e-12
    assert straight_line_accuracy(dataset) < 0.95


@pytest.mark.parametrize(("arms", "turns"), [(2, 1.75), (3, 1.0), (5, 0.5)])
def test_spirals_follow_their_arms(arms: int, turns: float) -> None:
    dataset = load("spirals", samples=1000, noise=0.0, arms=arms, turns=turns)
    x1, x2 = points_of(dataset).T
    along = np.arctan2(x2, x1) / (2 * math.pi) - turns * np.hypot(x1, x2) / 5
    error = along - np.asarray(dataset.y) / arms
    np.testing.assert_allclose(error - np.round(error), 0.0, atol=1e-9)
    assert dataset.classes == tuple(str(arm) for arm in range(arms))


def test_spirals_need_more_than_a_line() -> None:
    dataset = load("spirals", samples=1000)
    assert straight_line_accuracy(dataset) < 0.7
    assert KNeighborsClassifier(3).fit(dataset.x[:500], dataset.y[:500]).score(dataset.x[500:], dataset.y[500:]) > 0.97


def test_gaussians_moments() -> None:
    dataset = load("gaussians", samples=20000, noise=1.5)
    for label, centre in enumerate((-2.0, 2.0)):
        cloud = points_of(dataset)[dataset.y == label]
        np.testing.assert_allclose(cloud.mean(axis=0), [centre, centre], atol=0.08)
        np.testing.assert_allclose(np.cov(cloud.T), 2.25 * np.eye(2), atol=0.15)
    wrong = 0.5 * math.erfc(2.0 / 1.5)  # Phi(-sqrt(8) / 1.5)
    assert straight_line_accuracy(dataset) == pytest.approx(1 - wrong, abs=0.006)


@pytest.mark.parametrize("gate", ["and", "or", "xor", "nand"])
def test_gates_are_the_four_corners(gate: str) -> None:
    dataset = load("gates", gate=gate)
    for (a, b), label in zip(points_of(dataset).astype(int).tolist(), dataset.y.tolist(), strict=True):
        assert label == {"and": a & b, "or": a | b, "xor": a ^ b, "nand": 1 - (a & b)}[gate]
    assert sorted(map(tuple, dataset.x.tolist())) == [(0, 0), (0, 1), (1, 0), (1, 1)]
    np.testing.assert_array_equal(dataset.targets(1)[:, 0], dataset.y)
    np.testing.assert_array_equal(dataset.targets(2).argmax(axis=1), dataset.y)
    assert dataset.classes == ("0", "1")


def test_line_is_what_least_squares_finds() -> None:
    dataset = load("line", samples=5000, noise=0.5)
    assert 0.0 <= dataset.x.min() < 0.1
    assert 9.9 < dataset.x.max() <= 10.0
    slope, intercept = np.polyfit(dataset.x[:, 0], dataset.y[:, 0], 1)
    assert slope == pytest.approx(3.0, abs=0.02)
    assert intercept == pytest.approx(0.5, abs=0.1)
    residual = dataset.y[:, 0] - np.polyval([slope, intercept], dataset.x[:, 0])
    assert residual.std() == pytest.approx(0.5, rel=0.06)
    exact = load("line", noise=0.0, slope=-1.5, intercept=4.0)
    np.testing.assert_allclose(exact.y, 4.0 - 1.5 * exact.x)


def test_curves_are_their_functions() -> None:
    cosine, polynomial = load("cosine", noise=0.0), load("polynomial")
    np.testing.assert_allclose(cosine.y, np.cos(cosine.x))
    np.testing.assert_allclose(polynomial.y, polynomial.x**3 + polynomial.x**2 - polynomial.x - 1, atol=1e-12)
    noisy = load("cosine", samples=5000, noise=0.3, low=0.0, high=1.0)
    assert 0.0 <= noisy.x.min() < noisy.x.max() <= 1.0
    assert (noisy.y - np.cos(noisy.x)).std() == pytest.approx(0.3, rel=0.06)
    np.testing.assert_array_equal(load("cosine", noise=0.0).x, load("cosine", noise=0.3).x)


def test_plane_features_are_the_playgrounds() -> None:
    names = ("sin(x2)", "x1", "x1*x2", "x2^2", "x1^2", "x2", "sin(x1)")
    points = np.array([[1.5, -2.0], [0.0, 3.0], [-4.0, 0.5]])
    expected = [[math.sin(b), a, a * b, b**2, a**2, b, math.sin(a)] for a, b in points.tolist()]
    np.testing.assert_allclose(plane_features(points, names), expected)
    dataset = load("spirals", features=list(names))
    np.testing.assert_array_equal(dataset.x, plane_features(points_of(dataset), dataset.features))
    assert dataset.features == names
    assert not np.shares_memory(dataset.x, points_of(dataset))


def test_a_product_makes_xor_easy() -> None:
    assert straight_line_accuracy(load("xor", features=["x1*x2"])) == 1.0
    assert straight_line_accuracy(load("circles", features=["x1^2", "x2^2"])) == 1.0
