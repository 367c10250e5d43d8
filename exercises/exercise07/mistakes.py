"""Wrong versions of exercise07's functions, each a mistake that students make. A tuple holds several forms of one.

A step has parts, and nearly every mistake sits in one of them, so the makers below (`_inert`, `_scaled`, `_adadelta`)
take the wrong part by name.
"""

import numpy as np


def _inert(new_velocity, move, returned=None):
    """A step with a velocity: new_velocity(v, g, rate, momentum), move(old v, new v, g, rate, momentum)."""

    def step(parameter, gradient, velocity, learning_rate, momentum):
        new = new_velocity(velocity, gradient, learning_rate, momentum)
        moved = parameter + move(velocity, new, gradient, learning_rate, momentum)
        return moved, new if returned is None else returned(velocity, new, gradient, learning_rate, momentum)

    return step


def _velocity(v, g, rate, momentum):
    return momentum * v - rate * g


def _uphill(v, g, rate, momentum):
    return momentum * v + rate * g


def _without_rate(v, g, rate, momentum):
    return momentum * v - g


def _uphill_without_rate(v, g, rate, momentum):
    return momentum * v + g


def _without_momentum(v, g, rate, momentum):
    return v - rate * g


def _swapped(v, g, rate, momentum):
    return rate * v - momentum * g


def _both_slowed(v, g, rate, momentum):
    return momentum * (v - rate * g)


def _averaged(v, g, rate, momentum):
    return momentum * v - (1 - momentum) * rate * g


def _weights_reversed(v, g, rate, momentum):
    return (1 - momentum) * v - rate * g


def _forgotten(v, g, rate, momentum):
    return -rate * g


def _old(old, new, g, rate, momentum):
    return old


def _new(old, new, g, rate, momentum):
    return new


def _minus_new(old, new, g, rate, momentum):
    return -new


def _rate_times_new(old, new, g, rate, momentum):
    return rate * new


def _minus_rate_times_new(old, new, g, rate, momentum):
    return -rate * new


def _ahead(old, new, g, rate, momentum):
    return momentum * new - rate * g


def _arranged(step, arrange):
    """A step whose results are arranged in another way: arrange(old parameter and states, new ones)."""

    def arranged(parameter, gradient, *states, **named):
        return arrange((parameter, *states), step(parameter, gradient, *states, **named))

    return arranged


_MOMENTUM = _inert(_velocity, _new)
_NESTEROV = _inert(_velocity, _ahead)


def _only_change(old, new):
    return new[0] - old[0], *new[1:]


def _only_minus_change(old, new):
    return old[0] - new[0], *new[1:]


def _turned(old, new):
    return new[1], new[0], *new[2:]


# -- momentum_step -----------------------------------------------------------------------------------------------------

momentum_climbs = _inert(_uphill, _new)
momentum_velocity_subtracted = _inert(_velocity, _minus_new)
momentum_velocity_points_uphill = _inert(_uphill, _minus_new)
momentum_rate_outside_velocity = (
    _inert(_without_rate, _rate_times_new),
    _inert(_uphill_without_rate, _minus_rate_times_new),
)
momentum_rate_forgotten = _inert(_without_rate, _new)
momentum_old_velocity_used = _inert(_velocity, _old)
momentum_averaged = (
    _inert(_averaged, _new),
    _inert(lambda v, g, rate, momentum: momentum * v - (1 - momentum) * g, _rate_times_new),
    _inert(lambda v, g, rate, momentum: momentum * v + (1 - momentum) * g, _minus_rate_times_new),
)
momentum_velocity_not_slowed = _inert(_without_momentum, _new)
momentum_velocity_forgotten = _inert(_forgotten, _new)
momentum_multiplies_gradient = _inert(_both_slowed, _new)
momentum_rate_and_momentum_swapped = _inert(_swapped, _new)
momentum_weights_reversed = _inert(_weights_reversed, _new)
momentum_gradient_twice = _inert(_velocity, lambda old, new, g, rate, momentum: new - rate * g)
momentum_is_nesterov = _NESTEROV
momentum_old_velocity_returned = _inert(_velocity, _new, _old)
momentum_change_returned = (_arranged(_MOMENTUM, _only_change), _arranged(_MOMENTUM, _only_minus_change))
momentum_results_in_another_order = _arranged(_MOMENTUM, _turned)

# -- nesterov_step -----------------------------------------------------------------------------------------------------

nesterov_is_momentum = _MOMENTUM
nesterov_gradient_forgotten = _inert(_velocity, lambda old, new, g, rate, momentum: momentum * new)
nesterov_momentum_forgotten_ahead = _inert(_velocity, lambda old, new, g, rate, momentum: new - rate * g)
nesterov_looks_ahead_twice = (
    _inert(_velocity, lambda old, new, g, rate, momentum: (1 + momentum) * new),
    _inert(_velocity, lambda old, new, g, rate, momentum: momentum * old + (1 + momentum) * new),
    _inert(_velocity, lambda old, new, g, rate, momentum: (1 + momentum) * new - rate * g),
    _inert(_velocity, lambda old, new, g, rate, momentum: momentum * old + new),
)
nesterov_ahead_not_taken_back = _inert(
    _velocity, lambda old, new, g, rate, momentum: -old + (1 + momentum) * new
)  # the other form of the formula, without the factor of the old velocity
nesterov_gradient_added = _inert(_velocity, lambda old, new, g, rate, momentum: momentum * new + rate * g)
nesterov_climbs = _inert(_uphill, lambda old, new, g, rate, momentum: momentum * new + rate * g)
nesterov_velocity_points_uphill = _inert(_uphill, lambda old, new, g, rate, momentum: -momentum * new - rate * g)
nesterov_velocity_sign = _inert(_uphill, _ahead)
nesterov_rate_outside_velocity = (
    _inert(_without_rate, lambda old, new, g, rate, momentum: rate * (momentum * new - g)),
    _inert(_uphill_without_rate, lambda old, new, g, rate, momentum: -rate * (momentum * new + g)),
)
nesterov_averaged = _inert(_averaged, _ahead)
nesterov_velocity_not_slowed = _inert(_without_momentum, _ahead)
nesterov_rate_and_momentum_swapped = _inert(_swapped, _ahead)
nesterov_change_stored = _inert(_velocity, _ahead, _ahead)
nesterov_old_velocity_returned = _inert(_velocity, _ahead, _old)
nesterov_change_returned = (_arranged(_NESTEROV, _only_change), _arranged(_NESTEROV, _only_minus_change))
nesterov_results_in_another_order = _arranged(_NESTEROV, _turned)


# -- adagrad_step and rmsprop_step -------------------------------------------------------------------------------------


def _sum_of_squares(c, g, rho):
    return c + g**2


def _mean_square(c, g, rho):
    return rho * c + (1 - rho) * g**2


def _divisor(c, epsilon):
    return np.sqrt(c) + epsilon


def _change(g, rate, divisor):
    return rate * g / divisor


def _scaled(kind, cache=None, divisor=_divisor, change=_change, returned=None, old_used=False, **fixed):
    """A step of AdaGrad or RMSProp ("adagrad", "rmsprop"); `fixed` hyper-parameters win over those passed."""
    update = cache or (_sum_of_squares if kind == "adagrad" else _mean_square)

    def moved(parameter, gradient, old, learning_rate, rho, epsilon):
        rho, epsilon = fixed.get("rho", rho), fixed.get("epsilon", epsilon)
        new = update(old, gradient, rho)
        moved = parameter - change(gradient, learning_rate, divisor(old if old_used else new, epsilon))
        return moved, new if returned is None else returned(old, new)

    def adagrad(parameter, gradient, cache, learning_rate, epsilon=1e-7):
        return moved(parameter, gradient, cache, learning_rate, 0.9, epsilon)

    def rmsprop(parameter, gradient, cache, learning_rate, rho=0.9, epsilon=1e-7):
        return moved(parameter, gradient, cache, learning_rate, rho, epsilon)

    return adagrad if kind == "adagrad" else rmsprop


def _both_divisors(kind, *divisors):
    return tuple(_scaled(kind, divisor=divisor) for divisor in divisors)


def _climbing(g, rate, divisor):
    return -rate * g / divisor


def _without_gradient(g, rate, divisor):
    return rate / divisor


def _sign_only(g, rate, divisor):
    return rate * np.sign(g) / divisor


def _squared_gradient(g, rate, divisor):
    return rate * g**2 / divisor


def _epsilon_beside(kind):
    """epsilon added to the fraction instead of the divisor."""

    def maker(sign, inside):
        def step(parameter, gradient, cache, learning_rate, rho, epsilon):
            new = _sum_of_squares(cache, gradient, rho) if kind == "adagrad" else _mean_square(cache, gradient, rho)
            fraction = gradient / np.sqrt(new)
            change = learning_rate * (fraction + epsilon) if inside else learning_rate * fraction + sign * epsilon
            return parameter - change, new

        def adagrad(parameter, gradient, cache, learning_rate, epsilon=1e-7):
            return step(parameter, gradient, cache, learning_rate, 0.9, epsilon)

        def rmsprop(parameter, gradient, cache, learning_rate, rho=0.9, epsilon=1e-7):
            return step(parameter, gradient, cache, learning_rate, rho, epsilon)

        return adagrad if kind == "adagrad" else rmsprop

    return maker(1, False), maker(-1, False), maker(1, True)


def _under_root(c, epsilon):
    return np.sqrt(c + epsilon)


def _no_root(c, epsilon):
    return c + epsilon


def _squared_again(c, epsilon):
    return c**2 + epsilon


def _no_epsilon(c, epsilon):
    return np.sqrt(c)


def _old_cache(old, new):
    return old


def _root_of_cache(old, new):
    return np.sqrt(new)


adagrad_epsilon_inside_root = _scaled("adagrad", divisor=_under_root)
adagrad_epsilon_outside_fraction = _epsilon_beside("adagrad")
adagrad_epsilon_forgotten = _scaled("adagrad", divisor=_no_epsilon)
adagrad_epsilon_ignored = (
    _scaled("adagrad", epsilon=1e-7),
    _scaled("adagrad", epsilon=1e-8),
)
adagrad_cache_not_squared = (
    _scaled("adagrad", lambda c, g, rho: c + g),
    _scaled("adagrad", lambda c, g, rho: c + np.abs(g)),
)
adagrad_cache_of_whole_array = (
    _scaled("adagrad", lambda c, g, rho: c + np.sum(g**2)),
    _scaled("adagrad", lambda c, g, rho: c + np.mean(g**2)),
)
adagrad_is_rmsprop = tuple(_scaled("adagrad", _mean_square, rho=rho) for rho in (0.9, 0.99, 0.95, 0.999, 0.5))
adagrad_cache_replaced = _scaled("adagrad", lambda c, g, rho: g**2)
adagrad_cache_squared_again = (
    _scaled("adagrad", lambda c, g, rho: (c + g) ** 2),
    _scaled("adagrad", lambda c, g, rho: c**2 + g**2),
)
adagrad_old_cache_used = _scaled("adagrad", old_used=True)
adagrad_old_cache_returned = _scaled("adagrad", returned=_old_cache)
adagrad_root_stored = _scaled("adagrad", returned=_root_of_cache)
adagrad_no_root = (_scaled("adagrad", divisor=_no_root), _scaled("adagrad", divisor=_squared_again))
adagrad_climbs = _scaled("adagrad", change=_climbing)
adagrad_gradient_forgotten = (
    _scaled("adagrad", change=_without_gradient),
    _scaled("adagrad", change=_sign_only),
    _scaled("adagrad", change=_squared_gradient),
)
adagrad_change_returned = (
    _arranged(_scaled("adagrad"), _only_change),
    _arranged(_scaled("adagrad"), _only_minus_change),
)
adagrad_results_in_another_order = _arranged(_scaled("adagrad"), _turned)

rmsprop_epsilon_inside_root = _scaled("rmsprop", divisor=_under_root)
rmsprop_epsilon_outside_fraction = _epsilon_beside("rmsprop")
rmsprop_epsilon_forgotten = _scaled("rmsprop", divisor=_no_epsilon)
rmsprop_hyperparameters_ignored = (
    _scaled("rmsprop", rho=0.9),
    _scaled("rmsprop", epsilon=1e-7),
    _scaled("rmsprop", rho=0.9, epsilon=1e-7),
)
rmsprop_cache_not_squared = (
    _scaled("rmsprop", lambda c, g, rho: rho * c + (1 - rho) * g),
    _scaled("rmsprop", lambda c, g, rho: rho * c + (1 - rho) * np.abs(g)),
)
rmsprop_cache_of_whole_array = (
    _scaled("rmsprop", lambda c, g, rho: rho * c + (1 - rho) * np.sum(g**2)),
    _scaled("rmsprop", lambda c, g, rho: rho * c + (1 - rho) * np.mean(g**2)),
)
rmsprop_is_adagrad = _scaled("rmsprop", _sum_of_squares)
rmsprop_new_square_in_full = _scaled("rmsprop", lambda c, g, rho: rho * c + g**2)
rmsprop_old_cache_in_full = _scaled("rmsprop", lambda c, g, rho: c + (1 - rho) * g**2)
rmsprop_weights_reversed = _scaled("rmsprop", lambda c, g, rho: (1 - rho) * c + rho * g**2)
rmsprop_squared_with_its_weight = (
    _scaled("rmsprop", lambda c, g, rho: rho * c + ((1 - rho) * g) ** 2),
    _scaled("rmsprop", lambda c, g, rho: (rho * c + (1 - rho) * g) ** 2),
)
rmsprop_old_cache_used = _scaled("rmsprop", old_used=True)
rmsprop_old_cache_returned = _scaled("rmsprop", returned=_old_cache)
rmsprop_root_stored = _scaled("rmsprop", returned=_root_of_cache)
rmsprop_no_root = (_scaled("rmsprop", divisor=_no_root), _scaled("rmsprop", divisor=_squared_again))
rmsprop_climbs = _scaled("rmsprop", change=_climbing)
rmsprop_gradient_forgotten = (
    _scaled("rmsprop", change=_without_gradient),
    _scaled("rmsprop", change=_sign_only),
    _scaled("rmsprop", change=_squared_gradient),
)
rmsprop_change_returned = (
    _arranged(_scaled("rmsprop"), _only_change),
    _arranged(_scaled("rmsprop"), _only_minus_change),
)
rmsprop_results_in_another_order = _arranged(_scaled("rmsprop"), _turned)


# -- adadelta_step -----------------------------------------------------------------------------------------------------


def _root(mean, epsilon):
    return np.sqrt(mean + epsilon)


def _root_then_epsilon(mean, epsilon):
    return np.sqrt(mean) + epsilon


def _bare_root(mean, epsilon):
    return np.sqrt(mean)


def _sum(mean, epsilon):
    return mean + epsilon


def _adadelta(cache=_mean_square, above=_root, below=_root, deltas=_mean_square, old_cache=False, **fixed):
    """deltas(delta_cache, delta, rho) -> the new delta_cache."""

    def step(parameter, gradient, c, d, rho=0.95, epsilon=1e-7):
        rho, epsilon = fixed.get("rho", rho), fixed.get("epsilon", epsilon)
        new = cache(c, gradient, rho)
        delta = -above(d, epsilon) / below(c if old_cache else new, epsilon) * gradient
        return parameter + delta, new, deltas(d, delta, rho)

    return step


def _with_delta(delta_of, factor=1.0):
    """delta_of(new cache, delta_cache, gradient, rho, epsilon); the parameter moves by `factor` times it."""

    def step(parameter, gradient, cache, delta_cache, rho=0.95, epsilon=1e-7):
        cache = _mean_square(cache, gradient, rho)
        delta = delta_of(cache, delta_cache, gradient, rho, epsilon)
        return parameter + factor * delta, cache, _mean_square(delta_cache, delta, rho)

    return step


def _right_delta(c, d, g, rho, epsilon):
    return -_root(d, epsilon) / _root(c, epsilon) * g


def _deltas_of_gradient(parameter, gradient, cache, delta_cache, rho=0.95, epsilon=1e-7):
    cache = _mean_square(cache, gradient, rho)
    delta = _right_delta(cache, delta_cache, gradient, rho, epsilon)
    return parameter + delta, cache, _mean_square(delta_cache, gradient, rho)


def _deltas_of_parameter(parameter, gradient, cache, delta_cache, rho=0.95, epsilon=1e-7):
    cache = _mean_square(cache, gradient, rho)
    parameter = parameter + _right_delta(cache, delta_cache, gradient, rho, epsilon)
    return parameter, cache, _mean_square(delta_cache, parameter, rho)


def _caches_exchanged(parameter, gradient, cache, delta_cache, rho=0.95, epsilon=1e-7):
    parameter, delta_cache, cache = _adadelta()(parameter, gradient, delta_cache, cache, rho, epsilon)
    return parameter, cache, delta_cache


def adadelta_new_delta_cache_used(parameter, gradient, cache, delta_cache, rho=0.95, epsilon=1e-7):
    cache = _mean_square(cache, gradient, rho)
    delta_cache = _mean_square(delta_cache, _right_delta(cache, delta_cache, gradient, rho, epsilon), rho)
    return parameter + _right_delta(cache, delta_cache, gradient, rho, epsilon), cache, delta_cache


adadelta_epsilon_outside_roots = (
    _adadelta(above=_root_then_epsilon, below=_root_then_epsilon),
    _adadelta(above=_root_then_epsilon),
    _adadelta(below=_root_then_epsilon),
)
adadelta_never_starts = (
    _adadelta(above=_bare_root),
    _adadelta(above=_bare_root, below=_root_then_epsilon),
    _adadelta(above=_bare_root, below=_bare_root),
)
adadelta_epsilon_missing_below = _adadelta(below=_bare_root)
adadelta_no_root = (
    _adadelta(above=_sum, below=_sum),
    _adadelta(above=_sum),
    _adadelta(below=_sum),
)
adadelta_numerator_missing = _adadelta(above=lambda mean, epsilon: 1.0)
adadelta_ratio_upside_down = _with_delta(lambda c, d, g, rho, epsilon: -_root(c, epsilon) / _root(d, epsilon) * g)
adadelta_gradient_forgotten = _with_delta(lambda c, d, g, rho, epsilon: -_root(d, epsilon) / _root(c, epsilon))
adadelta_delta_cache_of_gradient = _deltas_of_gradient
adadelta_delta_cache_of_parameter = _deltas_of_parameter
adadelta_delta_not_squared = (
    _adadelta(deltas=lambda mean, delta, rho: rho * mean + (1 - rho) * delta),
    _adadelta(deltas=lambda mean, delta, rho: rho * mean + (1 - rho) * np.abs(delta)),
)
adadelta_delta_cache_not_averaged = (
    _adadelta(deltas=lambda mean, delta, rho: rho * mean + delta**2),
    _adadelta(deltas=lambda mean, delta, rho: mean + delta**2),
    _adadelta(deltas=lambda mean, delta, rho: (1 - rho) * mean + rho * delta**2),
)
adadelta_old_delta_cache_returned = _adadelta(deltas=lambda mean, delta, rho: mean)
adadelta_cache_not_squared = (
    _adadelta(cache=lambda c, g, rho: rho * c + (1 - rho) * g),
    _adadelta(cache=lambda c, g, rho: rho * c + (1 - rho) * np.abs(g)),
)
adadelta_cache_not_averaged = (
    _adadelta(cache=_sum_of_squares),
    _adadelta(cache=lambda c, g, rho: rho * c + g**2),
)
adadelta_weights_reversed = (
    _adadelta(cache=lambda c, g, rho: (1 - rho) * c + rho * g**2),
    _adadelta(
        cache=lambda c, g, rho: (1 - rho) * c + rho * g**2, deltas=lambda d, delta, rho: (1 - rho) * d + rho * delta**2
    ),
)
adadelta_old_cache_used = _adadelta(old_cache=True)
adadelta_caches_exchanged = _caches_exchanged
adadelta_climbs = _with_delta(lambda c, d, g, rho, epsilon: _root(d, epsilon) / _root(c, epsilon) * g)
adadelta_with_learning_rate = (
    _with_delta(_right_delta, factor=0.001),
    _with_delta(_right_delta, factor=0.01),
    _with_delta(lambda c, d, g, rho, epsilon: 0.001 * _right_delta(c, d, g, rho, epsilon)),
    _with_delta(lambda c, d, g, rho, epsilon: 0.01 * _right_delta(c, d, g, rho, epsilon)),
)
adadelta_hyperparameters_ignored = (
    _adadelta(rho=0.95),
    _adadelta(epsilon=1e-7),
    _adadelta(rho=0.95, epsilon=1e-7),
)
adadelta_change_returned = (
    _arranged(_adadelta(), _only_change),
    _arranged(_adadelta(), _only_minus_change),
)
adadelta_results_in_another_order = (
    _arranged(_adadelta(), lambda old, new: (new[0], new[2], new[1])),
    _arranged(_adadelta(), lambda old, new: (new[1], new[2], new[0])),
)
