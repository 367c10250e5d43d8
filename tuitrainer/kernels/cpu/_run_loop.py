"""The compiled loop itself: the kernels of the other files, in the order in which a network calls its verbs.

One compiled function serves every network of dense layers, because it walks a table of layers. It is compiled once more
for each loss and each optimizer, and for networks whose activations are all ReLU: each of them would otherwise wait for
the compilation of kernels that it never calls.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from tuitrainer.kernels.backend import Array, Indices
from tuitrainer.kernels.cpu._jit import kernel
from tuitrainer.kernels.cpu._product import ONE, ZERO, multiply
from tuitrainer.kernels.cpu._simd import START_ROW, START_ZERO
from tuitrainer.kernels.cpu.activations import LINEAR, RELU, backward, copy_numbers, forward, relu_backward
from tuitrainer.kernels.cpu.dense import sum_rows
from tuitrainer.kernels.cpu.losses import sigmoid_loss, softmax_loss, sparse_softmax_loss, squared_loss
from tuitrainer.kernels.cpu.optimizers import adam, sgd, sgd_momentum

LOSSES = ("softmax_cross_entropy", "sparse_softmax_cross_entropy", "sigmoid_cross_entropy", "mean_squared_error")
SOFTMAX, SPARSE_SOFTMAX, SIGMOID, SQUARED = range(4)

OPTIMIZERS = ("sgd", "momentum", "nesterov", "adam")
SGD, MOMENTUM, NESTEROV, ADAM = range(4)

INPUTS, UNITS, ACTIVATION, KEPT, WEIGHTS, BIAS, BELOW, ABOVE, TRAINABLE = range(9)
"""Columns of the table of layers: sizes, the activation's code, whether z is kept for the way back, where weights and
bias start in the flat parameters, where the layer's input and output start in the workspaces, whether it is trained."""


@lru_cache(maxsize=64)
def compiled_loop(loss: int, optimizer: int, only_relu: bool) -> Callable[..., None]:
    """The loop for a loss and an optimizer (places in LOSSES and OPTIMIZERS); `only_relu`: no activation but ReLU.

    train(layers, hyperparameters, parameters, gradients, moment_1, moment_2, x, y, rows, ends, first_step,
    learning_rates, ys, zs, ds, batch_y, strides, scratch, losses): one step a batch; batch s is the part of `rows` that
    ends at ends[s]. Writes the losses.

    The flat workspaces hold the output y of each layer, its z = x W + b where KEPT says so, and the gradient of y, then
    of z: each as many rows as the batch has; the first is the batch itself. `batch_y` is for the batch's targets or
    labels. strides[l] is the table (of steps, see _product) of rows as long as the input of layer l, strides[-2] that
    of the last output, strides[-1] counts by 1. `scratch` is `multiply`'s.
    """

    @kernel
    def train(
        layers: Indices, hyperparameters: npt.NDArray[np.float64], parameters: Array, gradients: Array, moment_1: Array,
        moment_2: Array, x: Array, y: Array, rows: Indices, ends: Indices, first_step: int,
        learning_rates: npt.NDArray[np.float64], ys: Array, zs: Array, ds: Array, batch_y: Array, strides: Indices,
        scratch: Array, losses: npt.NDArray[np.float64],
    ) -> None:  # fmt: skip
        zero, lowest = parameters.dtype.type(0), parameters.dtype.type(-np.inf)
        depth = layers.shape[0]
        ones = strides[depth + 1]
        for s in range(ends.size):
            batch = rows[(ends[s - 1] if s else 0) : ends[s]]
            n = batch.size
            gather(x, batch, ys)
            if loss == SPARSE_SOFTMAX:
                for i in range(n):
                    batch_y[i] = y[batch[i]]
            else:
                gather(y, batch, batch_y.reshape(-1))

            for k in range(depth):
                inputs, units, activation, above = (
                    layers[k, INPUTS],
                    layers[k, UNITS],
                    layers[k, ACTIVATION],
                    layers[k, ABOVE],
                )
                before = zs if layers[k, KEPT] else ys
                multiply(
                    ys, layers[k, BELOW], strides[k][:n], ones[:inputs], parameters, layers[k, WEIGHTS], units, ONE,
                    ZERO, units, START_ROW, parameters[layers[k, BIAS] :], zero if activation == RELU else lowest,
                    before, above, strides[k + 1][:n], scratch,
                )  # fmt: skip
                if not only_relu and activation not in (LINEAR, RELU):
                    out = ys[above : above + n * units]
                    if layers[k, KEPT]:
                        copy_numbers(zs[above : above + n * units], out)
                    forward(activation, units, out)

            units, above = layers[depth - 1, UNITS], layers[depth - 1, ABOVE]
            prediction = ys[above : above + n * units].reshape(n, units)
            gradient = ds[above : above + n * units].reshape(n, units)
            if loss == SOFTMAX:
                losses[s] = softmax_loss(prediction, batch_y[:n], gradient)
            elif loss == SPARSE_SOFTMAX:
                losses[s] = sparse_softmax_loss(prediction, batch_y[:n], gradient)
            elif loss == SIGMOID:
                losses[s] = sigmoid_loss(prediction, batch_y[:n], gradient)
            elif loss == SQUARED:
                losses[s] = squared_loss(prediction, batch_y[:n], gradient)

            for k in range(depth - 1, -1, -1):
                inputs, units, activation = layers[k, INPUTS], layers[k, UNITS], layers[k, ACTIVATION]
                below, above = layers[k, BELOW], layers[k, ABOVE]
                dz = ds[above : above + n * units]
                if only_relu:
                    if activation == RELU:
                        relu_backward(ys[above : above + n * units], dz)
                elif activation != LINEAR:
                    known = zs if layers[k, KEPT] else ys
                    backward(activation, units, known[above : above + n * units], dz)
                multiply(
                    ys, below, ones[:inputs], strides[k][:n], ds, above, units, ONE, ZERO, units, START_ZERO, ys,
                    lowest, gradients, layers[k, WEIGHTS], strides[k + 1][:inputs], scratch,
                )  # fmt: skip
                sum_rows(dz.reshape(n, units), gradients[layers[k, BIAS] : layers[k, BIAS] + units])
                if k > 0:
                    multiply(
                        ds, above, strides[k + 1][:n], ones[:units], parameters, layers[k, WEIGHTS], ONE, units, ZERO,
                        inputs, START_ZERO, ys, lowest, ds, below, strides[k][:n], scratch,
                    )  # fmt: skip

            for k in range(depth):
                if layers[k, TRAINABLE]:
                    low, high = layers[k, WEIGHTS], layers[k, BIAS] + layers[k, UNITS]
                    p, g, m = parameters[low:high], gradients[low:high], moment_1[low:high]
                    rate = learning_rates[s]
                    if optimizer == SGD:
                        sgd(p, g, rate)
                    elif optimizer == ADAM:
                        beta_1, beta_2, epsilon = hyperparameters[0], hyperparameters[1], hyperparameters[2]
                        adam(p, g, m, moment_2[low:high], first_step + s, rate, beta_1, beta_2, epsilon, 0.0)
                    elif optimizer == MOMENTUM:
                        sgd_momentum(p, g, m, rate, hyperparameters[0], False)
                    elif optimizer == NESTEROV:
                        sgd_momentum(p, g, m, rate, hyperparameters[0], True)

    return train


@kernel
def gather(x: Array, rows: Indices, out: Array) -> None:
    """The rows of x that are named, one after the other in `out`, which is flat.

    Raises IndexError for one that does not exist, rather than read other memory.
    """
    columns = x.shape[1]
    for i in range(rows.size):
        if rows[i] < 0 or rows[i] >= x.shape[0]:
            raise IndexError("a batch names a row outside the data")
        row, target = x[rows[i]], out[i * columns : (i + 1) * columns]
        for j in range(columns):
            target[j] = row[j]
