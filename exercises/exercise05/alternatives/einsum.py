"""einsum; a dictionary as cache; uniform weights as in PyTorch; train does everything by itself, in arrays of its own."""

import numpy as np


def init_mlp(layer_sizes, rng):
    parameters = []
    for fan_in, fan_out in zip(layer_sizes, layer_sizes[1:]):
        bound = 1 / np.sqrt(fan_in)
        parameters.append((bound * (2 * rng.random((fan_out, fan_in)).T - 1), np.zeros(fan_out)))
    return parameters


def forward(x, parameters):
    cache = {"h": [x], "z": []}
    for weights, bias in parameters:
        cache["z"].append(np.einsum("ni,io->no", cache["h"][-1], weights) + bias)
        cache["h"].append((cache["z"][-1] + np.abs(cache["z"][-1])) / 2)
    return cache["z"][-1], cache


def softmax(z):
    p = np.exp(z - z.max(axis=-1, keepdims=True))
    return p / p.sum(axis=-1, keepdims=True)


def backward(cache, targets, parameters):
    gradients = [None] * len(parameters)
    delta = (softmax(cache["z"][-1]) - targets) / targets.shape[0]
    for i in range(len(parameters))[::-1]:
        gradients[i] = [np.einsum("no,ni->io", delta, cache["h"][i]), np.einsum("no->o", delta)]
        if i:
            delta = np.einsum("no,io->ni", delta, parameters[i][0])
            delta[cache["z"][i - 1] <= 0] = 0
    return tuple(gradients)


def sgd_step(parameters, gradients, learning_rate):
    new = [[w.copy(), b.copy()] for w, b in parameters]
    for pair, (grad_w, grad_b) in zip(new, gradients):
        pair[0] -= learning_rate * grad_w
        pair[1] -= learning_rate * grad_b
    return new


def train(x, targets, layer_sizes, learning_rate, batch_size, epochs, rng):
    parameters = [[w.copy(), b.copy()] for w, b in init_mlp(layer_sizes, rng)]
    losses = np.empty(epochs)
    for epoch in range(epochs):
        order = rng.permutation(x.shape[0])
        for batch in np.split(order, range(batch_size, len(order), batch_size)):
            _, cache = forward(x[batch], parameters)
            for pair, (grad_w, grad_b) in zip(parameters, backward(cache, targets[batch], parameters)):
                pair[0] -= learning_rate * grad_w  # in place: these arrays are its own
                pair[1] -= learning_rate * grad_b
        z = forward(x, parameters)[0]
        losses[epoch] = -np.mean(np.sum(targets * (z - np.logaddexp.reduce(z, axis=1)[:, None]), axis=1))
    return parameters, losses
