"""Data sets by name. Importing this package reads no table and draws nothing; calling an entry does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from types import MappingProxyType

from tuitrainer.base.construct import construct
from tuitrainer.data.dataset import Dataset, Entry, one_hot
from tuitrainer.data.fetched.cifar10 import CIFAR10
from tuitrainer.data.fetched.mnist import MNIST
from tuitrainer.data.plane import PLANE_FEATURES, plane_features
from tuitrainer.data.scaling import SCALES, Scaler, scale, standardize
from tuitrainer.data.splitting import SPLIT_SEED, Split, split
from tuitrainer.data.tables.digits import DIGITS
from tuitrainer.data.tables.iris import IRIS
from tuitrainer.data.tables.wine import WINE
from tuitrainer.data.toys.biased_shapes import BIASED_SHAPES
from tuitrainer.data.toys.circles import CIRCLES
from tuitrainer.data.toys.curves import COSINE, LINE, POLYNOMIAL
from tuitrainer.data.toys.gates import GATES_ENTRY
from tuitrainer.data.toys.gaussians import GAUSSIANS
from tuitrainer.data.toys.moons import MOONS
from tuitrainer.data.toys.remember import REMEMBER
from tuitrainer.data.toys.reverse import REVERSE
from tuitrainer.data.toys.spirals import SPIRALS
from tuitrainer.data.toys.sums import SUMS
from tuitrainer.data.toys.xor import XOR

__all__ = [
    "DATASETS",
    "ENTRIES",
    "PLANE_FEATURES",
    "SCALES",
    "SPLIT_SEED",
    "Dataset",
    "Entry",
    "Scaler",
    "Split",
    "input_shape",
    "load",
    "one_hot",
    "plane_features",
    "scale",
    "split",
    "standardize",
]

ENTRIES: tuple[Entry, ...] = (
    IRIS,
    WINE,
    DIGITS,
    GATES_ENTRY,
    LINE,
    COSINE,
    POLYNOMIAL,
    CIRCLES,
    XOR,
    MOONS,
    SPIRALS,
    GAUSSIANS,
    SUMS,
    BIASED_SHAPES,
    REMEMBER,
    REVERSE,
    MNIST,
    CIFAR10,
)
"""Every data set, in the order in which a list shows them: a new one is its own file and a line here."""

DATASETS: Mapping[str, Callable[..., Dataset]] = MappingProxyType({entry.name: entry.load for entry in ENTRIES})
"""Name -> the function that makes the set."""


def load(name: str, /, **arguments: object) -> Dataset:
    """The data set called `name`, made with `arguments`, each checked.

    Raises UserError with every problem: an unknown set (place "name"), arguments that the set does not take, values
    out of range (the argument's name as the place).
    """
    return construct(DATASETS, name, arguments, "name")


def input_shape(name: str, /, **arguments: object) -> tuple[int, ...]:
    """The shape of one example of what `load` would return, with the same checks; nothing that is fetched is read."""
    shapes = {entry.name: entry.shape or _shape_of(entry) for entry in ENTRIES}
    return construct(shapes, name, arguments, "name")


def _shape_of(entry: Entry) -> Callable[..., tuple[int, ...]]:
    @wraps(entry.load)  # for its signature, which says what it takes
    def shape(**arguments: object) -> tuple[int, ...]:
        return entry.load(**arguments).input_shape

    return shape
