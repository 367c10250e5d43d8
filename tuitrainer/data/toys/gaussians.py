"""Two Gaussian clouds."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tuitrainer.base.texts import mark
from tuitrainer.data.dataset import Dataset, Entry
from tuitrainer.data.plane import PlaneArguments, balanced_labels, plane_dataset, random_numbers

CENTRES = ((-2.0, -2.0), (2.0, 2.0))


def gaussians(samples: int = 400, noise: float = 1.0, seed: int = 0, features: Sequence[str] = ("x1", "x2")) -> Dataset:
    """Class 0 around (-2, -2), class 1 around (2, 2), `noise` the standard deviation of both coordinates.

    The best boundary is the line x1 + x2 = 0, wrong with the probability Phi(-sqrt(8) / noise), 0.2 % at noise 1.
    Raises UserError when an argument is out of range.
    """
    check = PlaneArguments()
    samples, noise, seed = check.samples(samples), check.noise(noise), check.seed(seed)
    features = check.features(features)
    check.finish()
    random = random_numbers(seed)
    labels = balanced_labels(random, samples, 2)
    points = np.array(CENTRES)[labels] + noise * random.standard_normal((samples, 2))
    return plane_dataset("gaussians", points, labels, features, CITATION)


CITATION = (
    "Fisher, R. A. (1936). The use of multiple measurements in taxonomic problems. Annals of Eugenics 7(2), 179-188."
)
GAUSSIANS = Entry("gaussians", mark("Two Gaussian clouds: one neuron separates them."), gaussians)
