"""Wrong versions of exercise22's functions, each a mistake that students make. A tuple holds several forms of one."""

import numpy as np


def _softmax(logits, axis=1):
    exponentials = np.exp(logits - logits.max(axis=axis, keepdims=True))
    return exponentials / exponentials.sum(axis=axis, keepdims=True)


def _sigmoid(z):
    return 1 / (1 + np.exp(-z))


def _one_hot(logits, labels):
    return np.eye(logits.shape[1])[labels]


def _through_relu(gradient, z):
    return gradient * (z > 0)


# -- input_gradient ----------------------------------------------------------------------------------------------------


def _true_start(logits, labels):
    return (_softmax(logits) - _one_hot(logits, labels)) / len(logits)


def _with(
    start=_true_start,
    through=_through_relu,
    finish=lambda gradient, x: gradient,
    hidden=lambda z: np.maximum(z, 0),
    output=lambda z: z,
    bias_counts=1.0,
):
    """input_gradient with some of its parts exchanged."""

    def input_gradient(x, labels, parameters):
        sums, activation = [], x
        for weights, bias in parameters:
            sums.append(activation @ weights + bias_counts * bias)
            activation = hidden(sums[-1])
        gradient = start(output(sums[-1]), labels)
        for layer in reversed(range(len(parameters))):
            gradient = gradient @ parameters[layer][0].T
            if layer > 0:
                gradient = through(gradient, sums[layer - 1])
        return finish(gradient, x)

    return input_gradient


_true_gradient = _with()


def _starting(*starts):
    return tuple(_with(start) for start in starts)


gradient_not_divided = _starting(lambda logits, labels: _softmax(logits) - _one_hot(logits, labels))
gradient_divided_by_nk = _starting(
    lambda logits, labels: (_softmax(logits) - _one_hot(logits, labels)) / logits.size,
)
gradient_reversed = _starting(
    lambda logits, labels: -_true_start(logits, labels),
    lambda logits, labels: _one_hot(logits, labels) - _softmax(logits),
)
gradient_without_softmax = _starting(
    lambda logits, labels: (logits - _one_hot(logits, labels)) / len(logits),
    lambda logits, labels: logits - _one_hot(logits, labels),
)
gradient_softmax_over_columns = _starting(
    lambda logits, labels: (_softmax(logits, axis=0) - _one_hot(logits, labels)) / len(logits),
    lambda logits, labels: _softmax(logits, axis=0) - _one_hot(logits, labels),
)
gradient_softmax_over_everything = _starting(
    lambda logits, labels: (_softmax(logits, axis=None) - _one_hot(logits, labels)) / len(logits)
)


def _overflowing(logits, labels):
    probabilities = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    return (probabilities - _one_hot(logits, labels)) / len(logits)


gradient_softmax_overflows = _starting(_overflowing)
gradient_labels_not_one_hot = _starting(
    lambda logits, labels: (_softmax(logits) - labels) / len(logits),
    lambda logits, labels: (_softmax(logits) - labels[:, None]) / len(logits),
    lambda logits, labels: _softmax(logits) - labels,
    lambda logits, labels: _softmax(logits) - labels[:, None],
)


def _classes_from_labels(logits, labels):
    return (_softmax(logits) - np.eye(labels.max() + 1)[labels]) / len(logits)


def _classes_among_labels(logits, labels):
    return (_softmax(logits) - (labels[:, None] == np.unique(labels))) / len(logits)


def _undivided_classes_from_labels(logits, labels):
    return _softmax(logits) - np.eye(labels.max() + 1)[labels]


gradient_classes_from_labels = _starting(_classes_from_labels, _classes_among_labels, _undivided_classes_from_labels)
gradient_labels_from_1 = _starting(
    lambda logits, labels: (_softmax(logits) - _one_hot(logits, labels - 1)) / len(logits)
)
gradient_of_prediction = _starting(
    lambda logits, labels: (_softmax(logits) - _one_hot(logits, logits.argmax(axis=1))) / len(logits)
)
gradient_of_logit = _starting(
    _one_hot,
    lambda logits, labels: -_one_hot(logits, labels),
    lambda logits, labels: _one_hot(logits, labels) / len(logits),
    lambda logits, labels: -_one_hot(logits, labels) / len(logits),
)


def _of_probability(sign, divide):
    def start(logits, labels):
        probabilities = _softmax(logits)
        of_label = (probabilities * _one_hot(logits, labels)).sum(axis=1, keepdims=True)
        gradient = sign * of_label * (_one_hot(logits, labels) - probabilities)
        return gradient / len(logits) if divide else gradient

    return start


gradient_of_probability = _starting(*(_of_probability(sign, divide) for sign in (1, -1) for divide in (True, False)))
gradient_output_derivative_added = _starting(
    lambda logits, labels: _true_start(logits, labels) * _softmax(logits) * (1 - _softmax(logits))
)
gradient_of_squares = _starting(
    lambda logits, labels: 2 * _true_start(logits, labels),
    lambda logits, labels: 2 * _true_start(logits, labels) * _softmax(logits) * (1 - _softmax(logits)),
)
gradient_relu_at_output = (
    _with(lambda logits, labels: _true_start(logits, labels) * (logits > 0)),
    _with(output=lambda z: np.maximum(z, 0)),
)

gradient_relu_forgotten = _with(through=lambda gradient, z: gradient)
gradient_mask_from_gradient = (
    _with(through=lambda gradient, z: np.maximum(gradient, 0)),
    _with(through=lambda gradient, z: np.maximum(gradient, 0) * (z > 0)),
)
gradient_times_relu = _with(through=lambda gradient, z: gradient * np.maximum(z, 0))
gradient_relu_at_input = _with(finish=lambda gradient, x: gradient * (x > 0))
gradient_times_input = _with(finish=lambda gradient, x: gradient * x)
gradient_sign_taken = _with(finish=lambda gradient, x: np.sign(gradient))
gradient_summed_over_batch = (
    _with(finish=lambda gradient, x: gradient.sum(axis=0)),
    _with(finish=lambda gradient, x: gradient.mean(axis=0)),
    _with(finish=lambda gradient, x: gradient.sum(axis=0, keepdims=True)),
)
gradient_absolute = _with(finish=lambda gradient, x: np.abs(gradient))
gradient_bias_forgotten = _with(bias_counts=0.0)
gradient_other_activation = (
    _with(hidden=_sigmoid, through=lambda gradient, z: gradient * _sigmoid(z) * (1 - _sigmoid(z))),
    _with(hidden=np.tanh, through=lambda gradient, z: gradient * (1 - np.tanh(z) ** 2)),
    _with(hidden=lambda z: z, through=lambda gradient, z: gradient),
)


def _first_layer(x, labels, parameters):
    """The gradient of the first layer's z, and what belongs to the first layer's input."""
    (weights, bias), *others = parameters
    z = x @ weights + bias
    gradient = _true_gradient(np.maximum(z, 0), labels, others)
    return gradient, gradient * (z > 0)


def _hidden_output(x, labels, parameters):
    return _first_layer(x, labels, parameters)[0]


def _hidden_z(x, labels, parameters):
    return _first_layer(x, labels, parameters)[1]


gradient_one_layer_short = (_hidden_output, _hidden_z)


def gradient_of_weights(x, labels, parameters):
    return x.T @ _hidden_z(x, labels, parameters)


# -- fgsm --------------------------------------------------------------------------------------------------------------


def _attack(change=np.sign, finish=lambda moved: np.clip(moved, 0, 1), gradient=_true_gradient, sign=1.0):
    """fgsm with some of its parts exchanged."""

    def fgsm(x, labels, parameters, epsilon):
        return finish(x + sign * epsilon * change(gradient(x, labels, parameters)))

    return fgsm


def _unit(gradient):
    return gradient / np.linalg.norm(gradient, axis=1, keepdims=True)


fgsm_without_sign = (
    _attack(lambda gradient: gradient),
    _attack(lambda gradient: len(gradient) * gradient),
)
fgsm_normalised = (
    _attack(_unit),
    _attack(lambda gradient: gradient / np.linalg.norm(gradient)),
    _attack(lambda gradient: gradient / np.abs(gradient).max(axis=1, keepdims=True)),
    _attack(lambda gradient: gradient / np.abs(gradient).max()),
)
fgsm_descends = _attack(sign=-1.0)
fgsm_not_clipped = _attack(finish=lambda moved: moved)
fgsm_clipped_to_other_limits = (
    _attack(finish=lambda moved: np.minimum(moved, 1)),  # so does a clip to -1 and 1
    _attack(finish=lambda moved: np.maximum(moved, 0)),  # so does a clip to 0 and 255
    _attack(finish=lambda moved: np.clip(moved, -0.5, 0.5)),
)


def _clipped_by_epsilon(x, labels, parameters, epsilon):
    return np.clip(x + epsilon * np.sign(_true_gradient(x, labels, parameters)), -epsilon, epsilon)


def _change_clipped_by_epsilon(x, labels, parameters, epsilon):
    return x + np.clip(_true_gradient(x, labels, parameters), -epsilon, epsilon)


def _change_clipped_and_image(x, labels, parameters, epsilon):
    return np.clip(_change_clipped_by_epsilon(x, labels, parameters, epsilon), 0, 1)


fgsm_clipped_by_epsilon = (_clipped_by_epsilon, _change_clipped_by_epsilon, _change_clipped_and_image)


def _change_clipped(x, labels, parameters, epsilon):
    return x + np.clip(epsilon * np.sign(_true_gradient(x, labels, parameters)), 0, 1)


def _change_clipped_then_image(x, labels, parameters, epsilon):
    return np.clip(_change_clipped(x, labels, parameters, epsilon), 0, 1)


fgsm_change_clipped = (_change_clipped, _change_clipped_then_image)
fgsm_wrapped_around = _attack(finish=lambda moved: moved % 1)


def _stretched(moved):
    return (moved - moved.min()) / (moved.max() - moved.min())


fgsm_stretched = _attack(finish=_stretched)
fgsm_sign_of_0 = (
    _attack(lambda gradient: np.where(gradient >= 0, 1.0, -1.0)),
    _attack(lambda gradient: np.where(gradient > 0, 1.0, -1.0)),
)


def _nan_where_0(gradient):
    return gradient / np.abs(gradient)


fgsm_divided_by_0 = _attack(_nan_where_0)
fgsm_of_prediction = _attack(gradient=gradient_of_prediction[0])


def _change_alone(x, labels, parameters, epsilon):
    return epsilon * np.sign(_true_gradient(x, labels, parameters))


def _clipped_change_alone(x, labels, parameters, epsilon):
    return np.clip(_change_alone(x, labels, parameters, epsilon), 0, 1)


def _sign_alone(x, labels, parameters, epsilon):
    return np.sign(_true_gradient(x, labels, parameters))


fgsm_change_returned = (_change_alone, _clipped_change_alone, _sign_alone)


def _fixed(value):
    def fgsm(x, labels, parameters, epsilon):
        return _attack()(x, labels, parameters, value)

    return fgsm


fgsm_epsilon_ignored = tuple(_fixed(value) for value in (1.0, 0.1, 0.01, 0.05, 0.2, 0.25))


def _scaled(factor):
    def fgsm(x, labels, parameters, epsilon):
        return _attack()(x, labels, parameters, factor * epsilon)

    return fgsm


fgsm_epsilon_scaled = tuple(_scaled(factor) for factor in (1 / 255, 0.5, 2))


def fgsm_sign_of_image(x, labels, parameters, epsilon):
    return np.clip(np.sign(x + epsilon * _true_gradient(x, labels, parameters)), 0, 1)


def fgsm_mean_over_batch(x, labels, parameters, epsilon):
    return np.clip(x + epsilon * np.sign(_true_gradient(x, labels, parameters).sum(axis=0)), 0, 1)
