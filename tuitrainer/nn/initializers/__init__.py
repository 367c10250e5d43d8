"""How parameters start. `get` finds an initializer by name; INITIALIZERS holds them all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, TypeAlias

from tuitrainer.base.construct import construct
from tuitrainer.base.errors import Problem, UserError
from tuitrainer.base.texts import _
from tuitrainer.nn.initializers.drawn import Orthogonal, RandomNormal, RandomUniform, TruncatedNormal
from tuitrainer.nn.initializers.fixed import Constant, Identity, ones, zeros
from tuitrainer.nn.initializers.gates import Chrono
from tuitrainer.nn.initializers.initializer import Initializer
from tuitrainer.nn.initializers.scaling import (
    VarianceScaling,
    glorot_normal,
    glorot_uniform,
    he_normal,
    he_uniform,
    lecun_normal,
    lecun_uniform,
)

__all__ = [
    "INITIALIZERS", "Chrono", "Constant", "Identity", "Initializer", "InitializerLike", "Orthogonal", "RandomNormal",
    "RandomUniform", "TruncatedNormal", "VarianceScaling", "describe", "get",
]  # fmt: skip

INITIALIZERS: Mapping[str, Callable[..., Initializer]] = MappingProxyType({
    "zeros": zeros, "ones": ones, "constant": Constant, "identity": Identity, "orthogonal": Orthogonal,
    "random_normal": RandomNormal, "random_uniform": RandomUniform, "truncated_normal": TruncatedNormal,
    "lecun_uniform": lecun_uniform, "lecun_normal": lecun_normal, "glorot_uniform": glorot_uniform,
    "glorot_normal": glorot_normal, "he_uniform": he_uniform, "he_normal": he_normal,
    "variance_scaling": VarianceScaling, "chrono": Chrono,
})  # fmt: skip

InitializerLike: TypeAlias = str | Mapping[str, Any] | Initializer
"""A name, a table such as {"name": "constant", "value": 0.1}, or an initializer."""


def get(initializer: InitializerLike) -> Initializer:
    """The initializer that is meant. Raises UserError with the accepted names or arguments."""
    if isinstance(initializer, Initializer):
        return initializer
    if isinstance(initializer, Mapping):
        arguments = dict(initializer)
        return construct(INITIALIZERS, arguments.pop("name", ""), arguments, "name")
    return construct(INITIALIZERS, initializer, {}, "")


def describe(initializer: Initializer) -> str | dict[str, Any]:
    """What `get` makes an equal initializer of, as JSON can hold it: the plain name where there is one."""
    for name, make in INITIALIZERS.items():
        if not isinstance(make, type) and make() == initializer:
            return name
    for name, make in INITIALIZERS.items():
        if make is type(initializer):
            return {"name": name, **vars(initializer)}
    message = _("{name} is no built-in initializer, so the network can't be saved")
    raise UserError(Problem(message.format(name=type(initializer).__name__)))
