"""The long short-term memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from tuitrainer.base.checks import Check
from tuitrainer.kernels.backend import Array
from tuitrainer.nn.initializers import Initializer, InitializerLike
from tuitrainer.nn.initializers.initializer import Values
from tuitrainer.nn.layers.layer import Setting, Shape
from tuitrainer.nn.layers.recurrent import Gradients, Recurrent
from tuitrainer.nn.parameter import Parameter
from tuitrainer.nn.regularizers import RegularizerLike


class LSTM(Recurrent):
    """c_t = f * c_(t-1) + i * c~, h_t = o * tanh(c_t): the forget gate f keeps the cell, the input gate i lets the
    candidate c~ in, the output gate o lets the cell out. f, i, o = sigmoid and c~ = tanh of
    x_t @ input_weights + h_(t-1) @ recurrent_weights + bias, whose columns are in this order.

    Hochreiter and Schmidhuber, "Long short-term memory" (1997), with the forget gate of Gers, Schmidhuber and Cummins,
    "Learning to forget" (2000). `unit_forget_bias` adds 1 to the forget gate's bias at the start, so that cells keep
    what they hold until training says otherwise (Jozefowicz, Zaremba and Sutskever, "An empirical exploration of
    recurrent network architectures", 2015). Raises UserError for wrong arguments, each placed at its name.
    """

    NAME = "lstm"
    GATES = 4

    def __init__(
        self,
        units: int,
        use_bias: bool = True,
        unit_forget_bias: bool = True,
        return_sequences: bool = False,
        kernel_initializer: InitializerLike = "glorot_uniform",
        recurrent_initializer: InitializerLike = "orthogonal",
        bias_initializer: InitializerLike = "zeros",
        kernel_regularizer: RegularizerLike = None,
        recurrent_regularizer: RegularizerLike = None,
        bias_regularizer: RegularizerLike = None,
    ) -> None:
        with Check() as check:
            super().__init__(
                check, units, use_bias, return_sequences, kernel_initializer, recurrent_initializer, bias_initializer,
                kernel_regularizer, recurrent_regularizer, bias_regularizer,
            )  # fmt: skip
            self.unit_forget_bias = check.flag("unit_forget_bias", unit_forget_bias)

    def config(self) -> dict[str, Any]:
        return {**super().config(), "unit_forget_bias": self.unit_forget_bias}

    def first_bias(self) -> Initializer:
        return OpenForgetGate(self.bias_initializer, self.units) if self.unit_forget_bias else self.bias_initializer

    def attach(
        self, setting: Setting, input_shape: Shape, output_shape: Shape, parameters: Sequence[Parameter], /
    ) -> None:
        super().attach(setting, input_shape, output_shape, parameters)
        self._gates = self.workspace(self._steps, 4 * self.units)
        self._cells = self.workspace(self._steps, self.units)

    @property
    def gates(self) -> Array | None:
        """f, i, o, c~ of the latest forward (N, T, 4 * units), in the network's own memory.

        None before any forward, and after a backward, which needs their place for their gradients.
        """
        return None if self.states is None or self.gates_are_spent else self._gates.rows(self.states.shape[0])

    @property
    def cells(self) -> Array | None:
        """The cells c (N, T, units) of the latest forward, in the network's own memory; None before any."""
        return None if self.states is None else self._cells.rows(self.states.shape[0])

    def through_time(self, x: Array, h: Array) -> None:
        gates, cells = self._gates.rows(x.shape[0]), self._cells.rows(x.shape[0])
        self.backend.lstm_forward(x, self._input_weights, self._recurrent_weights, self._bias, gates, cells, h)

    def back_through_time(self, x: Array, h: Array, dh: Array, gradients: Gradients, dx: Array | None) -> None:
        gates, cells = self._gates.rows(x.shape[0]), self._cells.rows(x.shape[0])
        self.backend.lstm_gradient(x, self._input_weights, self._recurrent_weights, gates, cells, h, dh, *gradients, dx)


@dataclass(frozen=True)
class OpenForgetGate(Initializer):
    """`start`, and 1 more for the forget gate, which is the first of the four."""

    start: Initializer
    units: int

    def __call__(self, shape: Shape, generator: np.random.Generator, /) -> Values:
        values = self.start(shape, generator)
        values[: self.units] += 1.0
        return values

    def check_shape(self, shape: Shape, /) -> None:
        self.start.check_shape(shape)
