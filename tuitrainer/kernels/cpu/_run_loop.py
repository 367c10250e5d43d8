"""The compiled loop itself: the kernels of the other files, in the order in which a network calls its verbs.

One compiled function serves every plan, because it walks a table of layers. Views of all arrays are made once per call:
making them at every step would cost more than the arithmetic of a small network.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from tuitrainer.kernels.backend import Array
from tuitrainer.kernels.cpu._jit import kernel
from tuitrainer.kernels.cpu.activations import backward, forward
from tuitrainer.kernels.cpu.dense import PLAIN, TRANSPOSED, input_gradient, product, sum_rows
from tuitrainer.kernels.cpu.losses import sigmoid_loss, softmax_loss, sparse_softmax_loss, squared_loss
from tuitrainer.kernels.cpu.optimizers import adam, sgd, sgd_momentum

Integers = npt.NDArray[np.int64]

LOSSES = ("softmax_cross_entropy", "sparse_softmax_cross_entropy", "sigmoid_cross_entropy", "mean_squared_error")
SOFTMAX, SPARSE_SOFTMAX, SIGMOID, SQUARED = range(4)

OPTIMIZERS = ("sgd", "momentum", "nesterov", "adam")
SGD, MOMENTUM, NESTEROV, ADAM = range(4)


@kernel
def train(
    sizes: Integers, activations: Integers, offsets: Integers, trainable: npt.NDArray[np.bool_], loss: int,
    optimizer: int, hyperparameters: npt.NDArray[np.float64], parameters: Array, gradients: Array, moment_1: Array,
    moment_2: Array, x: Array, targets: Array, labels: Integers, rows: Integers, ends: Integers, first_step: int,
    learning_rates: npt.NDArray[np.float64], workspace: Array, starts: Integers, heights: Integers,
    losses: npt.NDArray[np.float64],
) -> None:  # fmt: skip
    """One step a batch; batch s is the part of `rows` that ends at ends[s]. Writes the losses.

    `workspace` (4, any size) holds of each layer z = x W + b and y = activation(z), then the gradients with respect to
    both: matrices of heights[k] rows (the largest batch) and sizes[k] columns from starts[k]. y[0] is the batch.
    """
    layers = activations.size
    units = sizes[1:]
    zs, ys, dzs, dys = workspace[0], workspace[1], workspace[2], workspace[3]
    z = views(zs, starts, heights, sizes)
    y = views(ys, starts, heights, sizes)
    dz = views(dzs, starts, heights, sizes)
    dy = views(dys, starts, heights, sizes)
    weights = views(parameters, offsets, sizes, units)
    weights_gradients = views(gradients, offsets, sizes, units)
    biases = offsets + sizes[:-1] * units
    batch_targets = np.empty((heights[0], targets.shape[1]), targets.dtype)
    batch_labels = np.empty(heights[0], np.int64)
    no_bias = np.empty(0, parameters.dtype)

    start = 0
    for s in range(ends.size):
        batch = rows[start : ends[s]]
        start = ends[s]
        n = batch.size
        gather(x, batch, y[0])
        if loss == SPARSE_SOFTMAX:
            for i in range(n):
                batch_labels[i] = labels[batch[i]]
        else:
            gather(targets, batch, batch_targets)

        for k in range(layers):
            bias = parameters[biases[k] : biases[k] + units[k]]
            product(y[k][:n], PLAIN, weights[k], bias, z[k + 1][:n])
            low, high = starts[k + 1], starts[k + 1] + n * units[k]
            forward(activations[k], units[k], zs[low:high], ys[low:high])

        prediction, gradient = y[layers][:n], dy[layers][:n]
        if loss == SOFTMAX:
            losses[s] = softmax_loss(prediction, batch_targets[:n], gradient)
        elif loss == SPARSE_SOFTMAX:
            losses[s] = sparse_softmax_loss(prediction, batch_labels[:n], gradient)
        elif loss == SIGMOID:
            losses[s] = sigmoid_loss(prediction, batch_targets[:n], gradient)
        else:
            losses[s] = squared_loss(prediction, batch_targets[:n], gradient)

        for k in range(layers - 1, -1, -1):
            low, high = starts[k + 1], starts[k + 1] + n * units[k]
            backward(activations[k], units[k], zs[low:high], ys[low:high], dys[low:high], dzs[low:high])
            product(y[k][:n], TRANSPOSED, dz[k + 1][:n], no_bias, weights_gradients[k])
            sum_rows(dz[k + 1][:n], gradients[biases[k] : biases[k] + units[k]])
            if k > 0:
                input_gradient(dz[k + 1][:n], weights[k], no_bias, dy[k][:n])

        for k in range(layers):
            if trainable[k]:
                low, high = offsets[k], biases[k] + units[k]
                p, g = parameters[low:high], gradients[low:high]
                m, v = moment_1[low:high], moment_2[low:high]
                rate = learning_rates[s]
                if optimizer == SGD:
                    sgd(p, g, rate)
                elif optimizer == ADAM:
                    beta_1, beta_2, epsilon = hyperparameters[0], hyperparameters[1], hyperparameters[2]
                    adam(p, g, m, v, first_step + s, rate, beta_1, beta_2, epsilon, 0.0)
                else:
                    sgd_momentum(p, g, m, rate, hyperparameters[0], optimizer == NESTEROV)


@kernel
def views(buffer: Array, starts: Integers, rows: Integers, columns: Integers) -> list[Array]:
    """The matrices (rows[k], columns[k]) that start at starts[k] in a flat buffer."""
    return [
        buffer[starts[k] : starts[k] + rows[k] * columns[k]].reshape(rows[k], columns[k]) for k in range(starts.size)
    ]


@kernel
def gather(x: Array, rows: Integers, out: Array) -> None:
    """out[i] = x[rows[i]]. Raises IndexError for a row that does not exist, rather than read other memory."""
    for i in range(rows.size):
        row = rows[i]
        if row < 0 or row >= x.shape[0]:
            raise IndexError("a batch names a row outside the data")
        for j in range(x.shape[1]):
            out[i, j] = x[row, j]
