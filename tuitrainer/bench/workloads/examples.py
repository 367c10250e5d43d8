"""What the workloads train on: two tables of the course, and random numbers where only the size counts."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from tuitrainer import data

Examples: TypeAlias = tuple[npt.NDArray[np.float32], npt.NDArray[Any]]
"""Inputs (N, ...) and class numbers (N,) int64, or targets (N, ...) float32."""

CLASSES = 10


def iris() -> Examples:
    """150 rows of 4 features, standardised."""
    return _table("iris")


def digits() -> Examples:
    """1,797 images of 8 x 8 pixels as rows of 64, standardised."""
    return _table("digits")


def large_rows() -> Examples:
    """60,000 rows of 784: what MNIST weighs."""
    random = _random()
    return random.random((60_000, 784), np.float32), random.integers(0, CLASSES, 60_000)


def images() -> Examples:
    """640 images (32, 32, 3): ten batches of what CIFAR-10 weighs."""
    random = _random()
    return random.random((640, 32, 32, 3), np.float32), random.integers(0, CLASSES, 640)


def sequences() -> Examples:
    """640 sequences of 32 steps of 16 features."""
    random = _random()
    return random.standard_normal((640, 32, 16), np.float32), random.integers(0, CLASSES, 640)


def sequence_pairs() -> Examples:
    """320 sequences of 64 steps of 64 features, each with a target of the same shape."""
    random = _random()
    return random.standard_normal((320, 64, 64), np.float32), random.standard_normal((320, 64, 64), np.float32)


def _table(name: str) -> Examples:
    whole = data.scale(data.split(data.load(name), 0.0), "standard").train
    return whole.x.reshape(len(whole), -1).astype(np.float32), np.asarray(whole.y, np.int64)


def _random() -> np.random.Generator:
    return np.random.Generator(np.random.Philox(7))
