"""Both corrections folded into the rate, as the paper's section 2 suggests; the state in a dictionary by position."""

import math

import numpy as np


def adam_step(parameter, gradient, m, v, t, learning_rate=1e-3, beta1=0.9, beta2=0.999, epsilon=1e-8):
    m = m + (1 - beta1) * (gradient - m)
    v = v + (1 - beta2) * (np.square(gradient) - v)
    root = math.sqrt(1 - beta2**t)
    rate = learning_rate * root / (1 - beta1**t)
    return parameter - rate * m / (np.sqrt(v) + epsilon * root), m, v


class Adam:
    def __init__(self, learning_rate=1e-3, beta1=0.9, beta2=0.999, epsilon=1e-8):
        self.settings = dict(learning_rate=learning_rate, beta1=beta1, beta2=beta2, epsilon=epsilon)
        self.state = {}
        self.steps = 0

    def update(self, parameters, gradients):
        self.steps += 1
        new = ()
        for place in range(len(parameters)):
            m, v = self.state.get(place, (0.0, 0.0))
            parameter, m, v = adam_step(parameters[place], gradients[place], m, v, self.steps, **self.settings)
            self.state[place] = m, v
            new += (parameter,)
        return new
