"""Binary cross-entropy of all logits with their labels, each example weighted by 1/N or 1/M; sigmoid as a tanh."""

import numpy as np


def bce_with_logits(z, y, weights):
    losses = np.maximum(z, 0) - z * y + np.log1p(np.exp(-abs(z)))
    return np.sum(weights * losses), weights * (0.5 * (1 + np.tanh(z / 2)) - y)


def discriminator_loss_and_gradient(real_logits, fake_logits):
    n, m = real_logits.size, fake_logits.size
    z = np.concatenate([real_logits, fake_logits])
    y = np.concatenate([np.ones(n), np.zeros(m)])
    weights = np.concatenate([np.full(n, 1 / n), np.full(m, 1 / m)])
    loss, gradient = bce_with_logits(z, y, weights)
    return [loss, gradient[:n], gradient[n:]]


def generator_loss_and_gradient(fake_logits):
    m = fake_logits.size
    return bce_with_logits(fake_logits, np.ones(m), 1 / m)
