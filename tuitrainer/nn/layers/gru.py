"""The gated recurrent unit."""

from __future__ import annotations

from collections.abc import Sequence

from tuitrainer.base.checks import Check
from tuitrainer.kernels.backend import Array
from tuitrainer.nn.initializers import InitializerLike
from tuitrainer.nn.layers.layer import Setting, Shape
from tuitrainer.nn.layers.recurrent import Gradients, Recurrent
from tuitrainer.nn.parameter import Parameter
from tuitrainer.nn.regularizers import RegularizerLike


class GRU(Recurrent):
    """h_t = z * h_(t-1) + (1 - z) * h~: where the update gate z is 1 the state stays, where it is 0 it becomes the
    candidate h~ = tanh(x_t W_h + (r * h_(t-1)) U_h + b_h), which sees the old state through the reset gate r.
    z, r = sigmoid(x_t W + h_(t-1) U + b). Columns of the weights are in the order z, r, h.

    Cho et al., "Learning phrase representations using RNN encoder-decoder" (2014), equations 5 to 8. There is one bias
    and r works on the state itself, before U_h: Keras calls this reset_after=False. Raises UserError for wrong
    arguments, each placed at its name.
    """

    NAME = "gru"
    GATES = 3

    def __init__(
        self,
        units: int,
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

    def attach(
        self, setting: Setting, input_shape: Shape, output_shape: Shape, parameters: Sequence[Parameter], /
    ) -> None:
        super().attach(setting, input_shape, output_shape, parameters)
        self._gates = self.workspace(self._steps, 3 * self.units)

    @property
    def gates(self) -> Array | None:
        """z, r, h~ of the latest forward (N, T, 3 * units), in the network's own memory.

        None before any forward, and after a backward, which needs their place for their gradients.
        """
        return None if self.states is None or self.gates_are_spent else self._gates.rows(self.states.shape[0])

    def through_time(self, x: Array, h: Array) -> None:
        gates = self._gates.rows(x.shape[0])
        self.backend.gru_forward(x, self._input_weights, self._recurrent_weights, self._bias, gates, h)

    def back_through_time(self, x: Array, h: Array, dh: Array, gradients: Gradients, dx: Array | None) -> None:
        gates = self._gates.rows(x.shape[0])
        self.backend.gru_gradient(x, self._input_weights, self._recurrent_weights, gates, h, dh, *gradients, dx)
