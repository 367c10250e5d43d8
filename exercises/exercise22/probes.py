"""What the grader calls: the gradient of the loss with respect to the input, and the fast gradient sign method."""

from itertools import pairwise

import numpy as np

CASES = {"one_hidden_layer": (5, 6, 8, 4), "two_hidden_layers": (6, 5, 8, 7, 3), "batch_of_1": (1, 4, 7, 6, 3)}
"""N, D, the hidden layers, K."""


def input_gradient(module, rng):
    drawn = {case: attacked(rng, sizes) for case, sizes in CASES.items()}
    x, labels, parameters = drawn["one_hidden_layer"]

    def loss(x):
        logits = logits_of(x, parameters)
        return np.mean(np.logaddexp.reduce(logits, axis=1) - logits[np.arange(len(labels)), labels])

    def gradient(x):
        return module.input_gradient(x, labels, parameters)

    return {
        **{case: module.input_gradient(*arguments) for case, arguments in drawn.items()},
        "last_class_absent": module.input_gradient(*attacked(rng, (5, 6, 7, 4), absent=1)),
        "large_logits": module.input_gradient(*large(rng)),
        "own_gradient": (loss, gradient, x),
    }


def fgsm(module, rng):
    return {
        "one_hidden_layer": module.fgsm(*attacked(rng, CASES["one_hidden_layer"]), 0.07),
        "two_hidden_layers": module.fgsm(*attacked(rng, CASES["two_hidden_layers"]), 0.3),
        "batch_of_1": module.fgsm(*attacked(rng, CASES["batch_of_1"]), 0.15),
    }


def attacked(rng, sizes, absent=0):
    """x (N, D), labels (N,), parameters; redrawn until the numbers are fair. No label is among the last `absent`.

    Some pixels are near 0 and 1, some just there. The first pixel is seen by no neuron: its gradient is exactly 0.
    """
    examples, *widths = sizes
    while True:
        x = rng.uniform(0.1, 0.9, (examples, widths[0]))
        places, few = rng.permutation(x.size), x.size // 4
        x.flat[places[:few]] = rng.choice([0.02, 0.98], few)
        x.flat[places[few : 2 * few]] = rng.choice([0.0, 1.0], few)
        x[:, 0] = rng.uniform(0.4, 0.6, examples)
        parameters = [
            (rng.normal(0, 1.6, (d_in, d_out)) / np.sqrt(d_in), rng.normal(0, 0.5, d_out))
            for d_in, d_out in pairwise(widths)
        ]
        parameters[0][0][0] = 0.0
        labels = rng.permutation(np.arange(examples) % (widths[-1] - absent))
        if is_fair(x, labels, parameters):
            return x, labels, parameters


def is_fair(x, labels, parameters):
    """Every hidden z is more than 0.02 from 0; in every hidden layer each example has idle units and active ones.

    No pixel's gradient is so near 0 that rounding decides its sign, but for the pixel that nobody sees. If there are
    several images, one is classified rightly and one is not, and steps lead out of 0 to 1 on either side.
    """
    activation, masks = x, []
    for weights, bias in parameters[:-1]:
        z = activation @ weights + bias
        active = (z > 0).sum(axis=1)
        if np.abs(z).min() <= 0.02 or active.min() < 2 or active.max() == len(bias):
            return False
        masks.append(z > 0)
        activation = np.maximum(z, 0)
    logits = activation @ parameters[-1][0] + parameters[-1][1]
    right = logits.argmax(axis=1) == labels
    probabilities = np.exp(logits - np.logaddexp.reduce(logits, axis=1, keepdims=True))
    gradient = probabilities - np.eye(logits.shape[1])[labels]
    for (weights, _bias), mask in zip(parameters[:0:-1], masks[::-1], strict=True):
        gradient = gradient @ weights.T * mask
    seen = (gradient @ parameters[0][0].T)[:, 1:]
    sizes = np.abs(seen)
    several = (
        right.any() and not right.all()
        and ((seen > 0) & (x[:, 1:] > 0.97)).any() and ((seen < 0) & (x[:, 1:] < 0.03)).any()
    )  # fmt: skip
    return sizes.min() > 1e-3 and (sizes.max(axis=1) > 0.1).all() and (several or len(x) == 1)


def large(rng):
    """Logits of about 1000, the largest of each row far from all others and, in some rows, not that of the label."""
    while True:
        x, labels, parameters = attacked(rng, CASES["one_hidden_layer"])
        *hidden, (weights, bias) = parameters
        logits = logits_of(x, parameters)
        scale = 1000 / np.abs(logits).max(axis=1).min()
        ranked = np.sort(scale * logits, axis=1)
        if np.diff(ranked, axis=1).min() > 60 and ranked.max() > 900:
            return x, labels, [*hidden, (scale * weights, scale * bias)]


def logits_of(x, parameters):
    for weights, bias in parameters[:-1]:
        x = np.maximum(x @ weights + bias, 0)
    weights, bias = parameters[-1]
    return x @ weights + bias
