"""Many weights compute OR and XOR: these judges ask what a gate answers at the four corners."""

import numpy as np

CORNERS = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
OR, XOR = "0111", "0110"  # a gate's answers at the corners, in their order

OR_MISTAKES = {"0000": "or-never-fires", "0001": "or-is-and"}
XOR_MISTAKES = {
    "0000": "xor-never-fires",
    "0001": "xor-is-and",
    "0010": "xor-misses-one-input",
    "0100": "xor-misses-one-input",
    "0111": "xor-is-or",
    "1001": "xor-is-xnor",
    "1110": "xor-is-nand",
    "1111": "xor-always-fires",
}


def judge_or_neuron(got, expected, inputs):  # noqa: ARG001
    weights, bias = numbers(got["gate"])
    if not all_finite(weights, bias):
        return "or-not-finite"
    with np.errstate(all="ignore"):
        answers = fired(CORNERS @ weights + bias >= 0)
    if answers == OR:
        return None
    if answers == "1000":
        return "or-reversed"
    if answers.startswith("1"):
        return "or-bias-missing" if bias == 0 else "or-bias-positive"
    return OR_MISTAKES.get(answers, "or-one-input-only")  # what is left is wrong at (0, 1) or at (1, 0)


def judge_xor_network(got, expected, inputs):  # noqa: ARG001
    hidden_weights, hidden_bias, weights, bias = numbers(got["gate"])
    if not all_finite(hidden_weights, hidden_bias, weights, bias):
        return "xor-not-finite"
    z = output(hidden_weights, hidden_bias, weights, bias)
    answers = fired(z >= 0)
    if answers == XOR:
        return None
    # a small step away from XOR says more than what the gate computes instead
    if fired(output(hidden_weights.T, hidden_bias, weights, bias) >= 0) == XOR:
        return "xor-hidden-transposed"
    if fired(output(hidden_weights, weights, hidden_bias, bias) >= 0) == XOR:
        return "xor-parts-swapped"
    if fired(output(hidden_weights, hidden_bias, weights, bias, hidden=heaviside) >= 0) == XOR:
        return "xor-hidden-heaviside"
    if fired(z > 0) == XOR:
        return "xor-output-bias-missing" if bias == 0 else "xor-on-the-threshold"
    if not hidden_bias.any() and hidden_weights.any() and (hidden_weights[:, 0] == hidden_weights[:, 1]).all():
        return "xor-hidden-bias-missing"
    return XOR_MISTAKES.get(answers, "xor-several-corners")


def numbers(parts):
    return [np.asarray(part, dtype=float) for part in parts]


def all_finite(*parts):
    return all(np.isfinite(part).all() for part in parts)


def relu(z):
    return np.maximum(z, 0)


def heaviside(z):
    return np.where(z >= 0, 1.0, 0.0)


def output(hidden_weights, hidden_bias, weights, bias, hidden=relu):
    """The output neuron before its Heaviside function, at the four corners: (4,)."""
    with np.errstate(all="ignore"):
        return hidden(CORNERS @ hidden_weights + hidden_bias) @ weights + bias


def fired(answers):
    """Booleans at the four corners -> a text such as 0110."""
    return "".join("1" if answer else "0" for answer in answers)
