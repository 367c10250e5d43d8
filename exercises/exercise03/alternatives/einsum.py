"""einsum throughout; the mask from the layer's own output; parameters as arrays in a list of lists."""

import numpy as np


def dense_backward(grad_output, x, weights):
    return (
        np.einsum("no,io->ni", grad_output, weights),
        np.einsum("ni,no->io", x, grad_output),
        np.einsum("no->o", grad_output),
    )


def relu_backward(grad_output, z):
    out = np.array(grad_output)
    out[z <= 0] = 0
    return out


def mlp_backward(x, targets, parameters):
    outputs = [x]
    for weights, bias in parameters[:-1]:
        outputs.append(np.maximum(np.einsum("ni,io->no", outputs[-1], weights) + bias, 0))
    weights, bias = parameters[-1]
    predictions = 1 / (1 + np.exp(-(outputs[-1] @ weights + bias)))
    loss = ((predictions - targets) ** 2).sum(axis=1).mean()
    grad = 2 / len(x) * (predictions - targets) * (predictions - predictions**2)
    gradients = []
    for (weights, _bias), inputs in zip(parameters[::-1], outputs[::-1], strict=True):
        grad_x, grad_weights, grad_bias = dense_backward(grad, inputs, weights)
        gradients.insert(0, (grad_weights, grad_bias))
        grad = grad_x * (inputs > 0)
    return loss, gradients


def numerical_gradient(f, x, h=1e-5):
    steps = h * np.eye(x.size).reshape(x.size, *x.shape)
    return np.array([f(x + step) - f(x - step) for step in steps]).reshape(x.shape) / (2 * h)
