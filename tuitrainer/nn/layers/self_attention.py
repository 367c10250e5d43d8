"""Attention of a sequence to itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tuitrainer.base.checks import Check
from tuitrainer.base.errors import Problem, UserError
from tuitrainer.base.texts import _
from tuitrainer.kernels.backend import Array
from tuitrainer.nn import initializers, regularizers
from tuitrainer.nn.arrays import as_rows
from tuitrainer.nn.initializers import InitializerLike
from tuitrainer.nn.layers.layer import Layer, ParameterSpec, Setting, Shape
from tuitrainer.nn.parameter import Parameter
from tuitrainer.nn.regularizers import RegularizerLike

PRODUCTS = ("query", "key", "value", "output")
"""The matrix products, in the order of their parameters."""

MAXIMUM_WEIGHTS = 2**28
"""1 GiB in float32 for each example of a batch: more is a slip of the keyboard here."""


class SelfAttention(Layer):
    """Each step of a sequence looks at all steps: (N, T, D) to (N, T, D) (Vaswani et al., "Attention is all you need",
    2017, section 3.2.2, with queries, keys and values made of the same steps).

    Q, K, V = x @ weights + bias, three times; each of the `heads` takes its own D / heads columns of them and mixes the
    steps, softmax(Q K^T / sqrt(D / heads)) V; y = (what the heads gave, side by side) @ output_weights + output_bias.
    `causal` lets a step look at itself and earlier ones only.

    Parameters: query_weights, key_weights, value_weights, output_weights (D, D) and, unless use_bias is False,
    query_bias, key_bias, value_bias, output_bias (D,).
    """

    NAME = "self_attention"

    def __init__(
        self,
        heads: int,
        causal: bool = False,
        use_bias: bool = True,
        kernel_initializer: InitializerLike = "glorot_uniform",
        bias_initializer: InitializerLike = "zeros",
        kernel_regularizer: RegularizerLike = None,
        bias_regularizer: RegularizerLike = None,
    ) -> None:
        super().__init__()
        self.attention_weights: Array | None = None
        """Those of the latest forward (N, heads, T, T): how much step [2] looked at step [3]. As `output`, in the
        network's own memory."""
        with Check() as check:
            self.heads = check.whole_number("heads", heads, minimum=1)
            self.causal = check.flag("causal", causal)
            self.use_bias = check.flag("use_bias", use_bias)
            self.kernel_initializer = check.part("kernel_initializer", lambda: initializers.get(kernel_initializer))
            self.bias_initializer = check.part("bias_initializer", lambda: initializers.get(bias_initializer))
            self.kernel_regularizer = check.part("kernel_regularizer", lambda: regularizers.get(kernel_regularizer))
            self.bias_regularizer = check.part("bias_regularizer", lambda: regularizers.get(bias_regularizer))

    def config(self) -> dict[str, Any]:
        return {
            "heads": self.heads,
            "causal": self.causal,
            "use_bias": self.use_bias,
            "kernel_initializer": initializers.describe(self.kernel_initializer),
            "bias_initializer": initializers.describe(self.bias_initializer),
            "kernel_regularizer": regularizers.describe(self.kernel_regularizer),
            "bias_regularizer": regularizers.describe(self.bias_regularizer),
        }

    def build(self, input_shape: Shape, /) -> tuple[Shape, tuple[ParameterSpec, ...]]:
        if len(input_shape) != 2:
            message = _("this layer takes sequences (steps, features), but what comes has the shape {shape}")
            raise UserError(Problem(message.format(shape=input_shape)))
        steps, features = input_shape
        if features % self.heads:
            message = _("{heads} heads can't share {features} features evenly")
            divisors = tuple(str(size) for size in range(1, features + 1) if features % size == 0)
            raise UserError(Problem(message.format(heads=self.heads, features=features), "heads", divisors))
        count = self.heads * steps * steps
        if count > MAXIMUM_WEIGHTS:
            message = _("{heads} heads over {steps} steps have {count} attention weights for each example, too many")
            message = message.format(heads=self.heads, steps=steps, count=count)
            raise UserError(Problem(message, "", (f"<= {MAXIMUM_WEIGHTS}",)))
        weights, bias = (features, features), (features,)
        with Check() as check:
            check.part("kernel_initializer", lambda: self.kernel_initializer.check_shape(weights))
            if self.use_bias:
                check.part("bias_initializer", lambda: self.bias_initializer.check_shape(bias))
        specs = [
            ParameterSpec(f"{product}_weights", weights, self.kernel_initializer, regularizer=self.kernel_regularizer)
            for product in PRODUCTS
        ]
        if self.use_bias:
            specs += [
                ParameterSpec(f"{product}_bias", bias, self.bias_initializer, regularizer=self.bias_regularizer)
                for product in PRODUCTS
            ]
        return input_shape, tuple(specs)

    def attach(
        self, setting: Setting, input_shape: Shape, output_shape: Shape, parameters: Sequence[Parameter], /
    ) -> None:
        super().attach(setting, input_shape, output_shape, parameters)
        steps = input_shape[0]
        values = [parameter.values for parameter in parameters]
        self._weights = values[:4]
        self._biases: Sequence[Array | None] = values[4:] if self.use_bias else [None] * 4
        self.attention_weights = None
        self._x: Array | None = None
        self._query, self._key, self._value, self._mixed, self._y = (
            self.workspace(*input_shape) for _array in range(5)
        )
        self._attention_weights = self.workspace(self.heads, steps, steps)
        self._gradients = [self.workspace(*input_shape) for _array in range(3)]
        self._dx, self._scratch = self.workspace(*input_shape), self.workspace(*input_shape)

    def forward(self, x: Array, _training: bool, /) -> Array:
        count = x.shape[0]
        self._x = x
        query, key, value = self._query.rows(count), self._key.rows(count), self._value.rows(count)
        for product, array in enumerate((query, key, value)):
            self._apply(product, x, array)
        mixed, weights = self._mixed.rows(count), self._attention_weights.rows(count)
        self.backend.attention_forward(query, key, value, self.heads, self.causal, weights, mixed)
        self.attention_weights = weights
        self.output = self._y.rows(count)
        self._apply(PRODUCTS.index("output"), mixed, self.output)
        return self.output

    def backward(self, dy: Array, gradients: Sequence[Array], input_gradient: bool, /) -> Array | None:
        x, weights = self._x, self.attention_weights
        assert x is not None  # noqa: S101 - the network refuses a backward before any forward
        assert weights is not None  # noqa: S101
        count = x.shape[0]
        query, key, value, mixed = (
            array.rows(count) for array in (self._query, self._key, self._value, self._mixed)
        )  # fmt: skip
        output = PRODUCTS.index("output")
        self._parameter_gradients(output, mixed, dy, gradients)
        of_mixed = self._scratch.rows(count)
        self.backend.dense_input_gradient(as_rows(dy), self._weights[output], as_rows(of_mixed))
        of_products = [array.rows(count) for array in self._gradients]
        self.backend.attention_gradient(query, key, value, self.heads, weights, of_mixed, *of_products)
        for product, gradient in enumerate(of_products):
            self._parameter_gradients(product, x, gradient, gradients)
        if not input_gradient:
            return None
        dx, summand = self._dx.rows(count), self._scratch.rows(count)
        self.backend.dense_input_gradient(as_rows(of_products[0]), self._weights[0], as_rows(dx))
        for product in (1, 2):
            self.backend.dense_input_gradient(as_rows(of_products[product]), self._weights[product], as_rows(summand))
            self.backend.add(summand, dx)
        return dx

    def _apply(self, product: int, x: Array, out: Array) -> None:
        """out = x @ weights + bias of this product."""
        self.backend.dense_forward(as_rows(x), self._weights[product], self._biases[product], "linear", as_rows(out))

    def _parameter_gradients(self, product: int, x: Array, dy: Array, gradients: Sequence[Array]) -> None:
        """Those of the weights and the bias of this product, given its input and the gradient of what it gave."""
        self.backend.dense_weights_gradient(as_rows(x), as_rows(dy), gradients[product])
        if self.use_bias:
            self.backend.bias_gradient(as_rows(dy), gradients[len(PRODUCTS) + product])
