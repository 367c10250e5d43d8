"""Iris from scratch: the reference solution of exercise05."""

from itertools import pairwise

import numpy as np


def init_mlp(layer_sizes, rng):
    """[D, ..., K] -> [(weights (D_in, D_out), bias (D_out,)), ...]: weights by He's rule, biases 0."""
    parameters = []
    for d_in, d_out in pairwise(layer_sizes):
        weights = rng.normal(0.0, np.sqrt(2 / d_in), (d_in, d_out))
        parameters.append((weights, np.zeros(d_out)))
    return parameters


def forward(x, parameters):
    """(N, D) -> the logits (N, K), and as cache what the way back needs: the input of every layer, and the logits."""
    inputs = []
    activation = x
    for weights, bias in parameters:
        inputs.append(activation)
        z = activation @ weights + bias
        activation = np.maximum(z, 0.0)
    return z, (inputs, z)  # the last z has gone through no ReLU: these are the logits


def backward(cache, targets, parameters):
    """The gradients of the mean cross-entropy, [(grad_weights, grad_bias), ...], first layer first."""
    inputs, logits = cache
    grad_z = cross_entropy_gradient(logits, targets)
    gradients = []
    for layer in reversed(range(len(parameters))):
        gradients.append((inputs[layer].T @ grad_z, grad_z.sum(axis=0)))
        if layer > 0:
            weights, _ = parameters[layer]
            grad_z = (grad_z @ weights.T) * (inputs[layer] > 0)  # where ReLU let something through, z was positive
    return gradients[::-1]  # they were found from the last layer to the first


def sgd_step(parameters, gradients, learning_rate):
    """A new list of (weights, bias), each moved against its gradient."""
    return [
        (weights - learning_rate * grad_weights, bias - learning_rate * grad_bias)
        for (weights, bias), (grad_weights, grad_bias) in zip(parameters, gradients, strict=True)
    ]


def train(x, targets, layer_sizes, learning_rate, batch_size, epochs, rng):
    """Train a new network. Returns its parameters, and the loss of all examples after each epoch, (epochs,)."""
    parameters = init_mlp(layer_sizes, rng)
    losses = np.zeros(epochs)
    for epoch in range(epochs):
        order = rng.permutation(len(x))
        for first in range(0, len(x), batch_size):
            batch = order[first : first + batch_size]  # the last one may be shorter
            _, cache = forward(x[batch], parameters)
            gradients = backward(cache, targets[batch], parameters)
            parameters = sgd_step(parameters, gradients, learning_rate)
        logits, _ = forward(x, parameters)
        losses[epoch] = cross_entropy(logits, targets)
    return parameters, losses


def log_softmax(logits):
    """log(softmax(logits)) of each row, (N, K), without ever computing an exp that could overflow."""
    return logits - np.logaddexp.reduce(logits, axis=1, keepdims=True)


def cross_entropy(logits, targets):
    """Mean over the N examples of -sum_k targets_k log(softmax(logits)_k), as in exercise04."""
    return float(-(targets * log_softmax(logits)).sum() / len(logits))


def cross_entropy_gradient(logits, targets):
    """(S - P) / N, as in exercise04."""
    return (np.exp(log_softmax(logits)) - targets) / len(logits)
