"""Wrong versions of exercise20's functions, each a mistake that students make. A tuple holds several forms of one."""

import numpy as np

# -- reparameterize ----------------------------------------------------------------------------------------------------


def _normal(mean, rng):
    return rng.standard_normal(mean.shape)


def _drawing(way, noise=_normal):
    """`way` makes z of mean, log-variance and noise; `noise` is drawn for the shape of the means."""

    def draw(mean, log_variance, rng):
        drawn = noise(mean, rng)
        return way(mean, log_variance, drawn), drawn

    return draw


def _z(mean, log_variance, noise):
    return mean + np.exp(log_variance / 2) * noise


noise_added_unscaled = _drawing(lambda mean, log_variance, noise: mean + noise)
variance_for_deviation = _drawing(lambda mean, log_variance, noise: mean + np.exp(log_variance) * noise)
log_variance_read_as_deviation = _drawing(lambda mean, log_variance, noise: mean + log_variance * noise)
log_variance_read_as_variance = (
    _drawing(lambda mean, log_variance, noise: mean + np.sqrt(log_variance) * noise),
    _drawing(lambda mean, log_variance, noise: mean + np.sqrt(np.abs(log_variance)) * noise),
)
deviation_inverted = _drawing(lambda mean, log_variance, noise: mean + np.exp(-log_variance / 2) * noise)
half_outside = _drawing(lambda mean, log_variance, noise: mean + np.exp(log_variance) / 2 * noise)
mean_left_out = _drawing(lambda mean, log_variance, noise: np.exp(log_variance / 2) * noise)
mean_scaled_too = _drawing(lambda mean, log_variance, noise: np.exp(log_variance / 2) * (mean + noise))
noise_subtracted = _drawing(lambda mean, log_variance, noise: mean - np.exp(log_variance / 2) * noise)
nothing_drawn = (
    _drawing(lambda mean, log_variance, noise: mean),
    _drawing(_z, noise=lambda mean, rng: np.zeros(mean.shape)),
)


def z_and_noise_swapped(mean, log_variance, rng):
    noise = _normal(mean, rng)
    return noise, _z(mean, log_variance, noise)


def scaled_noise_returned(mean, log_variance, rng):
    noise = np.exp(log_variance / 2) * _normal(mean, rng)
    return mean + noise, noise


def z_made_otherwise(mean, log_variance, rng):
    return _z(mean, log_variance, _normal(mean, rng)), _normal(mean, rng)


def _without_generator(mean, rng):
    return np.random.randn(*mean.shape)


def _unseeded(mean, rng):
    return np.random.default_rng().standard_normal(mean.shape)


noise_from_elsewhere = (_drawing(_z, noise=_without_generator), _drawing(_z, noise=_unseeded))


def _seeded_inside(mean, rng):
    return np.random.default_rng(0).standard_normal(mean.shape)


noise_always_the_same = (_drawing(_z, noise=_seeded_inside), _drawing(_z, noise=lambda mean, rng: np.ones(mean.shape)))


def _once_for_each(axes):
    """The same number along the axes that are not named."""

    def noise(mean, rng):
        return np.zeros(mean.shape) + rng.standard_normal(
            [n if axis in axes else 1 for axis, n in enumerate(mean.shape)]
        )

    return noise


noise_shared = tuple(_drawing(_z, noise=_once_for_each(axes)) for axes in ((), (0,), (1,)))
noise_of_another_distribution = (
    _drawing(_z, noise=lambda mean, rng: rng.random(mean.shape)),
    _drawing(_z, noise=lambda mean, rng: rng.uniform(-1, 1, mean.shape)),
    _drawing(_z, noise=lambda mean, rng: rng.uniform(-np.sqrt(3), np.sqrt(3), mean.shape)),
    _drawing(_z, noise=lambda mean, rng: np.abs(rng.standard_normal(mean.shape))),
    _drawing(_z, noise=lambda mean, rng: rng.normal(0, 0.5, mean.shape)),
)


# -- kl_divergence -----------------------------------------------------------------------------------------------------


def _terms(mean, log_variance):
    return 1 + log_variance - mean**2 - np.exp(log_variance)


def _kl(terms, factor=-0.5):
    """Mean over the examples of `factor` times the sum of the terms."""

    def divergence(mean, log_variance):
        return factor * terms(mean, log_variance).sum() / len(mean)

    return divergence


kl_negative = _kl(_terms, factor=0.5)
kl_half_missing = _kl(_terms, factor=-1)


def kl_summed(mean, log_variance):
    return -0.5 * _terms(mean, log_variance).sum()


def kl_averaged_over_entries(mean, log_variance):
    return -0.5 * _terms(mean, log_variance).mean()


def kl_averaged_over_columns(mean, log_variance):
    return -0.5 * _terms(mean, log_variance).sum() / mean.shape[1]


kl_of_variance = (
    _kl(lambda mean, variance: 1 + np.log(variance) - mean**2 - variance),
    _kl(lambda mean, variance: 1 + np.log(np.abs(variance)) - mean**2 - np.abs(variance)),
)
kl_of_deviation = _kl(lambda mean, deviation: 1 + np.log(deviation**2) - mean**2 - deviation**2)
kl_of_log_deviation = _kl(lambda mean, log_deviation: 1 + 2 * log_deviation - mean**2 - np.exp(2 * log_deviation))
kl_deviation_for_variance = _kl(lambda mean, log_variance: 1 + log_variance - mean**2 - np.exp(log_variance / 2))
kl_variance_squared = _kl(lambda mean, log_variance: 1 + log_variance - mean**2 - np.exp(log_variance) ** 2)
kl_without_exponential = _kl(lambda mean, log_variance: 1 + log_variance - mean**2 - log_variance)
kl_mean_not_squared = (
    _kl(lambda mean, log_variance: 1 + log_variance - mean - np.exp(log_variance)),
    _kl(lambda mean, log_variance: 1 + log_variance - np.abs(mean) - np.exp(log_variance)),
)
kl_one_sign_wrong = (
    _kl(lambda mean, log_variance: 1 + log_variance + mean**2 - np.exp(log_variance)),
    _kl(lambda mean, log_variance: 1 - log_variance - mean**2 - np.exp(log_variance)),
    _kl(lambda mean, log_variance: 1 + log_variance - mean**2 + np.exp(log_variance)),
    _kl(lambda mean, log_variance: -1 + log_variance - mean**2 - np.exp(log_variance)),
    _kl(lambda mean, log_variance: 1 + log_variance + mean**2 + np.exp(log_variance)),
)


def _one_added_once(mean, log_variance):
    return -0.5 * (1 + (log_variance - mean**2 - np.exp(log_variance)).sum() / len(mean))


def _one_added_once_for_all(mean, log_variance):
    return -0.5 * (1 + (log_variance - mean**2 - np.exp(log_variance)).sum()) / len(mean)


kl_one_missing = (
    _kl(lambda mean, log_variance: log_variance - mean**2 - np.exp(log_variance)),
    _one_added_once,
    _one_added_once_for_all,
)
kl_term_missing = (
    _kl(lambda mean, log_variance: 1 + log_variance - np.exp(log_variance)),
    _kl(lambda mean, log_variance: 1 - mean**2 - np.exp(log_variance)),
    _kl(lambda mean, log_variance: 1 + log_variance - mean**2),
)
kl_brackets_missing = (
    _kl(lambda mean, log_variance: -0.5 + log_variance - mean**2 - np.exp(log_variance), factor=1),
    _kl(lambda mean, log_variance: -0.5 * (1 + log_variance) - mean**2 - np.exp(log_variance), factor=1),
)
kl_the_other_way = _kl(
    lambda mean, log_variance: log_variance + (1 + mean**2) * np.exp(-log_variance) - 1, factor=0.5
)  # fmt: skip


# -- vae_backward ------------------------------------------------------------------------------------------------------


def _mean_from_z(grad_z, mean, log_variance, noise):
    return grad_z


def _log_variance_from_z(grad_z, mean, log_variance, noise):
    return grad_z * noise * np.exp(log_variance / 2) / 2


def _mean_from_kl(mean, log_variance):
    return mean / len(mean)


def _log_variance_from_kl(mean, log_variance):
    return (np.exp(log_variance) - 1) / (2 * len(mean))


def _weighted(from_z, from_kl, weight):
    return from_z + weight * from_kl


def _back(mean_z=_mean_from_z, mean_kl=_mean_from_kl, z=_log_variance_from_z, kl=_log_variance_from_kl, add=_weighted):
    """The four parts of the two gradients, and how they are added; only the wrong ones are named."""

    def backward(grad_z, mean, log_variance, noise, kl_weight=1.0):
        arguments = grad_z, mean, log_variance, noise
        return (
            add(mean_z(*arguments), mean_kl(mean, log_variance), kl_weight),
            add(z(*arguments), kl(mean, log_variance), kl_weight),
        )

    return backward


def _zero(*arguments):
    return np.zeros(arguments[0].shape)


def _times(part, factor):
    """A part multiplied by `factor(mean)`, the means being an argument of every part."""

    def multiplied(*arguments):
        return part(*arguments) * factor(arguments[-3] if len(arguments) == 4 else arguments[0])

    return multiplied


back_kl_not_averaged = _back(mean_kl=_times(_mean_from_kl, len), kl=_times(_log_variance_from_kl, len))
back_kl_averaged_over_entries = _back(
    mean_kl=_times(_mean_from_kl, lambda mean: 1 / mean.shape[1]),
    kl=_times(_log_variance_from_kl, lambda mean: 1 / mean.shape[1]),
)
back_averaged_twice = _back(
    mean_z=_times(_mean_from_z, lambda mean: 1 / len(mean)), z=_times(_log_variance_from_z, lambda mean: 1 / len(mean))
)
back_half_missing_through_z = _back(z=_times(_log_variance_from_z, lambda mean: 2))
back_half_missing_in_kl = _back(kl=_times(_log_variance_from_kl, lambda mean: 2))
back_half_missing_twice = _back(
    z=_times(_log_variance_from_z, lambda mean: 2), kl=_times(_log_variance_from_kl, lambda mean: 2)
)
back_mean_of_kl_by_2 = (
    _back(mean_kl=_times(_mean_from_kl, lambda mean: 0.5)),
    _back(mean_kl=_times(_mean_from_kl, lambda mean: 2)),
)
back_noise_missing = (
    _back(z=lambda grad_z, mean, log_variance, noise: grad_z * np.exp(log_variance / 2) / 2),
    _back(z=lambda grad_z, mean, log_variance, noise: grad_z / 2),
    _back(z=lambda grad_z, mean, log_variance, noise: grad_z),
)
back_deviation_missing = _back(z=lambda grad_z, mean, log_variance, noise: grad_z * noise / 2)
back_variance_for_deviation = (
    _back(z=lambda grad_z, mean, log_variance, noise: grad_z * noise * np.exp(log_variance) / 2),
    _back(z=lambda grad_z, mean, log_variance, noise: grad_z * noise * np.exp(log_variance)),
)
back_deviation_for_variance = _back(kl=lambda mean, log_variance: (np.exp(log_variance / 2) - 1) / (2 * len(mean)))
back_one_missing = _back(kl=lambda mean, log_variance: np.exp(log_variance) / (2 * len(mean)))
back_kl_sign = _back(
    mean_kl=_times(_mean_from_kl, lambda mean: -1), kl=_times(_log_variance_from_kl, lambda mean: -1)
)  # fmt: skip
back_weight_ignored = _back(add=lambda from_z, from_kl, weight: from_z + from_kl)
back_weight_on_everything = _back(add=lambda from_z, from_kl, weight: weight * (from_z + from_kl))
back_weight_on_reconstruction = _back(add=lambda from_z, from_kl, weight: weight * from_z + from_kl)
back_kl_missing = _back(mean_kl=_zero, kl=_zero)
back_reconstruction_missing = _back(mean_z=_zero, z=_zero)
back_of_variance = (
    _back(
        z=lambda grad_z, mean, log_variance, noise: grad_z * noise * np.exp(-log_variance / 2) / 2,
        kl=lambda mean, log_variance: (1 - np.exp(-log_variance)) / (2 * len(mean)),
    ),
    _back(  # the log-variance read as the variance itself
        z=lambda grad_z, mean, variance, noise: grad_z * noise / (2 * np.sqrt(variance)),
        kl=lambda mean, variance: (1 - 1 / variance) / (2 * len(mean)),
    ),
)
back_of_deviation = (
    _back(
        z=lambda grad_z, mean, log_variance, noise: grad_z * noise,
        kl=lambda mean, log_variance: (np.exp(log_variance / 2) - np.exp(-log_variance / 2)) / len(mean),
    ),
    _back(z=lambda grad_z, mean, log_variance, noise: grad_z * noise),
    _back(  # the log-variance read as the deviation itself
        z=lambda grad_z, mean, deviation, noise: grad_z * noise,
        kl=lambda mean, deviation: (deviation - 1 / deviation) / len(mean),
    ),
)
back_of_log_deviation = _back(
    z=lambda grad_z, mean, log_deviation, noise: grad_z * noise * np.exp(log_deviation),
    kl=lambda mean, log_deviation: (np.exp(2 * log_deviation) - 1) / len(mean),
)
back_noise_depends_on_mean = _back(
    z=lambda grad_z, mean, log_variance, noise: grad_z * (mean + np.exp(log_variance / 2) * noise) / 2
)
