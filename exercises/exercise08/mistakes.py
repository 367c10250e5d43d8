"""Wrong versions of exercise08's functions, each a mistake that students make. A tuple holds several forms of one.

A step has parts: the two moments, their two corrections, and the change of the parameter. Nearly every mistake sits in
one of them, so the makers below (`_adam_step`, `_adam`, `_adamax_step`, `_nadam_step`) take the wrong part by name.
"""

import numpy as np

_DEFAULTS = {"learning_rate": 1e-3, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8}


def _mean(m, gradient, beta1):
    return beta1 * m + (1 - beta1) * gradient


def _mean_square(v, gradient, beta2):
    return beta2 * v + (1 - beta2) * gradient**2


def _corrected(moment, beta, t):
    return moment / (1 - beta**t)


def _change(m_hat, v_hat, rate, epsilon):
    return rate * m_hat / (np.sqrt(v_hat) + epsilon)


def _adam_step(mean=_mean, mean_square=_mean_square, correct_m=_corrected, correct_v=_corrected, change=_change):
    def step(parameter, gradient, m, v, t, learning_rate=1e-3, beta1=0.9, beta2=0.999, epsilon=1e-8):
        m, v = mean(m, gradient, beta1), mean_square(v, gradient, beta2)
        m_hat, v_hat = correct_m(m, beta1, t), correct_v(v, beta2, t)
        return parameter - change(m_hat, v_hat, learning_rate, epsilon), m, v

    return step


def _both_or_one(**parts):
    """Three forms: both parts wrong, or one of them."""
    return (_adam_step(**parts), *(_adam_step(**{name: part}) for name, part in parts.items()))


# -- adam_step ---------------------------------------------------------------------------------------------------------


def _not_corrected(moment, beta, t):
    return moment


def _multiplied(moment, beta, t):
    return moment * (1 - beta**t)


step_correction_missing = _adam_step(correct_m=_not_corrected, correct_v=_not_corrected)
step_correction_only_for_m = _adam_step(correct_v=_not_corrected)
step_correction_only_for_v = _adam_step(correct_m=_not_corrected)
step_correction_multiplied = _both_or_one(correct_m=_multiplied, correct_v=_multiplied)


def _for_both(correct):
    return _adam_step(correct_m=correct, correct_v=correct)


step_t_without_effect = _for_both(lambda moment, beta, t: moment / (1 - beta))
step_t_shifted = (
    _for_both(lambda moment, beta, t: moment / (1 - beta ** (t - 1))),
    _for_both(lambda moment, beta, t: moment / (1 - beta ** (t + 1))),
)
step_correction_misread = (
    _for_both(lambda moment, beta, t: moment / (1 - beta) ** t),
    _for_both(lambda moment, beta, t: moment / (1 - beta * t)),
    _for_both(lambda moment, beta, t: moment / beta**t),
    _for_both(lambda moment, beta, t: moment / 1 - beta**t),
)


def _storing_corrected(names):
    def step(parameter, gradient, m, v, t, learning_rate=1e-3, beta1=0.9, beta2=0.999, epsilon=1e-8):
        m, v = _mean(m, gradient, beta1), _mean_square(v, gradient, beta2)
        m_hat, v_hat = _corrected(m, beta1, t), _corrected(v, beta2, t)
        change = _change(m_hat, v_hat, learning_rate, epsilon)
        return parameter - change, m_hat if "m" in names else m, v_hat if "v" in names else v

    return step


step_corrected_moments_stored = (_storing_corrected("m and v"), _storing_corrected("m"), _storing_corrected("v"))


def _swapping_betas(parts):
    def step(parameter, gradient, m, v, t, learning_rate=1e-3, beta1=0.9, beta2=0.999, epsilon=1e-8):
        of_m, of_v = (beta2, beta1) if "moments" in parts else (beta1, beta2)
        m, v = _mean(m, gradient, of_m), _mean_square(v, gradient, of_v)
        of_m, of_v = (beta2, beta1) if "corrections" in parts else (beta1, beta2)
        m_hat, v_hat = _corrected(m, of_m, t), _corrected(v, of_v, t)
        return parameter - _change(m_hat, v_hat, learning_rate, epsilon), m, v

    return step


step_betas_swapped = (
    _swapping_betas("moments and corrections"),
    _swapping_betas("moments"),
    _swapping_betas("corrections"),
)

step_epsilon_inside_root = _adam_step(change=lambda m, v, rate, epsilon: rate * m / np.sqrt(v + epsilon))


def step_epsilon_before_correction(
    parameter, gradient, m, v, t, learning_rate=1e-3, beta1=0.9, beta2=0.999, epsilon=1e-8
):
    m, v = _mean(m, gradient, beta1), _mean_square(v, gradient, beta2)
    rate = learning_rate * np.sqrt(1 - beta2**t) / (1 - beta1**t)
    return parameter - rate * m / (np.sqrt(v) + epsilon), m, v


step_epsilon_outside_fraction = (
    _adam_step(change=lambda m, v, rate, epsilon: rate * m / np.sqrt(v) + epsilon),
    _adam_step(change=lambda m, v, rate, epsilon: rate * m / np.sqrt(v) - epsilon),
    _adam_step(change=lambda m, v, rate, epsilon: rate * (m / np.sqrt(v) + epsilon)),
)
step_epsilon_forgotten = _adam_step(change=lambda m, v, rate, epsilon: rate * m / np.sqrt(v))
step_v_not_squared = (
    _adam_step(mean_square=lambda v, gradient, beta2: beta2 * v + (1 - beta2) * gradient),
    _adam_step(mean_square=lambda v, gradient, beta2: beta2 * v + (1 - beta2) * np.abs(gradient)),
)
step_v_of_whole_array = (
    _adam_step(mean_square=lambda v, gradient, beta2: beta2 * v + (1 - beta2) * np.sum(gradient**2)),
    _adam_step(mean_square=lambda v, gradient, beta2: beta2 * v + (1 - beta2) * np.mean(gradient**2)),
)
step_no_root = (
    _adam_step(change=lambda m, v, rate, epsilon: rate * m / (v + epsilon)),
    _adam_step(change=lambda m, v, rate, epsilon: rate * m / v),
)
step_without_1_minus_beta = _both_or_one(
    mean=lambda m, gradient, beta1: beta1 * m + gradient,
    mean_square=lambda v, gradient, beta2: beta2 * v + gradient**2,
)
step_weights_reversed = _both_or_one(
    mean=lambda m, gradient, beta1: (1 - beta1) * m + beta1 * gradient,
    mean_square=lambda v, gradient, beta2: (1 - beta2) * v + beta2 * gradient**2,
)


def step_gradient_in_place_of_m(parameter, gradient, m, v, t, learning_rate=1e-3, beta1=0.9, beta2=0.999, epsilon=1e-8):
    m, v = _mean(m, gradient, beta1), _mean_square(v, gradient, beta2)
    return parameter - _change(gradient, _corrected(v, beta2, t), learning_rate, epsilon), m, v


def _using_old(names):
    def step(parameter, gradient, m, v, t, learning_rate=1e-3, beta1=0.9, beta2=0.999, epsilon=1e-8):
        new_m, new_v = _mean(m, gradient, beta1), _mean_square(v, gradient, beta2)
        m_hat = _corrected(m if "m" in names else new_m, beta1, t)
        v_hat = _corrected(v if "v" in names else new_v, beta2, t)
        return parameter - _change(m_hat, v_hat, learning_rate, epsilon), new_m, new_v

    return step


step_old_moments_used = (_using_old("m and v"), _using_old("m"), _using_old("v"))
step_ascends = _adam_step(change=lambda m, v, rate, epsilon: -_change(m, v, rate, epsilon))


def _ignoring(names):
    """The right step with the defaults in the place of what it is given."""

    def step(parameter, gradient, m, v, t, **chosen):
        return _adam_step()(parameter, gradient, m, v, t, **(chosen | {name: _DEFAULTS[name] for name in names}))

    return step


step_hyperparameters_ignored = (
    *(_ignoring([name]) for name in _DEFAULTS),
    _ignoring(["beta1", "beta2"]),
    _ignoring(["beta1", "beta2", "epsilon"]),
    _ignoring(_DEFAULTS),
)


def _returning(arrange):
    """The right step whose results are arranged in another way."""

    def step(parameter, gradient, m, v, t, **chosen):
        return arrange((parameter, m, v), _adam_step()(parameter, gradient, m, v, t, **chosen))

    return step


step_old_moments_returned = _returning(lambda old, new: (new[0], old[1], old[2]))
step_results_in_another_order = (
    _returning(lambda old, new: (new[0], new[2], new[1])),
    _returning(lambda old, new: (new[1], new[2], new[0])),
)
step_change_returned = (
    _returning(lambda old, new: (new[0] - old[0], new[1], new[2])),
    _returning(lambda old, new: (old[0] - new[0], new[1], new[2])),
)


# -- Adam --------------------------------------------------------------------------------------------------------------


class _Adam:
    step = staticmethod(_adam_step())
    start = 0  # t before the first update
    per_update = 1
    per_array = 0

    def __init__(self, **chosen):
        self.hyperparameters = _DEFAULTS | chosen
        self.t = self.start
        self.moments = None

    def update(self, parameters, gradients):
        if self.moments is None:
            self.moments = [(np.zeros_like(parameter), np.zeros_like(parameter)) for parameter in parameters]
        self.t += self.per_update
        updated = []
        for place, (parameter, gradient) in enumerate(zip(parameters, gradients, strict=True)):
            self.t += self.per_array
            new, m, v = self.step(parameter, gradient, *self.moments[place], self.t, **self.hyperparameters)
            self.moments[place] = (m, v)
            updated.append(new)
        return updated


def _counting(**counters):
    """The class that counts t in another way."""
    return type("Adam", (_Adam,), counters)


def _stepping(*steps):
    """The class with each of these steps."""
    return tuple(type("Adam", (_Adam,), {"step": staticmethod(step)}) for step in steps)


adam_t_from_0 = _counting(start=-1)
adam_t_from_2 = _counting(start=1)
adam_t_not_advancing = (_counting(start=1, per_update=0), _counting(start=0, per_update=0))
adam_t_once_per_array = _counting(per_update=0, per_array=1)


class _OneStateForAllArrays(_Adam):
    def update(self, parameters, gradients):
        self.t += self.per_update
        updated = []
        for parameter, gradient in zip(parameters, gradients, strict=True):
            self.t += self.per_array
            moments = (0.0, 0.0) if self.moments is None else self.moments
            new, *self.moments = self.step(parameter, gradient, *moments, self.t, **self.hyperparameters)
            updated.append(new)
        return updated


class _OneStateAndOneCountForAllArrays(_OneStateForAllArrays):
    per_update = 0
    per_array = 1


adam_state_shared_between_arrays = (_OneStateForAllArrays, _OneStateAndOneCountForAllArrays)


def _shared_between_optimizers(*names):
    """These attributes are kept in the class (or in globals), where all its optimizers meet."""
    shared = {}

    class Adam(_Adam):
        def __init__(self, **chosen):
            super().__init__(**chosen)
            if not chosen:  # the first optimizer of the probe: in a student's file nothing has been shared by then
                shared.clear()
            if "hyperparameters" in names:  # the optimizer made last decides for all
                shared["hyperparameters"] = self.hyperparameters

        def update(self, parameters, gradients):
            for name in names:
                setattr(self, name, shared.get(name, getattr(self, name)))
            updated = super().update(parameters, gradients)
            for name in names:
                shared[name] = getattr(self, name)
            return updated

    return Adam


adam_state_shared_between_optimizers = (
    _shared_between_optimizers("moments"),
    _shared_between_optimizers("t"),
    _shared_between_optimizers("moments", "t"),
    _shared_between_optimizers("hyperparameters"),
    _shared_between_optimizers("hyperparameters", "moments"),
    _shared_between_optimizers("hyperparameters", "moments", "t"),
)


class _MomentsLost(_Adam):
    def update(self, parameters, gradients):
        self.moments = None
        return super().update(parameters, gradients)


class _EverythingLost(_MomentsLost):
    start = 1
    per_update = 0


adam_state_lost = (_MomentsLost, _EverythingLost)
adam_hyperparameters_ignored = _stepping(*step_hyperparameters_ignored)
adam_corrected_moments_stored = _stepping(*step_corrected_moments_stored)
adam_correction_missing = _stepping(step_correction_missing)
adam_correction_only_for_m = _stepping(step_correction_only_for_m)
adam_correction_multiplied = _stepping(*step_correction_multiplied)
adam_betas_swapped = _stepping(*step_betas_swapped)
adam_epsilon_inside_root = _stepping(step_epsilon_inside_root)
adam_v_not_squared = _stepping(*step_v_not_squared)
adam_no_root = _stepping(*step_no_root)


# -- adamax_step -------------------------------------------------------------------------------------------------------


def _largest(u, gradient, beta2, epsilon):
    return np.maximum(beta2 * u, np.abs(gradient))


def _correct_u(u, beta2, t):
    return u


def _adamax_change(m_hat, u, rate, epsilon):
    return rate * m_hat / (u + epsilon)


def _adamax_step(largest=_largest, correct_m=_corrected, correct_u=_correct_u, change=_adamax_change):
    def step(parameter, gradient, m, u, t, learning_rate=1e-3, beta1=0.9, beta2=0.999, epsilon=1e-8):
        m, u = _mean(m, gradient, beta1), largest(u, gradient, beta2, epsilon)
        m_hat, divisor = correct_m(m, beta1, t), correct_u(u, beta2, t)
        return parameter - change(m_hat, divisor, learning_rate, epsilon), m, u

    return step


adamax_m_not_corrected = _adamax_step(correct_m=_not_corrected)
adamax_correction_multiplied = _adamax_step(correct_m=_multiplied)
adamax_u_corrected = (_adamax_step(correct_u=_corrected), _adamax_step(correct_u=_multiplied))
adamax_root_taken = _adamax_step(change=_change)
adamax_epsilon_forgotten = _adamax_step(change=lambda m, u, rate, epsilon: rate * m / u)
adamax_epsilon_inside_maximum = _adamax_step(
    largest=lambda u, gradient, beta2, epsilon: np.maximum(beta2 * u, np.abs(gradient) + epsilon),
    change=lambda m, u, rate, epsilon: rate * m / u,
)
adamax_u_averaged = (
    _adamax_step(largest=lambda u, gradient, beta2, epsilon: beta2 * u + (1 - beta2) * np.abs(gradient)),
    _adamax_step(largest=lambda u, gradient, beta2, epsilon: np.maximum(beta2 * u, (1 - beta2) * np.abs(gradient))),
)
adamax_u_never_forgets = _adamax_step(largest=lambda u, gradient, beta2, epsilon: np.maximum(u, np.abs(gradient)))
adamax_without_absolute_value = _adamax_step(
    largest=lambda u, gradient, beta2, epsilon: np.maximum(beta2 * u, gradient)
)
adamax_of_squares = (
    _adamax_step(largest=lambda u, gradient, beta2, epsilon: np.maximum(beta2 * u, gradient**2)),
    _adamax_step(largest=lambda u, gradient, beta2, epsilon: np.maximum(beta2 * u, gradient**2), change=_change),
)
adamax_of_whole_array = _adamax_step(
    largest=lambda u, gradient, beta2, epsilon: np.maximum(beta2 * u, np.abs(gradient).max())
)


# -- nadam_step --------------------------------------------------------------------------------------------------------


def _ahead(m, gradient, beta1, t):
    return (beta1 * m + (1 - beta1) * gradient) / (1 - beta1**t)


def _nadam_step(ahead=_ahead, correct_v=_corrected, change=_change):
    def step(parameter, gradient, m, v, t, learning_rate=1e-3, beta1=0.9, beta2=0.999, epsilon=1e-8):
        m, v = _mean(m, gradient, beta1), _mean_square(v, gradient, beta2)
        return parameter - change(ahead(m, gradient, beta1, t), correct_v(v, beta2, t), learning_rate, epsilon), m, v

    return step


nadam_without_look_ahead = _nadam_step(ahead=lambda m, gradient, beta1, t: m / (1 - beta1**t))
nadam_m_not_corrected = _nadam_step(
    ahead=lambda m, gradient, beta1, t: beta1 * m + (1 - beta1) * gradient / (1 - beta1**t)
)
nadam_gradient_not_corrected = _nadam_step(
    ahead=lambda m, gradient, beta1, t: beta1 * m / (1 - beta1**t) + (1 - beta1) * gradient
)
nadam_nothing_corrected_ahead = _nadam_step(ahead=lambda m, gradient, beta1, t: beta1 * m + (1 - beta1) * gradient)
nadam_corrected_twice = _nadam_step(
    ahead=lambda m, gradient, beta1, t: (beta1 * m / (1 - beta1**t) + (1 - beta1) * gradient) / (1 - beta1**t)
)
nadam_gradient_in_full = (
    _nadam_step(ahead=lambda m, gradient, beta1, t: (beta1 * m + gradient) / (1 - beta1**t)),
    _nadam_step(ahead=lambda m, gradient, beta1, t: beta1 * m / (1 - beta1**t) + gradient),
)
nadam_correction_of_next_step = _nadam_step(
    ahead=lambda m, gradient, beta1, t: beta1 * m / (1 - beta1 ** (t + 1)) + (1 - beta1) * gradient / (1 - beta1**t)
)
nadam_v_not_corrected = _nadam_step(correct_v=_not_corrected)
nadam_epsilon_inside_root = _nadam_step(change=lambda m, v, rate, epsilon: rate * m / np.sqrt(v + epsilon))
