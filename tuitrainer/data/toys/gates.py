"""Logic gates: four examples that decide what one neuron can do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import numpy as np

from tuitrainer.base.texts import mark
from tuitrainer.data.dataset import Dataset, Entry
from tuitrainer.data.plane import PlaneArguments, plane_dataset

CORNERS = ((0.0, 0.0), (0.0, 1.0), (1.0, 0.0), (1.0, 1.0))
GATES: Mapping[str, tuple[int, int, int, int]] = MappingProxyType(
    {"and": (0, 0, 0, 1), "or": (0, 1, 1, 1), "xor": (0, 1, 1, 0), "nand": (1, 1, 1, 0)}
)
"""Gate -> what it says at each of the CORNERS."""


def gates(gate: str = "or", features: Sequence[str] = ("x1", "x2")) -> Dataset:
    """The four corners of the unit square in the order 00, 01, 10, 11, labelled by `gate`; nothing is drawn.

    Raises UserError on an unknown gate or feature.
    """
    check = PlaneArguments()
    gate, features = check.one_of("gate", gate, tuple(GATES)), check.features(features)
    check.finish()
    return plane_dataset("gates", np.array(CORNERS), np.array(GATES[gate], dtype=np.int64), features, CITATION)


CITATION = "Minsky, M., & Papert, S. (1969). Perceptrons: an introduction to computational geometry. MIT Press."
GATES_ENTRY = Entry("gates", mark("A logic gate: the four corners of a square and what the gate says there."), gates)
