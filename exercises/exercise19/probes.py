"""What the grader calls: the losses of both opponents, for ordinary logits, for a single one and for large ones."""

import numpy as np


def discriminator_loss_and_gradient(module, rng):
    return {
        "more_generated": module.discriminator_loss_and_gradient(logits(rng, 4), logits(rng, 7)),
        "more_real": module.discriminator_loss_and_gradient(logits(rng, 6), logits(rng, 3)),
        "equal_numbers": module.discriminator_loss_and_gradient(logits(rng, 5), logits(rng, 5)),
        "batch_of_1": module.discriminator_loss_and_gradient(logits(rng, 1), logits(rng, 1)),
        "large": module.discriminator_loss_and_gradient(large_logits(rng, 4), large_logits(rng, 6)),
    }


def generator_loss_and_gradient(module, rng):
    return {
        "batch": module.generator_loss_and_gradient(logits(rng, 5)),
        "larger_batch": module.generator_loss_and_gradient(logits(rng, 8)),
        "batch_of_1": module.generator_loss_and_gradient(logits(rng, 1)),
        "large": module.generator_loss_and_gradient(large_logits(rng, 6)),
    }


def logits(rng, n):
    """Of both signs, none near 0, where softplus and sigmoid of z and of -z would be alike."""
    return rng.permutation(np.resize([-1.0, 1.0], n)) * rng.uniform(0.5, 4, n)


def large_logits(rng, n):
    """Half of them far above 0, half far below, one near 1000 of either sign."""
    return rng.permutation(np.resize([-1.0, 1.0], n) * np.resize([1000.0, 990.0, 400.0, 300.0], n))
