"""One logit at a time with the functions of math, in two branches; lists instead of arrays."""

import math


def softplus(z):
    if z > 0:
        return z + math.log1p(math.exp(-z))
    return math.log1p(math.exp(z))


def sigmoid(z):
    if z >= 0:
        return 1 / (1 + math.exp(-z))
    return math.exp(z) / (1 + math.exp(z))


def discriminator_loss_and_gradient(real_logits, fake_logits):
    n, m = len(real_logits), len(fake_logits)
    loss = 0
    grad_real = []
    grad_fake = []
    for z in real_logits:
        loss += softplus(-z) / n
        grad_real.append(-sigmoid(-z) / n)
    for z in fake_logits:
        loss += softplus(z) / m
        grad_fake.append(sigmoid(z) / m)
    return loss, grad_real, grad_fake


def generator_loss_and_gradient(fake_logits):
    m = len(fake_logits)
    return [sum(softplus(-float(z)) for z in fake_logits) / m, [-sigmoid(-float(z)) / m for z in fake_logits]]
