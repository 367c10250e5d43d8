"""The verbs that every backend speaks. A backend is a module that matches `Backend`; mypy checks each one.

`reference` is the obvious NumPy definition and judges the others. The same verbs, in files of the same names and with
the same argument order, are written again for speed in `cpu` (Numba) and `cuda` (numba.cuda).

Conventions of all verbs
- Arrays are C-contiguous, of one dtype per call (float32 or float64), batch first. A batch may have any number of
  rows from 1. Sizes are checked by the network, not here.
- Results are written into `out`, the last argument, which the caller owns and which never overlaps an input unless the
  verb says so. Gradients are of the loss with respect to the quantity named: ``dy`` has the shape of the output.
- A verb that returns a number returns a Python float.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

Array: TypeAlias = npt.NDArray[Any]

ACTIVATIONS = (
    "linear", "relu", "leaky_relu", "elu", "selu", "gelu", "softplus", "softsign", "tanh", "sigmoid",
    "hard_sigmoid", "exponential", "softmax", "heaviside",
)  # fmt: skip
"""Every activation that a backend knows; its place in this tuple is its code in compiled loops."""


@dataclass(frozen=True, slots=True)
class DensePlan:
    """A network of dense layers as a table, for a backend that can run many steps in one compiled call.

    Layer l maps sizes[l] inputs to sizes[l + 1] outputs with activations[l]. Its weights start at offsets[l] in the
    flat parameter buffer, row-major (D_in, D_out), its bias right behind them. trainable[l] says whether it is updated.
    """

    sizes: tuple[int, ...]
    activations: tuple[str, ...]
    offsets: tuple[int, ...]
    trainable: tuple[bool, ...]
    loss: str
    """"softmax_cross_entropy", "sparse_softmax_cross_entropy", "sigmoid_cross_entropy" or "mean_squared_error"."""
    optimizer: str
    """"sgd", "momentum", "nesterov" or "adam"."""
    hyperparameters: tuple[float, ...]
    """sgd: (); momentum, nesterov: (momentum,); adam: (beta_1, beta_2, epsilon)."""


class Backend(Protocol):
    NAME: str

    # arrays.py: where values live
    def empty(self, shape: tuple[int, ...], dtype: npt.DTypeLike) -> Array:
        """An array whose values are still to be written."""

    def from_numpy(self, values: Array) -> Array:
        """A copy for this backend, C-contiguous; the caller's array is never changed through it."""

    def to_numpy(self, values: Array) -> Array:
        """A copy for the world outside; it stays as it is while training goes on."""

    def add(self, x: Array, out: Array) -> None:
        """out += x, for gradients that accumulate."""

    # dense.py
    def dense_forward(self, x: Array, weights: Array, bias: Array | None, out: Array) -> None:
        """out = x @ weights + bias; x (N, D_in), weights (D_in, D_out), bias (D_out,), out (N, D_out)."""

    def dense_input_gradient(self, dy: Array, weights: Array, out: Array) -> None:
        """out = dy @ weights.T; dy (N, D_out), out (N, D_in)."""

    def dense_weights_gradient(self, x: Array, dy: Array, out: Array) -> None:
        """out = x.T @ dy; out (D_in, D_out)."""

    def bias_gradient(self, dy: Array, out: Array) -> None:
        """out = dy summed over all axes but the last; out (D_out,)."""

    # activations.py
    def activation(self, name: str, x: Array, out: Array) -> None:
        """out = name(x), `name` in ACTIVATIONS; over the last axis for softmax, else by element. `out` may be x."""

    def activation_gradient(self, name: str, x: Array, y: Array, dy: Array, out: Array) -> None:
        """The gradient with respect to x, where y = name(x); at a kink that from the left. `out` may be dy."""

    # losses.py: each returns the loss and writes its gradient with respect to the first argument
    def softmax_cross_entropy(self, logits: Array, targets: Array, out: Array) -> float:
        """Mean over N of -sum(targets * log softmax(logits)); logits, targets (N, K), rows of targets sum to 1."""

    def sparse_softmax_cross_entropy(self, logits: Array, labels: Array, out: Array) -> float:
        """The same with integer labels (N,) (int64)."""

    def sigmoid_cross_entropy(self, logits: Array, targets: Array, out: Array) -> float:
        """Mean over all entries of -(t log s + (1-t) log(1-s)), s = sigmoid(logits); right at any size of logit."""

    def mean_squared_error(self, prediction: Array, target: Array, out: Array) -> float:
        """Mean over all entries of (prediction - target)^2."""

    # optimizers.py: parameters and moments are updated in place; step counts from 1
    def sgd_update(self, parameter: Array, gradient: Array, learning_rate: float) -> None: ...
    def momentum_update(
        self, parameter: Array, gradient: Array, velocity: Array, learning_rate: float, momentum: float, nesterov: bool
    ) -> None:
        """v = momentum*v - lr*g; p += v, or with nesterov p += momentum*v - lr*g (Keras's SGD)."""

    def adam_update(
        self, parameter: Array, gradient: Array, m: Array, v: Array, step: int, learning_rate: float, beta_1: float,
        beta_2: float, epsilon: float,
    ) -> None:  # fmt: skip
        """Algorithm 1 of Kingma and Ba (2015): p -= lr * m_hat / (sqrt(v_hat) + epsilon), correction in float64."""

    # display.py: reductions of what is shown, so that only small arrays leave the backend
    def norm(self, x: Array) -> float:
        """The Euclidean norm over all entries, summed in float64."""

    def magnitude_histogram(self, x: Array, low: float, high: float, out: Array) -> None:
        """How many |x| fall into out.size bins, equal in log10 from 10**low to 10**high; out int64.

        Values below (zeros too) count in the first bin, above (inf too) in the last; NaN in none.
        """

    def block_means(self, x: Array, out: Array) -> None:
        """out (R, C) = means of x (H, W), R <= H, C <= W, over blocks of rows r*H//R..(r+1)*H//R, columns alike."""

    # run_loop.py: many steps in one call, or False where this backend has no compiled loop for the plan
    def can_run(self, plan: DensePlan) -> bool: ...
    def run_steps(
        self, plan: DensePlan, parameters: Array, gradients: Array, moments: Sequence[Array], x: Array, y: Array,
        batches: Sequence[npt.NDArray[np.int64]], first_step: int, learning_rates: npt.NDArray[np.float64],
    ) -> npt.NDArray[np.float64]:  # fmt: skip
        """One training step a batch; returns the losses (S,), each before its update.

        `parameters`, `gradients` and each of `moments` (none for sgd; velocity; m and v) are flat buffers laid out as
        `plan.offsets` say, and are updated in place: after the call they are what the last step left. `y` is targets
        (N, K) or labels (N,). The step of batch s is first_step + s (counted from 1); its rate is learning_rates[s].
        The losses do not depend on how the batches are cut into calls.
        """
