"""What the grader calls: one step of Adam, Adamax and Nadam, and the class Adam over several updates."""

import numpy as np

FAR_FROM_DEFAULTS = {"learning_rate": 0.3, "beta1": 0.6, "beta2": 0.7, "epsilon": 0.1}
OTHER = {"learning_rate": 0.2, "beta1": 0.3, "beta2": 0.5, "epsilon": 0.4}
SMALL = 1e-6  # gradients of this size make the default epsilon show
SHAPES = ((3, 4), (4,), (2, 3, 4))  # they broadcast together: a state shared between arrays gives numbers, not a crash


def adam_step(module, rng):
    return steps(module.adam_step, rng, mean_square)


def Adam(module, rng):  # noqa: N802 (the check has the name of the class)
    # All are kept to the end, so that no two arrays have the same id().
    drawn, small = [lists(rng) for _ in range(5)], [lists(rng, SMALL) for _ in range(2)]
    defaults = module.Adam()
    first = module.Adam(**FAR_FROM_DEFAULTS)
    other = module.Adam(**OTHER)
    return {
        "step_1": first.update(*drawn[0]),
        "other_step_1": other.update(*drawn[1]),
        "step_2": first.update(*drawn[2]),
        "step_3": first.update(*drawn[3]),
        "other_step_2": other.update(*drawn[4]),
        "defaults_step_1": defaults.update(*small[0]),
        "defaults_step_2": defaults.update(*small[1]),
    }


def adamax_step(module, rng):
    return steps(module.adamax_step, rng, recent_maximum)


def nadam_step(module, rng):
    return steps(module.nadam_step, rng, mean_square)


def steps(step, rng, second_moment):
    """A first step, a later one, and one with the default hyper-parameters; `second_moment` draws v or u."""
    first, later, small = gradient(rng, (4, 3)), gradient(rng, (2, 5)), gradient(rng, (6,), SMALL)
    m, small_m = gradient(rng, (2, 5)), gradient(rng, (6,), SMALL)
    v, small_v = second_moment(rng, later), second_moment(rng, small)
    return {
        "first_step": step(parameter(rng, (4, 3)), first, np.zeros((4, 3)), np.zeros((4, 3)), 1, **FAR_FROM_DEFAULTS),
        "later_step": step(parameter(rng, (2, 5)), later, m, v, 4, **FAR_FROM_DEFAULTS),
        "defaults": step(parameter(rng, (6,), SMALL), small, small_m, small_v, 1000),
    }


def lists(rng, size=1.0):
    """The parameters and their gradients."""
    return [parameter(rng, shape, size) for shape in SHAPES], [gradient(rng, shape, size) for shape in SHAPES]


def parameter(rng, shape, size=1.0):
    """Small where the gradient is: steps of the default learning rate are not lost beside them."""
    return rng.normal(0, 0.01 if size == SMALL else 1, shape)


def gradient(rng, shape, size=1.0):
    """Of both signs, no entry near 0."""
    count = np.prod(shape)
    signs = rng.permutation(np.resize([-1.0, 1.0], count))
    return size * (signs * rng.uniform(0.3, 2, count)).reshape(shape)


def mean_square(rng, gradient):
    """A v that such gradients may have left: positive."""
    return gradient**2 * rng.uniform(0.3, 3, gradient.shape)


def recent_maximum(rng, gradient):
    """A u that such gradients may have left: here above |gradient|, there below it, never near."""
    factors = rng.permutation(np.linspace(0.5, 2.6, gradient.size)).reshape(gradient.shape)
    return np.abs(gradient) * factors
