"""What the grader calls: a first step of each optimizer, a later one, and one with the default hyper-parameters."""

import numpy as np

INERTIA = {"learning_rate": 0.35, "momentum": 0.8}
TINY = 1e-6  # gradients of this size make an epsilon of 1e-7 show beside their root
SMALL = 3e-4  # and squares of these beside epsilon itself, under a root


def momentum_step(module, rng):
    return inert_steps(module.momentum_step, rng)


def nesterov_step(module, rng):
    return inert_steps(module.nesterov_step, rng)


def adagrad_step(module, rng):
    return scaled_steps(module.adagrad_step, rng, {"learning_rate": 0.35, "epsilon": 0.1})


def rmsprop_step(module, rng):
    return scaled_steps(module.rmsprop_step, rng, {"learning_rate": 0.35, "rho": 0.7, "epsilon": 0.1})


def adadelta_step(module, rng):
    step, chosen = module.adadelta_step, {"rho": 0.6, "epsilon": 0.3}
    first, later, small = gradients(rng, (4, 3)), gradients(rng, (2, 5)), gradients(rng, (6,), SMALL)
    nothing = np.zeros((4, 3))
    return {
        "first_step": step(rng.normal(0, 1, (4, 3)), first, nothing, nothing, **chosen),
        "later_step": step(rng.normal(0, 1, (2, 5)), later, *two_caches(rng, later), **chosen),
        "defaults": step(rng.normal(0, SMALL, 6), small, *two_caches(rng, small)),
    }


def inert_steps(step, rng):
    """velocity 0, then another."""
    return {
        "first_step": step(rng.normal(0, 1, (4, 3)), gradients(rng, (4, 3)), np.zeros((4, 3)), **INERTIA),
        "later_step": step(*(gradients(rng, (2, 3, 4)) for _ in range(3)), 0.15, 0.6),
    }


def scaled_steps(step, rng, chosen):
    """cache 0, then another, then the defaults; only the learning rate has none."""
    first, later, tiny = gradients(rng, (4, 3)), gradients(rng, (2, 5)), gradients(rng, (6,), TINY)
    return {
        "first_step": step(rng.normal(0, 1, (4, 3)), first, np.zeros((4, 3)), **chosen),
        "later_step": step(rng.normal(0, 1, (2, 5)), later, squares(rng, later), **chosen),
        "defaults": step(rng.normal(0, 1, 6), tiny, squares(rng, tiny), 0.25),
    }


def gradients(rng, shape, size=1.0):
    """Of both signs, no entry near 0."""
    count = np.prod(shape)
    signs = rng.permutation(np.resize([-1.0, 1.0], count))
    return size * (signs * rng.uniform(0.3, 2, count)).reshape(shape)


def squares(rng, gradient):
    """A cache that such gradients may have left: positive."""
    return gradient**2 * rng.uniform(0.3, 3, gradient.shape)


def two_caches(rng, gradient):
    """cache, delta_cache: the displacements were half as large as the gradients."""
    return squares(rng, gradient), squares(rng, gradient / 2)
