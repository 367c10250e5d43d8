"""Wrong versions of exercise21's functions, each a mistake that students make. A tuple holds several forms of one."""

import numpy as np

# -- noise_schedule ----------------------------------------------------------------------------------------------------


def _accumulated(betas):
    return np.cumprod(1 - betas)


def _schedule(betas=np.linspace, alphas_bar=_accumulated):
    """`betas` makes them of first, last and number; `alphas_bar` makes those of the betas."""

    def schedule(steps, beta_start, beta_end):
        made = betas(beta_start, beta_end, steps)
        return made, alphas_bar(made)

    return schedule


end_left_out = _schedule(lambda start, end, steps: np.linspace(start, end, steps, endpoint=False))
start_left_out = _schedule(lambda start, end, steps: np.linspace(start, end, steps + 1)[1:])
one_step_too_many = _schedule(lambda start, end, steps: np.linspace(start, end, steps + 1))
start_and_end_swapped = _schedule(lambda start, end, steps: np.linspace(end, start, steps))
betas_geometric = _schedule(np.geomspace)
betas_of_linear_roots = _schedule(lambda start, end, steps: np.linspace(start**0.5, end**0.5, steps) ** 2)
betas_constant = (
    _schedule(lambda start, end, steps: np.full(steps, start)),
    _schedule(lambda start, end, steps: np.full(steps, end)),
)
_neither_end_nor_product = _schedule(
    lambda start, end, steps: np.linspace(start, end, steps, endpoint=False), lambda betas: 1 - betas
)
_neither_end_nor_product.also = ("end-left-out",)
alphas_not_accumulated = (_schedule(alphas_bar=lambda betas: 1 - betas), _neither_end_nor_product)
betas_accumulated = _schedule(alphas_bar=np.cumprod)
alphas_summed = (
    _schedule(alphas_bar=lambda betas: 1 - np.cumsum(betas)),
    _schedule(alphas_bar=lambda betas: np.cumsum(1 - betas)),
)
own_step_left_out = _schedule(alphas_bar=lambda betas: np.concatenate([[1.0], np.cumprod(1 - betas)[:-1]]))
alphas_bar_rooted = _schedule(alphas_bar=lambda betas: np.sqrt(np.cumprod(1 - betas)))
alphas_bar_complement = _schedule(alphas_bar=lambda betas: 1 - np.cumprod(1 - betas))
alphas_bar_one_number = _schedule(alphas_bar=lambda betas: np.prod(1 - betas))
alphas_bar_from_the_end = (
    _schedule(alphas_bar=lambda betas: np.cumprod((1 - betas)[::-1])[::-1]),
    _schedule(alphas_bar=lambda betas: np.cumprod((1 - betas)[::-1])),
)
alphas_bar_as_power = (
    _schedule(alphas_bar=lambda betas: (1 - betas) ** np.arange(1, len(betas) + 1)),
    _schedule(alphas_bar=lambda betas: (1 - betas) ** np.arange(len(betas))),
)


def alphas_in_the_place_of_betas(steps, beta_start, beta_end):
    alphas = 1 - np.linspace(beta_start, beta_end, steps)
    return alphas, np.cumprod(alphas)


# -- add_noise ---------------------------------------------------------------------------------------------------------


def _adding(mixed):
    """`mixed` is told x, alpha-bar at t, and the noise."""

    def add_noise(x, t, alphas_bar, noise):
        return mixed(x, alphas_bar[t], noise)

    return add_noise


def _mixed(x, alpha_bar, noise):
    return np.sqrt(alpha_bar) * x + np.sqrt(1 - alpha_bar) * noise


roots_forgotten = (
    _adding(lambda x, alpha_bar, noise: alpha_bar * x + (1 - alpha_bar) * noise),
    _adding(lambda x, alpha_bar, noise: alpha_bar * x + np.sqrt(1 - alpha_bar) * noise),
    _adding(lambda x, alpha_bar, noise: np.sqrt(alpha_bar) * x + (1 - alpha_bar) * noise),
)
one_minus_root = _adding(lambda x, alpha_bar, noise: np.sqrt(alpha_bar) * x + (1 - np.sqrt(alpha_bar)) * noise)
alpha_bar_read_as_factor = _adding(lambda x, alpha_bar, noise: alpha_bar * x + np.sqrt(1 - alpha_bar**2) * noise)
weights_exchanged = _adding(lambda x, alpha_bar, noise: np.sqrt(1 - alpha_bar) * x + np.sqrt(alpha_bar) * noise)
same_weight_for_both = (
    _adding(lambda x, alpha_bar, noise: np.sqrt(alpha_bar) * (x + noise)),
    _adding(lambda x, alpha_bar, noise: np.sqrt(1 - alpha_bar) * (x + noise)),
)
signal_not_scaled = _adding(lambda x, alpha_bar, noise: x + np.sqrt(1 - alpha_bar) * noise)
noise_not_weighted = _adding(lambda x, alpha_bar, noise: np.sqrt(alpha_bar) * x + noise)
noise_left_out = _adding(lambda x, alpha_bar, noise: np.sqrt(alpha_bar) * x)
noise_taken_away = _adding(lambda x, alpha_bar, noise: np.sqrt(alpha_bar) * x - np.sqrt(1 - alpha_bar) * noise)


def one_step_only(x, t, alphas_bar, noise):
    return _mixed(x, alphas_bar[t] / alphas_bar[t - 1] if t else alphas_bar[0], noise)


def accumulated_twice(x, t, alphas_bar, noise):
    return _mixed(x, np.cumprod(alphas_bar)[t], noise)


def _counted_from_1(x, t, alphas_bar, noise):
    return _mixed(x, alphas_bar[t - 1], noise)


def _untouched_at_0(x, t, alphas_bar, noise):
    return _mixed(x, alphas_bar[t - 1] if t else 1.0, noise)


def _one_further(x, t, alphas_bar, noise):
    return _mixed(x, alphas_bar[t + 1], noise)


t_shifted = (_counted_from_1, _untouched_at_0, _one_further)


def t_unused(x, t, alphas_bar, noise):
    return _mixed(x, alphas_bar[-1], noise)


# -- denoise_step ------------------------------------------------------------------------------------------------------


def _normal(shape, rng):
    return rng.standard_normal(shape)


def _mean(x, noise, beta, alpha_bar):
    return (x - beta / np.sqrt(1 - alpha_bar) * noise) / np.sqrt(1 - beta)


def _alpha_bar(betas, t):
    return np.prod(1 - betas[: t + 1])


def _step(mean=_mean, alpha_bar=_alpha_bar, size=lambda betas, t: np.sqrt(betas[t]), when=bool, drawn=_normal):
    """The mean of x, predicted noise, beta and alpha-bar; the size of the noise; at which t; and how it is drawn."""

    def step(x, predicted_noise, t, betas, rng):
        result = mean(x, predicted_noise, betas[t], alpha_bar(betas, t))
        return result + size(betas, t) * drawn(x.shape, rng) if when(t) else result

    return step


step_alpha_for_alpha_bar = (
    _step(alpha_bar=lambda betas, t: 1 - betas[t]),
    _step(lambda x, noise, beta, alpha_bar: (x - np.sqrt(beta) * noise) / np.sqrt(1 - beta)),
)
step_alpha_bar_for_alpha = _step(
    lambda x, noise, beta, alpha_bar: (x - beta / np.sqrt(1 - alpha_bar) * noise) / np.sqrt(alpha_bar)
)
step_alphas_exchanged = _step(
    lambda x, noise, beta, alpha_bar: (x - beta / np.sqrt(beta) * noise) / np.sqrt(alpha_bar)
)  # fmt: skip
step_root_of_fraction_forgotten = _step(
    lambda x, noise, beta, alpha_bar: (x - beta / (1 - alpha_bar) * noise) / np.sqrt(1 - beta)
)
step_root_of_division_forgotten = _step(
    lambda x, noise, beta, alpha_bar: (x - beta / np.sqrt(1 - alpha_bar) * noise) / (1 - beta)
)
step_both_roots_forgotten = _step(
    lambda x, noise, beta, alpha_bar: (x - beta / (1 - alpha_bar) * noise) / (1 - beta)
)  # fmt: skip
step_multiplied = _step(
    lambda x, noise, beta, alpha_bar: (x - beta / np.sqrt(1 - alpha_bar) * noise) * np.sqrt(1 - beta)
)
step_noise_put_in = _step(
    lambda x, noise, beta, alpha_bar: (x + beta / np.sqrt(1 - alpha_bar) * noise) / np.sqrt(1 - beta)
)
step_only_x_divided = _step(
    lambda x, noise, beta, alpha_bar: x / np.sqrt(1 - beta) - beta / np.sqrt(1 - alpha_bar) * noise
)
step_not_divided = _step(lambda x, noise, beta, alpha_bar: x - beta / np.sqrt(1 - alpha_bar) * noise)
step_divided_by_beta = _step(
    lambda x, noise, beta, alpha_bar: (x - beta / np.sqrt(1 - alpha_bar) * noise) / np.sqrt(beta)
)
step_beta_missing = _step(lambda x, noise, beta, alpha_bar: (x - noise / np.sqrt(1 - alpha_bar)) / np.sqrt(1 - beta))
step_root_of_beta = _step(
    lambda x, noise, beta, alpha_bar: (x - np.sqrt(beta) / np.sqrt(1 - alpha_bar) * noise) / np.sqrt(1 - beta)
)
step_noise_not_divided = _step(lambda x, noise, beta, alpha_bar: (x - beta * noise) / np.sqrt(1 - beta))
step_one_minus_forgotten = _step(
    lambda x, noise, beta, alpha_bar: (x - beta / np.sqrt(alpha_bar) * noise) / np.sqrt(1 - beta)
)
step_all_noise_removed = _step(
    lambda x, noise, beta, alpha_bar: (x - np.sqrt(1 - alpha_bar) * noise) / np.sqrt(1 - beta)
)
step_leaps = _step(lambda x, noise, beta, alpha_bar: (x - np.sqrt(1 - alpha_bar) * noise) / np.sqrt(alpha_bar))
step_forward = _step(lambda x, noise, beta, alpha_bar: np.sqrt(1 - beta) * x + np.sqrt(beta) * noise)
step_prediction_unused = _step(lambda x, noise, beta, alpha_bar: x / np.sqrt(1 - beta))
step_alpha_bar_one_short = _step(alpha_bar=lambda betas, t: np.prod(1 - betas[:t]))
step_alpha_bar_of_all_steps = _step(alpha_bar=lambda betas, t: np.prod(1 - betas))
step_alpha_bar_of_betas = _step(alpha_bar=lambda betas, t: np.prod(betas[: t + 1]))


def step_t_shifted(x, predicted_noise, t, betas, rng):
    mean = _mean(x, predicted_noise, betas[t - 1], np.cumprod(1 - betas)[t - 1])
    return mean + np.sqrt(betas[t - 1]) * rng.standard_normal(x.shape) if t else mean


step_made_otherwise = _step(lambda x, noise, beta, alpha_bar: x - noise)

noise_at_0 = (
    _step(when=lambda t: True),
    _step(when=lambda t: t < 6),  # as if the last beta belonged to the last step back
)
noise_only_at_0 = _step(when=lambda t: t == 0)
noise_never_added = _step(when=lambda t: False)
no_noise_at_1 = _step(when=lambda t: t > 1)
noise_root_forgotten = _step(size=lambda betas, t: betas[t])
noise_not_scaled = _step(size=lambda betas, t: 1.0)
noise_of_posterior = _step(
    size=lambda betas, t: np.sqrt(betas[t] * (1 - _alpha_bar(betas, t - 1)) / (1 - _alpha_bar(betas, t)))
)
noise_divided_too = _step(size=lambda betas, t: np.sqrt(betas[t] / (1 - betas[t])))
noise_of_alpha = _step(size=lambda betas, t: np.sqrt(1 - betas[t]))
noise_of_all_steps = _step(size=lambda betas, t: np.sqrt(1 - _alpha_bar(betas, t)))


def _without_generator(shape, rng):
    return np.random.randn(*shape)


noise_from_elsewhere = (
    _step(drawn=_without_generator),
    _step(drawn=lambda shape, rng: np.random.default_rng().standard_normal(shape)),
)
noise_always_the_same = (
    _step(drawn=lambda shape, rng: np.random.default_rng(0).standard_normal(shape)),
    _step(drawn=lambda shape, rng: np.ones(shape)),
)


def _once_for_each(axes):
    """The same number along the axes that are not named."""

    def drawn(shape, rng):
        return np.zeros(shape) + rng.standard_normal([n if axis in axes else 1 for axis, n in enumerate(shape)])

    return drawn


noise_shared = tuple(_step(drawn=_once_for_each(axes)) for axes in ((), (0,), (1,)))
noise_of_another_distribution = (
    _step(drawn=lambda shape, rng: rng.random(shape)),
    _step(drawn=lambda shape, rng: rng.uniform(-1, 1, shape)),
    _step(drawn=lambda shape, rng: rng.uniform(-np.sqrt(3), np.sqrt(3), shape)),
    _step(drawn=lambda shape, rng: np.abs(rng.standard_normal(shape))),
)
