"""Neurons that look to the left, and a constant of two neurons; ten to the power of evenly spaced exponents."""

import numpy as np


def log_grid(low, high, n):
    return np.logspace(np.log10(low), np.log10(high), n)


def grow_until_worse(score_of_depth, max_depth):
    best, scores = 1, [score_of_depth(1)]
    while best < max_depth:
        new = score_of_depth(best + 1)
        scores += [new]
        if new > scores[-2]:
            best += 1
        else:
            break
    return best, scores


def relu_sum(x, terms):
    out = 0
    for s, w, b in terms:
        z = w * x + b
        out = out + s * z * (z > 0)
    return out


def piecewise_relu(knots, values):
    end = knots[-1]
    terms = [(values[-1], 1.0, 1.0 - knots[0]), (-values[-1], 1.0, -knots[0])]
    steeper = 0.0
    for i in reversed(range(len(knots) - 1)):
        slope = (values[i] - values[i + 1]) / (knots[i + 1] - knots[i])
        terms.append((slope - steeper, -1.0, knots[i + 1]))
        steeper = slope
    assert end == knots[-1]
    return terms
