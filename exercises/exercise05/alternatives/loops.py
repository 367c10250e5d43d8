"""Plain Python lists, one example and one weight at a time, as the course writes it."""

import math

import numpy as np


def init_mlp(layer_sizes, rng):
    parameters = []
    for i in range(1, len(layer_sizes)):
        limit = math.sqrt(6 / layer_sizes[i - 1])
        weights = [[rng.uniform(-limit, limit) for _ in range(layer_sizes[i])] for _ in range(layer_sizes[i - 1])]
        parameters.append([weights, [0] * layer_sizes[i]])
    return parameters


def forward(x, parameters):
    cache = []
    for example in x:
        activations = [[float(value) for value in example]]
        for l, (weights, bias) in enumerate(parameters):
            row = []
            for j in range(len(bias)):
                z = bias[j]
                for i, value in enumerate(activations[-1]):
                    z += value * weights[i][j]
                row.append(z if l == len(parameters) - 1 or z > 0 else 0.0)
            activations.append(row)
        cache.append(activations)
    return [activations[-1] for activations in cache], cache


def backward(cache, targets, parameters):
    gradients = []
    for weights, bias in parameters:
        gradients.append(([[0.0] * len(bias) for _ in weights], [0.0] * len(bias)))
    for activations, target in zip(cache, targets):
        logits = activations[-1]
        exps = [math.exp(z - max(logits)) for z in logits]
        delta = [(e / sum(exps) - p) / len(cache) for e, p in zip(exps, target)]
        for l in range(len(parameters) - 1, -1, -1):
            weights = parameters[l][0]
            before = []
            for i, value in enumerate(activations[l]):
                back = 0.0
                for j, d in enumerate(delta):
                    gradients[l][0][i][j] += value * d
                    back += weights[i][j] * d
                before.append(back if value > 0 else 0.0)
            for j, d in enumerate(delta):
                gradients[l][1][j] += d
            delta = before
    return gradients


def sgd_step(parameters, gradients, learning_rate):
    new = []
    for (weights, bias), (grad_weights, grad_bias) in zip(parameters, gradients):
        rows = [[w - learning_rate * g for w, g in zip(row, grads)] for row, grads in zip(weights, grad_weights)]
        new.append((rows, [b - learning_rate * g for b, g in zip(bias, grad_bias)]))
    return new


def loss_of(x, targets, parameters):
    total = 0.0
    for logits, target in zip(forward(x, parameters)[0], targets):
        highest = max(logits)
        log_sum = highest + math.log(sum(math.exp(z - highest) for z in logits))
        total -= sum(p * (z - log_sum) for z, p in zip(logits, target))
    return total / len(x)


def train(x, targets, layer_sizes, learning_rate, batch_size, epochs, rng):
    parameters, losses = init_mlp(layer_sizes, rng), []
    for _ in range(epochs):
        order = list(rng.permutation(len(x)))
        while order:
            batch, order = order[:batch_size], order[batch_size:]
            _, cache = forward([x[i] for i in batch], parameters)
            parameters = sgd_step(parameters, backward(cache, [targets[i] for i in batch], parameters), learning_rate)
        losses.append(loss_of(x, targets, parameters))
    return parameters, losses
