"""A layer as an object, everything but the numerical gradient in float32; tuples, lists and transposed views."""

import numpy as np


class Layer:
    def __init__(self, weights, bias):
        self.weights, self.bias = weights.astype("f4"), bias.astype("f4")

    def forward(self, x):
        self.x = x
        self.z = x @ self.weights + self.bias
        return self.z

    def backward(self, grad):
        self.gradients = dense_backward(grad, self.x, self.weights)
        return self.gradients[0]


def dense_backward(grad_output, x, weights):
    grad_output, x, weights = (np.asarray(a, dtype=np.float32) for a in (grad_output, x, weights))
    return weights.dot(grad_output.T).T, grad_output.T.dot(x).T, np.ones(len(x), "f4") @ grad_output


def relu_backward(grad_output, z):
    return (grad_output * np.heaviside(z, 0)).astype("f4")


def mlp_backward(x, targets, parameters):
    layers = [Layer(*pair) for pair in parameters]
    x, targets = x.astype("f4"), targets.astype("f4")
    for layer in layers[:-1]:
        x = np.maximum(layer.forward(x), 0)
    predictions = 1 / (1 + np.exp(-layers[-1].forward(x)))
    errors = predictions - targets
    grad = layers[-1].backward(2 * errors * predictions * (1 - predictions) / np.float32(len(x)))
    for layer in layers[-2::-1]:
        grad = layer.backward(relu_backward(grad, layer.z))
    return np.float32((errors**2).sum(1).mean()), tuple(tuple(layer.gradients[1:]) for layer in layers)


def numerical_gradient(f, x, h=1e-5):
    flat = x.ravel()
    gradient = []
    for i in range(flat.size):
        step = np.where(np.arange(flat.size) == i, h, 0.0)
        gradient.append((f((flat + step).reshape(x.shape)) - f((flat - step).reshape(x.shape))) / (2 * h))
    return np.reshape(gradient, x.shape).tolist()
