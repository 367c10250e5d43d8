"""Other formulas for the same functions."""

import math

import numpy as np


def heaviside(z, threshold=0.0):
    return (z >= threshold).astype(int)


def sigmoid(z):
    return 0.5 * (1 + np.tanh(z / 2))


def sigmoid_derivative(z):
    return sigmoid(z) * sigmoid(-z)


def tanh_derivative(z):
    t = np.tanh(z)
    return (1 - t) * (1 + t)


def relu(z):
    return z * (z > 0)


def relu_derivative(z):
    return z >= 0


def bounded_relu(z, low, high):
    out = z.copy()
    out[(z < low) | (z > high)] = 0
    return out


def softmax(z):
    shifted = z - np.max(z, axis=-1)[..., None]
    return np.exp(shifted - np.log(np.sum(np.exp(shifted), axis=-1))[..., None])


def softmax_jacobian(z):
    largest = max(z)
    exponentials = [math.exp(value - largest) for value in z]
    s = [value / sum(exponentials) for value in exponentials]
    return [[a * ((i == j) - b) for j, b in enumerate(s)] for i, a in enumerate(s)]
