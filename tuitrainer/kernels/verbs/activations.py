"""The activations and their derivatives."""

from __future__ import annotations

from typing import Protocol

from tuitrainer.kernels.verbs.arrays import Array

ACTIVATIONS = (
    "linear", "relu", "leaky_relu", "elu", "selu", "gelu", "softplus", "softsign", "tanh", "sigmoid",
    "hard_sigmoid", "exponential", "softmax", "heaviside",
)  # fmt: skip
"""Every activation that a backend knows; its place in this tuple is its code in compiled loops."""

FROM_OUTPUT = frozenset(
    {"linear", "relu", "leaky_relu", "elu", "selu", "tanh", "sigmoid", "exponential", "softmax", "heaviside"}
)
"""Those whose derivative can be read off the output: layers apply them in place and keep no pre-activation."""


class ActivationVerbs(Protocol):
    def activation(self, name: str, x: Array, out: Array) -> None:
        """out = name(x), `name` in ACTIVATIONS; over the last axis for softmax, else by element. `out` may be x."""

    def activation_gradient(self, name: str, x: Array, y: Array, dy: Array, out: Array) -> None:
        """The gradient with respect to x, where y = name(x); at a kink that from the left. `out` may be dy.

        For a name in FROM_OUTPUT x is not looked at, and may be anything of its shape.
        """
