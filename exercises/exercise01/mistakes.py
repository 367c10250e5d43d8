"""Wrong versions of exercise01's functions, each a mistake that students make. A tuple holds several forms of one."""

import numpy as np


def _sigmoid(z):
    return 1 / (1 + np.exp(-z))


def _relu(z):
    return np.maximum(z, 0)


def _heaviside(z):
    return np.where(z >= 0, 1.0, 0.0)


_ACTIVATIONS = (_relu, _sigmoid, np.tanh, _heaviside)


# -- neuron ------------------------------------------------------------------------------------------------------------


def neuron_bias_forgotten(x, weights, bias):
    return x @ weights


def neuron_bias_subtracted(x, weights, bias):
    return x @ weights - bias


def neuron_bias_for_each_input(x, weights, bias):
    return (x * weights + bias).sum()


def _neuron_with(activation):
    def activated(x, weights, bias):
        return activation(x @ weights + bias)

    return activated


neuron_with_activation = tuple(_neuron_with(activation) for activation in _ACTIVATIONS)


def _divided_by_the_weights(x, weights, bias):
    return x @ weights / weights.sum() + bias


def _divided_by_the_number(x, weights, bias):
    return (x * weights).mean() + bias


neuron_averaged = (_divided_by_the_weights, _divided_by_the_number)


def _products_and_bias(x, weights, bias):
    return x * weights + bias


def _products(x, weights, bias):
    return x * weights


neuron_not_summed = (_products_and_bias, _products)


def _one_input(place, with_bias):
    def one(x, weights, bias):
        return x[place] * weights[place] + with_bias * bias

    return one


neuron_one_input_only = tuple(_one_input(place, with_bias) for place in (0, -1) for with_bias in (1, 0))


# -- dense_forward -----------------------------------------------------------------------------------------------------


def dense_bias_forgotten(x, weights, bias):
    return x @ weights


def _transposed(x, weights, bias):
    return x @ weights.T + bias  # raises where D_in and D_out differ; so do some of the next


def _transposed_dot(x, weights, bias):
    return np.dot(x, weights.T) + bias


def _reshaped(x, weights, bias):
    return x @ weights.reshape(len(bias), -1).T + bias


dense_weights_transposed = (_transposed, _transposed_dot, _reshaped)


def _weights_first(x, weights, bias):
    return weights @ x + bias


def _weights_first_dot(x, weights, bias):
    return np.dot(weights, x) + bias


def _transposed_weights_first(x, weights, bias):
    return weights.T @ x + bias


def _transposed_weights_first_dot(x, weights, bias):
    return np.dot(weights.T, x) + bias


def _one_example_in_each_column(x, weights, bias):
    return weights.T @ x.T + bias


dense_factors_swapped = (
    _weights_first,
    _weights_first_dot,
    _transposed_weights_first,
    _transposed_weights_first_dot,
    _one_example_in_each_column,
)


def dense_bias_subtracted(x, weights, bias):
    return x @ weights - bias


def dense_bias_for_each_input(x, weights, bias):
    return x @ weights + x.shape[1] * bias


def _dense_with(activation):
    def activated(x, weights, bias):
        return activation(x @ weights + bias)

    return activated


dense_with_activation = tuple(_dense_with(activation) for activation in _ACTIVATIONS)


def _first_input(x, weights, bias):
    return x[:, :1] * weights[0] + bias


def _last_input(x, weights, bias):
    return x[:, -1:] * weights[-1] + bias


dense_one_input_only = (_first_input, _last_input)


def _row_alone(x, weights, bias):
    return x[0] @ weights + bias


def _zeros_below(x, weights, bias):
    z = np.zeros((len(x), len(bias)))
    z[0] = x[0] @ weights + bias
    return z


def _zeros_elsewhere(x, weights, bias):
    z = np.zeros((len(x), len(bias)))
    z[0, 0] = x[0] @ weights[:, 0] + bias[0]
    return z


dense_returns_too_early = (_row_alone, _zeros_below, _zeros_elsewhere)


# -- relu --------------------------------------------------------------------------------------------------------------


def relu_clips_above(z):
    return np.minimum(z, 0)


def _at_most_1(z):
    return np.clip(z, 0, 1)


def _at_most_6(z):
    return np.clip(z, 0, 6)


relu_with_ceiling = (_at_most_1, _at_most_6)


def relu_absolute_value(z):
    return np.abs(z)


def relu_heaviside(z):
    return _heaviside(z)


def _leaky(slope):
    def leaky(z):
        return np.where(z > 0, z, slope * z)

    return leaky


relu_leaky = tuple(_leaky(slope) for slope in (0.01, 0.05, 0.1, 0.2, 0.25, 0.3, 0.5))


def relu_softplus(z):
    return np.logaddexp(0, z)


def relu_drops_entries(z):
    return z[z > 0]


def relu_max_of_array(z):
    return np.max(z, 0)


def relu_compares_whole_array(z):
    return max(0, z)  # raises, as `if z > 0` does


# -- select_above ------------------------------------------------------------------------------------------------------


def select_clips_above(scores, column, threshold):
    return np.minimum(scores[:, column] - threshold, 0)


def select_absolute_value(scores, column, threshold):
    return np.abs(scores[:, column] - threshold)


def _without_relu(scores, column, threshold):
    return scores[:, column] - threshold


def _relu_first(scores, column, threshold):
    return _relu(scores[:, column]) - threshold


select_without_relu = (_without_relu, _relu_first)


def _score_if_above(scores, column, threshold):
    return np.where(scores[:, column] > threshold, scores[:, column], 0)


def _larger_of_both(scores, column, threshold):
    return np.maximum(scores[:, column], threshold)


select_keeps_score = (_score_if_above, _larger_of_both)


def select_yes_or_no(scores, column, threshold):
    return _heaviside(scores[:, column] - threshold)


def select_threshold_added(scores, column, threshold):
    return _relu(scores[:, column] + threshold)


def select_below(scores, column, threshold):
    return _relu(threshold - scores[:, column])


def select_row(scores, column, threshold):
    return _relu(scores[column] - threshold)


def select_column_from_1(scores, column, threshold):
    return _relu(scores[:, column - 1] - threshold)


def _gaps_above(scores, column, threshold):
    gaps = scores[:, column] - threshold
    return gaps[gaps > 0]


def _scores_above(scores, column, threshold):
    chosen = scores[:, column]
    return chosen[chosen > threshold]


def _rows_above(scores, column, threshold):
    return scores[scores[:, column] > threshold]


select_drops_rows = (_gaps_above, _scores_above, _rows_above)


def select_every_column(scores, column, threshold):
    return _relu(scores - threshold)


def select_compares_whole_array(scores, column, threshold):
    return max(0, scores[:, column] - threshold)  # raises, as `if scores[:, column] > threshold` does


# -- or_neuron ---------------------------------------------------------------------------------------------------------


def _gate(*parts):
    """A function without arguments that returns these numbers: the last is a float, the others are arrays."""

    def gate():
        return *(np.array(part, dtype=float) for part in parts[:-1]), float(parts[-1])

    return gate


or_bias_missing = _gate([1, 1], 0)
or_bias_positive = (_gate([1, 1], 0.5), _gate([1, 1], 1), _gate([-1, -1], 1.5))
or_is_and = (_gate([1, 1], -1.5), _gate([1, 1], -2), _gate([0.5, 0.5], -0.7))
or_never_fires = (_gate([0, 0], -0.5), _gate([-1, -1], -0.5), _gate([1, 1], -3))
or_reversed = (_gate([-1, -1], 0.5), _gate([-1, -1], 0))
or_one_input_only = (
    _gate([1, 0], -0.5),
    _gate([0, 1], -0.5),
    _gate([1, 0.2], -0.5),
    _gate([1, -1], -0.5),
    _gate([-1, 1], -0.5),
)
or_not_finite = (_gate([np.inf, np.inf], -0.5), _gate([np.nan, 1], -0.5))


# -- xor_network -------------------------------------------------------------------------------------------------------

_COUNT_AND_BOTH = [[1, 1], [1, 1]]  # with the bias (0, -1): the number of ones, and 1 at (1, 1) only

xor_output_bias_missing = (
    _gate(_COUNT_AND_BOTH, [0, -1], [1, -2], 0),
    _gate([[1, -1], [-1, 1]], [0, 0], [1, 1], 0),
)
xor_on_the_threshold = (
    _gate(_COUNT_AND_BOTH, [0.5, -1], [1, -2], -0.5),
    _gate([[1, -1], [-1, 1]], [0.5, 0.5], [1, 1], -1),
)
xor_hidden_bias_missing = _gate(_COUNT_AND_BOTH, [0, 0], [1, -2], -0.5)
xor_hidden_heaviside = (
    _gate(_COUNT_AND_BOTH, [-0.5, -1.5], [1, -1], -0.5),
    _gate(_COUNT_AND_BOTH, [-1, -2], [1, -2], -0.5),
    _gate([[1, -1], [1, -1]], [-0.5, 1.5], [1, 1], -1.5),
)
xor_hidden_transposed = (
    _gate([[1, 1], [-1, -1]], [-1, 1], [-1, -1], 0.5),
    _gate([[2, 2], [1, 1]], [0, -1], [1, -4], -0.5),
)
xor_parts_swapped = _gate(_COUNT_AND_BOTH, [1, -2], [0, -1], -0.5)
xor_is_or = (_gate(_COUNT_AND_BOTH, [0, -1], [1, 0], -0.5), _gate(_COUNT_AND_BOTH, [0, -1], [1, -1], -0.5))
xor_is_and = (_gate(_COUNT_AND_BOTH, [0, -1], [0, 1], -0.5), _gate(_COUNT_AND_BOTH, [0, -1], [1, 0], -1.5))
xor_is_nand = _gate(_COUNT_AND_BOTH, [0, -1], [0, -1], 0.5)
xor_is_xnor = _gate(_COUNT_AND_BOTH, [0, -1], [-1, 2], 0.5)
xor_misses_one_input = (
    _gate([[1, -1], [-1, 1]], [0, 0], [1, 0], -0.5),
    _gate([[1, -1], [-1, 1]], [0, 0], [0, 1], -0.5),
)
xor_never_fires = (_gate(_COUNT_AND_BOTH, [0, -1], [1, -2], -1.5), _gate([[0, 0], [0, 0]], [0, 0], [0, 0], -1))
xor_always_fires = _gate(_COUNT_AND_BOTH, [0, -1], [1, -2], 0.5)
xor_several_corners = (
    _gate(_COUNT_AND_BOTH, [0, -1], [-1, 0], 0.5),  # 1000
    _gate([[1, 0], [0, 1]], [0, 0], [1, 0], -0.5),  # 0011
    _gate([[1, 0], [0, 1]], [0, 0], [-1, 0], 0.5),  # 1100
    _gate([[1, -1], [-1, 1]], [0, 0], [-1, 0], 0.5),  # 1101
)
xor_not_finite = _gate(_COUNT_AND_BOTH, [0, -np.inf], [1, -2], -0.5)
