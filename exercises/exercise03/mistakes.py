"""Wrong versions of exercise03's functions, each a mistake that students make. A tuple holds several forms of one."""

from itertools import product

import numpy as np


def _relu(z):
    return np.maximum(z, 0.0)


def _slope(z):
    return (z > 0).astype(float)


def _sigmoid(z):
    return 1 / (1 + np.exp(-z))


def _dense_backward(grad_output, x, weights):
    return grad_output @ weights.T, x.T @ grad_output, grad_output.sum(axis=0)


# -- dense_backward ----------------------------------------------------------------------------------------------------


def bias_not_summed(grad_output, x, weights):
    return grad_output @ weights.T, x.T @ grad_output, grad_output


def bias_averaged(grad_output, x, weights):
    return grad_output @ weights.T, x.T @ grad_output, grad_output.mean(axis=0)


def bias_summed_over_everything(grad_output, x, weights):
    return grad_output @ weights.T, x.T @ grad_output, grad_output.sum()


def _weights_and_bias_divided(grad_output, x, weights):
    grad_x, grad_weights, grad_bias = _dense_backward(grad_output, x, weights)
    return grad_x, grad_weights / len(x), grad_bias / len(x)


def _weights_divided(grad_output, x, weights):
    grad_x, grad_weights, grad_bias = _dense_backward(grad_output, x, weights)
    return grad_x, grad_weights / len(x), grad_bias


def _all_divided(grad_output, x, weights):
    return tuple(gradient / len(x) for gradient in _dense_backward(grad_output, x, weights))


mean_taken_twice = (_weights_and_bias_divided, _weights_divided, _all_divided)


def weights_gradient_transposed(grad_output, x, weights):
    return grad_output @ weights.T, grad_output.T @ x, grad_output.sum(axis=0)


def x_gradient_transposed(grad_output, x, weights):
    return weights @ grad_output.T, x.T @ grad_output, grad_output.sum(axis=0)


def both_gradients_transposed(grad_output, x, weights):
    return weights @ grad_output.T, grad_output.T @ x, grad_output.sum(axis=0)


_PAIRS = (("grad_output", "weights"), ("weights", "grad_output"), ("x", "grad_output"), ("grad_output", "x"))
_TRANSPOSED = tuple(product((False, True), repeat=2))
_FITTING = (
    ("grad_output", "weights", False, True), ("weights", "grad_output", False, True),
    ("x", "grad_output", True, False), ("grad_output", "x", True, False),
)  # fmt: skip
"""The matrix products that exist: the two right ones and their transposes."""


def _product(multiply, left, right, left_transposed, right_transposed):
    """Multiplies two arrays whose shapes do not fit: students see the exception."""

    def dense_backward(grad_output, x, weights):
        arrays = {"grad_output": grad_output, "x": x, "weights": weights}
        first = arrays[left].T if left_transposed else arrays[left]
        second = arrays[right].T if right_transposed else arrays[right]
        return multiply(first, second)

    return dense_backward


transposes_swapped = tuple(
    _product(multiply, *pair, *transposed)
    for multiply in (np.matmul, np.dot)
    for pair in _PAIRS
    for transposed in _TRANSPOSED
    if (*pair, *transposed) not in _FITTING
)

multiplied_entry_by_entry = tuple(
    _product(np.multiply, *pair, *transposed) for pair in _PAIRS for transposed in _TRANSPOSED
)


def relu_mixed_in(grad_output, x, weights):
    return (grad_output @ weights.T) * _slope(x), x.T @ grad_output, grad_output.sum(axis=0)


# -- relu_backward -----------------------------------------------------------------------------------------------------


def _positive_gradient(grad_output, z):
    return _relu(grad_output)


def _positive_gradient_of_active(grad_output, z):
    return _relu(grad_output) * _slope(z)


mask_from_gradient = (_positive_gradient, _positive_gradient_of_active)


def arguments_swapped(grad_output, z):
    return z * _slope(grad_output)


def relu_of_z(grad_output, z):
    return _relu(z)


def _slope_alone(grad_output, z):
    return _slope(z)


def _boolean_alone(grad_output, z):
    return z > 0


gradient_ignored = (_slope_alone, _boolean_alone)


def times_relu(grad_output, z):
    return grad_output * _relu(z)


def mask_inverted(grad_output, z):
    return grad_output * _slope(-z)


def nothing_blocked(grad_output, z):
    return grad_output.copy()


# -- mlp_backward ------------------------------------------------------------------------------------------------------


class _Network:
    """What a network computed on its way forward."""

    def __init__(self, x, parameters, hidden=_relu, output=_sigmoid, bias_counts=1.0):
        self.parameters = parameters
        self.inputs, self.sums = [], []
        activation = x
        for weights, bias in parameters:
            self.inputs.append(activation)
            self.sums.append(activation @ weights + bias_counts * bias)
            activation = hidden(self.sums[-1])
        self.z = self.sums[-1]
        self.predictions = output(self.z)

    def hidden_sums(self, layer):
        """The z that became the input of `layer`."""
        return self.sums[layer - 1]


def _true_loss(network, targets):
    return ((network.predictions - targets) ** 2).sum() / len(targets)


def _sigmoid_slope(network):
    return network.predictions * (1 - network.predictions)


def _true_start(network, targets):
    """The gradient of the loss with respect to the last z."""
    return 2 * (network.predictions - targets) / len(targets) * _sigmoid_slope(network)


def _through_relu(network, layer, gradient):
    return gradient * _slope(network.hidden_sums(layer))


def _hidden_unchanged(network, layer, gradient):
    return gradient


def _hidden_positive(network, layer, gradient):
    return _relu(gradient)


def _back(network, grad_z, through_hidden=_through_relu, dense_backward=_dense_backward):
    """The gradients of all layers, from the gradient of the last z."""
    gradients = []
    for layer in reversed(range(len(network.parameters))):
        weights, _ = network.parameters[layer]
        gradient, grad_weights, grad_bias = dense_backward(grad_z, network.inputs[layer], weights)
        gradients.insert(0, (grad_weights, grad_bias))
        if layer > 0:
            grad_z = through_hidden(network, layer, gradient)
    return gradients


def _with(loss=_true_loss, start=_true_start, through_hidden=_through_relu, dense_backward=_dense_backward, **forward):
    """mlp_backward with some of its parts exchanged."""

    def mlp_backward(x, targets, parameters):
        network = _Network(x, parameters, **forward)
        gradients = _back(network, start(network, targets), through_hidden, dense_backward)
        return loss(network, targets), gradients

    return mlp_backward


def _starting(*starts):
    """A wrong gradient of the last z, alone or with another mistake behind it, which is told once this one is gone."""
    return tuple(
        _with(start=start, through_hidden=through_hidden)
        for start in starts
        for through_hidden in (_through_relu, _hidden_unchanged, _hidden_positive)
    )


def _with_gradients(arrange):
    """mlp_backward that arranges what it found in another way."""

    def mlp_backward(x, targets, parameters):
        network = _Network(x, parameters)
        return _true_loss(network, targets), arrange(_back(network, _true_start(network, targets)))

    return mlp_backward


# The loss, alone or together with the gradient that follows from it


def _summed_loss(network, targets):
    return ((network.predictions - targets) ** 2).sum()


def _undivided_start(network, targets):
    return 2 * (network.predictions - targets) * _sigmoid_slope(network)


def _start_without_factor(network, targets):
    return (network.predictions - targets) / len(targets) * _sigmoid_slope(network)


def _undivided_start_without_factor(network, targets):
    return (network.predictions - targets) * _sigmoid_slope(network)


loss_summed = tuple(
    _with(loss=_summed_loss, start=start) for start in (_true_start, _undivided_start, _undivided_start_without_factor)
)


def _loss_over_entries(network, targets):
    return ((network.predictions - targets) ** 2).mean()


def _start_over_entries(network, targets):
    return 2 * (network.predictions - targets) / targets.size * _sigmoid_slope(network)


loss_averaged_over_outputs = tuple(
    _with(loss=_loss_over_entries, start=start) for start in (_true_start, _start_over_entries, _undivided_start)
)


def _halved_loss(network, targets):
    return _true_loss(network, targets) / 2


loss_halved = tuple(
    _with(loss=_halved_loss, start=start)
    for start in (_true_start, _start_without_factor, _undivided_start_without_factor)
)


# The gradient of the last z

gradient_not_divided = _starting(_undivided_start)

gradient_divided_by_nk = _starting(_start_over_entries)

factor_2_forgotten = _starting(_start_without_factor)

factor_2_and_mean_forgotten = _starting(_undivided_start_without_factor)


def error_reversed(x, targets, parameters):
    network = _Network(x, parameters)
    return _true_loss(network, targets), _back(network, -_true_start(network, targets))


def _start_without_slope(network, targets):
    return 2 * (network.predictions - targets) / len(targets)


def _undivided_start_without_slope(network, targets):
    return 2 * (network.predictions - targets)


sigmoid_derivative_forgotten = _starting(_start_without_slope, _undivided_start_without_slope)


def _cross_entropy_start(network, targets):
    return (network.predictions - targets) / len(targets)


def _undivided_cross_entropy_start(network, targets):
    return network.predictions - targets


gradient_of_cross_entropy = _starting(_cross_entropy_start, _undivided_cross_entropy_start)


def _start_with_slope(slope):
    """The start of the way back with another derivative in the place of sigmoid's."""

    def start(network, targets):
        return 2 * (network.predictions - targets) / len(targets) * slope(network)

    return start


def _slope_of_prediction(network):
    again = _sigmoid(network.predictions)
    return again * (1 - again)


def _unsquashed_slope(network):
    return network.z * (1 - network.z)


sigmoid_derivative_of_wrong_value = (
    _with(start=_start_with_slope(_slope_of_prediction)),
    _with(start=_start_with_slope(_unsquashed_slope)),
)


def _relu_slope(network):
    return _slope(network.z)


relu_derivative_at_output = _with(start=_start_with_slope(_relu_slope))


# What the last layer puts out


def _falling_sigmoid(z):
    return 1 / (1 + np.exp(z))


def _negative_sigmoid_slope(network):
    return -_sigmoid_slope(network)


sigmoid_falls = (
    _with(output=_falling_sigmoid),
    _with(output=_falling_sigmoid, start=_start_with_slope(_negative_sigmoid_slope)),
)


def _identity(z):
    return z


def _unit_slope(network):
    return np.ones_like(network.z)


def _slope_of_sigmoid_of_z(network):
    return _sigmoid(network.z) * (1 - _sigmoid(network.z))


output_without_sigmoid = tuple(
    _with(output=_identity, start=_start_with_slope(slope))
    for slope in (_unit_slope, _unsquashed_slope, _slope_of_sigmoid_of_z)
)


def _slope_of_sigmoid_of_relu(network):
    return _sigmoid_slope(network) * _slope(network.z)


def _sigmoid_of_relu(z):
    return _sigmoid(_relu(z))


relu_at_output = (
    _with(output=_relu, start=_start_with_slope(_relu_slope)),
    _with(output=_relu),
    _with(output=_sigmoid_of_relu),
    _with(output=_sigmoid_of_relu, start=_start_with_slope(_slope_of_sigmoid_of_relu)),
)


# The hidden layers


relu_derivative_forgotten = _with(through_hidden=_hidden_unchanged)


def _hidden_positive_of_active(network, layer, gradient):
    return _relu(gradient) * _slope(network.hidden_sums(layer))


hidden_mask_from_gradient = (
    _with(through_hidden=_hidden_positive),
    _with(through_hidden=_hidden_positive_of_active),
)


def _mask_one_layer_late(mask_at_output):
    """Each layer's gradient is multiplied by the mask of the layer's own output only on its way to the layer before."""

    def mlp_backward(x, targets, parameters):
        network = _Network(x, parameters)
        gradient = _true_start(network, targets)
        gradients = []
        for layer in reversed(range(len(parameters))):
            gradients.insert(0, (network.inputs[layer].T @ gradient, gradient.sum(axis=0)))
            if mask_at_output or layer < len(parameters) - 1:
                gradient = gradient * _slope(network.sums[layer])
            gradient = gradient @ parameters[layer][0].T
        return _true_loss(network, targets), gradients

    return mlp_backward


def _with_mask_of_next_layer(relu_backward):
    """The layers differ in width, so that the two arrays do not fit: students see the exception."""

    def through_hidden(network, layer, gradient):
        return relu_backward(gradient, network.sums[layer])

    return _with(through_hidden=through_hidden)


def _times_mask(grad_output, z):
    return grad_output * (z > 0)


def _chosen_by_mask(grad_output, z):
    return np.where(z > 0, grad_output, 0)


def _cleared_by_mask(grad_output, z):
    grad_output = grad_output.copy()
    grad_output[z <= 0] = 0
    return grad_output


hidden_mask_from_next_layer = (
    _mask_one_layer_late(mask_at_output=False),
    _mask_one_layer_late(mask_at_output=True),
    _with_mask_of_next_layer(_times_mask),
    _with_mask_of_next_layer(_chosen_by_mask),
    _with_mask_of_next_layer(_cleared_by_mask),
)


def _hidden_slope_of_activation(network, layer, gradient):
    return gradient * network.inputs[layer] * (1 - network.inputs[layer])


def _hidden_slope_of_sigmoid(network, layer, gradient):
    activation = _sigmoid(network.hidden_sums(layer))
    return gradient * activation * (1 - activation)


sigmoid_derivative_in_hidden_layers = (
    _with(through_hidden=_hidden_slope_of_activation),
    _with(through_hidden=_hidden_slope_of_sigmoid),
)

sigmoid_in_hidden_layers = (
    _with(hidden=_sigmoid, through_hidden=_hidden_slope_of_activation),
    _with(hidden=_sigmoid),
)


def weights_gradient_before_relu(x, targets, parameters):
    network = _Network(x, parameters)
    loss, start = _true_loss(network, targets), _true_start(network, targets)
    network.inputs[1:] = network.sums[:-1]
    return loss, _back(network, start)


biases_ignored = _with(bias_counts=0.0)


# What each layer gives


def _division(of_weights, of_bias, of_x):
    """A dense_backward that divides some of its gradients by N."""

    def dense_backward(grad_output, x, weights):
        grad_x, grad_weights, grad_bias = _dense_backward(grad_output, x, weights)
        count = len(x)
        return (
            grad_x / count if of_x else grad_x,
            grad_weights / count if of_weights else grad_weights,
            grad_bias / count if of_bias else grad_bias,
        )

    return dense_backward


network_mean_taken_twice = tuple(
    _with(dense_backward=_division(*places)) for places in ((1, 1, 0), (1, 0, 0), (0, 1, 0), (1, 1, 1), (0, 0, 1))
)

bias_gradients_not_divided = _with(start=_undivided_start, dense_backward=_division(1, 0, 0))

weights_gradients_not_divided = _with(start=_undivided_start, dense_backward=_division(0, 1, 0))

network_bias_not_summed = _with(dense_backward=bias_not_summed)

network_weights_transposed = _with(dense_backward=weights_gradient_transposed)


# In which order they come back


def _reversed(gradients):
    return gradients[::-1]


def _reversed_flat(gradients):
    return [gradient for pair in gradients[::-1] for gradient in pair]


layers_reversed = (_with_gradients(_reversed), _with_gradients(_reversed_flat))


def _bias_first(gradients):
    return [(grad_bias, grad_weights) for grad_weights, grad_bias in gradients]


bias_before_weights = _with_gradients(_bias_first)


def _flat(gradients):
    return [gradient for pair in gradients for gradient in pair]


def _two_lists(gradients):
    return [[grad_weights for grad_weights, _ in gradients], [grad_bias for _, grad_bias in gradients]]


gradients_not_in_pairs = (_with_gradients(_flat), _with_gradients(_two_lists))


def x_gradients_kept(x, targets, parameters):
    network = _Network(x, parameters)
    triples = []

    def dense_backward(grad_output, x, weights):
        triples.insert(0, _dense_backward(grad_output, x, weights))
        return triples[0]

    _back(network, _true_start(network, targets), dense_backward=dense_backward)
    return _true_loss(network, targets), triples


# -- numerical_gradient ------------------------------------------------------------------------------------------------


def _each_entry(quotient):
    """numerical_gradient with another quotient: quotient(f, x, index, h) -> float."""

    def numerical_gradient(f, x, h=1e-5):
        gradient = np.zeros(x.shape)
        for index in np.ndindex(x.shape):
            gradient[index] = quotient(f, x, index, h)
        return gradient

    return numerical_gradient


def _moved(x, index, step):
    moved = x.copy()
    moved[index] += step
    return moved


def _difference(f, x, index, h):
    return f(_moved(x, index, h)) - f(_moved(x, index, -h))


def _forward(f, x, index, h):
    return (f(_moved(x, index, h)) - f(x)) / h


def _backward(f, x, index, h):
    return (f(x) - f(_moved(x, index, -h))) / h


def _half_steps(f, x, index, h):
    return _difference(f, x, index, h / 2) / h


def _over_h(f, x, index, h):
    return _difference(f, x, index, h) / h


def _halved_and_times_h(f, x, index, h):
    return _difference(f, x, index, h) / 2 * h


forward_difference = _each_entry(_forward)
backward_difference = _each_entry(_backward)
half_steps = _each_entry(_half_steps)
divided_by_h = _each_entry(_over_h)
difference_not_divided = _each_entry(_difference)
multiplied_by_h = _each_entry(_halved_and_times_h)


def _fixed(step):
    def quotient(f, x, index, h):
        return _difference(f, x, index, step) / (2 * step)

    return quotient


h_ignored = tuple(_each_entry(_fixed(step)) for step in (1e-5, 1e-4, 1e-6))


def _one_number(f, x, h=1e-5):
    return (f(x + h) - f(x - h)) / (2 * h)


def _same_number_everywhere(f, x, h=1e-5):
    return np.full(x.shape, _one_number(f, x, h))


all_entries_moved_at_once = (_one_number, _same_number_everywhere)


def _whole_rows(f, x, h=1e-5):
    gradient = np.zeros(x.shape)
    for row in range(len(x)):
        gradient[row] = _difference(f, x, row, h) / (2 * h)
    return gradient


def _one_number_a_row(f, x, h=1e-5):
    return np.array([_difference(f, x, row, h) / (2 * h) for row in range(len(x))])


def _more_rows_than_there_are(f, x, h=1e-5):
    gradient = np.zeros(x.shape)
    for row in range(x.size):  # an IndexError for every matrix
        gradient[row] = _difference(f, x, row, h) / (2 * h)
    return gradient


whole_rows_moved = (_whole_rows, _one_number_a_row, _more_rows_than_there_are)


def flat_array_handed_over(f, x, h=1e-5):
    x, shape = x.ravel(), x.shape
    return np.array([_difference(f, x, place, h) / (2 * h) for place in range(len(x))]).reshape(shape)


def _left_below(f, x, h=1e-5):
    x, gradient = x.copy(), np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        x[index] += h
        above = f(x)
        x[index] -= 2 * h
        gradient[index] = (above - f(x)) / (2 * h)
    return gradient


def _left_above(f, x, h=1e-5):
    x, gradient = x.copy(), np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        x[index] -= h
        below = f(x)
        x[index] += 2 * h
        gradient[index] = (f(x) - below) / (2 * h)
    return gradient


entries_not_put_back = (_left_below, _left_above)


def copies_share_memory(f, x, h=1e-5):
    return np.zeros(x.shape)
