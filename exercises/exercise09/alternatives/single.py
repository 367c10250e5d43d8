"""All in float32; the singular value decomposition; the clip as a minimum of factors; tuples come out."""

import numpy as np


def glorot_uniform(rng, fan_in, fan_out):
    limit = np.float32((6 / (fan_in + fan_out)) ** 0.5)
    return (rng.random((fan_in, fan_out), dtype=np.float32) * 2 - 1) * limit


def he_normal(rng, fan_in, fan_out):
    return rng.standard_normal((fan_in, fan_out), dtype=np.float32) * np.float32(np.sqrt(2 / fan_in))


def orthogonal(rng, rows, columns):
    u, _, vt = np.linalg.svd(rng.standard_normal((rows, columns)).astype("f4"), full_matrices=False)
    return u if u.shape == (rows, columns) else vt


def sigmoid(z):
    return np.float32(1) / (1 + np.exp(-z))


FUNCTIONS = {"sigmoid": sigmoid, "tanh": np.tanh, "relu": lambda z: np.maximum(z, np.float32(0))}
SLOPES = {"sigmoid": lambda a: a * (1 - a), "tanh": lambda a: 1 - a * a, "relu": lambda a: np.sign(a)}


def gradient_norms(x, parameters, activation):
    a = [x.astype("f4")]
    for w, b in parameters:
        a.append(FUNCTIONS[activation](a[-1] @ w.astype("f4") + b.astype("f4")))
    g, norms = np.float32(1 / len(x)) * np.ones_like(a[-1]), ()
    while len(a) > 1:
        g = g * SLOPES[activation](a.pop())
        norms = (np.linalg.norm(a[-1].T @ g), *norms)
        g = g @ parameters[len(a) - 1][0].astype("f4").T
    return norms


def clip_by_global_norm(gradients, max_norm):
    gradients = [g.astype("f4") for g in gradients]
    norm = np.linalg.norm(np.concatenate([g.ravel() for g in gradients]))
    with np.errstate(divide="ignore"):
        factor = min(np.float32(1), np.float32(max_norm) / norm)
    return tuple(g * factor for g in gradients), norm


def clip_by_value(gradients, limit):
    return tuple(np.minimum(np.maximum(g.astype("f4"), np.float32(-limit)), np.float32(limit)) for g in gradients)
