"""Exclusive or, as clouds in the four quadrants."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tuitrainer.base.texts import mark
from tuitrainer.data.dataset import Dataset, Entry
from tuitrainer.data.plane import RADIUS, PlaneArguments, balanced_labels, plane_dataset, random_numbers

MARGIN = 0.3
"""How far from the axes the noiseless points stay."""


def xor(samples: int = 400, noise: float = 0.0, seed: int = 0, features: Sequence[str] = ("x1", "x2")) -> Dataset:
    """Points uniform in the four quadrants, 0.3 to 5.3 from both axes; class 1 where the signs of x1 and x2 differ.

    `noise` is the standard deviation of what is added to each coordinate; the same seed keeps the points underneath.
    Raises UserError when an argument is out of range.
    """
    check = PlaneArguments()
    samples, noise, seed = check.samples(samples), check.noise(noise), check.seed(seed)
    features = check.features(features)
    check.finish()
    random = random_numbers(seed)
    quadrant = balanced_labels(random, samples, 4)
    signs = np.array([(1, 1), (-1, 1), (-1, -1), (1, -1)])[quadrant]
    points = signs * random.uniform(MARGIN, MARGIN + RADIUS, (samples, 2))
    points += noise * random.standard_normal((samples, 2))
    return plane_dataset("xor", points, quadrant % 2, features, CITATION)


CITATION = "Minsky, M., & Papert, S. (1969). Perceptrons: an introduction to computational geometry. MIT Press."
XOR = Entry("xor", mark("Exclusive or in four quadrants: opposite corners share a class."), xor)
