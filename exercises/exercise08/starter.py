"""exercise08: Adam.

Replace each `raise NotImplementedError` with your code, then:  tuitrainer grade exercise08
The statement: tuitrainer show exercise08     A hint: tuitrainer hint exercise08
"""

import numpy as np  # noqa: F401


def adam_step(parameter, gradient, m, v, t, learning_rate=1e-3, beta1=0.9, beta2=0.999, epsilon=1e-8):
    """One step of Adam.

    parameter, gradient, m, v: arrays of one shape, any shape. m and v: the moments after the step before (0 at first).
    t: the number of this step, 1 at the first.
    Returns (parameter, m, v): three new arrays of that shape, the moments as they are before their correction.
    """
    raise NotImplementedError


class Adam:
    """Adam for all the arrays of a network, with a memory of its own."""

    def __init__(self, learning_rate=1e-3, beta1=0.9, beta2=0.999, epsilon=1e-8):
        raise NotImplementedError

    def update(self, parameters, gradients):
        """One step for every array.

        parameters, gradients: two lists of arrays; gradients[i] has the shape of parameters[i]. From one call to the
        next the lists keep their length and the shapes their places.
        Returns a list of new arrays, in the same order.
        """
        raise NotImplementedError


def adamax_step(parameter, gradient, m, u, t, learning_rate=1e-3, beta1=0.9, beta2=0.999, epsilon=1e-8):
    """Optional. One step of Adamax: u is the largest recent |gradient| of each entry.

    Arguments as for adam_step, with u in the place of v. Returns (parameter, m, u).
    """
    raise NotImplementedError


def nadam_step(parameter, gradient, m, v, t, learning_rate=1e-3, beta1=0.9, beta2=0.999, epsilon=1e-8):
    """Optional. One step of Nadam: Adam that looks ahead, as Nesterov does.

    Arguments and results as for adam_step.
    """
    raise NotImplementedError
