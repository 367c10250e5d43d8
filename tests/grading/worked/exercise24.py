"""The numbers of exercise24's worked example, as its statements print them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from worked_numbers import fixed, short

TRAIN = np.array([[1.0, 20, 5], [3, 40, 5], [5, 60, 5], [7, 80, 5]])
TEST = np.array([[8.0, 50, 6]])


def numbers(e: Any) -> Iterable[str]:
    rows = e.one_hot(np.array([2, 0, 1]), 4)
    assert rows.tolist() == [[0, 0, 1, 0], [1, 0, 0, 0], [0, 1, 0, 0]]
    yield from fixed(TRAIN.mean(axis=0)[:2], 1)
    yield from fixed(TRAIN.std(axis=0)[:2], 2)
    train, test = e.standardize(TRAIN, TEST)
    yield from fixed(train[:, :2], 3)
    yield from short(train[:, 2])
    yield from fixed(test[0, :1], 3)
    yield from short(test[0, 1:])
    x_train, _y_train, _x_test, _y_test = e.split(np.eye(10), np.arange(10), 0.77, np.random.default_rng(0))
    yield str(len(x_train))
    ids, vocabulary = e.tokenize(["Le chat dort.", "Le chat n'a pas dormi !"])
    assert ids.tolist() == [[1, 2, 3, 0, 0, 0], [1, 2, 4, 5, 6, 7]]
    assert list(vocabulary) == ["le", "chat", "dort", "n", "a", "pas", "dormi"]
    yield from map(str, vocabulary.values())
