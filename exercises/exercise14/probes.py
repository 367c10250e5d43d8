"""What the grader calls: a residual block there and back, 1x1 convolutions and an Inception block."""

import numpy as np


def residual_forward(module, rng):
    results = {}
    for name, sizes in {"batch": (5, 3, 4), "narrow_inside": (6, 5, 3), "batch_of_1": (1, 4, 7)}.items():
        out, parts = taken_apart(module.residual_forward(*block(rng, *sizes)))
        results |= {name: out, f"results_of_{name}": parts}
    return results


def residual_backward(module, rng):
    results = {}
    for name, sizes in {"batch": (5, 3, 4), "narrow_inside": (6, 5, 3), "batch_of_1": (1, 4, 7)}.items():
        x, parameters = block(rng, *sizes)
        grad_output = away_from_0(rng, 0.3, 2, x.shape)
        cache = cache_of(module.residual_forward(x, parameters))
        results[name] = module.residual_backward(grad_output, cache, parameters)
    return results


def conv1x1_forward(module, rng):
    return {
        "as_many_channels": module.conv1x1_forward(*pixels(rng, (3, 4, 5), 6, 6)),
        "fewer_channels": module.conv1x1_forward(*pixels(rng, (3, 4, 5), 7, 2)),
        "more_channels": module.conv1x1_forward(*pixels(rng, (4, 3, 5), 2, 6)),
        "batch_of_1": module.conv1x1_forward(*pixels(rng, (1, 4, 3), 5, 2)),
    }


def inception_forward(module, rng):
    cases = {  # images (N, H, W, C_in), (k, C_out) of each branch
        "as_wide_branches": ((3, 6, 7, 2), ((3, 5), (1, 5))),
        "three_sizes": ((3, 5, 7, 4), ((1, 2), (3, 5), (5, 3))),
        "one_branch": ((4, 5, 6, 3), ((3, 2),)),
        "batch_of_1": ((1, 6, 4, 3), ((3, 2), (1, 5))),
    }
    return {
        name: module.inception_forward(rng.normal(0, 1, shape), [branch(rng, shape[3], *how) for how in branches])
        for name, (shape, branches) in cases.items()
    }


def taken_apart(returned):
    """out, and of how many results it was one; the cache is the student's own business."""
    if isinstance(returned, tuple) or (isinstance(returned, list) and len(returned) == 2):
        return returned[0] if returned else None, len(returned)
    return returned, 1


def cache_of(returned):
    return returned[1] if isinstance(returned, tuple | list) and len(returned) == 2 else None


def block(rng, examples, width, hidden):
    """x (N, D) and the parameters of a block; redrawn until ReLU has something to do everywhere.

    Nothing is nearer to a kink than 0.02; of every unit and of every example some are let through and some are not.
    """
    while True:
        x = rng.normal(0, 1, (examples, width))
        parameters = [
            (rng.normal(0, 1, (width, hidden)), rng.normal(0, 1, hidden)),
            (rng.normal(0, 1, (hidden, width)) / np.sqrt(hidden), rng.normal(0, 1, width)),
        ]
        (weights1, bias1), (weights2, bias2) = parameters
        z1 = x @ weights1 + bias1
        branch = np.maximum(z1, 0) @ weights2 + bias2
        if all(is_fair(z) for z in (x, z1, branch, x + branch)):
            return x, parameters


def is_fair(z):
    """No entry near 0, and a quarter of them at least of each sign."""
    return np.abs(z).min() > 0.02 and 0.25 <= (z > 0).mean() <= 0.75


def away_from_0(rng, low, high, shape):
    """Numbers of either sign, none between -low and low."""
    return rng.uniform(low, high, shape) * rng.choice([-1.0, 1.0], shape)


def pixels(rng, images, channels_in, channels_out):
    """x (N, H, W, C_in), kernels (C_in, C_out), bias (C_out,)."""
    kernels = rng.normal(0, 1, (channels_in, channels_out))
    return rng.normal(0, 1, (*images, channels_in)), kernels, away_from_0(rng, 0.5, 1.5, channels_out)


def branch(rng, channels_in, size, channels_out):
    """kernels (k, k, C_in, C_out), bias (C_out,)."""
    return rng.normal(0, 1, (size, size, channels_in, channels_out)), away_from_0(rng, 0.5, 1.5, channels_out)
