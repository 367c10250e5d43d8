"""Everything in float32; the moments of all arrays in one flat array, whose parts are views."""

import numpy as np


def single(*values):
    return [np.asarray(value, dtype=np.float32) for value in values]


def moments(gradient, m, v, beta1, beta2):
    return m + np.float32(1 - beta1) * (gradient - m), v + np.float32(1 - beta2) * (gradient * gradient - v)


def adam_step(parameter, gradient, m, v, t, learning_rate=1e-3, beta1=0.9, beta2=0.999, epsilon=1e-8):
    parameter, gradient, m, v = single(parameter, gradient, m, v)
    m, v = moments(gradient, m, v, beta1, beta2)
    corrected = np.sqrt(v / np.float32(1 - beta2**t)) + np.float32(epsilon)
    return parameter - np.float32(learning_rate / (1 - beta1**t)) * m / corrected, m, v


class Adam:
    def __init__(self, learning_rate=1e-3, beta1=0.9, beta2=0.999, epsilon=1e-8):
        self.settings = (learning_rate, beta1, beta2, epsilon)
        self.t = 0

    def update(self, parameters, gradients):
        flat, slope = (np.concatenate([a.ravel() for a in arrays]) for arrays in (parameters, gradients))
        if self.t == 0:
            self.m, self.v = np.zeros((2, flat.size), "f4")
        self.t += 1
        flat, self.m, self.v = adam_step(flat, slope, self.m, self.v, self.t, *self.settings)
        ends = np.cumsum([a.size for a in parameters])[:-1]
        return [part.reshape(a.shape) for part, a in zip(np.split(flat, ends), parameters)]


def adamax_step(parameter, gradient, m, u, t, learning_rate=1e-3, beta1=0.9, beta2=0.999, epsilon=1e-8):
    parameter, gradient, m, u = single(parameter, gradient, m, u)
    m, _unused = moments(gradient, m, u, beta1, beta2)
    u = np.fmax(np.float32(beta2) * u, np.fabs(gradient))
    return parameter - np.float32(learning_rate / (1 - beta1**t)) * m / (u + np.float32(epsilon)), m, u


def nadam_step(parameter, gradient, m, v, t, learning_rate=1e-3, beta1=0.9, beta2=0.999, epsilon=1e-8):
    parameter, gradient, m, v = single(parameter, gradient, m, v)
    m, v = moments(gradient, m, v, beta1, beta2)
    ahead = (np.float32(beta1) * m + np.float32(1 - beta1) * gradient) * np.float32(1 / (1 - beta1**t))
    return (
        parameter - np.float32(learning_rate) * ahead / (np.sqrt(v / np.float32(1 - beta2**t)) + np.float32(epsilon)),
        m,
        v,
    )
