"""Two half circles that reach into each other."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tuitrainer.base.texts import mark
from tuitrainer.data.dataset import Dataset, Entry
from tuitrainer.data.plane import RADIUS, PlaneArguments, balanced_labels, plane_dataset, polar, random_numbers

MOON_RADIUS = RADIUS / 1.5
"""The two together are three radii wide."""


def moons(samples: int = 400, noise: float = 0.3, seed: int = 0, features: Sequence[str] = ("x1", "x2")) -> Dataset:
    """Class 0 on an upper half circle of radius 10/3, class 1 on a lower one, one radius right and half a one down.

    The pair is centred on the origin. `noise` is the standard deviation of what is added to each coordinate; the same
    seed keeps the points underneath. Raises UserError when an argument is out of range.
    """
    check = PlaneArguments()
    samples, noise, seed = check.samples(samples), check.noise(noise), check.seed(seed)
    features = check.features(features)
    check.finish()
    random = random_numbers(seed)
    labels = balanced_labels(random, samples, 2)
    centres = MOON_RADIUS * np.array([(-0.5, -0.25), (0.5, 0.25)])
    angle = random.uniform(0.0, np.pi, samples) + np.pi * labels
    points = centres[labels] + polar(np.full(samples, MOON_RADIUS), angle)
    points += noise * random.standard_normal((samples, 2))
    return plane_dataset("moons", points, labels, features, CITATION)


CITATION = "Pedregosa, F., et al. (2011). Scikit-learn: machine learning in Python. JMLR 12, 2825-2830 (make_moons)."
MOONS = Entry("moons", mark("Two half moons that reach into each other."), moons)
