"""In float32, with logaddexp; the gradients as strided views, the loss as an array without axes."""

import numpy as np


def log_sigmoid(z):
    return -np.logaddexp(np.float32(0), -np.asarray(z, np.float32))


def discriminator_loss_and_gradient(real_logits, fake_logits):
    loss = -log_sigmoid(real_logits).mean() - log_sigmoid(-fake_logits).mean()
    both = np.empty((max(len(real_logits), len(fake_logits)), 2), np.float32)
    both[: len(real_logits), 0] = -np.exp(log_sigmoid(-real_logits)) / len(real_logits)
    both[: len(fake_logits), 1] = np.exp(log_sigmoid(fake_logits)) / len(fake_logits)
    return np.array(loss), both[: len(real_logits), 0], both[: len(fake_logits), 1]


def generator_loss_and_gradient(fake_logits):
    return -np.average(log_sigmoid(fake_logits)), -np.exp(log_sigmoid(-fake_logits)) / np.float32(len(fake_logits))
