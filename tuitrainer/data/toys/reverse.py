"""Short sequences of symbols to be written backwards, or copied."""

from __future__ import annotations

import numpy as np

from tuitrainer.base.random import Purpose, generator
from tuitrainer.base.texts import mark
from tuitrainer.data.arguments import Arguments
from tuitrainer.data.dataset import Dataset, Entry

ORDERS = ("reverse", "copy")
MOST_SYMBOLS = 26
LONGEST = 256


def reverse(samples: int = 2500, length: int = 8, symbols: int = 8, order: str = "reverse", seed: int = 0) -> Dataset:
    """Sequences (length,) of symbols, numbers from 0 to symbols - 1, each drawn uniformly; and for each step a class.

    With the order "reverse" the class of step t is the symbol of step length - 1 - t, with "copy" that of step t: the
    labels are (samples, length). Equal seeds give equal sequences in both orders. Raises UserError when an argument is
    out of range.
    """
    check = Arguments()
    samples, seed = check.samples(samples), check.seed(seed)
    length = check.whole_number("length", length, 1, LONGEST)
    symbols = check.whole_number("symbols", symbols, 2, MOST_SYMBOLS)
    order = check.one_of("order", order, ORDERS)
    check.finish()
    sequences = generator(seed, Purpose.DATA).integers(0, symbols, (samples, length))
    return Dataset(
        name="reverse",
        x=sequences.astype(np.float64),
        y=np.ascontiguousarray(sequences[:, ::-1] if order == "reverse" else sequences, np.int64),
        kind="classification",
        classes=tuple(chr(ord("A") + index) for index in range(symbols)),
        features=tuple(str(step) for step in range(1, length + 1)),
        source="tuitrainer",
        licence="MIT",
        citation=("Graves, A., Wayne, G., & Danihelka, I. (2014). Neural Turing machines. arXiv:1410.5401."),
    )


REVERSE = Entry("reverse", mark("Short sequences of symbols, to be written backwards."), reverse)
