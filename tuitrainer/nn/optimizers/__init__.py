"""The optimizers. OPTIMIZERS holds them by name; `get` makes one."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from tuitrainer.base.construct import construct
from tuitrainer.nn.optimizers.adam import Adam
from tuitrainer.nn.optimizers.optimizer import Optimizer
from tuitrainer.nn.optimizers.sgd import SGD

__all__ = ["OPTIMIZERS", "SGD", "Adam", "Optimizer", "get"]

OPTIMIZERS: Mapping[str, type[Optimizer]] = MappingProxyType({"sgd": SGD, "adam": Adam})


def get(name: str, **arguments: Any) -> Optimizer:
    """The optimizer called `name`, as in ``get("adam", learning_rate=0.01)``.

    Raises UserError with the accepted names or arguments.
    """
    return construct(OPTIMIZERS, name, arguments, "name")
