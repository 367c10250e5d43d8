"""What the grader calls: a neuron, a dense layer, ReLU, a selection with both, and the weights of OR and XOR."""

import numpy as np


def neuron(module, rng):
    return {
        "z_positive": module.neuron(*neuron_arguments(rng, 5, sign=1)),
        "z_negative": module.neuron(*neuron_arguments(rng, 3, sign=-1)),
    }


def dense_forward(module, rng):
    return {
        "square": module.dense_forward(*dense_arguments(rng, n=5, d_in=3, d_out=3)),
        "widening": module.dense_forward(*dense_arguments(rng, n=5, d_in=3, d_out=4)),
        "narrowing": module.dense_forward(*dense_arguments(rng, n=3, d_in=6, d_out=2)),
        "batch_of_1": module.dense_forward(*dense_arguments(rng, n=1, d_in=3, d_out=4)),
    }


def relu(module, rng):
    return {
        "matrix": module.relu(both_signs(rng, (5, 3))),
        "vector": module.relu(both_signs(rng, (4,))),
        "three_axes": module.relu(both_signs(rng, (4, 3, 2))),
    }


def select_above(module, rng):
    return {
        "grades": module.select_above(*grades(rng, n=7, s=4, threshold=rng.uniform(8, 12))),
        "negative_threshold": module.select_above(*grades(rng, n=5, s=3, threshold=rng.uniform(-3, -1))),
    }


def or_neuron(module, rng):  # noqa: ARG001
    return {"gate": module.or_neuron()}


def xor_network(module, rng):  # noqa: ARG001
    return {"gate": module.xor_network()}


def away_from_0(rng, low, high, shape=None):
    """Numbers of either sign, none between -low and low."""
    return rng.uniform(low, high, shape) * rng.choice([-1.0, 1.0], shape)


def neuron_arguments(rng, d, sign):
    """x (d,), weights (d,), bias: the neuron gives at least 1 if sign is 1, at most -1 if it is -1."""
    x, weights, bias = away_from_0(rng, 0.5, 2, d), away_from_0(rng, 0.5, 2, d), away_from_0(rng, 0.5, 2)
    if np.sign(x @ weights + bias) != sign:
        weights, bias = -weights, -bias
    return x, weights + sign * x / (x @ x), float(bias)  # moves the result by exactly `sign`


def dense_arguments(rng, n, d_in, d_out):
    return away_from_0(rng, 0.5, 2, (n, d_in)), away_from_0(rng, 0.5, 2, (d_in, d_out)), away_from_0(rng, 0.5, 2, d_out)


def both_signs(rng, shape):
    """Half of the entries (rounded up) positive, half negative; of either sign one beyond 7 and one within 1."""
    size = int(np.prod(shape))
    values = rng.uniform(0.1, 5, size)
    values[:2], values[2:4] = rng.uniform(7, 9, 2), rng.uniform(0.2, 0.8, 2)
    values[1::2] *= -1
    return rng.permutation(values).reshape(shape)


def grades(rng, n, s, threshold):
    """Scores (n, s), a column and a threshold: about half of that column lies above, none within 0.5."""
    scores = threshold + rng.uniform(-8, 8, (n, s))
    column = int(rng.integers(s))
    gaps = rng.uniform(0.5, 8, n)
    gaps[1::2] *= -1
    scores[:, column] = threshold + rng.permutation(gaps)
    return scores, column, float(threshold)
