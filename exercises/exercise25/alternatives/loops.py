"""Plain Python: numbers one after the other, lists and tuples, no NumPy."""

import math


def log_grid(low, high, n):
    step = (math.log(high) - math.log(low)) / (n - 1)
    return [math.exp(math.log(low) + i * step) for i in range(n)]


def grow_until_worse(score_of_depth, max_depth):
    scores = []
    depth = 0
    while depth < max_depth:
        depth += 1
        scores.append(score_of_depth(depth))
        if depth > 1 and not (scores[depth - 1] > scores[depth - 2]):
            depth -= 1
            break
    return [depth, tuple(scores)]


def relu(z):
    return z if z > 0 else 0.0


def relu_sum(x, terms):
    if hasattr(x, "__len__"):
        return [relu_sum(part, terms) for part in x]
    return sum(sign * relu(weight * x + bias) for sign, weight, bias in terms)


def piecewise_relu(knots, values):
    terms = [(values[0], 0, 1)]
    before = 0
    for i in range(len(knots) - 1):
        slope = (values[i + 1] - values[i]) / (knots[i + 1] - knots[i])
        terms.append((slope - before, 1, -knots[i]))
        before = slope
    return tuple(terms)
