"""Loops over numbers in plain Python; lists instead of arrays."""

import math


def noise_schedule(steps, beta_start, beta_end):
    betas, alphas_bar, product = [], [], 1.0
    for t in range(steps):
        beta = beta_start + (beta_end - beta_start) * t / (steps - 1)
        product *= 1 - beta
        betas.append(beta)
        alphas_bar.append(product)
    return [betas, alphas_bar]


def nested(function, *arrays):
    if arrays[0].ndim == 0:
        return function(*map(float, arrays))
    return [nested(function, *parts) for parts in zip(*arrays)]


def add_noise(x, t, alphas_bar, noise):
    signal, other = math.sqrt(alphas_bar[t]), math.sqrt(1 - alphas_bar[t])
    return nested(lambda a, b: signal * a + other * b, x, noise)


def denoise_step(x, predicted_noise, t, betas, rng):
    product = 1.0
    for beta in betas[: t + 1]:
        product *= 1 - beta
    beta = betas[t]

    def back(a, e):
        mean = (a - beta / math.sqrt(1 - product) * e) / math.sqrt(1 - beta)
        return mean + math.sqrt(beta) * rng.normal() if t > 0 else mean

    return nested(back, x, predicted_noise)
