"""The residual block: what its layers learn is added to what came in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tuitrainer.base.checks import Check
from tuitrainer.base.errors import Problem, UserError
from tuitrainer.base.texts import _
from tuitrainer.kernels.backend import Array
from tuitrainer.nn.arrays import copy_array
from tuitrainer.nn.layers.composite import Composite, layer_list
from tuitrainer.nn.layers.layer import Layer, Part, Setting, Shape
from tuitrainer.nn.parameter import Parameter


class Residual(Composite):
    """y = shortcut(x) + F(x), where F is `layers` one after the other; no activation follows.

    Without `shortcut` it is x itself, so that F must keep the shape; else a layer, or a list of layers, that brings x
    to the shape of F(x). Around a unit that starts near F = 0 the gradient of y reaches x undiminished, however many
    blocks follow each other. He et al., "Deep residual learning for image recognition" (2016), equations 1 and 2.

    Parameters: those of the layers, "0.dense.weights", and of the shortcut, "shortcut.0.conv2d.kernels". Raises
    UserError for what are no layers, and in a network for shapes that can't be added.
    """

    NAME = "residual"
    LAYER_ARGUMENTS = ("layers", "shortcut")

    def __init__(self, layers: Sequence[Layer], shortcut: Layer | Sequence[Layer] | None = None) -> None:
        with Check() as check:
            main = layer_list(check, "layers", layers)
            if isinstance(layers, Sequence) and not layers:
                check.wrong("layers", _("a residual block needs at least one layer"))
            alone = [shortcut] if isinstance(shortcut, Layer) else shortcut
            around = [] if alone is None else layer_list(check, "shortcut", alone)
        super().__init__(Part("", "layers", main), Part("shortcut.", "shortcut", around))

    def config(self) -> dict[str, Any]:
        main, shortcut = self.parts
        return {
            "layers": [layer.description() for layer in main.layers],
            "shortcut": [layer.description() for layer in shortcut.layers] or None,
        }

    def joined_shape(self, input_shape: Shape, output_shapes: Sequence[Shape], /) -> Shape:
        main, shortcut = output_shapes
        if main == shortcut:
            return main
        if self.parts[1].layers:
            message = _(
                "the layers turn {input} into {main}, but the shortcut into {shortcut}; only equal shapes add up"
            )
            raise UserError(Problem(message.format(main=main, input=input_shape, shortcut=shortcut), "shortcut"))
        message = _(
            "the layers turn {input} into {main}, which can't be added to it without a shortcut that does so too"
        )
        suggestion = _suggestion(input_shape, main)
        raise UserError(Problem(message.format(main=main, input=input_shape), "shortcut", suggestion))

    def attach(
        self, setting: Setting, input_shape: Shape, output_shape: Shape, parameters: Sequence[Parameter], /
    ) -> None:
        super().attach(setting, input_shape, output_shape, parameters)
        self._y = self.workspace(*output_shape)
        self._dy = self.workspace(*output_shape)

    def forward(self, x: Array, training: bool, /) -> Array:
        main, shortcut = self.chains
        self.output = self._y.rows(x.shape[0])
        # The sum has memory of its own: the layers read their derivatives off their outputs.
        copy_array(self.backend, main.forward(x, training), self.output)
        self.backend.add(shortcut.forward(x, training), self.output)
        return self.output

    def backward(self, dy: Array, gradients: Sequence[Array], input_gradient: bool, /) -> Array | None:
        main, shortcut = self.chains
        of_main, of_shortcut = (gradients[own] for own in self._own)
        # Both ways back start from dy, and each may overwrite what it gets.
        dy_of_main = self._dy.rows(dy.shape[0])
        copy_array(self.backend, dy, dy_of_main)
        dx = main.backward(dy_of_main, of_main, input_gradient)
        dx_of_shortcut = shortcut.backward(dy, of_shortcut, input_gradient)
        if dx is None or dx_of_shortcut is None:
            return None
        self.backend.add(dx_of_shortcut, dx)
        return dx


def _suggestion(input_shape: Shape, main: Shape) -> tuple[str, ...]:
    """The shortcut that is usual between the two shapes, if there is one: option B of the paper, section 3.3."""
    if len(input_shape) == len(main) == 3:
        stride = max(1, round(input_shape[0] / main[0]))
        return (f"Conv2D({main[-1]}, 1{f', strides={stride}' if stride > 1 else ''})",)
    return (f"Dense({main[-1]})",) if input_shape[:-1] == main[:-1] else ()
