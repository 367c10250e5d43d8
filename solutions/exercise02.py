"""Activations and their derivatives: the reference solution of exercise02."""

import numpy as np


def heaviside(z, threshold=0.0):
    """1 where z >= threshold, else 0, of z's shape."""
    return np.where(z >= threshold, 1.0, 0.0)


def sigmoid(z):
    """1 / (1 + e^-z) of each entry, between 0 and 1."""
    return 1 / (1 + np.exp(-z))  # where exp overflows to inf NumPy warns, but 1 / inf = 0 is right


def sigmoid_derivative(z):
    """s (1 - s) with s = sigmoid(z), at most 1/4."""
    s = sigmoid(z)
    return s * (1 - s)  # e^-z / (1 + e^-z)^2 is the same, but inf / inf = nan at z = -10000


def tanh_derivative(z):
    """1 - tanh(z)^2 of each entry, at most 1."""
    return 1 - np.tanh(z) ** 2


def relu(z):
    """z where it is positive, else 0."""
    return np.maximum(z, 0)


def relu_derivative(z):
    """1 where z is positive, else 0; at the kink z = 0 the course takes 0."""
    return np.where(z > 0, 1.0, 0.0)


def bounded_relu(z, low, high):
    """z where low <= z <= high, else 0."""
    return np.where((z >= low) & (z <= high), z, 0.0)


def softmax(z):
    """(..., K) scores -> (..., K) probabilities, which sum to 1 along the last axis."""
    exponentials = np.exp(z - z.max(axis=-1, keepdims=True))  # the shift cancels out, and nothing overflows
    return exponentials / exponentials.sum(axis=-1, keepdims=True)


def softmax_jacobian(z):
    """(K,) -> (K, K): entry [i, j] = dS_i/dz_j, which is S_i (1 - S_i) if i = j and -S_i S_j otherwise."""
    s = softmax(z)
    return np.diag(s) - np.outer(s, s)
