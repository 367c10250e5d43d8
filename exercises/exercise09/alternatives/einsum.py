"""einsum and the Gram matrices: the norm without the gradient itself; the orthogonal part of a polar decomposition."""

import numpy as np


def glorot_uniform(rng, fan_in, fan_out):
    return np.asfortranarray(rng.uniform(-1, 1, size=(fan_in, fan_out)) * np.sqrt(6.0 / (fan_in + fan_out)))


def he_normal(rng, fan_in, fan_out):
    return rng.normal(loc=0.0, scale=(2.0 / fan_in) ** 0.5, size=fan_in * fan_out).reshape(fan_in, fan_out)


def orthogonal(rng, rows, columns):
    a = rng.normal(size=(max(rows, columns), min(rows, columns)))
    values, vectors = np.linalg.eigh(a.T @ a)
    q = a @ (vectors / np.sqrt(values)) @ vectors.T
    return q if rows >= columns else q.T


def gradient_norms(x, parameters, activation):
    f, df = {
        "sigmoid": (lambda z: 0.5 + 0.5 * np.tanh(z / 2), lambda z: 0.25 / np.cosh(z / 2) ** 2),
        "tanh": (np.tanh, lambda z: np.cosh(z) ** -2.0),
        "relu": (lambda z: z * (z > 0), lambda z: np.heaviside(z, 1)),
    }[activation]
    states = []
    for weights, bias in parameters:
        z = np.einsum("ni,io->no", x, weights) + bias
        states.append((x, z, weights))
        x = f(z)
    gradient = np.full(x.shape, 1 / x.shape[0])
    norms = []
    for x, z, weights in states[::-1]:
        delta = gradient * df(z)
        norms.append(np.einsum("nm,nm->", x @ x.T, delta @ delta.T) ** 0.5)
        gradient = np.einsum("no,io->ni", delta, weights)
    return np.array(norms[::-1])


def clip_by_global_norm(gradients, max_norm):
    norm = np.sqrt(np.sum([np.vdot(g, g) for g in gradients]))
    scale = max_norm / max(norm, max_norm)
    return [scale * g for g in gradients], norm


def clip_by_value(gradients, limit):
    return [np.sign(g) * np.minimum(np.abs(g), limit) for g in gradients]
