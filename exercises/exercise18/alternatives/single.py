"""Everything in float32; weights by log-sum-exp; heads by slices of the parameters, their outputs added through Wo."""

import numpy as np


def scaled_dot_product_attention(q, k, v, mask=None):
    q, k, v = (np.asarray(a, dtype=np.float32) for a in (q, k, v))
    scores = np.matmul(q / np.sqrt(np.float32(q.shape[-1])), np.moveaxis(k, -1, -2))
    if mask is not None:
        scores[..., ~mask] = -np.inf
    weights = np.exp(scores - np.logaddexp.reduce(scores, axis=-1, keepdims=True))
    return np.matmul(weights, v), weights


def multi_head_attention(x, parameters, heads):
    x, (Wq, Wk, Wv, Wo) = x.astype("f4"), [W.astype("f4") for W in parameters]
    width = x.shape[-1] // heads
    total = np.zeros(x.shape, "f4")
    for h in range(heads):
        columns = slice(h * width, h * width + width)
        out, _ = scaled_dot_product_attention(x @ Wq[:, columns], x @ Wk[:, columns], x @ Wv[:, columns])
        total += out @ Wo[columns]
    return total


def positional_encoding(length, depth):
    columns = np.arange(depth)
    angles = np.arange(length)[:, None] / np.power(10000.0, 2 * (columns // 2) / depth)
    return np.sin(angles + np.pi / 2 * (columns % 2)).astype("f4")
