"""Backpropagation: the reference solution of exercise03."""

import numpy as np


def dense_backward(grad_output, x, weights):
    """Back through z = x @ weights + bias.

    grad_output: (N, D_out), x: (N, D_in), weights: (D_in, D_out).
    Returns grad_x (N, D_in), grad_weights (D_in, D_out), grad_bias (D_out,).
    """
    grad_x = grad_output @ weights.T
    grad_weights = x.T @ grad_output  # the product sums over the batch
    grad_bias = grad_output.sum(axis=0)  # one bias serves all examples: what each of them asks for adds up
    return grad_x, grad_weights, grad_bias


def relu_backward(grad_output, z):
    """Back through relu(z): the gradient passes where z > 0. All arrays (N, D)."""
    return np.where(z > 0, grad_output, 0.0)


def mlp_backward(x, targets, parameters):
    """Loss and gradients of a network with ReLU in its hidden layers and sigmoid at its output.

    x: (N, D_in), targets: (N, K), parameters: [(weights, bias), ...].
    Returns the loss and [(grad_weights, grad_bias), ...], first layer first.
    """
    # Forward, keeping what the way back needs: each layer's input and its z.
    inputs, sums = [], []
    activation = x
    for weights, bias in parameters:
        z = activation @ weights + bias
        inputs.append(activation)
        sums.append(z)
        activation = np.maximum(z, 0.0)
    predictions = 1 / (1 + np.exp(-sums[-1]))  # the last layer has a sigmoid in place of ReLU

    differences = predictions - targets
    loss = float((differences**2).sum() / len(x))

    # Backward: from the loss to the last z, then layer by layer to the first.
    grad_z = 2 * differences / len(x) * predictions * (1 - predictions)
    gradients = []
    for layer in reversed(range(len(parameters))):
        weights, _ = parameters[layer]
        grad_input, grad_weights, grad_bias = dense_backward(grad_z, inputs[layer], weights)
        gradients.append((grad_weights, grad_bias))
        if layer > 0:
            grad_z = relu_backward(grad_input, sums[layer - 1])
    return loss, gradients[::-1]  # they were found from the last layer to the first


def numerical_gradient(f, x, h=1e-5):
    """Central differences: (f(x + h) - f(x - h)) / 2h for each entry of x in turn, in an array of x's shape."""
    gradient = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        above, below = x.copy(), x.copy()
        above[index] += h
        below[index] -= h
        gradient[index] = (f(above) - f(below)) / (2 * h)
    return gradient
