"""What the grader calls: draws with equal and other seeds and many at once, the KL divergence, and the way back."""

import numpy as np


def reparameterize(module, rng):
    batch, single, many = gaussians(rng, 5, 3), gaussians(rng, 1, 4), gaussians(rng, 1500, 4)
    seed, other_seed = rng.integers(1 << 32, size=2).tolist()

    def draw(parameters, seed):
        return module.reparameterize(*parameters, np.random.default_rng(seed))

    return {
        "batch": draw(batch, seed),
        "same_seed": draw(batch, seed),
        "other_seed": draw(batch, other_seed),
        "batch_of_1": draw(single, seed),
        "many": draw(many, seed),
    }


def kl_divergence(module, rng):
    return {
        "batch": module.kl_divergence(*gaussians(rng, 5, 3)),
        "more_columns": module.kl_divergence(*gaussians(rng, 4, 6)),
        "batch_of_1": module.kl_divergence(*gaussians(rng, 1, 4)),
    }


def vae_backward(module, rng):
    return {
        "default_weight": module.vae_backward(*backward_arguments(rng, 5, 3)),
        "light": module.vae_backward(*backward_arguments(rng, 4, 6), rng.uniform(0.2, 0.4)),
        "heavy": module.vae_backward(*backward_arguments(rng, 3, 5), kl_weight=rng.uniform(2.5, 4)),
        "batch_of_1": module.vae_backward(*backward_arguments(rng, 1, 4), kl_weight=rng.uniform(1.5, 1.8)),
    }


def gaussians(rng, n, d):
    """mean and log_variance (n, d), of both signs, no entry near 0."""
    return away_from_0(rng, 0.3, 2, (n, d)), away_from_0(rng, 0.3, 2.5, (n, d))


def backward_arguments(rng, n, d):
    """grad_z, mean, log_variance and noise, (n, d)."""
    return away_from_0(rng, 0.2, 1, (n, d)), *gaussians(rng, n, d), away_from_0(rng, 0.2, 2, (n, d))


def away_from_0(rng, low, high, shape):
    """Half of the numbers positive, half negative, none between -low and low."""
    signs = rng.permutation(np.resize([-1.0, 1.0], np.prod(shape)))
    return signs.reshape(shape) * rng.uniform(low, high, shape)
