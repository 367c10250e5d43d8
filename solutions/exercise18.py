"""Attention, with one head and with several, and positions as waves: the reference solution of exercise18."""

import numpy as np


def scaled_dot_product_attention(q, k, v, mask=None):
    """q: (..., Tq, d), k: (..., Tk, d), v: (..., Tk, dv), mask: (Tq, Tk), True where a query may look.

    Returns the mixed values (..., Tq, dv) and the weights (..., Tq, Tk), each row of which sums to 1.
    """
    scores = q @ np.swapaxes(k, -1, -2) / np.sqrt(q.shape[-1])  # every query with every key
    if mask is not None:
        scores = np.where(mask, scores, -np.inf)  # exp(-inf) is 0: no weight at all
    weights = softmax(scores)
    return weights @ v, weights


def multi_head_attention(x, parameters, heads):
    """x: (N, T, D), parameters: (Wq, Wk, Wv, Wo), each (D, D); D is a multiple of heads. Returns (N, T, D)."""
    Wq, Wk, Wv, Wo = parameters
    q, k, v = split(x @ Wq, heads), split(x @ Wk, heads), split(x @ Wv, heads)
    mixed, _ = scaled_dot_product_attention(q, k, v)  # all heads of all examples at once
    return joined(mixed) @ Wo


def positional_encoding(length, depth):
    """(length, depth), depth even: sine in the even columns, cosine in the odd ones, slower from pair to pair."""
    positions = np.arange(length)[:, np.newaxis]
    angles = positions / 10000 ** (np.arange(0, depth, 2) / depth)  # (length, depth / 2)

    encoding = np.zeros((length, depth))
    encoding[:, 0::2] = np.sin(angles)
    encoding[:, 1::2] = np.cos(angles)
    return encoding


def softmax(z):
    """Over the last axis."""
    powers = np.exp(z - z.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


def split(x, heads):
    """(N, T, D) -> (N, heads, T, D / heads): head 0 gets the first D / heads columns, head 1 the next."""
    examples, steps, depth = x.shape
    return x.reshape(examples, steps, heads, depth // heads).transpose(0, 2, 1, 3)


def joined(x):
    """(N, heads, T, D / heads) -> (N, T, D): the columns of the heads side by side again."""
    examples, heads, steps, columns = x.shape
    return x.transpose(0, 2, 1, 3).reshape(examples, steps, heads * columns)
