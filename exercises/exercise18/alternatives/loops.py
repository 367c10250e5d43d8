"""One query, one key, one number at a time; masked keys are left out of the sums."""

import math

import numpy as np


def attend(q, k, v, mask):
    weights, out = [], []
    for i in range(len(q)):
        seen = [j for j in range(len(k)) if mask is None or mask[i][j]]
        powers = {j: math.exp(sum(a * b for a, b in zip(q[i], k[j])) / len(q[i]) ** 0.5) for j in seen}
        total = sum(powers.values())
        row = [powers.get(j, 0.0) / total for j in range(len(k))]
        weights.append(row)
        out.append([sum(row[j] * v[j][c] for j in range(len(k))) for c in range(len(v[0]))])
    return out, weights


def scaled_dot_product_attention(q, k, v, mask=None):
    if q.ndim == 2:
        out, weights = attend(q.tolist(), k.tolist(), v.tolist(), mask)
    else:
        both = [scaled_dot_product_attention(*parts, mask) for parts in zip(q, k, v)]
        out, weights = [one[0] for one in both], [one[1] for one in both]
    return [out, weights]


def times(x, W):
    return [[sum(a * b for a, b in zip(row, column)) for column in zip(*W.tolist())] for row in x]


def multi_head_attention(x, parameters, heads):
    result = np.zeros(x.shape, order="F")
    for n, sequence in enumerate(x.tolist()):
        q, k, v = (times(sequence, W) for W in parameters[:3])
        width = len(q[0]) // heads
        rows = [[] for _ in sequence]
        for h in range(heads):
            part = slice(h * width, (h + 1) * width)
            out, _ = attend([r[part] for r in q], [r[part] for r in k], [r[part] for r in v], None)
            for row, more in zip(rows, out):
                row += more
        result[n] = times(rows, parameters[3])
    return result


def positional_encoding(length, depth):
    table = []
    for p in range(length):
        row = []
        for i in range(depth // 2):
            angle = p / 10000 ** (2 * i / depth)
            row += [math.sin(angle), math.cos(angle)]
        table.append(row)
    return table
