"""einsum and where, results as views and in Fortran order; other gates."""

import numpy as np


def neuron(x, weights, bias):
    return np.einsum("d,d->", x, weights) + bias


def dense_forward(x, weights, bias):
    with_bias = np.column_stack([x, np.ones(len(x))])
    return np.einsum("oi,ni->no", np.vstack([weights, bias]).T, with_bias, order="F")


def relu(z):
    return np.where(z < 0, 0 * z, z)[...]


def select_above(scores, column, threshold):
    return np.maximum(scores.T[column], threshold) - threshold


def or_neuron():
    return (1, 1), -1


def xor_network():
    return np.array([[1, 1], [1, 1]]).T, (0, -1), (1, -2), -1
