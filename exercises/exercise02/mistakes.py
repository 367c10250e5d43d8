"""Wrong versions of exercise02's functions, each a mistake that students make. A tuple holds several forms of one."""

import numpy as np


def _sigmoid(z):
    return 1 / (1 + np.exp(-z))


def _softmax(z, axis=-1):
    exponentials = np.exp(z - z.max(axis=axis, keepdims=True))
    return exponentials / exponentials.sum(axis=axis, keepdims=True)


def _overflowing_softmax(z, axis=-1):
    exponentials = np.exp(z)
    return exponentials / exponentials.sum(axis=axis, keepdims=True)


# -- heaviside ---------------------------------------------------------------------------------------------------------


def heaviside_strict(z, threshold=0.0):
    return np.where(z > threshold, 1.0, 0.0)


def heaviside_half_at_threshold(z, threshold=0.0):
    return np.heaviside(z - threshold, 0.5)


def heaviside_ignores_threshold(z, threshold=0.0):
    return np.where(z >= 0, 1.0, 0.0)


def heaviside_adds_threshold(z, threshold=0.0):
    return np.where(z + threshold >= 0, 1.0, 0.0)


def _at_most(z, threshold=0.0):
    return np.where(z <= threshold, 1.0, 0.0)


def _below(z, threshold=0.0):
    return np.where(z < threshold, 1.0, 0.0)


heaviside_reversed = (_at_most, _below)


def _minus_one_or_one(z, threshold=0.0):
    return np.where(z >= threshold, 1.0, -1.0)


def _one_or_minus_one_strict(z, threshold=0.0):
    return np.where(z > threshold, 1.0, -1.0)


def _sign(z, threshold=0.0):
    return np.sign(z - threshold)


heaviside_is_sign = (_minus_one_or_one, _one_or_minus_one_strict, _sign)


def _kept_from_threshold(z, threshold=0.0):
    return np.where(z >= threshold, z, 0.0)


def _kept_above_threshold(z, threshold=0.0):
    return np.where(z > threshold, z, 0.0)


def _relu_above_threshold(z, threshold=0.0):
    return np.maximum(z - threshold, 0)


heaviside_keeps_z = (_kept_from_threshold, _kept_above_threshold, _relu_above_threshold)


# -- sigmoid -----------------------------------------------------------------------------------------------------------


def sigmoid_of_minus_z(z):
    return 1 / (1 + np.exp(z))


def _one_over_one_plus(z):
    return 1 / 1 + np.exp(-z)


def _one_over_exponential(z):
    return 1 + 1 / np.exp(-z)


sigmoid_without_parentheses = (_one_over_one_plus, _one_over_exponential)


def _one_minus_exponential(z):
    return 1 / (1 - np.exp(-z))


def _exponential_minus_one(z):
    return 1 / (np.exp(-z) - 1)


sigmoid_minus_in_denominator = (_one_minus_exponential, _exponential_minus_one)


def _tanh(z):
    return np.tanh(z)


def _tanh_of_half(z):
    return np.tanh(z / 2)


sigmoid_is_tanh = (_tanh, _tanh_of_half)


def sigmoid_is_derivative(z):
    return _sigmoid(z) * (1 - _sigmoid(z))


# -- sigmoid_derivative ------------------------------------------------------------------------------------------------


def sigmoid_derivative_of_activated(z):
    return z * (1 - z)


def sigmoid_derivative_activated_twice(z):
    s = _sigmoid(_sigmoid(z))
    return s * (1 - s)


def _overflows_below(z):
    return np.exp(-z) / (1 + np.exp(-z)) ** 2


def _overflows_above(z):
    return np.exp(z) / (1 + np.exp(z)) ** 2


def _overflows_below_as_quotient(z):
    return np.exp(-z) / (1 + np.exp(-z)) * 1 / (1 + np.exp(-z))


sigmoid_derivative_overflows = (_overflows_below, _overflows_above, _overflows_below_as_quotient)


def _sigmoid_itself(z):
    return _sigmoid(z)


def _one_minus_sigmoid(z):
    return 1 - _sigmoid(z)


def _square_forgotten(z):
    return np.exp(-z) / (1 + np.exp(-z))


sigmoid_derivative_factor_missing = (_sigmoid_itself, _one_minus_sigmoid, _square_forgotten)


def _sigmoid_squared(z):
    return _sigmoid(z) ** 2


def _minus_sigmoid_squared(z):
    return -(_sigmoid(z) ** 2)


sigmoid_derivative_inner_forgotten = (_sigmoid_squared, _minus_sigmoid_squared)


def _one_minus_sigmoid_squared(z):
    return 1 - _sigmoid(z) ** 2


def _derivative_of_tanh(z):
    return 1 - np.tanh(z) ** 2


sigmoid_derivative_of_tanh = (_one_minus_sigmoid_squared, _derivative_of_tanh)


# -- tanh_derivative ---------------------------------------------------------------------------------------------------


def tanh_derivative_of_activated(z):
    return 1 - z**2


def tanh_derivative_activated_twice(z):
    return 1 - np.tanh(np.tanh(z)) ** 2


def _quotient_of_exponentials(z):
    return 1 - ((np.exp(z) - np.exp(-z)) / (np.exp(z) + np.exp(-z))) ** 2


def _quotient_that_overflows_above(z):
    return 1 - ((np.exp(2 * z) - 1) / (np.exp(2 * z) + 1)) ** 2


def _quotient_that_overflows_below(z):
    return 1 - ((1 - np.exp(-2 * z)) / (1 + np.exp(-2 * z))) ** 2


tanh_derivative_overflows = (_quotient_of_exponentials, _quotient_that_overflows_above, _quotient_that_overflows_below)


def _tanh_times_one_minus_tanh(z):
    return np.tanh(z) * (1 - np.tanh(z))


def _derivative_of_sigmoid(z):
    return _sigmoid(z) * (1 - _sigmoid(z))


tanh_derivative_of_sigmoid = (_tanh_times_one_minus_tanh, _derivative_of_sigmoid)


def _one_minus_tanh(z):
    return 1 - np.tanh(z)


def _one_over_cosh(z):
    return 1 / np.cosh(z)


tanh_derivative_square_forgotten = (_one_minus_tanh, _one_over_cosh)


def _square_of_z(z):
    return 1 - np.tanh(z**2)


def _square_of_difference(z):
    return (1 - np.tanh(z)) ** 2


tanh_derivative_square_misplaced = (_square_of_z, _square_of_difference)


def tanh_derivative_of_tan(z):
    return 1 + np.tanh(z) ** 2


# -- relu --------------------------------------------------------------------------------------------------------------


def relu_clips_above(z):
    return np.minimum(z, 0)


def relu_absolute_value(z):
    return np.abs(z)


def _largest_of_columns(z):
    return np.max(z, 0)


def _largest_of_all(z):
    return max(z.max(), 0.0)


relu_takes_largest = (_largest_of_columns, _largest_of_all)


def relu_is_step(z):
    return np.where(z > 0, 1.0, 0.0)


def _leaky(slope):
    def leaky_relu(z):
        return np.where(z > 0, z, slope * z)

    return leaky_relu


_LEAKY_SLOPES = (0.01, 0.001, 0.02, 0.05, 0.1, 0.2, 0.25, 0.3)
relu_leaks = tuple(_leaky(slope) for slope in _LEAKY_SLOPES)


# -- relu_derivative ---------------------------------------------------------------------------------------------------


def relu_derivative_is_relu(z):
    return np.maximum(z, 0)


def relu_derivative_of_activated(z):
    return np.where(np.maximum(z, 0) >= 0, 1.0, 0.0)


def relu_derivative_reversed(z):
    return np.where(z > 0, 0.0, 1.0)


def relu_derivative_of_absolute_value(z):
    return np.where(z > 0, 1.0, -1.0)


def _leaky_derivative(slope):
    def leaky_relu_derivative(z):
        return np.where(z > 0, 1.0, slope)

    return leaky_relu_derivative


relu_derivative_leaks = tuple(_leaky_derivative(slope) for slope in _LEAKY_SLOPES)


# -- bounded_relu ------------------------------------------------------------------------------------------------------


def bounded_relu_clips(z, low, high):
    return np.clip(z, low, high)


def _cut_below_capped_above(z, low, high):
    return np.where(z < low, 0.0, np.minimum(z, high))


def _relu_capped_above(z, low, high):
    return np.minimum(np.maximum(z, 0), high)


bounded_relu_saturates = (_cut_below_capped_above, _relu_capped_above)


def _only_high(z, low, high):
    return np.where(z <= high, z, 0.0)


def _relu_below_high(z, low, high):
    return np.where(z <= high, np.maximum(z, 0), 0.0)


bounded_relu_ignores_low = (_only_high, _relu_below_high)


def bounded_relu_ignores_high(z, low, high):
    return np.where(z >= low, z, 0.0)


def _both_excluded(z, low, high):
    return np.where((z > low) & (z < high), z, 0.0)


def _low_excluded(z, low, high):
    return np.where((z > low) & (z <= high), z, 0.0)


def _high_excluded(z, low, high):
    return np.where((z >= low) & (z < high), z, 0.0)


bounded_relu_excludes_bounds = (_both_excluded, _low_excluded, _high_excluded)


def bounded_relu_is_mask(z, low, high):
    return np.where((z >= low) & (z <= high), 1.0, 0.0)


def bounded_relu_starts_at_low(z, low, high):
    return np.where((z >= low) & (z <= high), z - low, 0.0)


def bounded_relu_keeps_outside(z, low, high):
    return np.where((z >= low) & (z <= high), 0.0, z)


def bounded_relu_cuts_at_zero(z, low, high):
    return np.where((z >= low) & (z <= high), np.maximum(z, 0), 0.0)


# -- softmax -----------------------------------------------------------------------------------------------------------


def _first_axis(z):
    return _softmax(z, axis=0)


def _first_axis_overflowing(z):
    return _overflowing_softmax(z, axis=0)


softmax_over_first_axis = (_first_axis, _first_axis_overflowing)


def _second_axis(z):
    return _softmax(z, axis=min(1, z.ndim - 1))


def _second_axis_overflowing(z):
    return _overflowing_softmax(z, axis=min(1, z.ndim - 1))


softmax_over_second_axis = (_second_axis, _second_axis_overflowing)


def _whole_array(z):
    return _softmax(z, axis=None)


def _whole_array_overflowing(z):
    return _overflowing_softmax(z, axis=None)


softmax_over_everything = (_whole_array, _whole_array_overflowing)


def softmax_overflows(z):
    return _overflowing_softmax(z)


def softmax_shifted_by_overall_maximum(z):
    return _overflowing_softmax(z - z.max())


def softmax_shifted_along_wrong_axis(z):
    return _overflowing_softmax(z - z.max(axis=0, keepdims=True))


def _minus_z(z):
    return _softmax(-z)


def _minus_z_overflowing(z):
    return _overflowing_softmax(-z)


softmax_of_minus_z = (_minus_z, _minus_z_overflowing)


def _exponentials_only(z):
    return np.exp(z)


def _shifted_exponentials_only(z):
    return np.exp(z - z.max(axis=-1, keepdims=True))


softmax_not_normalised = (_exponentials_only, _shifted_exponentials_only)


def softmax_without_exponential(z):
    return z / z.sum(axis=-1, keepdims=True)


def softmax_is_sigmoid(z):
    return _sigmoid(z)


# -- softmax_jacobian --------------------------------------------------------------------------------------------------


def _plus_off_diagonal(z):
    s = _softmax(z)
    return np.outer(s, s) + np.diag(s - 2 * s**2)


def _plus_everywhere(z):
    s = _softmax(z)
    return np.diag(s) + np.outer(s, s)


jacobian_off_diagonal_sign = (_plus_off_diagonal, _plus_everywhere)


def _diagonal_matrix(z):
    s = _softmax(z)
    return np.diag(s * (1 - s))


def _diagonal_vector(z):
    s = _softmax(z)
    return s * (1 - s)


jacobian_diagonal_only = (_diagonal_matrix, _diagonal_vector)


def _probability_on_diagonal(z):
    s = _softmax(z)
    return np.diag(s + s**2) - np.outer(s, s)


def _zero_minus_products(z):
    s = _softmax(z)
    return -np.outer(s, s)


jacobian_diagonal_incomplete = (_probability_on_diagonal, _zero_minus_products)


def jacobian_of_activated(z):
    return np.diag(z) - np.outer(z, z)


def jacobian_activated_twice(z):
    s = _softmax(_softmax(z))
    return np.diag(s) - np.outer(s, s)


def jacobian_overflows(z):
    s = _overflowing_softmax(z)
    return np.diag(s) - np.outer(s, s)


def _log_softmax_rows(z):
    return np.eye(len(z)) - _softmax(z)


def _log_softmax_columns(z):
    return np.eye(len(z)) - _softmax(z)[:, np.newaxis]


jacobian_of_log_softmax = (_log_softmax_rows, _log_softmax_columns)
