"""exercise09: initialisation, vanishing and exploding gradients.

Replace each `raise NotImplementedError` with your code, then:  tuitrainer grade exercise09
The statement: tuitrainer show exercise09     A hint: tuitrainer hint exercise09
"""

import numpy as np  # noqa: F401


def glorot_uniform(rng, fan_in, fan_out):
    """First weights after X. Glorot and Y. Bengio.

    rng: a numpy.random.Generator, the only source of random numbers. fan_in, fan_out: the layer's inputs and outputs.
    Returns an array (fan_in, fan_out), uniform between -limit and limit, limit = sqrt(6 / (fan_in + fan_out)).
    """
    raise NotImplementedError


def he_normal(rng, fan_in, fan_out):
    """First weights after K. He, for layers with ReLU.

    Arguments as for glorot_uniform.
    Returns an array (fan_in, fan_out), normal with mean 0 and variance 2 / fan_in, not truncated.
    """
    raise NotImplementedError


def orthogonal(rng, rows, columns):
    """A random matrix that keeps lengths.

    Returns an array (rows, columns) drawn with rng. If rows >= columns, the columns have length 1 and are at right
    angles to each other: Q.T @ Q is the identity. If rows < columns, this holds for the rows: Q @ Q.T is the identity.
    """
    raise NotImplementedError


def gradient_norms(x, parameters, activation):
    """How long the gradient of each layer's weights is.

    x: array (N, D). parameters: list of (weights, bias), first layer first.
    activation: "sigmoid", "tanh" or "relu", after every layer, the last one too.
    The loss is the sum of all outputs of the last layer, divided by N.
    Returns an array (L,), first layer first: the Frobenius norm of the loss's gradient with respect to the weights.
    """
    raise NotImplementedError


def clip_by_global_norm(gradients, max_norm):
    """Shorten gradients that are too long, without changing their direction.

    gradients: list of arrays of any shapes. max_norm: a float above 0.
    Returns (gradients, norm): a new list of new arrays, and the norm over all entries of all arrays before clipping.
    Where norm > max_norm all arrays are multiplied by max_norm / norm, otherwise they keep their values.
    """
    raise NotImplementedError


def clip_by_value(gradients, limit):
    """Hold every entry between -limit and limit.

    gradients: list of arrays of any shapes. limit: a float above 0. Returns a new list of new arrays.
    """
    raise NotImplementedError
