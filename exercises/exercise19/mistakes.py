"""Wrong versions of exercise19's functions, each a mistake that students make. A tuple holds several forms of one.

A form has two parts, the loss and the gradients. A submission in which only one of them is wrong is recognised too, so
the makers `_discriminator` and `_generator` take both parts, or only the wrong one.
"""

import math

import numpy as np


def _softplus(z):
    return np.logaddexp(0, z)


def _sigmoid(z):
    return np.exp(-np.logaddexp(0, -z))


def _overflowing_sigmoid(z):
    return 1 / (1 + np.exp(-z))


def _nan_sigmoid(z):
    return np.exp(z) / (1 + np.exp(z))


def _loss_of_both(real, fake):
    return _softplus(-real).mean() + _softplus(fake).mean()


def _gradients_of_both(real, fake):
    return (_sigmoid(real) - 1) / len(real), _sigmoid(fake) / len(fake)


def _discriminator(loss=_loss_of_both, gradients=_gradients_of_both):
    def form(real_logits, fake_logits):
        return loss(real_logits, fake_logits), *gradients(real_logits, fake_logits)

    return form


def _loss_of_generated(fake):
    return _softplus(-fake).mean()


def _gradient_of_generated(fake):
    return (_sigmoid(fake) - 1) / len(fake)


def _generator(loss=_loss_of_generated, gradient=_gradient_of_generated):
    def form(fake_logits):
        return loss(fake_logits), gradient(fake_logits)

    return form


# -- discriminator_loss_and_gradient -----------------------------------------------------------------------------------

fakes_called_real = _discriminator(
    lambda real, fake: _softplus(-real).mean() + _softplus(-fake).mean(),
    lambda real, fake: ((_sigmoid(real) - 1) / len(real), (_sigmoid(fake) - 1) / len(fake)),
)
reals_called_fake = _discriminator(
    lambda real, fake: _softplus(real).mean() + _softplus(fake).mean(),
    lambda real, fake: (_sigmoid(real) / len(real), _sigmoid(fake) / len(fake)),
)
labels_swapped = _discriminator(
    lambda real, fake: _softplus(real).mean() + _softplus(-fake).mean(),
    lambda real, fake: (_sigmoid(real) / len(real), (_sigmoid(fake) - 1) / len(fake)),
)


def _negated(form):
    def negated(*logits):
        return tuple(-part for part in form(*logits))

    return negated


def _log_of_unstable(real, fake):
    """The value of the game as the article writes it: log D + log(1 - D)."""
    return np.log(_sigmoid(real)).mean() + np.log(1 - _sigmoid(fake)).mean()


loss_maximised = (
    _negated(_discriminator()),
    _negated(_discriminator(lambda real, fake: -_log_of_unstable(real, fake))),
    _discriminator(_log_of_unstable),
)
_second_subtracted = _discriminator(
    lambda real, fake: _softplus(-real).mean() - _softplus(fake).mean(),
    lambda real, fake: ((_sigmoid(real) - 1) / len(real), -_sigmoid(fake) / len(fake)),
)
_second_subtracted_as_if_real = _discriminator(
    lambda real, fake: _softplus(-real).mean() - _softplus(-fake).mean(),
    lambda real, fake: ((_sigmoid(real) - 1) / len(real), (1 - _sigmoid(fake)) / len(fake)),
)
_second_subtracted_as_if_real.also = ("fakes-called-real",)
brackets_missing = (_second_subtracted, _second_subtracted_as_if_real)
one_part_missing = (
    _discriminator(lambda real, fake: _softplus(-real).mean()),
    _discriminator(lambda real, fake: _softplus(fake).mean()),
    _discriminator(
        lambda real, fake: _softplus(-real).mean(), lambda real, fake: (_gradients_of_both(real, fake)[0], 0 * fake)
    ),
    _discriminator(
        lambda real, fake: _softplus(fake).mean(), lambda real, fake: (0 * real, _gradients_of_both(real, fake)[1])
    ),
)


def discriminator_halved(real_logits, fake_logits):
    return tuple(part / 2 for part in _discriminator()(real_logits, fake_logits))


def _sums(real, fake):
    return _softplus(-real).sum() + _softplus(fake).sum()


def _undivided(real, fake):
    return _sigmoid(real) - 1, _sigmoid(fake)


def _undivided_over(count):
    def gradients(real, fake):
        grad_real, grad_fake = _undivided(real, fake)
        return grad_real / count(real, fake), grad_fake / count(real, fake)

    return gradients


def _length_of_both(real, fake):
    return len(real) + len(fake)


def _length_of_real(real, fake):
    return len(real)


def _length_of_fake(real, fake):
    return len(fake)


one_mean_for_both = _discriminator(
    lambda real, fake: _sums(real, fake) / _length_of_both(real, fake), _undivided_over(_length_of_both)
)
divided_by_the_other_number = (
    _discriminator(lambda real, fake: _sums(real, fake) / len(real), _undivided_over(_length_of_real)),
    _discriminator(lambda real, fake: _sums(real, fake) / len(fake), _undivided_over(_length_of_fake)),
    _discriminator(
        lambda real, fake: _softplus(-real).sum() / len(fake) + _softplus(fake).sum() / len(real),
        lambda real, fake: ((_sigmoid(real) - 1) / len(fake), _sigmoid(fake) / len(real)),
    ),
)
discriminator_summed = _discriminator(_sums, _undivided)
discriminator_gradients_not_divided = _discriminator(gradients=_undivided)
discriminator_gradient_one_number = (
    _discriminator(gradients=lambda real, fake: tuple(part.sum() for part in _gradients_of_both(real, fake))),
    _discriminator(gradients=lambda real, fake: tuple(part.sum() for part in _undivided(real, fake))),
    _discriminator(gradients=lambda real, fake: sum(part.sum() for part in _gradients_of_both(real, fake))),
)


def _twice(real, fake):
    return _loss_of_both(_sigmoid(real), _sigmoid(fake))


discriminator_sigmoid_twice = (
    _discriminator(_twice, lambda real, fake: _gradients_of_both(_sigmoid(real), _sigmoid(fake))),
    _discriminator(_twice),
)
discriminator_without_sigmoid = (
    _discriminator(
        lambda real, fake: -np.log(real).mean() - np.log(1 - fake).mean(),
        lambda real, fake: ((real - 1) / len(real), fake / len(fake)),
    ),
    _discriminator(lambda real, fake: -np.log(real).mean() - np.log(1 - fake).mean()),
)
discriminator_without_logarithm = (
    _discriminator(  # the critic of a Wasserstein GAN
        lambda real, fake: fake.mean() - real.mean(),
        lambda real, fake: (np.full(len(real), -1 / len(real)), np.full(len(fake), 1 / len(fake))),
    ),
    _discriminator(
        lambda real, fake: _sigmoid(fake).mean() - _sigmoid(real).mean(),
        lambda real, fake: (
            -_sigmoid(real) * _sigmoid(-real) / len(real), _sigmoid(fake) * _sigmoid(-fake) / len(fake),
        ),
    ),
    _discriminator(lambda real, fake: _sigmoid(-real).mean() + _sigmoid(fake).mean()),
)  # fmt: skip


def _slopes_of_squares(real, fake):
    return (
        -2 * _sigmoid(-real) * _sigmoid(real) * _sigmoid(-real) / len(real),
        2 * _sigmoid(fake) * _sigmoid(fake) * _sigmoid(-fake) / len(fake),
    )


discriminator_squares = (
    _discriminator(lambda real, fake: (_sigmoid(-real) ** 2).mean() + (_sigmoid(fake) ** 2).mean(), _slopes_of_squares),
    _discriminator(lambda real, fake: (_sigmoid(-real) ** 2).mean() + (_sigmoid(fake) ** 2).mean()),
    _discriminator(  # with logits, as a least-squares GAN has them
        lambda real, fake: ((real - 1) ** 2).mean() + (fake**2).mean(),
        lambda real, fake: (2 * (real - 1) / len(real), 2 * fake / len(fake)),
    ),
)
discriminator_gradient_of_probabilities = (
    _discriminator(
        gradients=lambda real, fake: (
            -1 / _overflowing_sigmoid(real) / len(real), 1 / (1 - _overflowing_sigmoid(fake)) / len(fake),
        )
    ),
    _discriminator(
        lambda real, fake: -_log_of_unstable(real, fake),
        lambda real, fake: (
            -1 / _overflowing_sigmoid(real) / len(real), 1 / (1 - _overflowing_sigmoid(fake)) / len(fake),
        ),
    ),
)  # fmt: skip
discriminator_slope_of_sigmoid_too = _discriminator(
    gradients=lambda real, fake: (
        (_sigmoid(real) - 1) * _sigmoid(real) * _sigmoid(-real) / len(real),
        _sigmoid(fake) * _sigmoid(fake) * _sigmoid(-fake) / len(fake),
    )
)


def _smoothed(label):
    return _discriminator(
        lambda real, fake: (label * _softplus(-real) + (1 - label) * _softplus(real)).mean() + _softplus(fake).mean(),
        lambda real, fake: ((_sigmoid(real) - label) / len(real), _sigmoid(fake) / len(fake)),
    )


labels_smoothed = (_smoothed(0.9), _smoothed(0.8), _smoothed(0.7))
discriminator_base_2 = (
    _discriminator(lambda real, fake: _loss_of_both(real, fake) / np.log(2)),
    _discriminator(lambda real, fake: -_log_of_unstable(real, fake) / np.log(2)),
)


def _mean_of(cost, logits):
    return sum(cost(z) for z in logits) / len(logits)


def _math_sigmoid(z):
    return 1 / (1 + math.exp(-z))


def _softplus_with_math(real, fake):
    """As the functions of the module math do, which raise where NumPy would give inf."""
    return _mean_of(lambda z: math.log(1 + math.exp(-z)), real) + _mean_of(lambda z: math.log(1 + math.exp(z)), fake)


def _logarithms_with_math(real, fake):
    return -_mean_of(lambda z: math.log(_math_sigmoid(z)), real) - _mean_of(
        lambda z: math.log(1 - _math_sigmoid(z)), fake
    )


def _nan_gradients(real, fake):
    return (_nan_sigmoid(real) - 1) / len(real), _nan_sigmoid(fake) / len(fake)


discriminator_overflows = (
    _discriminator(lambda real, fake: -_log_of_unstable(real, fake)),
    _discriminator(lambda real, fake: -_log_of_unstable(real, fake), _nan_gradients),
    _discriminator(
        lambda real, fake: -np.log(_nan_sigmoid(real)).mean() - np.log(1 - _nan_sigmoid(fake)).mean(), _nan_gradients
    ),
    _discriminator(gradients=_nan_gradients),
    _discriminator(_softplus_with_math),
    _discriminator(_logarithms_with_math),
)

_EPSILONS = (1e-15, 1e-12, 1e-10, 1e-9, 1e-8, 1e-7, 1e-6, 1e-5)


def _logarithms_above(epsilon):
    return _discriminator(
        lambda real, fake: -np.log(_sigmoid(real) + epsilon).mean() - np.log(1 - _sigmoid(fake) + epsilon).mean()
    )


def _clipped_at(epsilon, *, gradients_too):
    def clipped(z):
        return np.clip(_sigmoid(z), epsilon, 1 - epsilon)

    def loss(real, fake):
        return -np.log(clipped(real)).mean() - np.log(1 - clipped(fake)).mean()

    def gradients(real, fake):
        return (clipped(real) - 1) / len(real), clipped(fake) / len(fake)

    return _discriminator(loss, gradients) if gradients_too else _discriminator(loss)


discriminator_epsilon = (
    *(_logarithms_above(epsilon) for epsilon in _EPSILONS),
    *(_clipped_at(epsilon, gradients_too=False) for epsilon in _EPSILONS),
    *(_clipped_at(epsilon, gradients_too=True) for epsilon in _EPSILONS),
)

_BOUNDS = (20, 30, 50, 100, 500, 700)


def _clipped_logits(bound):
    return _discriminator(
        lambda real, fake: _loss_of_both(np.clip(real, -bound, bound), np.clip(fake, -bound, bound)),
        lambda real, fake: _gradients_of_both(np.clip(real, -bound, bound), np.clip(fake, -bound, bound)),
    )


discriminator_logits_clipped = tuple(_clipped_logits(bound) for bound in _BOUNDS)


# -- generator_loss_and_gradient ---------------------------------------------------------------------------------------

generator_saturates = (
    _generator(lambda fake: -_softplus(fake).mean(), lambda fake: -_sigmoid(fake) / len(fake)),
    _generator(lambda fake: np.log(1 - _sigmoid(fake)).mean(), lambda fake: -_sigmoid(fake) / len(fake)),
)
generator_plays_for_the_discriminator = (
    _generator(lambda fake: _softplus(fake).mean(), lambda fake: _sigmoid(fake) / len(fake)),
    _generator(lambda fake: -np.log(1 - _sigmoid(fake)).mean(), lambda fake: _sigmoid(fake) / len(fake)),
)
generator_sign = (
    _generator(lambda fake: -_loss_of_generated(fake), lambda fake: -_gradient_of_generated(fake)),
    _generator(lambda fake: np.log(_sigmoid(fake)).mean(), lambda fake: -_gradient_of_generated(fake)),
    _generator(lambda fake: np.log(_sigmoid(fake)).mean()),
)
generator_halved = _generator(lambda fake: _loss_of_generated(fake) / 2, lambda fake: _gradient_of_generated(fake) / 2)
generator_summed = _generator(lambda fake: _softplus(-fake).sum(), lambda fake: _sigmoid(fake) - 1)
generator_gradient_not_divided = _generator(gradient=lambda fake: _sigmoid(fake) - 1)
generator_gradient_one_number = (
    _generator(gradient=lambda fake: _gradient_of_generated(fake).sum()),
    _generator(gradient=lambda fake: (_sigmoid(fake) - 1).sum()),
)
generator_sigmoid_twice = (
    _generator(
        lambda fake: _loss_of_generated(_sigmoid(fake)), lambda fake: _gradient_of_generated(_sigmoid(fake))
    ),
    _generator(lambda fake: _loss_of_generated(_sigmoid(fake))),
)  # fmt: skip
generator_without_sigmoid = (
    _generator(lambda fake: -np.log(fake).mean(), lambda fake: (fake - 1) / len(fake)),
    _generator(lambda fake: -np.log(fake).mean()),
)
generator_without_logarithm = (
    _generator(lambda fake: -fake.mean(), lambda fake: np.full(len(fake), -1 / len(fake))),
    _generator(lambda fake: -_sigmoid(fake).mean(), lambda fake: -_sigmoid(fake) * _sigmoid(-fake) / len(fake)),
    _generator(lambda fake: _sigmoid(-fake).mean()),
)
generator_squares = (
    _generator(
        lambda fake: (_sigmoid(-fake) ** 2).mean(),
        lambda fake: -2 * _sigmoid(-fake) * _sigmoid(fake) * _sigmoid(-fake) / len(fake),
    ),
    _generator(lambda fake: (_sigmoid(-fake) ** 2).mean()),
    _generator(lambda fake: ((fake - 1) ** 2).mean(), lambda fake: 2 * (fake - 1) / len(fake)),
)
generator_gradient_of_probabilities = (
    _generator(gradient=lambda fake: -1 / _overflowing_sigmoid(fake) / len(fake)),
    _generator(
        lambda fake: -np.log(_overflowing_sigmoid(fake)).mean(),
        lambda fake: -1 / _overflowing_sigmoid(fake) / len(fake),
    ),
)
generator_slope_of_sigmoid_too = _generator(
    gradient=lambda fake: (_sigmoid(fake) - 1) * _sigmoid(fake) * _sigmoid(-fake) / len(fake)
)
generator_base_2 = (
    _generator(lambda fake: _loss_of_generated(fake) / np.log(2)),
    _generator(lambda fake: -np.log2(_sigmoid(fake)).mean()),
)


def _nan_gradient(fake):
    return (_nan_sigmoid(fake) - 1) / len(fake)


generator_overflows = (
    _generator(lambda fake: -np.log(_overflowing_sigmoid(fake)).mean()),
    _generator(lambda fake: -np.log(_overflowing_sigmoid(fake)).mean(), _nan_gradient),
    _generator(lambda fake: -np.log(_nan_sigmoid(fake)).mean(), _nan_gradient),
    _generator(gradient=_nan_gradient),
    _generator(lambda fake: _mean_of(lambda z: math.log(1 + math.exp(-z)), fake)),
    _generator(lambda fake: _mean_of(lambda z: -math.log(math.exp(z) / (1 + math.exp(z))), fake)),
)


def _generator_above(epsilon):
    return _generator(lambda fake: -np.log(_sigmoid(fake) + epsilon).mean())


def _generator_clipped_at(epsilon, *, gradient_too):
    def clipped(z):
        return np.clip(_sigmoid(z), epsilon, 1 - epsilon)

    def loss(fake):
        return -np.log(clipped(fake)).mean()

    return _generator(loss, lambda fake: (clipped(fake) - 1) / len(fake)) if gradient_too else _generator(loss)


generator_epsilon = (
    *(_generator_above(epsilon) for epsilon in _EPSILONS),
    *(_generator_clipped_at(epsilon, gradient_too=False) for epsilon in _EPSILONS),
    *(_generator_clipped_at(epsilon, gradient_too=True) for epsilon in _EPSILONS),
)


def _generator_clipped_logits(bound):
    return _generator(
        lambda fake: _loss_of_generated(np.clip(fake, -bound, bound)),
        lambda fake: _gradient_of_generated(np.clip(fake, -bound, bound)),
    )


generator_logits_clipped = tuple(_generator_clipped_logits(bound) for bound in _BOUNDS)
