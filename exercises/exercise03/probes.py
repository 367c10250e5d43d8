"""What the grader calls: a dense layer and ReLU backwards, a whole network backwards, and central differences."""

from itertools import pairwise

import numpy as np


def dense_backward(module, rng):
    return {
        "batch": module.dense_backward(*dense_layer(rng, 5, 4, 3)),
        "more_outputs_than_inputs": module.dense_backward(*dense_layer(rng, 3, 2, 6)),
        "batch_of_1": module.dense_backward(*dense_layer(rng, 1, 4, 3)),
    }


def relu_backward(module, rng):
    return {
        "batch": module.relu_backward(*all_signs(rng, (5, 4))),
        "batch_of_1": module.relu_backward(*all_signs(rng, (1, 6))),
    }


def mlp_backward(module, rng):
    x, targets, parameters = network(rng, (5, 4, 7, 3), probabilities)

    def backward(parameters):
        return module.mlp_backward(x, targets, parameters)

    return {
        "one_hidden_layer": backward(parameters),
        "two_hidden_layers": module.mlp_backward(*network(rng, (6, 5, 8, 7, 4), one_hot)),
        "batch_of_1": module.mlp_backward(*network(rng, (1, 4, 7, 6, 3), one_hot)),
        "own_gradient": (lambda point: backward(point)[0], lambda point: backward(point)[1], parameters),
    }


def numerical_gradient(module, rng):
    return {
        "vector": module.numerical_gradient(*steep_of_vector(rng)),
        "matrix": module.numerical_gradient(*steep_of_matrix(rng)),
        "vector_large_h": module.numerical_gradient(*steep_of_vector(rng), 0.01),
        "matrix_large_h": module.numerical_gradient(*steep_of_matrix(rng), h=0.02),
        "default_h": module.numerical_gradient(*cubes(rng)),
    }


def dense_layer(rng, examples, inputs, outputs):
    """grad_output (N, D_out), x (N, D_in), weights (D_in, D_out)."""
    shapes = (examples, outputs), (examples, inputs), (inputs, outputs)
    return tuple(rng.normal(0, 1, shape) for shape in shapes)


def all_signs(rng, shape):
    """grad_output and z (N, D): each pair of signs occurs, and nothing is nearer to ReLU's kink than 0.05."""
    pairs = rng.permutation(np.arange(np.prod(shape)) % 4).reshape(shape)
    grad_output = np.where(pairs % 2 == 0, 1, -1) * (0.05 + np.abs(rng.normal(0, 1, shape)))
    z = np.where(pairs < 2, 1, -1) * (0.05 + np.abs(rng.normal(0, 1, shape)))
    return grad_output, z


def network(rng, sizes, draw_targets):
    """x (N, D_in), targets (N, K), parameters, for sizes = (N, D_in, ..., K); redrawn until the numbers are fair."""
    examples, *widths = sizes
    while True:
        x = rng.normal(0, 1, (examples, widths[0]))
        parameters = [
            (rng.normal(0, 1, (inputs, outputs)) / np.sqrt(inputs), rng.normal(0, 0.5, outputs))
            for inputs, outputs in pairwise(widths)
        ]
        targets = draw_targets(rng, examples, widths[-1])
        if is_fair(x, targets, parameters):
            return x, targets, parameters


def is_fair(x, targets, parameters):
    """Every hidden z is more than 0.02 from 0; in every hidden layer each example has idle units and active ones.

    And something is left to learn: a gradient near 0 would be mostly rounding in float32.
    """
    for weights, bias in parameters[:-1]:
        z = x @ weights + bias
        active = (z > 0).sum(axis=1)
        if np.abs(z).min() <= 0.02 or active.min() < 3 or active.max() == len(bias):
            return False
        x = np.maximum(z, 0)
    weights, bias = parameters[-1]
    predictions = 1 / (1 + np.exp(-(x @ weights + bias)))
    return np.abs((predictions - targets) * predictions * (1 - predictions)).max() > 0.05


def one_hot(rng, examples, classes):
    """(N, K), a class for each example."""
    return np.eye(classes)[rng.integers(0, classes, examples)]


def probabilities(rng, examples, classes):
    """(N, K), rows that sum to 1."""
    return rng.dirichlet(np.ones(classes), examples)


def slopes(rng, count):
    """20 to 40 either way: exp(slope * x) is so curved that at h = 1e-5 a one-sided difference is off by 1e-4."""
    return rng.uniform(20, 40, count) * rng.choice([-1.0, 1.0], count)


def steep_of_vector(rng):
    """f and x (4,)."""
    slope = slopes(rng, 4)

    def f(x):
        return float(np.exp(x @ slope))

    return f, rng.uniform(-0.02, 0.02, 4)


def steep_of_matrix(rng):
    """f and x (3, 2)."""
    slope = slopes(rng, 2)

    def f(x):
        return float(np.exp(x @ slope).sum())

    return f, rng.uniform(-0.02, 0.02, (3, 2))


def cubes(rng):
    """f and x (3,): a sum of cubes about x, where the slope is 0, but a central difference gives h^2 times a factor.

    At h = 1e-5 such a gradient lies between 1 and 4: only this shows which h is taken when none is given.
    """
    x = rng.uniform(-0.02, 0.02, 3)
    centre, factors = x.copy(), rng.uniform(1e10, 4e10, 3)

    def f(x):
        return float(factors @ (x - centre) ** 3)

    return f, x
