"""Adversarial examples: the reference solution of exercise22."""

import numpy as np


def input_gradient(x, labels, parameters):
    """The gradient of the mean cross-entropy with respect to the images themselves, (N, D).

    x: (N, D), labels: integers (N,), parameters: [(weights, bias), ...] of exercise05's network.
    """
    inputs = []
    activation = x
    for weights, bias in parameters:
        inputs.append(activation)
        z = activation @ weights + bias
        activation = np.maximum(z, 0.0)

    targets = np.eye(z.shape[1])[labels]  # one-hot; the last z are the logits
    gradient = (softmax(z) - targets) / len(x)
    for layer in reversed(range(len(parameters))):
        weights, _ = parameters[layer]
        gradient = gradient @ weights.T  # from the layer's z to its input
        if layer > 0:
            gradient = gradient * (inputs[layer] > 0)  # through the ReLU that made this input; no ReLU made x
    return gradient


def fgsm(x, labels, parameters, epsilon):
    """Every pixel moved by epsilon in the direction that raises the loss, and kept between 0 and 1. (N, D)."""
    moved = x + epsilon * np.sign(input_gradient(x, labels, parameters))
    return np.clip(moved, 0.0, 1.0)


def softmax(logits):
    """(N, K) logits -> (N, K) probabilities, each row sums to 1, as in exercise04."""
    exponentials = np.exp(logits - logits.max(axis=1, keepdims=True))
    return exponentials / exponentials.sum(axis=1, keepdims=True)
