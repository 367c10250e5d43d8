"""Everything in float32; results as views of larger arrays and in Fortran order."""

import numpy as np


def heaviside(z, threshold=0.0):
    return np.heaviside(z.astype("f4") - np.float32(threshold), np.float32(1))


def sigmoid(z):
    z = z.astype(np.float32)
    both = np.stack([np.exp(-np.abs(z)), np.ones_like(z)])
    return (np.where(z < 0, both, both[::-1]) / both.sum(axis=0))[0]


def sigmoid_derivative(z):
    s = sigmoid(np.abs(z))
    return np.asfortranarray(s * sigmoid(-np.abs(z)))


def tanh_derivative(z):
    return 1 / np.cosh(np.minimum(np.abs(z), 40).astype("f4")) ** 2


def relu(z):
    return ((z + abs(z)) / 2).astype("f4")


def relu_derivative(z):
    return (z > 0).astype("f4")


def bounded_relu(z, low, high):
    return (z * (z >= low) * (z <= high)).astype("f4")


def softmax(z):
    z = np.float32(z)
    exponentials = np.exp(z - np.amax(z, -1, keepdims=True))
    return np.divide(exponentials, np.sum(exponentials, -1, keepdims=True), order="F")


def softmax_jacobian(z):
    s = softmax(z)[:, None]
    return (np.eye(len(z), dtype="f4") - s.T) * s
