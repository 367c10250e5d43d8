"""The two losses of a generative adversarial network: the reference solution of exercise19."""

import numpy as np


def softplus(z):
    """log(1 + e^z), entry by entry; only exponentials of numbers up to 0, so that nothing overflows."""
    return np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z)))


def sigmoid(z):
    """1 / (1 + e^-z), the derivative of softplus. For z < 0 it is written e^z / (1 + e^z)."""
    return np.exp(np.minimum(z, 0)) / (1 + np.exp(-np.abs(z)))


def discriminator_loss_and_gradient(real_logits, fake_logits):
    """(N,) logits of real examples and (M,) of generated ones -> loss, grad_real (N,), grad_fake (M,)."""
    loss_real = softplus(-real_logits).mean()  # -log D
    loss_fake = softplus(fake_logits).mean()  # -log(1 - D)

    # Probability minus label, as in exercise04: the label is 1 for real examples and 0 for generated ones.
    grad_real = (sigmoid(real_logits) - 1) / len(real_logits)
    grad_fake = sigmoid(fake_logits) / len(fake_logits)
    return float(loss_real + loss_fake), grad_real, grad_fake


def generator_loss_and_gradient(fake_logits):
    """(M,) logits of generated examples -> loss, grad_fake (M,)."""
    loss = softplus(-fake_logits).mean()  # the loss of real examples: that is what the generator wants to hear

    grad_fake = (sigmoid(fake_logits) - 1) / len(fake_logits)
    return float(loss), grad_fake
