"""A symbol to be remembered while others go by."""

from __future__ import annotations

import numpy as np

from tuitrainer.base.random import Purpose, generator
from tuitrainer.base.texts import mark
from tuitrainer.data.arguments import Arguments
from tuitrainer.data.dataset import Dataset, Entry

MOST_SYMBOLS = 26
LONGEST_LAG = 1000


def remember(samples: int = 640, lag: int = 60, symbols: int = 8, distractors: int = 8, seed: int = 0) -> Dataset:
    """Sequences (lag + 1, symbols + distractors) of one-hot steps; the class is the symbol of the first step.

    The `lag` steps that follow show one of the `distractors` each, drawn uniformly, which say nothing about the class;
    with none they are all 0. The lag is the number of steps from the one that matters to the last, where the answer is
    wanted. Raises UserError when an argument is out of range.
    """
    check = Arguments()
    samples, seed = check.samples(samples), check.seed(seed)
    lag = check.whole_number("lag", lag, 1, LONGEST_LAG)
    symbols = check.whole_number("symbols", symbols, 2, MOST_SYMBOLS)
    distractors = check.whole_number("distractors", distractors, 0, MOST_SYMBOLS)
    check.finish()
    random = generator(seed, Purpose.DATA)
    labels = random.permutation(np.arange(samples) % symbols)
    x = np.zeros((samples, lag + 1, symbols + distractors))
    x[np.arange(samples), 0, labels] = 1.0
    if distractors:
        shown = symbols + random.integers(0, distractors, (samples, lag))
        np.put_along_axis(x[:, 1:], shown[..., np.newaxis], 1.0, axis=2)
    classes = tuple(chr(ord("A") + index) for index in range(symbols))
    names = (*classes, *(chr(ord("a") + index) for index in range(distractors)))
    return Dataset(
        name="remember",
        x=x,
        y=labels.astype(np.int64),
        kind="classification",
        classes=classes,
        features=tuple(f"{name}{step}" for step in range(lag + 1) for name in names),
        source="tuitrainer",
        licence="MIT",
        citation=(
            "Hochreiter, S., & Schmidhuber, J. (1997). Long short-term memory. Neural Computation 9(8), 1735-1780."
        ),
    )


REMEMBER = Entry("remember", mark("Sequences of symbols, of which the first is to be remembered."), remember)
