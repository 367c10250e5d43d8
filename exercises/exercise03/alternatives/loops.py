"""One example at a time, in plain Python, and a numerical gradient that changes x in place and restores it."""

import math

import numpy as np


def dense_backward(grad_output, x, weights):
    n, d_out = grad_output.shape
    d_in = x.shape[1]
    grad_x = np.zeros((n, d_in), order="F")
    grad_weights = np.zeros((d_in, d_out))
    grad_bias = [0.0] * d_out
    for k in range(n):
        for j in range(d_out):
            grad_bias[j] += grad_output[k, j]
            for i in range(d_in):
                grad_x[k, i] += grad_output[k, j] * weights[i, j]
                grad_weights[i, j] += x[k, i] * grad_output[k, j]
    return [grad_x, grad_weights, grad_bias]


def relu_backward(grad_output, z):
    return grad_output * (np.maximum(z, 0) > 0)


def mlp_backward(x, targets, parameters):
    gradients = [[np.zeros(weights.shape), np.zeros(bias.shape)] for weights, bias in parameters]
    loss = 0.0
    for row, target in zip(x, targets):
        activations = [row]
        for layer, (weights, bias) in enumerate(parameters):
            z = weights.T.dot(activations[-1]) + bias
            last = layer == len(parameters) - 1
            activations.append(np.array([1 / (1 + math.exp(-value)) for value in z]) if last else z.clip(min=0))
        output = activations[-1]
        loss += sum((output - target) ** 2) / len(x)
        delta = 2 * (output - target) * output * (1 - output) / len(x)
        for layer in range(len(parameters) - 1, -1, -1):
            gradients[layer][0] += np.outer(activations[layer], delta)
            gradients[layer][1] += delta
            delta = parameters[layer][0].dot(delta) * (activations[layer] > 0)
    return loss, gradients


def numerical_gradient(f, x, h=1e-5):
    gradient = np.empty_like(x)
    for index in np.ndindex(*x.shape):
        kept = x[index]
        x[index] = kept + h
        above = f(x)
        x[index] = kept - h
        below = f(x)
        x[index] = kept
        gradient[index] = (above - below) / (2 * h)
    return gradient
