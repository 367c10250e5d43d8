"""exercise23: policy gradient.

Replace each `raise NotImplementedError` with your code, then:  tuitrainer grade exercise23
The statement: tuitrainer show exercise23     A hint: tuitrainer hint exercise23
"""

import numpy as np  # noqa: F401


def returns(rewards, discount):
    """What each step of an episode has earned from there on.

    rewards: array (T,), r_t for t = 0...T-1. discount: a number, above 0 and at most 1.
    Returns an array (T,), G_t.
    """
    raise NotImplementedError


def policy_gradient(logits, actions, returns, baseline=0.0):
    """The gradient, with respect to the logits, of -1/T sum (G_t - baseline) log pi(a_t).

    logits: array (T, A), those of the policy at each step. actions: integers (T,), what was done, from 0 to A-1.
    returns: array (T,), G_t. baseline: a number.
    Returns an array (T, A).
    """
    raise NotImplementedError
