"""Several ways through the same layer, side by side: the inception block."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

from tuitrainer.base.checks import Check
from tuitrainer.base.errors import Problem, UserError
from tuitrainer.base.texts import _
from tuitrainer.kernels.backend import Array
from tuitrainer.nn.arrays import as_rows
from tuitrainer.nn.layers.composite import Composite, layer_list
from tuitrainer.nn.layers.layer import Layer, Part, Setting, Shape
from tuitrainer.nn.parameter import Parameter


class Branches(Composite):
    """The outputs of all `branches` on the same input, joined over the last axis: (N, ..., C_0 + C_1 + ...).

    Each branch is a list of layers; an empty list hands the input through. All axes but the last must agree. Szegedy
    et al., "Going deeper with convolutions" (2015), figure 2; with an empty branch the dense block of Huang et al.,
    "Densely connected convolutional networks" (2017), equation 2.

    Parameters: those of the layers, with the branch in front: "1.0.conv2d.kernels". Raises UserError for what are no
    layers, and in a network for shapes that can't be joined.
    """

    NAME = "branches"
    LAYER_ARGUMENTS = ("branches",)

    def __init__(self, *branches: Sequence[Layer]) -> None:
        with Check() as check:
            if not branches:
                check.wrong("branches", _("this layer needs at least one branch, each a list of layers"))
            listed = [layer_list(check, f"branches[{index}]", branch) for index, branch in enumerate(branches)]
        super().__init__(*(Part(f"{index}.", f"branches[{index}]", layers) for index, layers in enumerate(listed)))

    def config(self) -> dict[str, Any]:
        return {"branches": [[layer.description() for layer in part.layers] for part in self.parts]}

    def joined_shape(self, _input_shape: Shape, output_shapes: Sequence[Shape], /) -> Shape:
        first = output_shapes[0]
        for index, shape in enumerate(output_shapes):
            if shape[:-1] != first[:-1]:
                message = _("this branch gives {shape}, the first one {first}; only the last axis may differ")
                raise UserError(Problem(message.format(shape=shape, first=first), f"branches[{index}]"))
        return (*first[:-1], sum(shape[-1] for shape in output_shapes))

    def attach(
        self, setting: Setting, input_shape: Shape, output_shape: Shape, parameters: Sequence[Parameter], /
    ) -> None:
        super().attach(setting, input_shape, output_shape, parameters)
        self._y = self.workspace(*output_shape)
        shapes = [chain.layers[-1].output_shape if chain.layers else input_shape for chain in self.chains]
        self._dy = [self.workspace(*shape) for shape in shapes]
        self._columns = tuple(itertools.accumulate((shape[-1] for shape in shapes[:-1]), initial=0))
        """Where each branch starts in the last axis."""

    def forward(self, x: Array, training: bool, /) -> Array:
        self.output = self._y.rows(x.shape[0])
        for chain, start in zip(self.chains, self._columns, strict=True):
            self.backend.set_columns(as_rows(chain.forward(x, training)), start, as_rows(self.output))
        return self.output

    def backward(self, dy: Array, gradients: Sequence[Array], input_gradient: bool, /) -> Array | None:
        dx: Array | None = None
        for chain, start, own, workspace in zip(self.chains, self._columns, self._own, self._dy, strict=True):
            dy_of_branch = workspace.rows(dy.shape[0])
            self.backend.copy_columns(as_rows(dy), start, as_rows(dy_of_branch))
            dx_of_branch = chain.backward(dy_of_branch, gradients[own], input_gradient)
            if dx is None:
                dx = dx_of_branch
            elif dx_of_branch is not None:
                self.backend.add(dx_of_branch, dx)
        return dx
