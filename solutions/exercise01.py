"""Neurons and dense layers: the reference solution of exercise01."""

import numpy as np


def neuron(x, weights, bias):
    """One neuron without activation: (D,) inputs, (D,) weights, a bias -> a float."""
    return float(x @ weights + bias)


def dense_forward(x, weights, bias):
    """A layer of D_out neurons for N examples: (N, D_in) @ (D_in, D_out) + (D_out,) -> (N, D_out)."""
    return x @ weights + bias  # the bias is added to every row


def relu(z):
    """The larger of 0 and z, entry by entry: an array of z's shape."""
    return np.maximum(z, 0)


def select_above(scores, column, threshold):
    """How far one column of (N, S) scores lies above the threshold, 0 where it does not: (N,)."""
    return relu(scores[:, column] - threshold)


def or_neuron():
    """A neuron that fires unless both inputs are 0: weights (2,), bias."""
    weights = np.array([1.0, 1.0])
    bias = -0.5  # one input alone outweighs it
    return weights, bias


def xor_network():
    """Two hidden ReLU neurons and an output that fires where exactly one input is 1.

    Returns hidden_weights (2, 2), hidden_bias (2,), weights (2,), bias.
    """
    hidden_weights = np.array([[1.0, 1.0], [1.0, 1.0]])
    hidden_bias = np.array([0.0, -1.0])  # the first neuron counts the ones, the second answers only to (1, 1)
    weights = np.array([1.0, -2.0])  # one for each hidden neuron: at (1, 1) the second takes back the first's 2
    bias = -0.5
    return hidden_weights, hidden_bias, weights, bias
