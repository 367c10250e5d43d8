"""The backend that defines every verb: plain NumPy, the obvious formula. Read it to learn; it judges the others."""

from tuitrainer.kernels.reference.activations import activation, activation_gradient
from tuitrainer.kernels.reference.arrays import add, empty, from_numpy, to_numpy
from tuitrainer.kernels.reference.dense import (
    bias_gradient,
    dense_forward,
    dense_input_gradient,
    dense_weights_gradient,
)
from tuitrainer.kernels.reference.display import block_means, magnitude_histogram, norm
from tuitrainer.kernels.reference.losses import (
    mean_squared_error,
    sigmoid_cross_entropy,
    softmax_cross_entropy,
    sparse_softmax_cross_entropy,
)
from tuitrainer.kernels.reference.optimizers import adam_update, momentum_update, sgd_update
from tuitrainer.kernels.reference.run_loop import can_run, run_steps

NAME = "reference"

__all__ = [
    "NAME",
    "activation",
    "activation_gradient",
    "adam_update",
    "add",
    "bias_gradient",
    "block_means",
    "can_run",
    "dense_forward",
    "dense_input_gradient",
    "dense_weights_gradient",
    "empty",
    "from_numpy",
    "magnitude_histogram",
    "mean_squared_error",
    "momentum_update",
    "norm",
    "run_steps",
    "sgd_update",
    "sigmoid_cross_entropy",
    "softmax_cross_entropy",
    "sparse_softmax_cross_entropy",
    "to_numpy",
]
