"""One number at a time, in plain Python; the state in lists beside each other."""

import numpy as np


def adam_step(parameter, gradient, m, v, t, learning_rate=1e-3, beta1=0.9, beta2=0.999, epsilon=1e-8):
    new = np.empty((3, *parameter.shape), order="F")
    for i in np.ndindex(*parameter.shape):
        first = beta1 * m[i] + (1 - beta1) * gradient[i]
        second = beta2 * v[i] + (1 - beta2) * gradient[i] ** 2
        step = first / (1 - beta1**t) / ((second / (1 - beta2**t)) ** 0.5 + epsilon)
        new[(slice(None), *i)] = parameter[i] - learning_rate * step, first, second
    return list(new)


class Adam:
    def __init__(self, learning_rate=1e-3, beta1=0.9, beta2=0.999, epsilon=1e-8):
        self.rate, self.betas, self.epsilon = learning_rate, (beta1, beta2), epsilon
        self.t, self.m, self.v = 1, [], []

    def update(self, parameters, gradients):
        new = []
        for place, (parameter, gradient) in enumerate(zip(parameters, gradients)):
            if len(self.m) == place:
                self.m.append(0 * parameter)
                self.v.append(0 * parameter)
            moved, self.m[place], self.v[place] = adam_step(
                parameter, gradient, self.m[place], self.v[place], self.t, self.rate, *self.betas, self.epsilon
            )
            new.append(moved.tolist())
        self.t += 1
        return new


def adamax_step(parameter, gradient, m, u, t, learning_rate=1e-3, beta1=0.9, beta2=0.999, epsilon=1e-8):
    m = m * beta1 + gradient * (1 - beta1)
    u = np.where(beta2 * u > abs(gradient), beta2 * u, abs(gradient))
    return [parameter - learning_rate / (1 - beta1**t) * m / (u + epsilon), m, u]


def nadam_step(parameter, gradient, m, v, t, learning_rate=1e-3, beta1=0.9, beta2=0.999, epsilon=1e-8):
    _unused, m, v = adam_step(parameter, gradient, m, v, t, learning_rate, beta1, beta2, epsilon)
    ahead = (beta1 * m + (1 - beta1) * gradient) / (1 - beta1**t)
    return parameter - learning_rate * ahead / (np.sqrt(v / (1 - beta2**t)) + epsilon), m, v
