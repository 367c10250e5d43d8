"""What the grader calls: batch normalisation in training and at test time, and its gradients."""

FORWARD = {  # shape of x, size of its entries, epsilon, training
    "training": ((6, 4), 1.0, 0.3, True),
    "images": ((3, 4, 6, 5), 1.0, 0.2, True),
    "small_numbers": ((7, 3), 0.005, 1e-5, True),  # the epsilon that libraries use counts here
    "test_time": ((5, 3), 1.0, 0.4, False),
    "test_time_images": ((3, 5, 4, 6), 1.0, 0.2, False),
    "batch_of_1": ((1, 4), 1.0, 0.3, False),
}
BACKWARD = {
    "matrix": ((6, 4), 1.0, 0.3),
    "more_features_than_examples": ((5, 7), 1.0, 0.1),
    "images": ((3, 4, 6, 5), 1.0, 0.2),
    "small_numbers": ((7, 3), 0.005, 1e-5),
}


def batch_norm_forward(module, rng):
    results = {}
    for name, (shape, size, epsilon, training) in FORWARD.items():
        results[name] = without_cache(module.batch_norm_forward(*arguments(rng, shape, size, epsilon), training))
    return results


def batch_norm_backward(module, rng):
    results = {}
    for name, (shape, size, epsilon) in BACKWARD.items():
        forward = module.batch_norm_forward(*arguments(rng, shape, size, epsilon), True)
        results[name] = module.batch_norm_backward(rng.normal(0, 1, shape), forward[3])
    return results


def without_cache(result):
    """A word stands for the cache, which is everybody's own; what is no four results is told as it is."""
    return (*result[:3], "cache") if isinstance(result, (tuple, list)) and len(result) == 4 else result


def arguments(rng, shape, size, epsilon):
    """x, gamma, beta, running_mean, running_var, momentum, epsilon. Each feature has a mean and a spread of its own."""
    features = shape[-1]
    x = rng.normal(0, 1, shape) * rng.uniform(0.7, 1.5, features) + away_from_0(rng, features)
    running_mean, running_var = away_from_0(rng, features), rng.uniform(1.5, 3, features)
    gamma, beta = away_from_0(rng, features), away_from_0(rng, features)
    return size * x, gamma, beta, size * running_mean, size**2 * running_var, rng.uniform(0.6, 0.8), epsilon


def away_from_0(rng, count):
    """Numbers of either sign, none between -0.5 and 0.5."""
    return rng.uniform(0.5, 2, count) * rng.choice([-1.0, 1.0], count)
