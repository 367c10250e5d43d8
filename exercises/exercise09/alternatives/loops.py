"""Number by number: random() stretched, Gram and Schmidt by hand, one example at a time; lists come out."""

import math

import numpy as np


def glorot_uniform(rng, fan_in, fan_out):
    l = math.sqrt(6) / math.sqrt(fan_in + fan_out)
    return [[2 * l * rng.random() - l for _ in range(fan_out)] for _ in range(fan_in)]


def he_normal(rng, fan_in, fan_out):
    w = np.empty((fan_out, fan_in))
    for i in range(fan_out):
        for j in range(fan_in):
            w[i, j] = rng.normal(0, math.sqrt(2 / fan_in))
    return w.T


def orthogonal(rng, rows, columns):
    n, d = min(rows, columns), max(rows, columns)
    vectors = []
    while len(vectors) < n:
        v = [rng.normal() for _ in range(d)]
        for _ in range(2):
            for u in vectors:
                dot = sum(a * b for a, b in zip(u, v))
                v = [b - dot * a for a, b in zip(u, v)]
        length = math.sqrt(sum(a * a for a in v))
        vectors.append([a / length for a in v])
    return vectors if rows < columns else [list(row) for row in zip(*vectors)]


def f(z, activation):
    if activation == "sigmoid":
        return 1 / (1 + math.exp(-z))
    return math.tanh(z) if activation == "tanh" else max(z, 0.0)


def df(a, activation):
    if activation == "sigmoid":
        return a * (1 - a)
    return 1 - a * a if activation == "tanh" else float(a > 0)


def gradient_norms(x, parameters, activation):
    grads = [np.zeros(w.shape) for w, _ in parameters]
    for row in x:
        outputs = [row]
        for w, b in parameters:
            outputs.append(np.array([f(z, activation) for z in w.T.dot(outputs[-1]) + b]))
        g = np.full(len(outputs[-1]), 1 / len(x))
        for l in range(len(parameters) - 1, -1, -1):
            g = g * [df(a, activation) for a in outputs[l + 1]]
            grads[l] += np.outer(outputs[l], g)
            g = parameters[l][0].dot(g)
    return [np.linalg.norm(grad) for grad in grads]


def clip_by_global_norm(gradients, max_norm):
    total = 0.0
    for g in gradients:
        for value in g.flat:
            total += value * value
    norm = math.sqrt(total)
    if norm <= max_norm:
        return [g.copy() for g in gradients], norm
    return [g / norm * max_norm for g in gradients], norm


def clip_by_value(gradients, limit):
    clipped = [g.copy() for g in gradients]
    for g in clipped:
        g[g > limit] = limit
        g[g < -limit] = -limit
    return clipped
