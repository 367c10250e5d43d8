"""Handwritten digits, 8 by 8 pixels.

In digits.txt a line is an image: its class, a space, then 64 pixels row by row, each one digit of base 17 (0 to G).
"""

from __future__ import annotations

import numpy as np

from tuitrainer.base.texts import mark
from tuitrainer.data.arguments import Arguments
from tuitrainer.data.dataset import Dataset, Entry
from tuitrainer.data.tables.reading import lines_of

SIDE = 8
LEVELS = b"0123456789ABCDEFG"


def digits(flat: bool = False) -> Dataset:
    """1,797 images (1797, 8, 8, 1) of grey levels 0 to 16, or rows (1797, 64) when `flat`.

    They are the test part of the repository's set: 13 people who wrote none of its training part. Raises UserError
    when `flat` is no boolean.
    """
    check = Arguments()
    flat = check.flag("flat", flat)
    check.finish()
    lines = lines_of("digits.txt")
    level = np.zeros(256)
    level[np.frombuffer(LEVELS, dtype=np.uint8)] = np.arange(len(LEVELS))
    pixels = level[np.frombuffer("".join(line[2:] for line in lines).encode("ascii"), dtype=np.uint8)]
    return Dataset(
        name="digits",
        x=pixels.reshape((-1, SIDE * SIDE) if flat else (-1, SIDE, SIDE, 1)),
        y=np.array([int(line[0]) for line in lines], dtype=np.int64),
        kind="classification",
        classes=tuple("0123456789"),
        features=tuple(f"pixel_{row}_{column}" for row in range(SIDE) for column in range(SIDE)),
        source="https://doi.org/10.24432/C50P49",
        licence="CC BY 4.0",
        citation=CITATION,
    )


CITATION = (
    "Alpaydin, E., & Kaynak, C. (1998). Cascading classifiers. Kybernetika 34(4), 369-374. Optical Recognition of "
    "Handwritten Digits [Dataset]. UCI Machine Learning Repository. https://doi.org/10.24432/C50P49"
)
DIGITS = Entry("digits", mark("1,797 handwritten digits of 8 by 8 pixels."), digits, origin="carried")
