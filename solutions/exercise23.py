"""Returns of an episode, and the gradient of the policy that earned them: the reference solution of exercise23."""

import numpy as np


def returns(rewards, discount):
    """(T,) -> (T,): what each step earned from there on, later rewards discounted."""
    found = np.zeros(len(rewards))
    ahead = 0.0
    for t in reversed(range(len(rewards))):
        ahead = rewards[t] + discount * ahead
        found[t] = ahead
    return found


def policy_gradient(logits, actions, returns, baseline=0.0):
    """logits (T, A), actions (T,), returns (T,) -> (T, A), the gradient of -1/T sum (G_t - baseline) log pi(a_t)."""
    log_policy = logits - np.logaddexp.reduce(logits, axis=1, keepdims=True)  # log softmax; exp can't overflow here
    done = np.eye(logits.shape[1])[actions]  # (T, A), 1 in the column of each step's action

    # Of -log pi(a_t), as in cross-entropy with the action for the right answer; then each row counts for its weight.
    gradient = np.exp(log_policy) - done
    advantage = returns - baseline
    return advantage[:, None] * gradient / len(logits)
