"""Penalties on the size of a parameter, added to the loss. `get` makes one of its name or its description."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, TypeAlias

from tuitrainer.base.checks import Check
from tuitrainer.base.construct import construct


@dataclass(frozen=True, slots=True)
class Regularizer:
    """l1 * sum |p| + l2 * sum p^2 (without a factor 1/2, as in Keras), summed over a parameter, not over the batch."""

    l1: float = 0.0
    l2: float = 0.0

    def config(self) -> dict[str, float]:
        return {"l1": self.l1, "l2": self.l2}


def l1(l1: float = 0.01) -> Regularizer:
    """l1 * sum |p|: pulls every value towards 0 with the same force, so that many become 0 (lasso)."""
    return l1_l2(l1, 0.0)


def l2(l2: float = 0.01) -> Regularizer:
    """l2 * sum p^2: pulls every value towards 0 in proportion to its size (ridge, weight decay of plain SGD)."""
    return l1_l2(0.0, l2)


def l1_l2(l1: float = 0.01, l2: float = 0.01) -> Regularizer:
    """Both. Raises UserError unless both are finite numbers >= 0."""
    with Check() as check:
        return Regularizer(check.number("l1", l1, minimum=0.0), check.number("l2", l2, minimum=0.0))


REGULARIZERS = MappingProxyType({"l1": l1, "l2": l2, "l1_l2": l1_l2})

RegularizerLike: TypeAlias = str | Mapping[str, Any] | Regularizer | None


def get(regularizer: RegularizerLike) -> Regularizer | None:
    """A name ("l2", with its default strength), ``{"name": "l2", "l2": 0.001}`` or a regularizer; None is none.

    Raises UserError with the accepted names or arguments.
    """
    if regularizer is None or isinstance(regularizer, Regularizer):
        return regularizer
    if isinstance(regularizer, Mapping):
        arguments = dict(regularizer)
        return construct(REGULARIZERS, arguments.pop("name", "l1_l2"), arguments, "name")
    return construct(REGULARIZERS, regularizer, {}, "name")


def describe(regularizer: Regularizer | None) -> dict[str, Any] | None:
    """What `get` makes an equal one of, as JSON can hold it."""
    return None if regularizer is None else {"name": "l1_l2", **regularizer.config()}
