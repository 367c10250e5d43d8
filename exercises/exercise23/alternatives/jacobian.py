"""Through the whole chain: the Jacobian of softmax, then the derivative of the log; returns by a reversed cumsum."""

import numpy as np


def returns(rewards, discount):
    powers = discount ** np.arange(len(rewards), dtype=float)
    return np.cumsum((rewards * powers)[::-1])[::-1] / powers


def policy_gradient(logits, actions, returns, baseline=0.0):
    steps, choices = logits.shape
    policy = np.exp(logits - np.logaddexp.reduce(logits, axis=1)[:, None])
    jacobian = np.einsum("ti,ij->tij", policy, np.eye(choices)) - np.einsum("ti,tj->tij", policy, policy)
    by_probability = np.zeros((steps, choices))
    for t, action in enumerate(actions):
        by_probability[t, action] = (baseline - returns[t]) / (steps * policy[t, action])
    return np.asfortranarray(np.einsum("ti,tij->tj", by_probability, jacobian))
