"""exercise01: neurons and dense layers.

Replace each `raise NotImplementedError` with your code, then:  tuitrainer grade exercise01
The statement: tuitrainer show exercise01     A hint: tuitrainer hint exercise01
"""

import numpy as np  # noqa: F401


def neuron(x, weights, bias):
    """One neuron, without activation.

    x: array (D,), the inputs. weights: array (D,). bias: a float.
    Returns a float: x . weights + bias.
    """
    raise NotImplementedError


def dense_forward(x, weights, bias):
    """A layer of D_out neurons, for N examples at once, without activation.

    x: array (N, D_in), one example in each row. weights: array (D_in, D_out), one neuron in each column.
    bias: array (D_out,).
    Returns an array (N, D_out).
    """
    raise NotImplementedError


def relu(z):
    """Keep what is positive, put 0 in the place of the rest.

    z: an array of any shape. Returns an array of the same shape.
    """
    raise NotImplementedError


def select_above(scores, column, threshold):
    """How far each row's score in one column lies above a threshold; 0 where it lies below.

    scores: array (N, S). column: an int, counted from 0. threshold: a float.
    Returns an array (N,).
    """
    raise NotImplementedError


def or_neuron():
    """The numbers of a neuron that computes OR of two inputs, each 0 or 1.

    It answers 1 where x @ weights + bias >= 0, else 0.
    Returns (weights, bias): an array (2,) and a float.
    """
    raise NotImplementedError


def xor_network():
    """The numbers of a network with two hidden ReLU neurons that computes XOR of two inputs, each 0 or 1.

    It answers 1 where relu(x @ hidden_weights + hidden_bias) @ weights + bias >= 0, else 0.
    Returns (hidden_weights, hidden_bias, weights, bias): arrays (2, 2), (2,), (2,) and a float.
    """
    raise NotImplementedError
