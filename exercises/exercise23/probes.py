"""What the grader calls: returns of episodes of several lengths, and the gradient with and without a baseline."""

import numpy as np


def returns(module, rng):
    return {
        "long": module.returns(rewards(rng, 7), float(rng.uniform(0.6, 0.7))),
        "short": module.returns(rewards(rng, 3), float(rng.uniform(0.85, 0.95))),
        "undiscounted": module.returns(rewards(rng, 5), 1.0),
        "one_step": module.returns(rewards(rng, 1), 0.8),
    }


def policy_gradient(module, rng):
    return {
        "no_baseline": module.policy_gradient(*episode(rng, 5, 4)),
        "baseline": module.policy_gradient(*episode(rng, 7, 3), float(rng.uniform(1, 2))),
        "negative_baseline": module.policy_gradient(*episode(rng, 4, 6), baseline=float(rng.uniform(-3, -2))),
        "batch_of_1": module.policy_gradient(*episode(rng, 1, 3), baseline=0.75),
    }


def rewards(rng, steps):
    """(T,), of both signs and none near 0; more is won than lost."""
    signs = rng.permutation(np.where(np.arange(steps) % 3 == 1, -0.5, 1.0))
    return signs * rng.uniform(0.5, 2, steps)


def episode(rng, steps, choices):
    """logits (T, A), actions (T,), returns (T,) from 3 to 6 either way; not all actions are alike, nor all occur.

    Where the chosen action is nearly certain its gradient is nearly 0, so logits are small.
    """
    logits = rng.normal(0, 1, (steps, choices)).clip(-2, 2)
    actions = rng.permutation(choices)[np.arange(steps) % (choices - 1)]
    signs = rng.permutation(np.where(np.arange(steps) % 2, -1.0, 1.0))
    return logits, actions, signs * rng.uniform(3, 6, steps)
