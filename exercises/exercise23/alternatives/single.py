"""float32 throughout; returns as a product with a triangular matrix of discounts."""

import numpy as np


def returns(rewards, discount):
    t = np.arange(len(rewards))
    ahead = t[None, :] - t[:, None]
    matrix = np.where(ahead >= 0, np.float32(discount) ** np.maximum(ahead, 0), 0).astype(np.float32)
    return matrix @ rewards.astype(np.float32)


def policy_gradient(logits, actions, returns, baseline=0.0):
    logits = logits.astype(np.float32)
    policy = np.exp(logits) / np.exp(logits).sum(1, keepdims=True)
    chosen = np.eye(logits.shape[1], dtype="f4")[actions]
    weight = (returns.astype("f4") - np.float32(baseline)) / np.float32(len(logits))
    return weight.reshape(-1, 1) * (policy - chosen)
