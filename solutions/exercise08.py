"""Adam, and its relatives Adamax and Nadam: the reference solution of exercise08."""

import numpy as np


def adam_step(parameter, gradient, m, v, t, learning_rate=1e-3, beta1=0.9, beta2=0.999, epsilon=1e-8):
    """One step of Adam; all arrays have the shape of `parameter`, t = 1 at the first step.

    Returns (parameter, m, v): new arrays, the moments as they are before their correction.
    """
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2

    # The weights in these two averages sum to 1 - beta^t only, because the averages began at 0.
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)

    return parameter - learning_rate * m_hat / (np.sqrt(v_hat) + epsilon), m, v


class Adam:
    """Adam for a list of arrays. It remembers the number of steps, and m and v of each place in the list."""

    def __init__(self, learning_rate=1e-3, beta1=0.9, beta2=0.999, epsilon=1e-8):
        self.learning_rate = learning_rate
        self.beta1 = beta1
        self.beta2 = beta2
        self.epsilon = epsilon
        self.t = 0
        self.moments = None  # shapes are known at the first update only

    def update(self, parameters, gradients):
        """One step for every array: two lists of arrays of the same shapes -> a list of new arrays."""
        if self.moments is None:
            self.moments = [(np.zeros_like(parameter), np.zeros_like(parameter)) for parameter in parameters]

        self.t += 1  # one step for all arrays together
        updated = []
        for place, (parameter, gradient) in enumerate(zip(parameters, gradients, strict=True)):
            m, v = self.moments[place]
            new_parameter, m, v = adam_step(
                parameter, gradient, m, v, self.t, self.learning_rate, self.beta1, self.beta2, self.epsilon
            )
            self.moments[place] = (m, v)
            updated.append(new_parameter)
        return updated


def adamax_step(parameter, gradient, m, u, t, learning_rate=1e-3, beta1=0.9, beta2=0.999, epsilon=1e-8):
    """One step of Adamax: the largest recent |gradient| takes the place of the mean square.

    Returns (parameter, m, u).
    """
    m = beta1 * m + (1 - beta1) * gradient
    u = np.maximum(beta2 * u, np.abs(gradient))  # no average, so nothing to correct

    m_hat = m / (1 - beta1**t)
    return parameter - learning_rate * m_hat / (u + epsilon), m, u


def nadam_step(parameter, gradient, m, v, t, learning_rate=1e-3, beta1=0.9, beta2=0.999, epsilon=1e-8):
    """One step of Nadam: Adam that looks ahead, as Nesterov does.

    Returns (parameter, m, v).
    """
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2

    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)

    ahead = beta1 * m_hat + (1 - beta1) * gradient / (1 - beta1**t)
    return parameter - learning_rate * ahead / (np.sqrt(v_hat) + epsilon), m, v
