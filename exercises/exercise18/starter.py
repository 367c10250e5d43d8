"""exercise18: attention, with one head and with several, and the encoding of positions.

Replace each `raise NotImplementedError` with your code, then:  tuitrainer grade exercise18
The statement: tuitrainer show exercise18     A hint: tuitrainer hint exercise18
"""

import numpy as np  # noqa: F401


def scaled_dot_product_attention(q, k, v, mask=None):
    """Each query looks at all keys and takes a weighted mean of the values.

    q: array (..., Tq, d), the queries. k: array (..., Tk, d), the keys. v: array (..., Tk, dv), the values; the dots
    stand for the same axes in all three: none, one or several.
    mask: boolean array (Tq, Tk), True where a query may look at a key, at least once in each row; None: everywhere.
    Returns (out, weights): out (..., Tq, dv), weights (..., Tq, Tk), each row of weights summing to 1.
    """
    raise NotImplementedError


def multi_head_attention(x, parameters, heads):
    """Self-attention with several heads.

    x: array (N, T, D). parameters: (Wq, Wk, Wv, Wo), four arrays (D, D). heads: an integer that divides D; head 0 has
    the first D/heads columns of q, k and v, head 1 the next D/heads, and so on.
    Returns an array (N, T, D).
    """
    raise NotImplementedError


def positional_encoding(length, depth):
    """One row of sines and cosines for each position.

    length: number of positions, counted from 0. depth: number of columns, even.
    Returns an array (length, depth).
    """
    raise NotImplementedError
