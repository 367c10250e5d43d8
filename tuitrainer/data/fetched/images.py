"""What the fetched sets of images share."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tuitrainer.data.arguments import Arguments
from tuitrainer.data.dataset import Dataset
from tuitrainer.data.download.sources import Source

Part = tuple[NDArray[np.uint8], NDArray[np.uint8]]
"""Images (N, height, width, channels) and their labels (N,)."""


def check_rows(source: Source, train: int | None, test: int | None) -> tuple[int, int]:
    """How many examples of the official parts to take; None is all of them. Raises UserError when out of range."""
    check = Arguments()
    rows = (
        source.train_rows if train is None else check.whole_number("train", train, 1, source.train_rows),
        source.test_rows if test is None else check.whole_number("test", test, 1, source.test_rows),
    )
    check.finish()
    return rows


def image_dataset(source: Source, train: Part, test: Part, rows: tuple[int, int]) -> Dataset:
    """The first `rows` of both parts, one after the other."""
    height, width, channels = source.shape
    axes = [(row, column) for row in range(height) for column in range(width)]
    colours = ("",) if channels == 1 else ("_red", "_green", "_blue")
    learnt = len(train[0][: rows[0]])
    return Dataset(
        name=source.name,
        x=np.concatenate((train[0][: rows[0]], test[0][: rows[1]])),
        y=np.concatenate((train[1][: rows[0]], test[1][: rows[1]])).astype(np.int64),
        kind="classification",
        classes=source.classes,
        features=tuple(f"pixel_{row}_{column}{colour}" for row, column in axes for colour in colours),
        source=source.home,
        licence=source.licence,
        citation=source.citation,
        train_rows=learnt,
    )
