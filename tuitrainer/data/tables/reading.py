"""Read the tables beside this file: text only, nothing is ever unpickled."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

DIRECTORY = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """Measurements by row, the class of each row last in the file."""

    values: NDArray[np.float64]
    labels: NDArray[np.int64]
    features: tuple[str, ...]
    classes: tuple[str, ...]
    """In the order in which the file names them first."""


def lines_of(name: str) -> list[str]:
    """The lines of the text file `name`, without its header of lines that start with #."""
    text = (DIRECTORY / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if not line.startswith("#")]


def read_table(name: str) -> Table:
    """The table in the CSV file `name`: a line of column names, then numbers and last the name of a class."""
    header, *rows = csv.reader(lines_of(name))
    classes = tuple(dict.fromkeys(row[-1] for row in rows))
    return Table(
        values=np.array([row[:-1] for row in rows], dtype=np.float64),
        labels=np.array([classes.index(row[-1]) for row in rows], dtype=np.int64),
        features=tuple(header[:-1]),
        classes=classes,
    )
