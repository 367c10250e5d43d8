"""Sequences of numbers and their sums."""

from __future__ import annotations

import numpy as np

from tuitrainer.base.random import Purpose, generator
from tuitrainer.base.texts import mark
from tuitrainer.data.arguments import Arguments
from tuitrainer.data.dataset import Dataset, Entry

LONGEST = 1000


def sums(samples: int = 640, length: int = 40, seed: int = 0) -> Dataset:
    """Sequences (length, 1) of numbers uniform on [-1, 1]; the target is their sum, divided so that its variance is 1.

    Every step counts as much as any other: y = sum of x / sqrt(length / 3). Raises UserError when an argument is out of
    range.
    """
    check = Arguments()
    samples, seed = check.samples(samples), check.seed(seed)
    length = check.whole_number("length", length, 1, LONGEST)
    check.finish()
    x = generator(seed, Purpose.DATA).uniform(-1.0, 1.0, (samples, length, 1))
    return Dataset(
        name="sums",
        x=x,
        y=x.sum(axis=1) / np.sqrt(length / 3.0),
        kind="regression",
        classes=(),
        features=tuple(f"x{step}" for step in range(length)),
        source="tuitrainer",
        licence="MIT",
        citation=(
            "Hochreiter, S., & Schmidhuber, J. (1997). Long short-term memory. Neural Computation 9(8), 1735-1780."
        ),
    )


SUMS = Entry("sums", mark("Sequences of numbers and their sums: every step counts."), sums)
