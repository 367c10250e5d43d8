"""Wrong versions of exercise05's functions, each a mistake that students make. A tuple holds several forms of one.

judges.py uses those of `train` too: it replays them from what a submission began with, to find out which one it is.
"""

from itertools import pairwise

import numpy as np


def _relu(z):
    return np.maximum(z, 0.0)


def _sigmoid(z):
    return 1 / (1 + np.exp(-z))


def _log_softmax(logits):
    return logits - np.logaddexp.reduce(logits, axis=1, keepdims=True)


def _softmax(logits):
    return np.exp(_log_softmax(logits))


# -- init_mlp ----------------------------------------------------------------------------------------------------------


def _he(rng, d_in, d_out):
    return rng.normal(0.0, np.sqrt(2 / d_in), (d_in, d_out))


def _zeros(rng, d_out):
    return np.zeros(d_out)


def _init(draw_weights=_he, draw_bias=_zeros):
    def init_mlp(layer_sizes, rng):
        return [(draw_weights(rng, d_in, d_out), draw_bias(rng, d_out)) for d_in, d_out in pairwise(layer_sizes)]

    return init_mlp


def _weights(*drawings):
    return tuple(_init(drawing) for drawing in drawings)


init_zeros = _weights(lambda rng, d_in, d_out: np.zeros((d_in, d_out)))

init_neurons_alike = _weights(
    lambda rng, d_in, d_out: np.ones((d_in, d_out)),
    lambda rng, d_in, d_out: np.full((d_in, d_out), np.sqrt(2 / d_in)),
    lambda rng, d_in, d_out: np.full((d_in, d_out), rng.normal(0.0, np.sqrt(2 / d_in))),
    lambda rng, d_in, d_out: np.repeat(_he(rng, d_in, 1), d_out, axis=1),
)

init_ignores_rng = (
    _init(lambda rng, d_in, d_out: _he(np.random.default_rng(0), d_in, d_out)),
    lambda layer_sizes, rng: _init()(layer_sizes, np.random.default_rng(42)),
)
init_not_reproducible = (lambda layer_sizes, rng: _init()(layer_sizes, np.random.default_rng()),)

init_not_centred = _weights(
    lambda rng, d_in, d_out: rng.uniform(0, 1, (d_in, d_out)),
    lambda rng, d_in, d_out: rng.uniform(0, 1, (d_in, d_out)) * np.sqrt(2 / d_in),
    lambda rng, d_in, d_out: rng.uniform(0, 0.1, (d_in, d_out)),
    lambda rng, d_in, d_out: np.abs(_he(rng, d_in, d_out)),
)

init_one_scale = _weights(
    *(lambda rng, d_in, d_out, scale=scale: rng.normal(0, scale, (d_in, d_out)) for scale in (1, 0.1, 0.05, 0.01)),
    *(lambda rng, d_in, d_out, limit=limit: rng.uniform(-limit, limit, (d_in, d_out)) for limit in (1, 0.5, 0.1, 0.05)),
)

init_variance_as_deviation = _weights(
    lambda rng, d_in, d_out: rng.normal(0, 2 / d_in, (d_in, d_out)),
    lambda rng, d_in, d_out: rng.normal(0, 1 / d_in, (d_in, d_out)),
)

init_scaled_by_outputs = _weights(
    lambda rng, d_in, d_out: rng.normal(0, np.sqrt(2 / d_out), (d_in, d_out)),
    lambda rng, d_in, d_out: rng.normal(0, np.sqrt(1 / d_out), (d_in, d_out)),
)

init_too_large = _weights(
    lambda rng, d_in, d_out: rng.normal(0, np.sqrt(2 * d_in), (d_in, d_out)),
    lambda rng, d_in, d_out: rng.normal(0, np.sqrt(d_in / 2), (d_in, d_out)),
)
init_too_small = _weights(
    lambda rng, d_in, d_out: 0.01 * _he(rng, d_in, d_out),
    lambda rng, d_in, d_out: 0.1 * _he(rng, d_in, d_out),
)

init_bias_not_zero = tuple(
    _init(draw_bias=drawing)
    for drawing in (
        lambda rng, d_out: np.ones(d_out),
        lambda rng, d_out: np.full(d_out, 0.1),
        lambda rng, d_out: rng.normal(0, 1, d_out),
        lambda rng, d_out: rng.normal(0, np.sqrt(2 / d_out), d_out),
        lambda rng, d_out: rng.uniform(-1, 1, d_out),
    )
)

init_bias_with_two_axes = _init(draw_bias=lambda rng, d_out: np.zeros((1, d_out)))
init_weights_transposed = _weights(lambda rng, d_in, d_out: _he(rng, d_in, d_out).T)

init_not_finite = _weights(lambda rng, d_in, d_out: np.full((d_in, d_out), np.nan))


# -- forward -----------------------------------------------------------------------------------------------------------


def _forward(x, parameters, hidden=_relu, output=lambda z: z, bias_counts=1.0, without=()):
    """The logits, and the reference's cache. `without` are the hidden layers that have no activation, from the end."""
    inputs, activation = [], x
    for place, (weights, bias) in enumerate(parameters):
        inputs.append(activation)
        z = activation @ weights + bias_counts * bias
        activation = z if place - len(parameters) in without else hidden(z)
    return output(z), (inputs, z)


def _going(**parts):
    def forward(x, parameters):
        return _forward(x, parameters, **parts)

    return forward


forward_relu_at_output = _going(output=_relu)
forward_softmax_at_output = (_going(output=_softmax), _going(output=_log_softmax), _going(output=_sigmoid))
forward_without_relu = _going(hidden=lambda z: z)
forward_last_relu_missing = _going(without=(-2,))


def forward_first_relu_only(x, parameters):
    return _forward(x, parameters, without=range(-len(parameters) + 1, 0))


forward_other_activation = (
    _going(hidden=_sigmoid),
    _going(hidden=np.tanh),
    _going(hidden=np.abs),
    *(_going(hidden=lambda z, slope=slope: np.where(z > 0, z, slope * z)) for slope in (0.01, 0.1, 0.2)),
)
forward_bias_forgotten = _going(bias_counts=0.0)


def _logits_alone(x, parameters):
    return _forward(x, parameters)[0]


def _three_results(x, parameters):
    logits, (inputs, z) = _forward(x, parameters)
    return logits, inputs, z


forward_not_a_pair = (_logits_alone, _three_results)


# -- backward ----------------------------------------------------------------------------------------------------------


def _true_start(logits, targets):
    return (_softmax(logits) - targets) / len(logits)


def _back_dense(grad_z, layer_input, weights):
    return grad_z @ weights.T, layer_input.T @ grad_z, grad_z.sum(axis=0)


def _through_relu(gradient, sums, layer):
    """From the gradient of layer `layer`'s input to that of the z before it."""
    return gradient * (sums[layer - 1] > 0)


def _back(start=_true_start, dense=_back_dense, through=_through_relu, arrange=list, inputs_of=None):
    """backward with some of its parts exchanged. The reference's cache holds no hidden z: it is computed again."""

    def backward(cache, targets, parameters):
        inputs, logits = cache
        sums = [layer_input @ weights + bias for layer_input, (weights, bias) in zip(inputs, parameters, strict=True)]
        if inputs_of is not None:
            inputs = inputs_of(inputs, sums)
        grad_z, gradients = start(logits, targets), []
        for layer in reversed(range(len(parameters))):
            gradient, grad_weights, grad_bias = dense(grad_z, inputs[layer], parameters[layer][0])
            gradients.insert(0, (grad_weights, grad_bias))
            if layer > 0:
                grad_z = through(gradient, sums, layer)
        return arrange(gradients)

    return backward


def _starting(*starts):
    return tuple(_back(start) for start in starts)


backward_not_divided = _starting(lambda logits, targets: _softmax(logits) - targets)
backward_divided_by_nk = _starting(lambda logits, targets: (_softmax(logits) - targets) / logits.size)
backward_reversed = _starting(
    lambda logits, targets: -_true_start(logits, targets), lambda logits, targets: targets - _softmax(logits)
)
backward_without_softmax = _starting(
    lambda logits, targets: (logits - targets) / len(logits),
    lambda logits, targets: logits - targets,
    lambda logits, targets: 2 * (logits - targets) / len(logits),
)
backward_softmax_over_columns = _starting(
    lambda logits, targets: (_softmax(logits.T).T - targets) / len(logits),
    lambda logits, targets: (
        (np.exp(logits - logits.max()) / np.exp(logits - logits.max()).sum(0) - targets) / len(logits)
    ),
)
backward_softmax_over_everything = _starting(
    lambda logits, targets: (
        (np.exp(logits - logits.max()) / np.exp(logits - logits.max()).sum() - targets) / len(logits)
    )
)


def _overflowing_softmax(logits):
    return np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)


backward_softmax_overflows = _starting(lambda logits, targets: (_overflowing_softmax(logits) - targets) / len(logits))


def _times_slope(of):
    def start(logits, targets):
        return _true_start(logits, targets) * of(_softmax(logits), logits)

    return start


backward_output_derivative_added = _starting(
    _times_slope(lambda probabilities, logits: probabilities * (1 - probabilities)),
    _times_slope(lambda probabilities, logits: _sigmoid(logits) * (1 - _sigmoid(logits))),
)
backward_relu_at_output = _starting(_times_slope(lambda probabilities, logits: logits > 0))
backward_of_squares = _starting(
    lambda logits, targets: 2 * (_softmax(logits) - targets) / len(logits),
    lambda logits, targets: 2 * _true_start(logits, targets) * _softmax(logits) * (1 - _softmax(logits)),
    lambda logits, targets: 2 * (_softmax(logits) - targets) / logits.size,
)
backward_of_probabilities = _starting(
    lambda logits, targets: -targets / _softmax(logits) / len(logits),
    lambda logits, targets: -targets / _softmax(logits),
)

backward_relu_forgotten = _back(through=lambda gradient, sums, layer: gradient)
backward_mask_from_gradient = (
    _back(through=lambda gradient, sums, layer: _relu(gradient)),
    _back(through=lambda gradient, sums, layer: _relu(gradient) * (sums[layer - 1] > 0)),
)
backward_times_relu = _back(through=lambda gradient, sums, layer: gradient * _relu(sums[layer - 1]))
backward_relu_inverted = _back(through=lambda gradient, sums, layer: gradient * (sums[layer - 1] < 0))


def _masks_one_layer_late(cache, targets, parameters):
    inputs, logits = cache
    grad_z, gradients = _true_start(logits, targets), []
    for layer in reversed(range(len(parameters))):
        gradients.insert(0, (inputs[layer].T @ grad_z, grad_z.sum(axis=0)))
        z = inputs[layer] @ parameters[layer][0] + parameters[layer][1]
        grad_z = (grad_z * (z > 0)) @ parameters[layer][0].T
    return gradients


def _mask_of_the_next_layer(multiply):
    """Students see the exception: the layers differ in width."""

    def through(gradient, sums, layer):
        return multiply(gradient, sums[layer] > 0)

    return _back(through=through)


backward_mask_from_wrong_layer = (
    _masks_one_layer_late,
    _mask_of_the_next_layer(lambda gradient, mask: gradient * mask),
    _mask_of_the_next_layer(lambda gradient, mask: np.where(mask, gradient, 0)),
)

backward_weights_before_relu = _back(inputs_of=lambda inputs, sums: [inputs[0], *sums[:-1]])

backward_bias_not_summed = _back(
    dense=lambda grad_z, layer_input, weights: (grad_z @ weights.T, layer_input.T @ grad_z, grad_z)
)
backward_bias_averaged = _back(
    dense=lambda grad_z, layer_input, weights: (grad_z @ weights.T, layer_input.T @ grad_z, grad_z.mean(axis=0))
)


def _divided(grad_z, layer_input, weights, parts):
    gradients = _back_dense(grad_z, layer_input, weights)
    return tuple(gradient / len(grad_z) if part in parts else gradient for part, gradient in enumerate(gradients))


backward_mean_taken_twice = tuple(
    _back(dense=lambda grad_z, layer_input, weights, parts=parts: _divided(grad_z, layer_input, weights, parts))
    for parts in ((1, 2), (1,), (0, 1, 2), (0,))
)


def _only_weights_divided(logits, targets):
    return _softmax(logits) - targets


backward_bias_not_divided = _back(
    _only_weights_divided, lambda grad_z, layer_input, weights: _divided(grad_z, layer_input, weights, (1,))
)
backward_weights_transposed = _back(
    dense=lambda grad_z, layer_input, weights: (grad_z @ weights.T, grad_z.T @ layer_input, grad_z.sum(axis=0))
)
backward_layers_reversed = (
    _back(arrange=lambda gradients: gradients[::-1]),
    _back(arrange=lambda gradients: [gradient for pair in gradients[::-1] for gradient in pair]),
)
backward_bias_first = _back(arrange=lambda gradients: [(bias, weights) for weights, bias in gradients])
backward_not_in_pairs = (
    _back(arrange=lambda gradients: [gradient for pair in gradients for gradient in pair]),
    _back(arrange=lambda gradients: tuple(list(of_one_kind) for of_one_kind in zip(*gradients, strict=True))),
)


def _of_cache_and_targets(cache, targets):
    return _back()(cache, targets, [])


def _of_cache(cache):
    return _back()(cache, 0.0, [])


_of_cache_and_targets.__qualname__ = _of_cache.__qualname__ = "backward"  # as the exception names a student's function
backward_other_arguments = (_of_cache_and_targets, _of_cache)


# -- sgd_step ----------------------------------------------------------------------------------------------------------


def _step(of_weights, of_bias=None):
    def sgd_step(parameters, gradients, learning_rate):
        return [
            (of_weights(weights, grad_weights, learning_rate), (of_bias or of_weights)(bias, grad_bias, learning_rate))
            for (weights, bias), (grad_weights, grad_bias) in zip(parameters, gradients, strict=True)
        ]

    return sgd_step


def _descended(parameter, gradient, rate):
    return parameter - rate * gradient


def _kept(parameter, gradient, rate):
    return parameter.copy()


step_ascends = _step(lambda parameter, gradient, rate: parameter + rate * gradient)
step_bias_kept = _step(_descended, _kept)
step_weights_kept = _step(_kept, _descended)
step_nothing_changed = _step(_kept)
step_rate_ignored = tuple(
    _step(lambda parameter, gradient, rate, fixed=fixed: parameter - fixed * gradient)
    for fixed in (1, 0.1, 0.01, 0.001, 0.05, 0.5)
)
step_change_returned = (
    _step(lambda parameter, gradient, rate: -rate * gradient),
    _step(lambda parameter, gradient, rate: rate * gradient),
)
step_divided_by_rate = _step(lambda parameter, gradient, rate: parameter - gradient / rate)
step_rate_on_both = _step(lambda parameter, gradient, rate: rate * (parameter - gradient))
step_sign_only = _step(lambda parameter, gradient, rate: parameter - rate * np.sign(gradient))
step_normalised = _step(lambda parameter, gradient, rate: parameter - rate * gradient / np.linalg.norm(gradient))


def _one_layer_moved(place):
    def sgd_step(parameters, gradients, learning_rate):
        moved = [(weights.copy(), bias.copy()) for weights, bias in parameters]
        moved[place] = tuple(map(_descended, parameters[place], gradients[place], [learning_rate] * 2))
        return moved

    return sgd_step


step_one_layer_only = (_one_layer_moved(0), _one_layer_moved(-1))


def _gradients_from_the_end(parameters, gradients, learning_rate):
    return _step(_descended)(parameters, gradients[::-1], learning_rate)


step_gradients_reversed = _gradients_from_the_end


def step_not_in_pairs(parameters, gradients, learning_rate):
    return [parameter for pair in _step(_descended)(parameters, gradients, learning_rate) for parameter in pair]


# -- train -------------------------------------------------------------------------------------------------------------


class _Run:
    """A training on its way."""

    def __init__(self, x, targets, layer_sizes, learning_rate, batch_size, rng):
        self.x, self.targets = x, targets
        self.learning_rate, self.batch_size, self.rng = learning_rate, batch_size, rng
        self.start = self.parameters = _init()(layer_sizes, rng)
        self.everything = np.arange(len(x))
        self.order = None
        self.velocity = None
        self.epoch = []
        """(rows of x, rows of targets, parameters before, parameters after) of each batch of this epoch."""

    def loss(self, parameters, rows=None, target_rows=None):
        rows = self.everything if rows is None else rows
        logits, _ = _forward(self.x[rows], parameters)
        targets = self.targets[rows if target_rows is None else target_rows]
        return -(targets * _log_softmax(logits)).sum() / len(rows)

    def gradients(self, parameters, rows, target_rows):
        _, cache = _forward(self.x[rows], parameters)
        return _back()(cache, self.targets[target_rows], parameters)

    def moved(self, parameters, gradients, of_weights=_descended, of_bias=_descended):
        return _step(of_weights, of_bias)(parameters, gradients, self.learning_rate)


# In which order


def _new_order(run):
    return run.rng.permutation(len(run.x))


def _in_order(run):
    return run.everything


def _same_order(run):
    if run.order is None:
        run.order = run.rng.permutation(len(run.x))
    return run.order


def _order_of_the_order(run):
    order = run.rng.permutation(len(run.x))
    run.order = order if run.order is None else run.order[order]
    return run.order


# In which batches: (rows of x, rows of targets) of each


def _slices(run, order):
    return [(rows, rows) for rows in _cut(order, run.batch_size)]


def _cut(order, size, step=None):
    return [order[first : first + size] for first in range(0, len(order), step or size)]


def _apart(run, order):
    return list(zip(_cut(order, run.batch_size), _cut(run.everything, run.batch_size), strict=True))


def _apart_the_other_way(run, order):
    return list(zip(_cut(run.everything, run.batch_size), _cut(order, run.batch_size), strict=True))


def _whole(run, order):
    return [(order, order)]


def _singles(run, order):
    return [(rows, rows) for rows in _cut(order, 1)]


def _full_ones(run, order):
    return [batch for batch in _slices(run, order) if len(batch[0]) == run.batch_size]


def _overlapping(run, order):
    return [(rows, rows) for rows in _cut(order, run.batch_size, 1)]


def _overlapping_full_ones(run, order):
    return [batch for batch in _overlapping(run, order) if len(batch[0]) == run.batch_size]


def _first(run, order):
    return _slices(run, order)[:1]


def _last(run, order):
    return _slices(run, order)[-1:]


# The step of one batch


def _descend(run, rows, target_rows):
    run.parameters = run.moved(run.parameters, run.gradients(run.parameters, rows, target_rows))


def _ascend(run, rows, target_rows):
    run.parameters = step_ascends(run.parameters, run.gradients(run.parameters, rows, target_rows), run.learning_rate)


def _bias_kept(run, rows, target_rows):
    run.parameters = run.moved(run.parameters, run.gradients(run.parameters, rows, target_rows), of_bias=_kept)


def _through_updated_weights(run, rows, target_rows):
    _, (inputs, logits) = _forward(run.x[rows], run.parameters)
    grad_z = _true_start(logits, run.targets[target_rows])
    moved = list(run.parameters)
    for layer in reversed(range(len(moved))):
        gradients = [(inputs[layer].T @ grad_z, grad_z.sum(axis=0))]
        moved[layer : layer + 1] = run.moved(moved[layer : layer + 1], gradients)
        grad_z = (grad_z @ moved[layer][0].T) * (inputs[layer] > 0)
    run.parameters = moved


def _always_from_the_start(run, rows, target_rows):
    run.parameters = run.moved(run.start, run.gradients(run.start, rows, target_rows))


def _gradient_at_the_start(run, rows, target_rows):
    run.parameters = run.moved(run.parameters, run.gradients(run.start, rows, target_rows))


def _gradient_of_the_epoch_before(run, rows, target_rows):
    before = run.epoch[0][2] if run.epoch else run.parameters
    run.parameters = run.moved(run.parameters, run.gradients(before, rows, target_rows))


def _thrown_away(run, rows, target_rows):
    pass


def _last_layer_only(run, rows, target_rows):
    moved = run.moved(run.parameters, run.gradients(run.parameters, rows, target_rows))
    run.parameters = [*run.parameters[:-1], moved[-1]]


def _summed(run, rows, target_rows):
    gradients = run.gradients(run.parameters, rows, target_rows)
    run.parameters = run.moved(run.parameters, [tuple(len(rows) * part for part in pair) for pair in gradients])


def _divided_by_batch_size(run, rows, target_rows):
    gradients = run.gradients(run.parameters, rows, target_rows)
    run.parameters = run.moved(
        run.parameters, [tuple(part * len(rows) / run.batch_size for part in pair) for pair in gradients]
    )


def _with_momentum(run, rows, target_rows):
    gradients = run.gradients(run.parameters, rows, target_rows)
    if run.velocity is not None:
        gradients = [
            tuple(part + 0.9 * old for part, old in zip(*pairs, strict=True))
            for pairs in zip(gradients, run.velocity, strict=True)
        ]
    run.velocity = gradients
    run.parameters = run.moved(run.parameters, gradients)


# What is said of an epoch


def _after(run):
    return [run.loss(run.parameters)]


def _before(run):
    return [run.loss(run.epoch[0][2])]


def _of_batches(run, moved):
    """The loss of each batch of this epoch, before its step or after it."""
    return [run.loss(batch[2 + moved], *batch[:2]) for batch in run.epoch]


def _over_batches(gather, moved):
    return lambda run: [gather(_of_batches(run, moved))]


def _weighted(run):
    return [np.average(_of_batches(run, 0), weights=[len(rows) for rows, *_ in run.epoch])]


def _train(
    order=_new_order, batches=_slices, step=_descend, say=_after, arrange=lambda run, losses: (run.parameters, losses)
):
    """train with some of its parts exchanged."""

    def train(x, targets, layer_sizes, learning_rate, batch_size, epochs, rng):
        run, losses = _Run(x, targets, layer_sizes, learning_rate, batch_size, rng), []
        for _ in range(epochs):
            run.epoch = []
            for rows, target_rows in batches(run, order(run)):
                before = run.parameters
                step(run, rows, target_rows)
                run.epoch.append((rows, target_rows, before, run.parameters))
            losses += say(run)
        return arrange(run, np.array(losses))

    return train


train_not_shuffled = _train(_in_order)
train_one_order_for_all_epochs = _train(_same_order)
train_order_applied_twice = _train(_order_of_the_order)
train_pairs_broken = (_train(batches=_apart), _train(batches=_apart_the_other_way))
train_whole_batch = _train(batches=_whole)
train_batch_size_ignored = _train(batches=_singles)
train_short_batch_dropped = _train(batches=_full_ones)
train_batches_overlap = (_train(batches=_overlapping), _train(batches=_overlapping_full_ones))
train_one_batch_an_epoch = (_train(batches=_first), _train(batches=_last))

train_ascends = _train(step=_ascend)
train_bias_kept = _train(step=_bias_kept)
train_through_updated_weights = _train(step=_through_updated_weights)
train_from_the_start_again = _train(step=_always_from_the_start)
train_old_gradients = (_train(step=_gradient_at_the_start), _train(step=_gradient_of_the_epoch_before))
train_nothing_changed = _train(step=_thrown_away)
train_last_layer_only = _train(step=_last_layer_only)
train_gradient_summed = _train(step=_summed)
train_short_batch_weighs_less = _train(step=_divided_by_batch_size)

train_returns_the_start = _train(arrange=lambda run, losses: (run.start, losses))
train_loss_before_epoch = _train(say=_before)
train_loss_of_last_batch = (
    _train(say=_over_batches(lambda losses: losses[-1], 0)),
    _train(say=_over_batches(lambda losses: losses[-1], 1)),
)
train_loss_of_batches = (
    *(_train(say=_over_batches(gather, moved)) for gather in (np.mean, np.sum) for moved in (0, 1)),
    _train(say=_weighted),
)
train_loss_not_averaged = _train(say=lambda run: [len(run.x) * run.loss(run.parameters)])
train_loss_of_every_step = tuple(_train(say=lambda run, moved=moved: _of_batches(run, moved)) for moved in (0, 1))
train_loss_once_too_often = _train(
    arrange=lambda run, losses: (run.parameters, np.concatenate([[run.loss(run.start)], losses]))
)
train_last_loss_only = _train(arrange=lambda run, losses: (run.parameters, losses[-1]))


def _accuracy(run):
    logits, _ = _forward(run.x, run.parameters)
    return [np.mean(logits.argmax(axis=1) == run.targets.argmax(axis=1))]


train_otherwise = _train(step=_with_momentum)
train_losses_otherwise = _train(say=_accuracy)
