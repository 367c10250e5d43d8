"""The same numbers in another shape."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from tuitrainer.base.checks import Check
from tuitrainer.base.errors import Problem, UserError
from tuitrainer.base.texts import _
from tuitrainer.kernels.backend import Array
from tuitrainer.nn.layers.layer import Layer, ParameterSpec, Shape


class Reshape(Layer):
    """(N, ...) to (N, *target_shape); one entry of `target_shape` may be -1 and is worked out. A view."""

    NAME = "reshape"

    def __init__(self, target_shape: Sequence[int]) -> None:
        super().__init__()
        given: object = target_shape
        if isinstance(given, str) or not isinstance(given, Sequence) or not given:
            message = _("a shape is a list of whole numbers")
            raise UserError(Problem(message, "target_shape", ("[28, 28, 1]", "[-1, 8]")))
        with Check() as check:
            self.target_shape = tuple(
                check.whole_number(f"target_shape[{axis}]", size, minimum=-1) for axis, size in enumerate(given)
            )
            if self.target_shape.count(-1) > 1 or 0 in self.target_shape:
                message = _("every size is at least 1, and at most one of them is -1")
                check.part("target_shape", lambda: _refuse(message))

    def config(self) -> dict[str, Any]:
        return {"target_shape": list(self.target_shape)}

    def build(self, input_shape: Shape, /) -> tuple[Shape, tuple[ParameterSpec, ...]]:
        size, known = math.prod(input_shape), math.prod(entry for entry in self.target_shape if entry != -1)
        missing = size // known
        shape = tuple(missing if entry == -1 else entry for entry in self.target_shape)
        if math.prod(shape) != size:
            message = _("{size} values of shape {given} do not fit the shape {target}").format(
                size=size, given=input_shape, target=self.target_shape
            )
            raise UserError(Problem(message, "target_shape"))
        return shape, ()

    def forward(self, x: Array, _training: bool, /) -> Array:
        self.output = x.reshape(x.shape[0], *self.output_shape)
        return self.output

    def backward(self, dy: Array, _gradients: Sequence[Array], input_gradient: bool, /) -> Array | None:
        return dy.reshape(dy.shape[0], *self.input_shape) if input_gradient else None


def _refuse(message: str) -> None:
    raise UserError(Problem(message))
