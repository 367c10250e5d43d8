"""All in float32, each layer an object, Glorot's initialisation; the order through shuffle of an array of indices."""

import numpy as np


class Dense:
    def __init__(self, weights, bias, last):
        self.weights, self.bias, self.last = np.asarray(weights, "f4"), np.asarray(bias, "f4"), last

    def forward(self, x):
        self.x = x
        self.z = x @ self.weights + self.bias
        return self.z if self.last else np.where(self.z > 0, self.z, np.float32(0))

    def backward(self, grad):
        if not self.last:
            grad = grad * (self.z >= 0)
        self.gradients = self.x.T @ grad, np.ones(len(grad), "f4") @ grad
        return grad @ self.weights.T


def init_mlp(layer_sizes, rng):
    shapes = zip(layer_sizes[:-1], layer_sizes[1:])
    return tuple(
        (rng.normal(0, np.sqrt(2 / sum(shape)), shape).astype("f4"), np.zeros(shape[1], "f4")) for shape in shapes
    )


def forward(x, parameters):
    layers = [Dense(w, b, i == len(parameters) - 1) for i, (w, b) in enumerate(parameters)]
    out = np.asarray(x, "f4")
    for layer in layers:
        out = layer.forward(out)
    return out, layers


def backward(cache, targets, parameters):
    e = np.exp(cache[-1].z - cache[-1].z.max(1, keepdims=True))
    grad = (e / e.sum(1, keepdims=True) - targets.astype("f4")) / np.float32(len(targets))
    for layer in cache[::-1]:
        grad = layer.backward(grad)
    return [layer.gradients for layer in cache]


def sgd_step(parameters, gradients, learning_rate):
    rate = np.float32(learning_rate)
    return [[p.astype("f4") - rate * g.astype("f4") for p, g in zip(*pairs)] for pairs in zip(parameters, gradients)]


def train(x, targets, layer_sizes, learning_rate, batch_size, epochs, rng):
    parameters, losses = init_mlp(layer_sizes, rng), []
    for _ in range(epochs):
        order = np.arange(len(x))
        rng.shuffle(order)
        shuffled, answers = x[order], targets[order]
        for start in range(0, len(x), batch_size):
            _, cache = forward(shuffled[start : start + batch_size], parameters)
            gradients = backward(cache, answers[start : start + batch_size], parameters)
            parameters = sgd_step(parameters, gradients, learning_rate)
        z, _ = forward(x, parameters)
        log_sum = np.log(np.exp(z - z.max(1, keepdims=True)).sum(1, keepdims=True)) + z.max(1, keepdims=True)
        losses.append((targets * (log_sum - z)).sum(1).mean())
    return parameters, np.array(losses, "f4")
