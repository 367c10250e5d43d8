"""Initialisation, vanishing and exploding gradients: the reference solution of exercise09."""

import numpy as np


def glorot_uniform(rng, fan_in, fan_out):
    """(fan_in, fan_out), uniform between -limit and limit, so that the variance is 2 / (fan_in + fan_out)."""
    limit = np.sqrt(6 / (fan_in + fan_out))
    return rng.uniform(-limit, limit, (fan_in, fan_out))


def he_normal(rng, fan_in, fan_out):
    """(fan_in, fan_out), normal with mean 0 and variance 2 / fan_in."""
    return np.sqrt(2 / fan_in) * rng.standard_normal((fan_in, fan_out))


def orthogonal(rng, rows, columns):
    """(rows, columns): columns of length 1 at right angles; where there are more columns than rows, rows instead."""
    if rows < columns:
        return orthogonal(rng, columns, rows).T
    q, r = np.linalg.qr(rng.standard_normal((rows, columns)))
    return q * np.sign(np.diag(r))  # QR chooses the signs; with these all directions are equally likely


def gradient_norms(x, parameters, activation):
    """The length of the gradient of each layer's weights, (L,), for the loss: sum of the outputs / N.

    x: (N, D), parameters: [(weights, bias), ...], activation: "sigmoid", "tanh" or "relu", after every layer.
    """
    outputs = [x]  # of each layer, and before them the examples: outputs[l] is what layer l receives
    for weights, bias in parameters:
        outputs.append(activate(outputs[-1] @ weights + bias, activation))

    grad_output = np.ones(outputs[-1].shape) / len(x)  # each output counts for 1/N in the loss
    norms = []
    for layer in reversed(range(len(parameters))):
        weights, _ = parameters[layer]
        grad_z = grad_output * slope(outputs[layer + 1], activation)
        grad_weights = outputs[layer].T @ grad_z
        norms.append(np.sqrt((grad_weights**2).sum()))
        grad_output = grad_z @ weights.T
    return np.array(norms[::-1])  # they were found from the last layer to the first


def clip_by_global_norm(gradients, max_norm):
    """All arrays scaled by the same factor where together they are longer than max_norm.

    Returns the new list and the norm before clipping.
    """
    norm = float(np.sqrt(sum((gradient**2).sum() for gradient in gradients)))
    factor = max_norm / norm if norm > max_norm else 1.0
    return [gradient * factor for gradient in gradients], norm


def clip_by_value(gradients, limit):
    """Each entry of each array held between -limit and limit."""
    return [np.clip(gradient, -limit, limit) for gradient in gradients]


def activate(z, activation):
    """a = f(z), entry by entry."""
    return {"sigmoid": 1 / (1 + np.exp(-z)), "tanh": np.tanh(z), "relu": np.maximum(z, 0.0)}[activation]


def slope(a, activation):
    """f'(z), written with a = f(z): sigmoid' = a (1 - a), tanh' = 1 - a^2, and ReLU let through what is above 0."""
    return {"sigmoid": a * (1 - a), "tanh": 1 - a**2, "relu": a > 0}[activation]
