"""A disk within a ring."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tuitrainer.base.texts import mark
from tuitrainer.data.dataset import Dataset, Entry
from tuitrainer.data.plane import RADIUS, PlaneArguments, balanced_labels, plane_dataset, polar, random_numbers


def circles(samples: int = 400, noise: float = 0.0, seed: int = 0, features: Sequence[str] = ("x1", "x2")) -> Dataset:
    """Class 0 in the disk of radius 2.5, class 1 in the ring from 3.5 to 5, radius and angle uniform.

    `noise` is the standard deviation of what is added to each coordinate; the same seed keeps the points underneath.
    Raises UserError when an argument is out of range.
    """
    check = PlaneArguments()
    samples, noise, seed = check.samples(samples), check.noise(noise), check.seed(seed)
    features = check.features(features)
    check.finish()
    random = random_numbers(seed)
    labels = balanced_labels(random, samples, 2)
    low, high = RADIUS * np.array([0.0, 0.7]), RADIUS * np.array([0.5, 1.0])
    radius = random.uniform(low[labels], high[labels])
    points = polar(radius, random.uniform(0.0, 2.0 * np.pi, samples))
    points += noise * random.standard_normal((samples, 2))
    return plane_dataset("circles", points, labels, features, CITATION)


CITATION = (
    "Smilkov, D., Carter, S., Sculley, D., Viégas, F. B., & Wattenberg, M. (2017). Direct-manipulation "
    "visualization of deep networks. arXiv:1708.03788."
)
CIRCLES = Entry("circles", mark("A disk within a ring: no straight line separates them."), circles)
