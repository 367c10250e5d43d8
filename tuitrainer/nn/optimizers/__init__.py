"""The optimizers. OPTIMIZERS holds them by name; `get` makes one."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from tuitrainer.base.construct import construct
from tuitrainer.nn.optimizers.adabound import AdaBound
from tuitrainer.nn.optimizers.adadelta import Adadelta
from tuitrainer.nn.optimizers.adagrad import Adagrad
from tuitrainer.nn.optimizers.adam import Adam
from tuitrainer.nn.optimizers.adamax import Adamax
from tuitrainer.nn.optimizers.adamw import AdamW
from tuitrainer.nn.optimizers.nadam import Nadam
from tuitrainer.nn.optimizers.optimizer import Optimizer
from tuitrainer.nn.optimizers.rmsprop import RMSprop
from tuitrainer.nn.optimizers.sgd import SGD

__all__ = [
    "OPTIMIZERS", "SGD", "AdaBound", "Adadelta", "Adagrad", "Adam", "AdamW", "Adamax", "Nadam", "Optimizer", "RMSprop",
    "get",
]  # fmt: skip

OPTIMIZERS: Mapping[str, type[Optimizer]] = MappingProxyType({
    "sgd": SGD, "rmsprop": RMSprop, "adagrad": Adagrad, "adadelta": Adadelta, "adam": Adam, "adamw": AdamW,
    "adamax": Adamax, "nadam": Nadam, "adabound": AdaBound,
})  # fmt: skip


def get(name: str, **arguments: Any) -> Optimizer:
    """The optimizer called `name`, as in ``get("adam", learning_rate=0.01)``.

    Raises UserError with the accepted names or arguments.
    """
    return construct(OPTIMIZERS, name, arguments, "name")
