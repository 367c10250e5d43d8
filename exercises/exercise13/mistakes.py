"""Wrong versions of exercise13's functions, each a mistake that students make. A tuple holds several forms of one.

The way forward has parts: the axes, the statistics of the batch, those that are kept, their averages, the divisor, and
what follows. Nearly every mistake sits in one of them; `_forward` takes the wrong part by name.
"""

import numpy as np


def _leading(x):
    return tuple(range(x.ndim - 1))


def _population(x, axes):
    return x.mean(axis=axes), x.var(axis=axes)


def _moved(old, new, momentum):
    return momentum * old + (1 - momentum) * new


def _root(var, epsilon):
    return np.sqrt(var + epsilon)


def _normalised(x, mean, divisor):
    return (x - mean) / divisor


def _affine(x_hat, gamma, beta):
    return gamma * x_hat + beta


def _if_training(training):
    return training


def _forward(
    axes=_leading,
    statistics=_population,
    kept=None,
    moved=_moved,
    divisor=_root,
    normalised=_normalised,
    affine=_affine,
    of_batch=_if_training,
    moves=_if_training,
):
    """`kept` gives the statistics that the running ones move to, where they are others than those of the batch."""

    def forward(x, gamma, beta, running_mean, running_var, momentum, epsilon, training):
        mean, var = of_the_batch = statistics(x, axes(x))
        if not of_batch(training):
            mean, var = running_mean, running_var
        if moves(training):
            new_mean, new_var = of_the_batch if kept is None else kept(x, axes(x))
            running_mean = moved(running_mean, new_mean, momentum)
            running_var = moved(running_var, new_var, momentum)
        out = affine(normalised(x, mean, divisor(var, epsilon)), gamma, beta)
        return out, running_mean, running_var, None

    return forward


# -- batch_norm_forward ------------------------------------------------------------------------------------------------


def _unbiased(x, axes):
    return x.mean(axis=axes), x.var(axis=axes, ddof=1) if x.size > x.shape[-1] else np.zeros(x.shape[-1])


unbiased_variance = (
    _forward(statistics=_unbiased),
    _forward(kept=_unbiased),
    _forward(statistics=_unbiased, kept=_population),
)
batch_statistics_at_test_time = (
    _forward(of_batch=lambda training: True),
    _forward(of_batch=lambda training: True, moves=lambda training: True),
)
running_changed_at_test_time = _forward(moves=lambda training: True)


def _moved_first(x, gamma, beta, running_mean, running_var, momentum, epsilon, training):
    if training:
        mean, var = _population(x, _leading(x))
        running_mean, running_var = _moved(running_mean, mean, momentum), _moved(running_var, var, momentum)
    out = _affine(_normalised(x, running_mean, _root(running_var, epsilon)), gamma, beta)
    return out, running_mean, running_var, None


running_statistics_in_training = (_forward(of_batch=lambda training: False), _moved_first)
training_inverted = (
    _forward(of_batch=lambda training: not training, moves=lambda training: not training),
    _forward(of_batch=lambda training: not training),
)
momentum_reversed = _forward(moved=lambda old, new, momentum: (1 - momentum) * old + momentum * new)
running_not_moved = _forward(moves=lambda training: False)
running_replaced = _forward(moved=lambda old, new, momentum: new)
new_statistics_in_full = (
    _forward(moved=lambda old, new, momentum: momentum * old + new),
    _forward(moved=lambda old, new, momentum: old + (1 - momentum) * new),
)
epsilon_outside_root = _forward(divisor=lambda var, epsilon: np.sqrt(var) + epsilon)
epsilon_forgotten = _forward(divisor=lambda var, epsilon: np.sqrt(var))
divided_by_variance = _forward(divisor=lambda var, epsilon: var + epsilon)


def _with_epsilon(forward):
    """The running variance moves to the batch's with epsilon in it."""

    def wrong(x, gamma, beta, running_mean, running_var, momentum, epsilon, training):
        out, mean, var, _ = forward(x, gamma, beta, running_mean, running_var, momentum, epsilon, training)
        return out, mean, var + (1 - momentum) * epsilon if training else var, None

    return wrong


epsilon_in_running_variance = _with_epsilon(_forward())


def _deviation(x, axes):
    return x.mean(axis=axes), x.std(axis=axes)


running_deviation = (_forward(kept=_deviation), _forward(statistics=_deviation))


def _about_0(x, axes):
    return x.mean(axis=axes), (x**2).mean(axis=axes)


variance_not_centred = (_forward(statistics=_about_0), _forward(kept=_about_0))
mean_not_subtracted = _forward(normalised=lambda x, mean, divisor: x / divisor)
not_divided = _forward(normalised=lambda x, mean, divisor: x - mean)
gamma_forgotten = _forward(affine=lambda x_hat, gamma, beta: x_hat + beta)
beta_forgotten = _forward(affine=lambda x_hat, gamma, beta: gamma * x_hat)
gamma_and_beta_forgotten = _forward(affine=lambda x_hat, gamma, beta: x_hat)
gamma_and_beta_swapped = _forward(affine=lambda x_hat, gamma, beta: beta * x_hat + gamma)
beta_scaled_too = _forward(affine=lambda x_hat, gamma, beta: gamma * (x_hat + beta))


def _whole(x, axes):
    return np.full(x.shape[-1], x.mean()), np.full(x.shape[-1], x.var())


def _whole_numbers(x, axes):
    return x.mean(), x.var()


statistics_over_everything = (_forward(statistics=_whole), _forward(statistics=_whole_numbers, moves=_if_training))


def _kept_dimensions(x, axes):
    return x.mean(axis=axes, keepdims=True), x.var(axis=axes, keepdims=True)


statistics_over_features = (
    _forward(axes=lambda x: -1, statistics=_kept_dimensions),
    _forward(axes=lambda x: 1, statistics=_kept_dimensions),
    _forward(axes=lambda x: tuple(range(1, x.ndim)), statistics=_kept_dimensions),
    _forward(axes=lambda x: -1),  # raises where the running statistics move
    _forward(axes=lambda x: -1, moved=lambda old, new, momentum: (1 - momentum) * new + momentum * old),
    _forward(axes=lambda x: -1, moves=lambda training: False),  # raises where the mean is subtracted
)
statistics_over_examples_only = (
    _forward(axes=lambda x: 0),
    _forward(axes=lambda x: 0, statistics=_kept_dimensions),
)
statistics_of_each_image = (
    _forward(axes=lambda x: (1, 2) if x.ndim == 4 else 0, statistics=_kept_dimensions),
    _forward(axes=lambda x: (1, 2) if x.ndim == 4 else 0),
)
statistics_for_images_only = (
    _forward(axes=lambda x: (0, 1, 2)),
    _forward(axes=lambda x: (0, 1, 2), statistics=lambda x, axes: (x.mean(axis=axes), None)),
)


def _of_output(kept):
    def wrong(x, gamma, beta, running_mean, running_var, momentum, epsilon, training):
        axes = _leading(x)
        out, mean, var, _ = _forward()(x, gamma, beta, running_mean, running_var, momentum, epsilon, training)
        if training:
            source = out if kept == "out" else (out - beta) / gamma
            mean = _moved(running_mean, source.mean(axis=axes), momentum)
            var = _moved(running_var, source.var(axis=axes), momentum)
        return out, mean, var, None

    return wrong


running_statistics_of_output = (_of_output("x_hat"), _of_output("out"))

# -- batch_norm_backward -----------------------------------------------------------------------------------------------


def _mean(values, x):
    return values.mean(axis=_leading(x))


def _sum(values, x):
    return values.sum(axis=_leading(x))


def _grad_x(grad_x_hat, x_hat, x, std, mean=_mean):
    return (grad_x_hat - mean(grad_x_hat, x) - x_hat * mean(grad_x_hat * x_hat, x)) / std


def _backward(of_x=None, of_gamma=None, of_beta=None):
    """Each part is a function of grad_output, x_hat, x, the mean, the standard deviation and gamma."""

    def backward(grad_output, cache):
        x, mean, std, gamma = cache
        known = grad_output, (x - mean) / std, x, mean, std, gamma
        return (
            _grad_x(grad_output * gamma, known[1], x, std) if of_x is None else of_x(*known),
            _sum(grad_output * known[1], x) if of_gamma is None else of_gamma(*known),
            _sum(grad_output, x) if of_beta is None else of_beta(*known),
        )

    return backward


statistics_constant = _backward(of_x=lambda g, x_hat, x, mean, std, gamma: g * gamma / std)
variance_constant = _backward(
    of_x=lambda g, x_hat, x, mean, std, gamma: (g * gamma - _mean(g * gamma, x)) / std,
)
mean_constant = _backward(
    of_x=lambda g, x_hat, x, mean, std, gamma: (g * gamma - x_hat * _mean(g * gamma * x_hat, x)) / std,
)
gamma_missing_on_the_way_back = (
    _backward(of_x=lambda g, x_hat, x, mean, std, gamma: _grad_x(g, x_hat, x, std)),
    _backward(
        of_x=lambda g, x_hat, x, mean, std, gamma: (gamma * g - _mean(g, x) - x_hat * _mean(g * x_hat, x)) / std,
    ),
)
sums_instead_of_means = (
    _backward(of_x=lambda g, x_hat, x, mean, std, gamma: _grad_x(g * gamma, x_hat, x, std, _sum)),
    _backward(
        of_x=lambda g, x_hat, x, mean, std, gamma: (
            (g * gamma - _sum(g * gamma, x) - x_hat * _mean(g * gamma * x_hat, x)) / std
        ),
    ),
    _backward(
        of_x=lambda g, x_hat, x, mean, std, gamma: (
            (g * gamma - _mean(g * gamma, x) - x_hat * _sum(g * gamma * x_hat, x)) / std
        ),
    ),
)


def _by_examples(values, x):
    return _sum(values, x) / len(x)


def _by_one_less(values, x):
    return _sum(values, x) / (x.size // x.shape[-1] - 1)


divided_by_images_only = (
    _backward(of_x=lambda g, x_hat, x, mean, std, gamma: _grad_x(g * gamma, x_hat, x, std, _by_examples)),
    _backward(
        of_x=lambda g, x_hat, x, mean, std, gamma: (
            _grad_x(g * gamma, x_hat, x, std, _by_examples) * len(x) / (x.size // x.shape[-1])
        ),
    ),
    _backward(  # 1/N times (N g - sum - ...), with the number of images for N
        of_x=lambda g, x_hat, x, mean, std, gamma: (
            (len(x) * g * gamma - _sum(g * gamma, x) - x_hat * _sum(g * gamma * x_hat, x)) / std / len(x)
        ),
    ),
)
divided_by_one_less = (
    _backward(of_x=lambda g, x_hat, x, mean, std, gamma: _grad_x(g * gamma, x_hat, x, std, _by_one_less)),
    _backward(
        of_x=lambda g, x_hat, x, mean, std, gamma: (
            (g * gamma - _mean(g * gamma, x) - x_hat * _by_one_less(g * gamma * x_hat, x)) / std
        ),
    ),
)
averaged_over_n_too_often = (
    _backward(of_x=lambda g, x_hat, x, mean, std, gamma: _grad_x(g * gamma, x_hat, x, std) / len(x)),
    _backward(
        of_x=lambda g, x_hat, x, mean, std, gamma: _grad_x(g * gamma, x_hat, x, std) / (x.size // x.shape[-1]),
    ),
)
not_divided_by_deviation = (
    _backward(of_x=lambda g, x_hat, x, mean, std, gamma: _grad_x(g * gamma, x_hat, x, 1)),
    _backward(of_x=lambda g, x_hat, x, mean, std, gamma: _grad_x(g * gamma, x_hat, x, 1 / std)),
)
divided_by_variance_on_the_way_back = _backward(
    of_x=lambda g, x_hat, x, mean, std, gamma: _grad_x(g * gamma, x_hat, x, std**2),
)


def _without_epsilon(*, in_x_hat):
    def backward(grad_output, cache):
        x, mean, _std, gamma = cache
        bare = np.sqrt(x.var(axis=_leading(x)))
        if in_x_hat:
            return _backward()(grad_output, (x, mean, bare, gamma))
        of_x = _backward(of_x=lambda g, x_hat, x, mean, std, gamma: _grad_x(g * gamma, x_hat, x, bare))
        return of_x(grad_output, cache)

    return backward


epsilon_missing_on_the_way_back = (_without_epsilon(in_x_hat=True), _without_epsilon(in_x_hat=False))


def _added(of_mean, of_deviation):
    def of_x(g, x_hat, x, mean, std, gamma):
        through_mean, through_deviation = _mean(g * gamma, x), x_hat * _mean(g * gamma * x_hat, x)
        return (g * gamma + of_mean * through_mean + of_deviation * through_deviation) / std

    return _backward(of_x=of_x)


part_added = (_added(1, 1), _added(1, -1), _added(-1, 1))
other_factor_of_variance = (_added(-1, -2), _added(-1, -0.5))
x_hat_missing = (
    _backward(
        of_x=lambda g, x_hat, x, mean, std, gamma: (
            (g * gamma - _mean(g * gamma, x) - _mean(g * gamma * x_hat, x)) / std
        ),
    ),
    _backward(
        of_x=lambda g, x_hat, x, mean, std, gamma: (
            (g * gamma - _mean(g * gamma, x) - x_hat * _mean(g * gamma, x)) / std
        ),
    ),
)
centred_for_normalised = (
    _backward(
        of_x=lambda g, x_hat, x, mean, std, gamma: (
            (g * gamma - _mean(g * gamma, x) - x_hat * _mean(g * gamma * (x - mean), x)) / std
        ),
    ),
    _backward(
        of_x=lambda g, x_hat, x, mean, std, gamma: (
            (g * gamma - _mean(g * gamma, x) - (x - mean) * _mean(g * gamma * x_hat, x)) / std
        ),
    ),
    _backward(
        of_x=lambda g, x_hat, x, mean, std, gamma: (
            (g * gamma - _mean(g * gamma, x) - (x - mean) * _mean(g * gamma * (x - mean), x)) / std
        ),
    ),
)
gamma_of_x = (
    _backward(of_gamma=lambda g, x_hat, x, mean, std, gamma: _sum(g * x, x)),
    _backward(of_gamma=lambda g, x_hat, x, mean, std, gamma: _sum(g * (x - mean), x)),
)
gamma_times_gamma = _backward(of_gamma=lambda g, x_hat, x, mean, std, gamma: gamma * _sum(g * x_hat, x))
gamma_without_x_hat = _backward(of_gamma=lambda g, x_hat, x, mean, std, gamma: _sum(g, x))
beta_times_gamma = _backward(of_beta=lambda g, x_hat, x, mean, std, gamma: gamma * _sum(g, x))
parameters_averaged = (
    _backward(
        of_gamma=lambda g, x_hat, x, mean, std, gamma: _mean(g * x_hat, x),
        of_beta=lambda g, x_hat, x, mean, std, gamma: _mean(g, x),
    ),
    _backward(of_gamma=lambda g, x_hat, x, mean, std, gamma: _mean(g * x_hat, x)),
    _backward(of_beta=lambda g, x_hat, x, mean, std, gamma: _mean(g, x)),
    _backward(
        of_gamma=lambda g, x_hat, x, mean, std, gamma: _by_examples(g * x_hat, x),
        of_beta=lambda g, x_hat, x, mean, std, gamma: _by_examples(g, x),
    ),
)
parameters_not_summed = (
    _backward(
        of_gamma=lambda g, x_hat, x, mean, std, gamma: g * x_hat, of_beta=lambda g, x_hat, x, mean, std, gamma: g
    ),
    _backward(of_gamma=lambda g, x_hat, x, mean, std, gamma: g * x_hat),
    _backward(of_beta=lambda g, x_hat, x, mean, std, gamma: g),
)


def _summed_over(axes):
    return (
        _backward(
            of_gamma=lambda g, x_hat, x, mean, std, gamma: (g * x_hat).sum(axis=axes(x)),
            of_beta=lambda g, x_hat, x, mean, std, gamma: g.sum(axis=axes(x)),
        ),
        _backward(of_gamma=lambda g, x_hat, x, mean, std, gamma: (g * x_hat).sum(axis=axes(x))),
        _backward(of_beta=lambda g, x_hat, x, mean, std, gamma: g.sum(axis=axes(x))),
    )


parameters_summed_over_examples_only = _summed_over(lambda x: 0)
parameters_summed_over_features = (
    *_summed_over(lambda x: -1),
    *_summed_over(lambda x: 1),
    *_summed_over(lambda x: None),
)


def _arranged(*order):
    def backward(grad_output, cache):
        gradients = _backward()(grad_output, cache)
        return tuple(gradients[place] for place in order)

    return backward


gradients_in_another_order = (_arranged(0, 2, 1), _arranged(1, 2, 0), _arranged(2, 1, 0))
