"""What the grader calls: the first weights, the way forward and back, one step, and a whole training."""

from itertools import pairwise

import numpy as np
from numpy.random import default_rng

DEEP, WIDE, DRAWS = [5, 25, 36, 3], [300, 6, 3], 4
"""Layers of which widths, and how often they are drawn: enough numbers to measure means and deviations."""


def init_mlp(module, rng):
    seeds = [int(seed) for seed in rng.integers(2**32, size=DRAWS)]
    return {
        **{f"deep_{place}": module.init_mlp(list(DEEP), default_rng(seed)) for place, seed in enumerate(seeds)},
        **{f"wide_{place}": module.init_mlp(list(WIDE), default_rng(seed)) for place, seed in enumerate(seeds)},
        "same_seed_again": module.init_mlp(list(DEEP), default_rng(seeds[0])),
        "no_hidden_layer": module.init_mlp([4, 3], rng),
    }


def forward(module, rng):
    results = {}
    for case, sizes in CASES.items():
        x, _targets, parameters = network(rng, sizes, one_hot)
        results[case], _cache = module.forward(x, parameters)
    return results


def backward(module, rng):
    drawn = {case: network(rng, sizes, TARGETS[case]) for case, sizes in CASES.items()}
    drawn["large"] = large_network(rng)
    # All go forward before the first goes back: a cache belongs to its own pass.
    caches = {case: cache_of(module.forward(x, parameters)) for case, (x, _targets, parameters) in drawn.items()}
    x, targets, point = drawn["one_hidden_layer"]

    def loss(parameters):
        logits, _cache = module.forward(x, parameters)
        return np.mean(np.logaddexp.reduce(logits, axis=1) - (targets * logits).sum(axis=1))

    def gradient(parameters):
        return module.backward(cache_of(module.forward(x, parameters)), targets, parameters)

    return {
        **{
            case: module.backward(caches[case], targets, parameters)
            for case, (_x, targets, parameters) in drawn.items()
        },
        "own_gradient": (loss, gradient, point),
    }


def sgd_step(module, rng):
    return {
        "two_layers": module.sgd_step(*step_arguments(rng, (4, 5, 3)), 0.3),
        "three_layers": module.sgd_step(*step_arguments(rng, (3, 6, 2, 4)), 2.5),
    }


def train(module, rng):
    results = {}
    for case, (sizes, examples, batch_size, epochs) in TRAININGS.items():
        x, targets = rng.normal(0, 1, (examples, sizes[0])), TARGETS[case](rng, examples, sizes[-1])
        rate, seed = float(rng.uniform(0.2, 0.4)), rng.integers(2**32)
        results[f"trained_{case}"] = module.train(x, targets, list(sizes), rate, batch_size, epochs, default_rng(seed))
        again = default_rng(seed)  # where it has to have begun, and in which order it has to have gone on
        results[f"start_{case}"] = module.init_mlp(list(sizes), again)
        results[f"orders_{case}"] = np.array([again.permutation(examples) for _ in range(epochs)])
    return results


def one_hot(rng, examples, classes):
    """(N, K), a class for each example, never the same throughout."""
    return np.eye(classes)[rng.permutation(np.arange(examples) % classes)]


def probabilities(rng, examples, classes):
    """(N, K), rows that sum to 1."""
    return rng.dirichlet(np.ones(classes), examples)


CASES = {
    "one_hidden_layer": (5, 4, 7, 3),
    "two_hidden_layers": (6, 5, 8, 7, 4),
    "batch_of_1": (1, 4, 7, 6, 3),
}
"""N, D, the hidden layers, K."""
TARGETS = {"one_hidden_layer": probabilities, "two_hidden_layers": one_hot, "batch_of_1": one_hot}
TRAININGS = {"one_hidden_layer": ((5, 9, 3), 11, 4, 2), "two_hidden_layers": ((3, 14, 6, 4), 13, 5, 2)}
"""Layers, N, batch size, epochs. The first hidden layer is wide: where all of it is idle, the next z is exactly 0."""


def network(rng, sizes, draw_targets):
    """x (N, D), targets (N, K), parameters; redrawn until the numbers are fair."""
    examples, *widths = sizes
    while True:
        x = rng.normal(0, 1, (examples, widths[0]))
        parameters = [
            (rng.normal(0, 1.4, (d_in, d_out)) / np.sqrt(d_in), rng.normal(0, 0.5, d_out))
            for d_in, d_out in pairwise(widths)
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
        if np.abs(z).min() <= 0.02 or active.min() < 2 or active.max() == len(bias):
            return False
        x = np.maximum(z, 0)
    return np.abs(softmax(logits_of(x, parameters)) - targets).max(axis=1).min() > 0.1


def large_network(rng):
    """Logits of about 1000: in every row both the largest and the smallest are far from all others."""
    while True:
        x, targets, parameters = network(rng, CASES["one_hidden_layer"], one_hot)
        hidden, (weights, bias) = parameters[:-1], parameters[-1]
        logits = np.maximum(x @ hidden[0][0] + hidden[0][1], 0) @ weights + bias
        scale = 1000 / np.abs(logits).max(axis=1).min()
        ranked = np.sort(scale * logits, axis=1)
        if np.diff(ranked, axis=1).min() > 60 and ranked.max() > 900:
            return x, targets, [*hidden, (scale * weights, scale * bias)]


def logits_of(x, parameters):
    """From the input of the last layer."""
    weights, bias = parameters[-1]
    return x @ weights + bias


def softmax(logits):
    exponentials = np.exp(logits - logits.max(axis=1, keepdims=True))
    return exponentials / exponentials.sum(axis=1, keepdims=True)


def cache_of(returned):
    """The submission's own: it is only handed on."""
    _logits, cache = returned
    return cache


def step_arguments(rng, widths):
    """Parameters and gradients of one network, no entry near 0."""

    def drawn():
        return [
            tuple(rng.choice([-1.0, 1.0], shape) * rng.uniform(0.3, 2, shape) for shape in ((d_in, d_out), (d_out,)))
            for d_in, d_out in pairwise(widths)
        ]

    return drawn(), drawn()
