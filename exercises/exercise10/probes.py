"""What the grader calls: penalties and their gradients, dropout there and back, and early stopping."""

import numpy as np


def l2_penalty(module, rng):
    return on_weights(module.l2_penalty, rng)


def l2_gradient(module, rng):
    return on_weights(module.l2_gradient, rng)


def l1_penalty(module, rng):
    return on_weights(module.l1_penalty, rng)


def l1_gradient(module, rng):
    some_zero = np.where(rng.permutation(20).reshape(4, 5) < 6, 0.0, away_from_0(rng, (4, 5)))
    return on_weights(module.l1_gradient, rng) | {"some_zero": module.l1_gradient(some_zero, strength(rng))}


def dropout_forward(module, rng):
    """The judge takes the calls in this order."""
    seed = int(rng.integers(2**32))
    generator = np.random.default_rng(seed)
    x, rate = away_from_0(rng, (30, 40)), rng.uniform(0.1, 0.25)
    deep, images, other = (away_from_0(rng, shape) for shape in ((9, 20, 7), (4, 6, 7, 8), (15, 20)))
    return {
        "training": module.dropout_forward(x, rate, generator, True),
        "same_generator": module.dropout_forward(x, rate, generator, True),
        "same_seed": module.dropout_forward(x, rate, np.random.default_rng(seed), True),
        "high_rate": module.dropout_forward(deep, rng.uniform(0.65, 0.8), np.random.default_rng(seed + 1), True),
        "images": module.dropout_forward(images, rng.uniform(0.1, 0.25), np.random.default_rng(seed + 2), True),
        "rate_0": module.dropout_forward(other, 0.0, np.random.default_rng(seed + 3), True),
        "not_training": module.dropout_forward(other, rng.uniform(0.1, 0.25), np.random.default_rng(seed + 4), False),
    }


def dropout_backward(module, rng):
    return {
        "matrix": module.dropout_backward(*grad_and_mask(rng, (5, 4), rng.uniform(0.2, 0.4))),
        "images": module.dropout_backward(*grad_and_mask(rng, (3, 4, 5, 2), rng.uniform(0.6, 0.8))),
        "ones": module.dropout_backward(rng.normal(0, 1, (4, 3)), np.ones((4, 3))),
    }


def EarlyStopping(module, rng):  # noqa: N802 (the check has the name of the class)
    return {
        "patience_3": follow(module.EarlyStopping(3), ups_and_downs(rng)),
        "patience_1": follow(module.EarlyStopping(1), steps(rng, "start lower lower higher")),
        "min_delta": follow(module.EarlyStopping(patience=2, min_delta=DELTA), little_by_little(rng)),
        "never_better": follow(module.EarlyStopping(2), steps(rng, "nan nan")),
        "nan": follow(module.EarlyStopping(4), steps(rng, "nan nan start nan higher lower nan higher nan nan")),
    }


def follow(stopper, losses):
    """The answer to each loss, and the best loss after each: two dictionaries. The losses end where to stop."""
    answers, best = {}, {"0": stopper.best}
    for place, loss in enumerate(losses, 1):
        name = f"{place}: {loss}"
        answers[name] = stopper.update(loss)
        best[name] = stopper.best
    return answers, best


DELTA = 0.25  # all losses are multiples of 1/64, so that nothing is rounded, in float32 neither


def units(rng, low, high):
    """A multiple of 1/64."""
    return int(rng.integers(low, high)) / 64


def ups_and_downs(rng):
    """With patience 3: six losses without an improvement in all, three of them in a row only at the end."""
    return steps(rng, "start higher lower higher falling lower higher equal higher")


def steps(rng, names):
    """Losses between 1/2 and 4, each told by how it lies to the best one so far."""
    best, last, losses = np.nan, np.nan, []
    for name in names.split():
        change = units(rng, 8, 16)
        if name == "nan":
            loss = np.nan
        elif name == "start":
            loss = 3 + change
        elif name == "lower":
            loss = best - change
        elif name == "higher":
            loss = best + 0.25 + change
        elif name == "falling":  # lower than the one before, not than the best
            loss = (best + last) / 2
        else:
            loss = best
        best, last = (loss if name in ("start", "lower") else best), loss
        losses.append(float(loss))
    return losses


def little_by_little(rng):
    """With min_delta and patience 2: steps below the best loss that only together, or only just, are long enough."""
    start, over = 3 + units(rng, 1, 16), units(rng, 1, 4)
    first = start - DELTA - over  # an improvement over start, none over the loss before it
    second = first - DELTA - over
    return [
        start, start - 0.75 * DELTA, first,
        first - DELTA, second,  # exactly min_delta lower is not lower by more than that
        second + 0.5 * DELTA, second - DELTA,
    ]  # fmt: skip


def on_weights(function, rng):
    """A function of weights and a strength, on arrays of several shapes; no sum is near 0, the vector's is negative."""
    return {
        "matrix": function(summing_to(rng, (4, 3), 1), strength(rng)),
        "vector": function(summing_to(rng, (5,), -1), strength(rng)),
        "kernels": function(summing_to(rng, (3, 4, 2, 6), 1), strength(rng)),
    }


def summing_to(rng, shape, sign):
    """Numbers of either sign whose sum is beyond 1 and has this sign."""
    values = np.zeros(shape)
    while abs(values.sum()) < 1:
        values = away_from_0(rng, shape)
    return values * sign * np.sign(values.sum())


def strength(rng):
    """Such that neither it nor its double is near 1."""
    return float(rng.uniform(0.1, 0.3))


def away_from_0(rng, shape):
    """Numbers between 0.5 and 2 and between -2 and -0.5, two in five of them negative."""
    count = int(np.prod(shape))
    signs = np.where(rng.permutation(count) < (2 * count) // 5, -1.0, 1.0)
    return (signs * rng.uniform(0.5, 2, count)).reshape(shape)


def grad_and_mask(rng, shape, rate):
    """A gradient away from 0, and a mask such as dropout draws: both kinds of entries occur."""
    count = int(np.prod(shape))
    dropped = (rng.permutation(count) < max(2, round(rate * count))).reshape(shape)
    return away_from_0(rng, shape), np.where(dropped, 0.0, 1 / (1 - rate))
