"""Where in its sequence a step stands, for layers that would not notice if the steps were shuffled."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from tuitrainer.base.errors import Problem, UserError
from tuitrainer.base.texts import _
from tuitrainer.kernels.backend import Array
from tuitrainer.nn.layers.layer import Layer, ParameterSpec, Setting, Shape
from tuitrainer.nn.parameter import Parameter


class PositionalEncoding(Layer):
    """y = x + `waves`, the same for every example: (N, T, D) to (N, T, D). No parameters; it does not learn.

    Vaswani et al., "Attention is all you need" (2017), section 3.5.
    """

    NAME = "positional_encoding"

    def config(self) -> dict[str, Any]:
        return {}

    def build(self, input_shape: Shape, /) -> tuple[Shape, tuple[ParameterSpec, ...]]:
        if len(input_shape) != 2:
            message = _("this layer takes sequences (steps, features), but what comes has the shape {shape}")
            raise UserError(Problem(message.format(shape=input_shape)))
        return input_shape, ()

    def attach(
        self, setting: Setting, input_shape: Shape, output_shape: Shape, parameters: Sequence[Parameter], /
    ) -> None:
        super().attach(setting, input_shape, output_shape, parameters)
        steps, features = input_shape
        self._waves = self.backend.from_numpy(waves(steps, features).astype(self.dtype).reshape(-1))
        self._y = self.workspace(*output_shape)

    def forward(self, x: Array, _training: bool, /) -> Array:
        rows = x.shape[0]
        self.output = self._y.rows(rows)
        y = self.output.reshape(rows, -1)
        self.backend.copy_columns(x.reshape(rows, -1), 0, y)
        self.backend.add_bias(self._waves, y)
        return self.output

    def backward(self, dy: Array, _gradients: Sequence[Array], input_gradient: bool, /) -> Array | None:
        return dy if input_gradient else None


def waves(steps: int, features: int) -> npt.NDArray[np.float64]:
    """(steps, features): sin(t / 10000^(2i/features)) in column 2i, the cosine of the same angle in column 2i + 1.

    The first pair turns once in 2 pi steps, the last once in almost 10000 * 2 pi: together they tell every step apart,
    and k steps further is the same rotation of each pair wherever it starts.
    """
    steps_by_pairs = np.arange(steps)[:, np.newaxis] / 10000.0 ** (np.arange(0, features, 2) / features)
    table = np.empty((steps, features))
    table[:, 0::2] = np.sin(steps_by_pairs)
    table[:, 1::2] = np.cos(steps_by_pairs[:, : features // 2])
    return table
