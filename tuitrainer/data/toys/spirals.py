"""Spirals wound around each other."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tuitrainer.base.texts import mark
from tuitrainer.data.dataset import Dataset, Entry
from tuitrainer.data.plane import RADIUS, PlaneArguments, balanced_labels, plane_dataset, polar, random_numbers


def spirals(
    samples: int = 400,
    noise: float = 0.1,
    seed: int = 0,
    features: Sequence[str] = ("x1", "x2"),
    arms: int = 2,
    turns: float = 1.75,
) -> Dataset:
    """One class an arm (2 to 5), each arm Archimedes' spiral from radius 0.25 to 5, radii uniform.

    An arm of class c passes the radius r at the angle 2 pi (turns r / 5 + c / arms), `turns` from 0 to 4. `noise` is
    the standard deviation of what is added to each coordinate; the same seed keeps the points underneath. Raises
    UserError when an argument is out of range.
    """
    check = PlaneArguments()
    arms, turns = check.whole_number("arms", arms, 2, 5), check.number("turns", turns, minimum=0.0, maximum=4.0)
    samples, noise, seed = check.samples(samples, least=arms), check.noise(noise), check.seed(seed)
    features = check.features(features)
    check.finish()
    random = random_numbers(seed)
    labels = balanced_labels(random, samples, arms)
    # All arms start at the centre: a little way out, their points no longer coincide.
    fraction = random.uniform(0.05, 1.0, samples)
    points = polar(RADIUS * fraction, 2.0 * np.pi * (turns * fraction + labels / arms))
    points += noise * random.standard_normal((samples, 2))
    return plane_dataset("spirals", points, labels, features, CITATION)


CITATION = (
    "Lang, K. J., & Witbrock, M. J. (1988). Learning to tell two spirals apart. Proceedings of the 1988 "
    "Connectionist Models Summer School, 52-59."
)
SPIRALS = Entry("spirals", mark("Spirals wound around each other: the hardest of the plane."), spirals)
