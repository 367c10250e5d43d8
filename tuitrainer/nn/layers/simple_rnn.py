"""The simplest recurrent layer."""

from __future__ import annotations

from typing import Any

from tuitrainer.base.checks import Check
from tuitrainer.base.texts import _
from tuitrainer.kernels.backend import ACTIVATIONS, FROM_OUTPUT, Array
from tuitrainer.nn.initializers import InitializerLike
from tuitrainer.nn.layers.recurrent import Gradients, Recurrent
from tuitrainer.nn.regularizers import RegularizerLike

USABLE = tuple(name for name in ACTIVATIONS if name in FROM_OUTPUT)
"""The activations whose derivative can be read off their output."""


class SimpleRNN(Recurrent):
    """h_t = activation(x_t @ input_weights + h_(t-1) @ recurrent_weights + bias), h_0 = 0.

    Elman, "Finding structure in time" (1990). `activation` is one of USABLE, because of each step only the state is
    kept. Raises UserError for wrong arguments, each placed at its name.
    """

    NAME = "simple_rnn"
    GATES = 1

    def __init__(
        self,
        units: int,
        activation: str | None = "tanh",
        use_bias: bool = True,
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
            given = "linear" if activation is None else activation
            if isinstance(given, str) and given in ACTIVATIONS and given not in USABLE:
                message = _("this layer keeps its states only, and the derivative of {name} can't be read off them")
                check.wrong("activation", message.format(name=given), USABLE)
            else:
                self.activation = check.one_of("activation", given, USABLE)

    def config(self) -> dict[str, Any]:
        return {**super().config(), "activation": self.activation}

    def through_time(self, x: Array, h: Array) -> None:
        self.backend.simple_rnn_forward(x, self._input_weights, self._recurrent_weights, self._bias, self.activation, h)

    def back_through_time(self, x: Array, h: Array, dh: Array, gradients: Gradients, dx: Array | None) -> None:
        self.backend.simple_rnn_gradient(
            x, self._input_weights, self._recurrent_weights, self.activation, h, dh, *gradients, dx
        )
