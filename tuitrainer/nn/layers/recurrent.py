"""What the recurrent layers have in common: arguments, parameters, and the last state or all of them as the output."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import Any, ClassVar, TypeAlias

import numpy as np

from tuitrainer.base.checks import Check
from tuitrainer.base.errors import Problem, UserError
from tuitrainer.base.texts import _
from tuitrainer.kernels.backend import Array
from tuitrainer.nn import initializers, regularizers
from tuitrainer.nn.initializers import Initializer, InitializerLike
from tuitrainer.nn.layers.layer import Layer, ParameterSpec, Setting, Shape
from tuitrainer.nn.parameter import Parameter
from tuitrainer.nn.regularizers import RegularizerLike

Gradients: TypeAlias = tuple[Array, Array, Array]
"""Those of input_weights, recurrent_weights and bias; a layer without a bias has an array for it all the same."""


class Recurrent(Layer):
    """(N, T, D) to the last hidden state (N, units), or with return_sequences to all of them (N, T, units).

    Parameters: input_weights (D, GATES * units), recurrent_weights (units, GATES * units) and, unless use_bias is
    False, bias (GATES * units,). Each gate owns `units` columns; initializers see the whole matrix, as in Keras.
    """

    GATES: ClassVar[int]
    """How many blocks of columns the weights have."""

    def __init__(
        self,
        check: Check,
        units: int,
        use_bias: bool,
        return_sequences: bool,
        kernel_initializer: InitializerLike,
        recurrent_initializer: InitializerLike,
        bias_initializer: InitializerLike,
        kernel_regularizer: RegularizerLike,
        recurrent_regularizer: RegularizerLike,
        bias_regularizer: RegularizerLike,
    ) -> None:
        """What is wrong goes to `check`, with what the layer itself has to say."""
        super().__init__()
        self.units = check.whole_number("units", units, minimum=1)
        self.use_bias = check.flag("use_bias", use_bias)
        self.return_sequences = check.flag("return_sequences", return_sequences)
        self.kernel_initializer = check.part("kernel_initializer", lambda: initializers.get(kernel_initializer))
        self.recurrent_initializer = check.part(
            "recurrent_initializer", lambda: initializers.get(recurrent_initializer)
        )
        self.bias_initializer = check.part("bias_initializer", lambda: initializers.get(bias_initializer))
        self.kernel_regularizer = check.part("kernel_regularizer", lambda: regularizers.get(kernel_regularizer))
        self.recurrent_regularizer = check.part(
            "recurrent_regularizer", lambda: regularizers.get(recurrent_regularizer)
        )
        self.bias_regularizer = check.part("bias_regularizer", lambda: regularizers.get(bias_regularizer))
        self.states: Array | None = None
        """The hidden states (N, T, units) of the latest forward, in the network's own memory; None before any."""
        self.gates_are_spent = False
        """Whether a backward has written over what the latest forward kept of the gates."""

    def config(self) -> dict[str, Any]:
        return {
            "units": self.units,
            "use_bias": self.use_bias,
            "return_sequences": self.return_sequences,
            "kernel_initializer": initializers.describe(self.kernel_initializer),
            "recurrent_initializer": initializers.describe(self.recurrent_initializer),
            "bias_initializer": initializers.describe(self.bias_initializer),
            "kernel_regularizer": regularizers.describe(self.kernel_regularizer),
            "recurrent_regularizer": regularizers.describe(self.recurrent_regularizer),
            "bias_regularizer": regularizers.describe(self.bias_regularizer),
        }

    def first_bias(self) -> Initializer:
        """How the bias starts."""
        return self.bias_initializer

    def build(self, input_shape: Shape, /) -> tuple[Shape, tuple[ParameterSpec, ...]]:
        if len(input_shape) != 2:
            message = _("this layer takes sequences (steps, features), but what comes has the shape {shape}")
            raise UserError(Problem(message.format(shape=input_shape)))
        steps, features = input_shape
        columns = self.GATES * self.units
        of_input = ParameterSpec(
            "input_weights", (features, columns), self.kernel_initializer, regularizer=self.kernel_regularizer
        )
        of_state = ParameterSpec(
            "recurrent_weights", (self.units, columns), self.recurrent_initializer,
            regularizer=self.recurrent_regularizer,
        )  # fmt: skip
        bias = ParameterSpec("bias", (columns,), self.first_bias(), regularizer=self.bias_regularizer)
        with Check() as check:
            check.part("kernel_initializer", lambda: of_input.initializer.check_shape(of_input.shape))
            check.part("recurrent_initializer", lambda: of_state.initializer.check_shape(of_state.shape))
            if self.use_bias:
                check.part("bias_initializer", lambda: bias.initializer.check_shape(bias.shape))
        output_shape = (steps, self.units) if self.return_sequences else (self.units,)
        return output_shape, (of_input, of_state, bias) if self.use_bias else (of_input, of_state)

    def attach(
        self, setting: Setting, input_shape: Shape, output_shape: Shape, parameters: Sequence[Parameter], /
    ) -> None:
        super().attach(setting, input_shape, output_shape, parameters)
        self._steps = input_shape[0]
        no_bias = np.zeros(self.GATES * self.units, self.dtype)
        self._input_weights, self._recurrent_weights = parameters[0].values, parameters[1].values
        self._bias = parameters[2].values if self.use_bias else self.backend.from_numpy(no_bias)
        self._no_gradient = self.backend.from_numpy(no_bias)
        self._x: Array | None = None
        self.states, self.gates_are_spent = None, False
        self._h = self.workspace(self._steps, self.units)
        self._last = self.workspace(self.units)
        self._dx = self.workspace(*input_shape)
        none_yet = np.zeros((0, self._steps, self.units), self.dtype)
        self._only_last = self.backend.from_numpy(none_yet)

    def forward(self, x: Array, _training: bool, /) -> Array:
        rows = x.shape[0]
        h = self._h.rows(rows)
        self.through_time(x, h)
        self._x, self.states, self.gates_are_spent = x, h, False
        if self.return_sequences:
            self.output = h
        else:
            self.output = self._last.rows(rows)
            self.backend.copy_columns(h.reshape(rows, -1), (self._steps - 1) * self.units, self.output)
        return self.output

    def backward(self, dy: Array, gradients: Sequence[Array], input_gradient: bool, /) -> Array | None:
        x, h = self._x, self.states
        assert x is not None  # noqa: S101 - the network refuses a backward before any forward
        assert h is not None  # noqa: S101
        if self.gates_are_spent:  # a second backward after one forward, as for the gradient of each output in turn
            self.through_time(x, h)
        dx = self._dx.rows(x.shape[0]) if input_gradient else None
        bias_gradient = gradients[2] if self.use_bias else self._no_gradient
        dh = dy if self.return_sequences else self._at_last_step(dy)
        self.back_through_time(x, h, dh, (gradients[0], gradients[1], bias_gradient), dx)
        self.gates_are_spent = True
        return dx

    @abstractmethod
    def through_time(self, x: Array, h: Array) -> None:
        """Write all hidden states into h (N, T, units), and keep what `back_through_time` needs of the gates."""

    @abstractmethod
    def back_through_time(self, x: Array, h: Array, dh: Array, gradients: Gradients, dx: Array | None) -> None:
        """Write the gradients of the parameters and, unless it is None, that of the input.

        `dh` (N, T, units) is left as it is; what is kept of the gates may be overwritten.
        """

    def _at_last_step(self, dy: Array) -> Array:
        """dy (N, units) as the gradient of all states (N, T, units): 0 but for the last step."""
        rows = dy.shape[0]
        if self._only_last.shape[0] < rows:
            zeros = np.zeros((rows, self._steps, self.units), self.dtype)
            self._only_last = self.backend.from_numpy(zeros)
        of_all = self._only_last[:rows]
        self.backend.set_columns(dy, (self._steps - 1) * self.units, of_all.reshape(rows, -1))
        return of_all
