"""From numbers that stand for words or symbols to vectors that are learned."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from tuitrainer.base.checks import Check
from tuitrainer.base.errors import Problem, UserError
from tuitrainer.base.texts import _
from tuitrainer.kernels.backend import Array
from tuitrainer.nn import initializers, regularizers
from tuitrainer.nn.initializers import InitializerLike
from tuitrainer.nn.layers.layer import Layer, ParameterSpec, Setting, Shape
from tuitrainer.nn.parameter import Parameter
from tuitrainer.nn.regularizers import RegularizerLike

LARGEST_INPUT_DIM = 2**24
"""float32 holds every whole number up to here: beyond, neighbouring words would become the same."""


class Embedding(Layer):
    """y[n, t] = embeddings[x[n, t]]: (N, T) whole numbers from 0 to input_dim - 1 to (N, T, output_dim).

    Bengio et al., "A neural probabilistic language model" (2003). The parameter embeddings (input_dim, output_dim) has
    a row for each number. The numbers have the network's dtype as all inputs have; nothing can be learned about them,
    so their gradient is 0. Raises UserError for wrong arguments, each placed at its name.
    """

    NAME = "embedding"

    def __init__(
        self,
        input_dim: int,
        output_dim: int,
        embeddings_initializer: InitializerLike = "random_uniform",
        embeddings_regularizer: RegularizerLike = None,
    ) -> None:
        super().__init__()
        with Check() as check:
            self.input_dim = check.whole_number("input_dim", input_dim, minimum=1, maximum=LARGEST_INPUT_DIM)
            self.output_dim = check.whole_number("output_dim", output_dim, minimum=1)
            self.embeddings_initializer = check.part(
                "embeddings_initializer", lambda: initializers.get(embeddings_initializer)
            )
            self.embeddings_regularizer = check.part(
                "embeddings_regularizer", lambda: regularizers.get(embeddings_regularizer)
            )

    def config(self) -> dict[str, Any]:
        return {
            "input_dim": self.input_dim,
            "output_dim": self.output_dim,
            "embeddings_initializer": initializers.describe(self.embeddings_initializer),
            "embeddings_regularizer": regularizers.describe(self.embeddings_regularizer),
        }

    def build(self, input_shape: Shape, /) -> tuple[Shape, tuple[ParameterSpec, ...]]:
        if len(input_shape) != 1:
            message = _("this layer takes sequences (steps,) of whole numbers, but what comes has the shape {shape}")
            raise UserError(Problem(message.format(shape=input_shape)))
        table = ParameterSpec(
            "embeddings", (self.input_dim, self.output_dim), self.embeddings_initializer,
            regularizer=self.embeddings_regularizer,
        )  # fmt: skip
        with Check() as check:
            check.part("embeddings_initializer", lambda: table.initializer.check_shape(table.shape))
        return (*input_shape, self.output_dim), (table,)

    def check_values(self, x: npt.NDArray[Any], /) -> None:
        """Raise UserError placed at the first entry of x that has no row in the table."""
        known = (x >= 0) & (x < self.input_dim) & (x == np.floor(x))
        if not known.all():
            row, step = np.unravel_index(np.argmin(known), x.shape)
            message = _("this embedding has no row for {value}")
            accepted = _("whole numbers from {low} to {high}").format(low=0, high=self.input_dim - 1)
            raise UserError(Problem(message.format(value=f"{x[row, step]:.9g}"), f"x[{row}, {step}]", (accepted,)))

    def attach(
        self, setting: Setting, input_shape: Shape, output_shape: Shape, parameters: Sequence[Parameter], /
    ) -> None:
        super().attach(setting, input_shape, output_shape, parameters)
        self._embeddings = parameters[0].values
        self._x: Array | None = None
        self._y = self.workspace(*output_shape)

    def forward(self, x: Array, _training: bool, /) -> Array:
        self._x = x
        self.output = self._y.rows(x.shape[0])
        self.backend.embedding_forward(x.reshape(-1), self._embeddings, self.output.reshape(-1, self.output_dim))
        return self.output

    def backward(self, dy: Array, gradients: Sequence[Array], input_gradient: bool, /) -> Array | None:
        x = self._x
        assert x is not None  # noqa: S101 - the network refuses a backward before any forward
        self.backend.embedding_gradient(x.reshape(-1), dy.reshape(-1, self.output_dim), gradients[0])
        return self.backend.from_numpy(np.zeros(x.shape, self.dtype)) if input_gradient else None
