"""Whoever draws other numbers is right as well: first weights are judged by what they have in common, and a training
by what has to come of the very weights that it began with.
"""

from functools import lru_cache
from pathlib import Path
from runpy import run_path

import numpy as np

TRAINING = run_path(str(Path(__file__).with_name("mistakes.py")))
"""Among them trainings, a right one and the wrong ones."""
RIGHT = TRAINING["_train"]()
WRONG = [
    (name.replace("_", "-"), form)
    for name, forms in TRAINING.items()
    if name.startswith("train_")
    for form in (forms if isinstance(forms, tuple) else (forms,))
]

# -- init_mlp ----------------------------------------------------------------------------------------------------------

LOWEST, HIGHEST = 0.3, 2.0
"""Standard deviation of the weights, in terms of sqrt(2 / D_in)."""
RARE = 7.0
"""Standard errors by which no right solution ever misses: fewer than one in 10^11 does."""


def judge_init_mlp(got, expected, inputs):  # noqa: ARG001
    weights, biases = [], []  # of each layer in all draws
    for network in ("deep_", "wide_"):
        draws = [got[name] for name in got if name.startswith(network)]
        for layer in range(len(draws[0])):
            weights.append(as_numbers(draw[layer][0] for draw in draws))
            biases.append(as_numbers(draw[layer][1] for draw in draws))
    again = [np.asarray(pair[0], dtype=float) for pair in got["same_seed_again"]]
    if not all(np.isfinite(numbers).all() for numbers in (*weights, *biases)):
        return "init-not-finite"
    if not any(layer.any() for layer in weights):
        return "init-zeros"
    if any((layer == layer[:, :, :1]).all() for layer in weights):
        return "init-neurons-alike"
    if any((layer == layer[:1]).all() for layer in weights):
        return "init-ignores-rng"
    if not all(np.array_equal(layer[0], other) for layer, other in zip(weights, again, strict=False)):
        return "init-not-reproducible"
    wrong = wrong_moments(weights)
    if wrong is None and any(layer.any() for layer in biases):
        return "init-bias-not-zero"
    return wrong


def as_numbers(draws):
    return np.array([np.asarray(draw, dtype=float) for draw in draws])


def wrong_moments(weights):
    """Of each layer's weights in all draws (draws, D_in, D_out)."""
    deviations = np.array([layer.std() for layer in weights])
    counts = np.array([layer.size for layer in weights])
    means = np.array([layer.mean() for layer in weights])
    if (np.abs(means) > RARE * deviations / np.sqrt(counts)).any():
        return "init-not-centred"
    d_in, d_out = np.array([layer.shape[1:] for layer in weights]).T
    ratios = deviations / np.sqrt(2 / d_in)
    margins = RARE / np.sqrt(counts)  # the error of a deviation, for long-tailed draws too
    too_small, too_large = ratios < LOWEST * (1 - margins), ratios > HIGHEST * (1 + margins)
    if not too_small.any() and not too_large.any():
        return None
    if alike(deviations, counts):
        return "init-one-scale"
    if alike(deviations * d_in, counts):
        return "init-variance-as-deviation"
    if alike(deviations * np.sqrt(d_out), counts):
        return "init-scaled-by-outputs"
    return "init-too-large" if too_large.any() else "init-too-small"


def alike(deviations, counts):
    """Whether they are the same in all layers, but for what chance does to deviations of so many numbers."""
    surest = deviations[counts.argmax()]
    return (np.abs(deviations / surest - 1) < RARE / np.sqrt(2 * counts)).all()


# -- train -------------------------------------------------------------------------------------------------------------

TOLERANCE = 1e-5
"""What float32 may leave after a few steps."""
KINK = 1e-5
"""Where a z came nearer to ReLU's kink than this, rounding decides whether its neuron is active."""


class Replay:
    """In the place of the generator: the weights that a submission began with, then the orders that it had to draw."""

    def __init__(self, start, orders):
        self._weights = iter([np.array(weights, dtype=float) for weights, _bias in start])
        self._orders = iter(np.asarray(orders, dtype=int))

    def normal(self, _mean, _deviation, _shape):
        return next(self._weights)

    def permutation(self, _count):
        return next(self._orders)


class Case:
    """One training of a submission, and what it was given. Two that began alike are equal."""

    def __init__(self, got, name, call):
        self.result = flat(got[f"trained_{name}"])
        self._start, self._orders = got[f"start_{name}"], np.asarray(got[f"orders_{name}"], dtype=int)
        self._arguments = {name: value for name, value in call.arguments.items() if name != "rng"}
        self._key = tuple(
            part.tobytes() for part in (*flat((self._start, self._arguments["learning_rate"])), self._orders)
        )

    def __eq__(self, other):
        return self._key == other._key

    def __hash__(self):
        return hash(self._key)

    def run(self, train):
        """What this training comes to, beginning where the submission did."""
        return flat(train(**self._arguments, rng=Replay(self._start, self._orders)))

    def is_delicate(self):
        """Whether two right solutions may part ways by rounding."""
        nearest = []

        def step(run, rows, target_rows):
            activation = run.x[rows]
            for weights, bias in run.parameters[:-1]:
                z = activation @ weights + bias
                nearest.append(np.abs(z).min())
                activation = np.maximum(z, 0)
            TRAINING["_descend"](run, rows, target_rows)

        self.run(TRAINING["_train"](step=step))
        return min(nearest) < KINK


@lru_cache(maxsize=500)
def replayed(case, train):
    return case.run(train)


def judge_train(got, expected, inputs):  # noqa: ARG001
    calls = [call for call in inputs if call.function == "train"]
    names = [name.removeprefix("trained_") for name in got if name.startswith("trained_")]
    cases = [Case(got, name, call) for name, call in zip(names, calls, strict=True)]
    if all(same(case.result, replayed(case, RIGHT)) for case in cases):
        return None
    cases = [case for case in cases if not case.is_delicate()] or cases
    if all(same(case.result, replayed(case, RIGHT)) for case in cases):
        return None
    for name, form in WRONG:
        if all(same(case.result, replayed(case, form)) for case in cases):
            return name
    if all(near(case.result[0], replayed(case, RIGHT)[0]) for case in cases):
        return "train-losses-otherwise"
    for name, form in WRONG:  # the losses may be wrong for a reason of their own
        if all(near(case.result[0], replayed(case, form)[0]) for case in cases):
            return name
    return "train-otherwise"


def flat(trained):
    """(all parameters in one row, losses)."""
    parameters, losses = trained
    row = np.concatenate([np.ravel(np.asarray(part, dtype=float)) for pair in parameters for part in pair])
    return row, np.asarray(losses, dtype=float)


def same(one, other):
    return all(near(a, b) for a, b in zip(one, other, strict=True))


def near(a, b):
    return a.shape == b.shape and bool(np.abs(a - b).max() <= TOLERANCE * np.abs(b).max())
