"""A whole chunk of training steps of a small network in one kernel of one block.

A small network is bound by launches: each takes some microseconds, and its kernel far less. So here nothing is launched
between two steps. The threads of one block share out each layer among themselves and wait for each other
(`syncthreads`) before the next. Blocks can't wait for each other that simply, so there is only one, on one
multiprocessor of a hundred: worth it as long as the network is small enough.

Every number is calculated by one thread, from start to end: nothing depends on which comes first.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt
from numba import cuda, int64

from tuitrainer.kernels.backend import Array, Indices
from tuitrainer.kernels.cuda._jit import device_function, kernel
from tuitrainer.kernels.cuda._mathematics import SOFTMAX, activated, activated_gradient, sigmoid

LOSSES = ("softmax_cross_entropy", "sparse_softmax_cross_entropy", "sigmoid_cross_entropy", "mean_squared_error")
SOFTMAX_LOSS, SPARSE_LOSS, SIGMOID_LOSS, SQUARED_LOSS = range(4)
"""The first two take the softmax of a row."""

OPTIMIZERS = ("sgd", "momentum", "nesterov", "adam")
SGD, MOMENTUM, NESTEROV, ADAM = range(4)

INPUTS, UNITS, ACTIVATION, WEIGHTS, BELOW, ABOVE, TRAINABLE = range(7)
"""Columns of the table of layers: sizes, the activation's code, where weights (and the bias behind them) start in the
flat parameters, where the layer's input and output start in the workspaces, whether it is trained."""


@kernel
def train(
    layers: Indices, hyperparameters: npt.NDArray[np.float64], parameters: Array, gradients: Array, moment_1: Array,
    moment_2: Array, x: Array, y: Array, rows: Indices, bounds: Indices, numbers: npt.NDArray[np.float64], loss: int,
    optimizer: int, ys: Array, zs: Array, ds: Array, row_losses: Array, losses: npt.NDArray[np.float64],
) -> None:  # fmt: skip
    """One block: one step a batch; batch s is rows[bounds[s]:bounds[s + 1]]. Writes the losses (S,).

    numbers (S, 3) are the learning rate and Adam's corrections of each step. The flat workspaces hold the output y of
    each layer, its z = x W + b, and the gradient of y, then of z; the first is the batch itself.
    """
    thread, threads = cuda.threadIdx.x, cuda.blockDim.x
    depth, number = layers.shape[0], parameters.dtype.type
    for s in range(losses.size):
        first, n = bounds[s], bounds[s + 1] - bounds[s]
        features = layers[0, INPUTS]
        for e in range(thread, n * features, threads):
            ys[e] = x[rows[first + e // features] * features + e % features]
        cuda.syncthreads()  # the batch is there

        for k in range(depth):
            inputs, units, below, above = layers[k, INPUTS], layers[k, UNITS], layers[k, BELOW], layers[k, ABOVE]
            for e in range(thread, n * units, threads):
                row, column = below + e // units * inputs, layers[k, WEIGHTS] + e % units
                z = weighted_sum(ys, row, parameters, column, inputs, units)
                zs[above + e] = z
                ys[above + e] = activated(layers[k, ACTIVATION], z, number)
            cuda.syncthreads()  # the layer is there
            if layers[k, ACTIVATION] == SOFTMAX:
                for i in range(thread, n, threads):
                    softmax_of_row(ys, above + i * units, units, number)
                cuda.syncthreads()

        units, above = layers[depth - 1, UNITS], layers[depth - 1, ABOVE]
        for i in range(thread, n, threads):
            row_losses[i] = loss_of_row(loss, ys, above + i * units, ds, units, y, rows[first + i], n, number)
        cuda.syncthreads()
        if thread == 0:
            total = 0.0
            for i in range(n):
                total += row_losses[i]
            losses[s] = total / n

        for k in range(depth - 1, -1, -1):
            inputs, units, below, above = layers[k, INPUTS], layers[k, UNITS], layers[k, BELOW], layers[k, ABOVE]
            start = layers[k, WEIGHTS]
            if layers[k, ACTIVATION] == SOFTMAX:
                for i in range(thread, n, threads):
                    softmax_gradient_of_row(ys, ds, above + i * units, units, number)
            else:
                for e in range(above + thread, above + n * units, threads):
                    ds[e] = activated_gradient(layers[k, ACTIVATION], zs[e], ys[e], ds[e], number)
            cuda.syncthreads()  # the gradient of z is there
            if k > 0:
                for e in range(thread, n * inputs, threads):
                    row, weights = above + e // inputs * units, start + e % inputs * units
                    ds[below + e] = sum_back(ds, row, parameters, weights, units)
            cuda.syncthreads()  # the weights have been read for the last time, and may change
            for e in range(thread, (inputs + 1) * units, threads):  # the row behind the weights is the bias
                column, unit = below + e // units, above + e % units
                gradient = gradient_of_weight(ys, column, inputs, e // units < inputs, ds, unit, units, n)
                gradients[start + e] = gradient
                if layers[k, TRAINABLE]:
                    update(optimizer, hyperparameters, numbers, s, parameters, gradient, moment_1, moment_2, start + e)
        cuda.syncthreads()  # the parameters are those of the next step


@device_function
def weighted_sum(ys: Array, row: int, parameters: Array, column: int, inputs: int, units: int) -> Any:
    """x W + b for one example and one unit."""
    total = parameters[column + inputs * units]
    for i in range(inputs):
        total += ys[row + i] * parameters[column + i * units]
    return total


@device_function
def sum_back(ds: Array, row: int, parameters: Array, weights: int, units: int) -> Any:
    """dz W^T for one example and one input."""
    total = ds.dtype.type(0)
    for j in range(units):
        total += ds[row + j] * parameters[weights + j]
    return total


@device_function
def gradient_of_weight(
    ys: Array, column: int, inputs: int, is_weight: bool, ds: Array, unit: int, units: int, n: int
) -> Any:
    """The sum over the batch of x dz, or for a bias of dz."""
    total = ds.dtype.type(0)
    for i in range(n):
        factor = ys[column + i * inputs] if is_weight else ds.dtype.type(1)
        total += factor * ds[unit + i * units]
    return total


@device_function
def softmax_of_row(ys: Array, start: int, units: int, number: Any) -> None:
    """In place; one thread for the whole row, which is short."""
    largest = ys[start]
    for j in range(start, start + units):
        if ys[j] > largest or ys[j] != ys[j]:
            largest = ys[j]
    total = 0.0
    for j in range(start, start + units):
        ys[j] = number(math.exp(ys[j] - largest))
        total += ys[j]
    for j in range(start, start + units):
        ys[j] = ys[j] / number(total)


@device_function
def softmax_gradient_of_row(ys: Array, ds: Array, start: int, units: int, number: Any) -> None:
    total = 0.0
    for j in range(start, start + units):
        total += ys[j] * ds[j]
    for j in range(start, start + units):
        ds[j] = ys[j] * (ds[j] - number(total))


@device_function
def loss_of_row(
    loss: int, ys: Array, start: int, ds: Array, units: int, y: Array, row: int, n: int, number: Any
) -> float:
    """The loss of one example, in float64, and its gradient: as in `losses`, by one thread for the whole row."""
    value = 0.0
    if loss <= SPARSE_LOSS:
        largest = ys[start]
        for j in range(start, start + units):
            if ys[j] > largest or ys[j] != ys[j]:
                largest = ys[j]
        for j in range(start, start + units):
            value += math.exp(ys[j] - largest)
        value = math.log(value)
        log_sum = number(value)
        for j in range(units):
            shifted = ys[start + j] - largest
            target = number(0)
            if loss == SOFTMAX_LOSS:
                target = number(y[row * units + j])
            elif int64(y[row]) == j:
                target = number(1)
            if target != number(0):
                value -= target * shifted
            ds[start + j] = (number(math.exp(shifted - log_sum)) - target) / number(n)
        return value
    for j in range(units):
        z, target = ys[start + j], number(y[row * units + j])
        if loss == SIGMOID_LOSS:
            value += (number(0) if z < number(0) else z) - target * z + math.log1p(math.exp(-abs(z)))
            ds[start + j] = (sigmoid(z, number) - target) / number(n * units)
        else:
            value += (z - target) * (z - target)
            ds[start + j] = number(2) * (z - target) / number(n * units)
    return value / units


@device_function
def update(
    optimizer: int, hyperparameters: npt.NDArray[np.float64], numbers: npt.NDArray[np.float64], s: int,
    parameters: Array, gradient: Any, moment_1: Array, moment_2: Array, e: int,
) -> None:  # fmt: skip
    """One parameter, by the rule of `optimizers`."""
    number = parameters.dtype.type
    rate = number(numbers[s, 0])
    if optimizer == SGD:
        parameters[e] -= rate * gradient
    elif optimizer == ADAM:
        beta_1, beta_2 = hyperparameters[0], hyperparameters[1]
        m = number(beta_1) * moment_1[e] + number(1.0 - beta_1) * gradient
        v = number(beta_2) * moment_2[e] + number(1.0 - beta_2) * gradient * gradient
        moment_1[e] = m
        moment_2[e] = v
        root = number(math.sqrt(v * number(numbers[s, 2])))
        parameters[e] -= rate * (m * number(numbers[s, 1])) / (root + number(hyperparameters[2]))
    else:
        momentum = number(hyperparameters[0])
        velocity = momentum * moment_1[e] - rate * gradient
        moment_1[e] = velocity
        parameters[e] += momentum * velocity - rate * gradient if optimizer == NESTEROV else velocity
