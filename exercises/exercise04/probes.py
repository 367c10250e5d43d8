"""What the grader calls: softmax, cross-entropy, its gradient, and the mean absolute error."""

import numpy as np

N, K = 5, 4  # differ from each other, so that an average over the wrong one shows


def softmax(module, rng):
    return {
        "rows": module.softmax(rng.normal(0, 2, (N, K))),
        "batch_of_1": module.softmax(rng.normal(0, 2, (1, K))),
        "large": module.softmax(large_logits(rng)),
    }


def cross_entropy(module, rng):
    return {
        "one_hot": module.cross_entropy(rng.normal(0, 2, (N, K)), one_hot(rng)),
        "probabilities": module.cross_entropy(rng.normal(0, 2, (N, K)), rng.dirichlet(np.ones(K), N)),
        "batch_of_1": module.cross_entropy(*surprised(rng)),
        "large": module.cross_entropy(*large(rng)),
    }


def cross_entropy_gradient(module, rng):
    logits, targets = rng.normal(0, 2, (N, K)), one_hot(rng)

    def loss(logits):
        return module.cross_entropy(logits, targets)

    def gradient(logits):
        return module.cross_entropy_gradient(logits, targets)

    return {
        "one_hot": gradient(logits),
        "probabilities": module.cross_entropy_gradient(rng.normal(0, 2, (N, K)), rng.dirichlet(np.ones(K), N)),
        "batch_of_1": module.cross_entropy_gradient(*surprised(rng)),
        "large": module.cross_entropy_gradient(*large(rng)),
        "own_gradient": (loss, gradient, logits),
    }


def mean_absolute_error(module, rng):
    return {
        "one_hot": module.mean_absolute_error(rng.dirichlet(np.ones(K), N), one_hot(rng)),
        "probabilities": module.mean_absolute_error(rng.dirichlet(np.ones(K), N), rng.dirichlet(np.ones(K), N)),
    }


def one_hot(rng):
    """(N, K), never the same class throughout."""
    labels = rng.permutation(np.arange(N) % K)
    return np.eye(K)[labels]


def surprised(rng):
    """Logits (1, K) with the least likely class as the right one: a loss near 0 would be mostly rounding in float32."""
    logits = rng.normal(0, 2, (1, K))
    return logits, np.eye(K)[[logits.argmin()]]


def large_logits(rng):
    """(N, K) up to 1000 either way; in every row but the last one entry at 1000 and one at -1000, far from all others.

    The last row lies near -1000 altogether: shifted by the largest logit of all rows, nothing would be left of it.
    """
    logits = rng.uniform(-900, 900, (N, K))
    for row in logits:
        highest, lowest = rng.permutation(K)[:2]
        row[highest], row[lowest] = 1000.0, -1000.0
    logits[-1] = rng.permutation(K) / 2 - 1000
    return logits


def large(rng):
    """Such logits with one-hot targets; the first row's right class is the one at -1000, whose probability is 0."""
    logits, targets = large_logits(rng), one_hot(rng)
    targets[0] = np.eye(K)[logits[0].argmin()]
    return logits, targets
