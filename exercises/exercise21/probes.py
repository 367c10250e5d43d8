"""What the grader calls: schedules, the leap forward, and steps back with equal seeds, other seeds and many at once."""

import numpy as np

STEPS = 7
MANY = (1500, 4)


def noise_schedule(module, rng):
    return {
        "few_steps": module.noise_schedule(STEPS, rng.uniform(0.05, 0.1), rng.uniform(0.3, 0.5)),
        "many_steps": module.noise_schedule(60, rng.uniform(1e-3, 2e-3), rng.uniform(0.05, 0.1)),
        "two_steps": module.noise_schedule(2, rng.uniform(0.05, 0.1), rng.uniform(0.2, 0.3)),
    }


def add_noise(module, rng):
    alphas_bar = np.cumprod(1 - schedule(rng))
    return {
        "rows": module.add_noise(both_signs(rng, (5, 3)), 3, alphas_bar, both_signs(rng, (5, 3))),
        "images": module.add_noise(both_signs(rng, (2, 4, 3)), 2, alphas_bar, both_signs(rng, (2, 4, 3))),
        "first_step": module.add_noise(both_signs(rng, (4, 6)), 0, alphas_bar, both_signs(rng, (4, 6))),
        "last_step": module.add_noise(both_signs(rng, (3, 5)), STEPS - 1, alphas_bar, both_signs(rng, (3, 5))),
    }


def denoise_step(module, rng):
    """Where x and the predicted noise are 0, noise is all that is left; with the same seed it is the same elsewhere."""
    betas = schedule(rng)
    seed, other_seed = rng.integers(1 << 32, size=2).tolist()

    def step(x, predicted_noise, t, seed=seed):
        return module.denoise_step(x, predicted_noise, t, betas, np.random.default_rng(seed))

    def alone(t, shape, seed=seed):
        return step(np.zeros(shape), np.zeros(shape), t, seed)

    drawn = [(both_signs(rng, shape), both_signs(rng, shape)) for shape in ((5, 3), (2, 4, 3), (4, 6))]
    return {
        "rows": step(*drawn[0], 2),
        "rows_noise": alone(2, (5, 3)),
        "images": step(*drawn[1], 5),
        "images_noise": alone(5, (2, 4, 3)),
        "t_is_0": step(*drawn[2], 0),
        "t_is_0_noise": alone(0, (4, 6)),
        "t_is_1_noise": alone(1, (5, 3)),
        "same_seed": alone(2, (5, 3)),
        "other_seed": alone(2, (5, 3), other_seed),
        "many": alone(2, MANY),
    }


def schedule(rng):
    """Betas large enough to tell a beta from its root, and an alpha from an alpha-bar."""
    return np.linspace(rng.uniform(0.1, 0.15), rng.uniform(0.45, 0.55), STEPS)


def both_signs(rng, shape):
    """Half of the numbers positive, half negative, none near 0."""
    signs = rng.permutation(np.resize([-1.0, 1.0], np.prod(shape)))
    return signs.reshape(shape) * rng.uniform(0.3, 2, shape)
