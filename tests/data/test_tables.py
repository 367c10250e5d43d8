"""The carried tables against scikit-learn's copies, and what must travel with them."""

from __future__ import annotations

from collections.abc import Callable
from importlib import resources
from typing import Any

import numpy as np
import pytest
import sklearn.datasets

from tuitrainer.data import ENTRIES, load
from tuitrainer.data.dataset import Dataset

TABLES: list[tuple[str, str, Callable[[], Any]]] = [
    ("iris", "iris.csv", sklearn.datasets.load_iris),
    ("wine", "wine.csv", sklearn.datasets.load_wine),
    ("digits", "digits.txt", sklearn.datasets.load_digits),
]


@pytest.mark.parametrize(("name", "file", "oracle"), TABLES)
def test_table_equals_scikit_learn(name: str, file: str, oracle: Callable[[], Any]) -> None:
    dataset, bunch = load(name), oracle()
    np.testing.assert_array_equal(dataset.x.reshape(len(dataset), -1), bunch.data)
    np.testing.assert_array_equal(dataset.y, bunch.target)
    assert dataset.features == tuple(bunch.feature_names)
    assert dataset.classes == tuple(str(target) for target in bunch.target_names)


def test_digits_are_images_or_rows() -> None:
    images, rows = load("digits"), load("digits", flat=True)
    assert images.input_shape == (8, 8, 1)
    np.testing.assert_array_equal(images.x[..., 0], sklearn.datasets.load_digits().images)
    np.testing.assert_array_equal(images.x.reshape(-1, 64), rows.x)


@pytest.mark.parametrize(("name", "file", "oracle"), TABLES)
def test_table_and_licence_are_package_data(name: str, file: str, oracle: Callable[[], Any]) -> None:
    tables = resources.files("tuitrainer.data") / "tables"
    licence = (tables / f"{name}.licence.txt").read_text(encoding="utf-8")
    dataset = load(name)
    assert dataset.licence in licence
    assert dataset.citation in licence
    assert dataset.source in dataset.citation
    assert f"{name}.licence.txt" in (tables / file).read_text(encoding="utf-8").splitlines()[0]


def test_loads_are_independent() -> None:
    first = load("iris")
    first.x[:] = 0.0
    assert load("iris").x[0, 0] == 5.1


@pytest.mark.parametrize("name", [entry.name for entry in ENTRIES if entry.origin != "fetched"])
def test_every_set_says_where_it_comes_from(name: str) -> None:
    dataset: Dataset = load(name)
    assert dataset.name == name
    assert dataset.source
    assert dataset.licence
    assert dataset.citation
