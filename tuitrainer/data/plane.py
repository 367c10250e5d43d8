"""Data sets that live in a plane, and the features that a network can be given of a point.

The plane is a square of about -6 to 6 both ways, as in TensorFlow's playground (Smilkov et al., "Direct-manipulation
visualization of deep networks", 2017, arXiv:1708.03788), so that sin(x1) goes through about two periods.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from tuitrainer.base.random import Purpose, generator
from tuitrainer.data.arguments import Arguments
from tuitrainer.data.dataset import Dataset

Coordinate = NDArray[np.float64]
RADIUS = 5.0
"""How far from the centre the noiseless points of a set reach."""
PLANE_FEATURES: Mapping[str, Callable[[Coordinate, Coordinate], Coordinate]] = MappingProxyType(
    {
        "x1": lambda x1, x2: x1,  # noqa: ARG005
        "x2": lambda x1, x2: x2,  # noqa: ARG005
        "x1^2": lambda x1, x2: x1 * x1,  # noqa: ARG005
        "x2^2": lambda x1, x2: x2 * x2,  # noqa: ARG005
        "x1*x2": lambda x1, x2: x1 * x2,
        "sin(x1)": lambda x1, x2: np.sin(x1),  # noqa: ARG005
        "sin(x2)": lambda x1, x2: np.sin(x2),  # noqa: ARG005
    }
)
"""Feature name -> function of the two coordinates, each (M,)."""


def plane_features(points: NDArray[np.float64], features: Sequence[str]) -> NDArray[np.float64]:
    """The named features (M, F) of `points` (M, 2), in the order of `features`; names from PLANE_FEATURES."""
    return np.stack([PLANE_FEATURES[name](points[:, 0], points[:, 1]) for name in features], axis=1)


class PlaneArguments(Arguments):
    """The checks that all plane sets share."""

    def features(self, values: object) -> tuple[str, ...]:
        """The features to make of each point."""
        return self.choices("features", values, tuple(PLANE_FEATURES))


def random_numbers(seed: int) -> np.random.Generator:
    """The stream that a set drawn from `seed` draws from."""
    return generator(seed, Purpose.DATA)


def balanced_labels(random: np.random.Generator, samples: int, classes: int) -> NDArray[np.int64]:
    """`samples` labels below `classes` in random order, as many of each as of any other, or one more."""
    return random.permutation(np.arange(samples, dtype=np.int64) % classes)


def polar(radius: NDArray[np.float64], angle: NDArray[np.float64]) -> NDArray[np.float64]:
    """Points (N, 2) at the given distances (N,) and angles (N,), in radians from the x1 axis."""
    return np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)


def plane_dataset(
    name: str, points: NDArray[np.float64], labels: NDArray[np.int64], features: Sequence[str], citation: str
) -> Dataset:
    """The classification of `points` (N, 2) with `labels` (N,) into the classes "0", "1", ..."""
    return Dataset(
        name=name,
        x=plane_features(points, features),
        y=labels,
        kind="classification",
        classes=tuple(str(label) for label in range(int(labels.max()) + 1)),
        features=tuple(features),
        source="tuitrainer",
        licence="MIT",
        citation=citation,
        plane=points,
    )
