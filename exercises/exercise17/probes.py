"""What the grader calls: a simple recurrent network and an LSTM, forward and back through time."""

import numpy as np

# name: N sequences, T steps, D inputs, H units. All differ, so that no array fits where another belongs.
CASES = {
    "sequence": (3, 5, 4, 6),
    "one_step": (4, 1, 5, 3),
    "batch_of_1": (1, 4, 3, 5),
}
LSTM_CASES = {
    "sequence": (3, 4, 6, 5),
    "one_step": (4, 1, 2, 3),
    "batch_of_1": (1, 3, 2, 4),
}
STEPS = {"batch": (3, 5, 2), "more_units_than_inputs": (5, 2, 4), "batch_of_1": (1, 2, 3)}
"""N, D, H of single steps."""


def rnn_forward(module, rng):
    return {name: module.rnn_forward(*rnn(rng, *sizes)) for name, sizes in CASES.items()}


def rnn_backward(module, rng):
    return {
        name: module.rnn_backward(gradient(rng, examples, steps, units), *rnn(rng, examples, steps, inputs, units))
        for name, (examples, steps, inputs, units) in CASES.items()
    }


def lstm_step(module, rng):
    results = {}
    for name, (examples, inputs, units) in STEPS.items():
        x, h, c, parameters = lstm(rng, examples, 1, inputs, units)
        results[name] = module.lstm_step(x[:, 0], h, c, parameters)
    return results


def lstm_forward(module, rng):
    return {name: module.lstm_forward(*lstm(rng, *sizes)) for name, sizes in LSTM_CASES.items()}


def lstm_backward(module, rng):
    return {
        name: module.lstm_backward(gradient(rng, examples, steps, units), *lstm(rng, examples, steps, inputs, units))
        for name, (examples, steps, inputs, units) in LSTM_CASES.items()
    }


def rnn(rng, examples, steps, inputs, units):
    """x (N, T, D), h0 (N, H), (W, U, b)."""
    x, h0 = rng.normal(0, 1, (examples, steps, inputs)), rng.normal(0, 1, (examples, units))
    return x, h0, weights(rng, inputs, units, units)


def lstm(rng, examples, steps, inputs, units):
    """x (N, T, D), h0 (N, H), c0 (N, H), (W, U, b)."""
    x, (h0, c0) = rng.normal(0, 1, (examples, steps, inputs)), rng.normal(0, 1, (2, examples, units))
    return x, h0, c0, weights(rng, inputs, units, 4 * units)


def weights(rng, inputs, units, columns):
    """Neither so small that time is forgotten at once, nor so large that every tanh is at its end."""
    return (
        rng.normal(0, 1, (inputs, columns)) / np.sqrt(inputs),
        rng.normal(0, 1, (units, columns)) / np.sqrt(units),
        rng.choice([-1, 1], columns) * rng.uniform(0.3, 0.9, columns),
    )


def gradient(rng, examples, steps, units):
    """Of every state, (N, T, H)."""
    return rng.normal(0, 1, (examples, steps, units))
