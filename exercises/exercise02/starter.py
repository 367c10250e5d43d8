"""exercise02: activations and their derivatives.

Replace each `raise NotImplementedError` with your code, then:  tuitrainer grade exercise02
The statement: tuitrainer show exercise02     A hint: tuitrainer hint exercise02
"""

import numpy as np  # noqa: F401


def heaviside(z, threshold=0.0):
    """The step: 1 where z >= threshold, else 0.

    z: array of any shape. threshold: a float.
    Returns an array of z's shape, of numbers 0 and 1.
    """
    raise NotImplementedError


def sigmoid(z):
    """The logistic function, between 0 and 1, increasing, 1/2 at 0.

    z: array of any shape. Returns an array of z's shape.
    """
    raise NotImplementedError


def sigmoid_derivative(z):
    """The slope of sigmoid at z. Attention: z is what goes into sigmoid, not what comes out of it.

    z: array of any shape, any finite numbers, even -10000 or 10000. Returns an array of z's shape.
    """
    raise NotImplementedError


def tanh_derivative(z):
    """The slope of the hyperbolic tangent at z. Again, z is what goes into tanh.

    z: array of any shape, any finite numbers, even -10000 or 10000. Returns an array of z's shape.
    """
    raise NotImplementedError


def relu(z):
    """z where it is positive, else 0.

    z: array of any shape. Returns a new array of z's shape.
    """
    raise NotImplementedError


def relu_derivative(z):
    """The slope of relu at z: 1 or 0 (at z = 0, where there is none, the course takes 0).

    z: array of any shape. Returns an array of z's shape, of numbers 0 and 1.
    """
    raise NotImplementedError


def bounded_relu(z, low, high):
    """z where it lies in the interval [low, high], bounds included, else 0.

    z: array of any shape. low, high: floats, low < high; low may be negative.
    Returns a new array of z's shape.
    """
    raise NotImplementedError


def softmax(z):
    """Turn scores into probabilities along the last axis.

    z: array (..., K): (K,), (N, K), (B, N, K)... Any finite numbers, even -10000 or 10000.
    Returns an array of z's shape: positive or 0, each run of K numbers along the last axis sums to 1.
    """
    raise NotImplementedError


def softmax_jacobian(z):
    """How each probability of softmax(z) reacts to each score.

    z: array (K,), any finite numbers, even -10000 or 10000.
    Returns an array (K, K): row i, column j holds the derivative of softmax(z)[i] with respect to z[j].
    """
    raise NotImplementedError
