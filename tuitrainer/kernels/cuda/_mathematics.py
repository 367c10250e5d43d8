"""The activations by element, for kernels that apply them to a number that they have in a register anyway.

An activation comes as its place in `ACTIVATIONS`, so that one compiled kernel serves all: every thread of a launch
takes the same branch, which costs next to nothing. Constants are written in the type of x, because a Python float is a
float64, and one float64 among float32 would make the whole expression one (many times slower on most GPUs).
"""

from __future__ import annotations

import math
from typing import Any

from tuitrainer.kernels.backend import ACTIVATIONS
from tuitrainer.kernels.cuda._jit import device_function
from tuitrainer.kernels.reference.activations import LEAKY_RELU_SLOPE, SELU_ALPHA, SELU_SCALE

(
    LINEAR, RELU, LEAKY_RELU, ELU, SELU, GELU, SOFTPLUS, SOFTSIGN, TANH, SIGMOID, HARD_SIGMOID, EXPONENTIAL, SOFTMAX,
    HEAVISIDE,
) = range(len(ACTIVATIONS))  # fmt: skip

ROOT_OF_HALF = math.sqrt(0.5)
DENSITY_AT_0 = 1 / math.sqrt(2 * math.pi)
SELU_BOTH = SELU_SCALE * SELU_ALPHA


def code_of(activation: str) -> int:
    """The place of an activation in ACTIVATIONS, for a kernel."""
    return ACTIVATIONS.index(activation)


@device_function
def sigmoid(x: Any, number: Any) -> Any:
    """1 / (1 + e^-x), or the same written e^x / (1 + e^x): only the power that can't overflow is taken."""
    small = number(math.exp(-abs(x)))  # nan where x is
    return (number(1) if x >= number(0) else small) / (number(1) + small)


@device_function
def normal_distribution(x: Any, number: Any) -> Any:
    """The probability that a standard normal variable is below x."""
    return number(0.5) * number(math.erfc(-x * number(ROOT_OF_HALF)))


@device_function
def activated(code: int, x: Any, number: Any) -> Any:
    """The activation of that code at x, which is of type `number`; not softmax, which looks at a whole row.

    Comparisons are written so that nan fails them, or passes on the way that keeps it.
    """
    if code == RELU:
        return number(0) if x < number(0) else x
    if code == LEAKY_RELU:
        return x if x > number(0) else number(LEAKY_RELU_SLOPE) * x
    if code == ELU:
        return x if x > number(0) else number(math.expm1(x))
    if code == SELU:
        return number(SELU_SCALE) * x if x > number(0) else number(SELU_BOTH) * number(math.expm1(x))
    if code == GELU:
        return x * normal_distribution(x, number)
    if code == SOFTPLUS:
        return (number(0) if x < number(0) else x) + number(math.log1p(math.exp(-abs(x))))
    if code == SOFTSIGN:
        return x / (number(1) + abs(x))
    if code == TANH:
        return number(math.tanh(x))
    if code == SIGMOID:
        return sigmoid(x, number)
    if code == HARD_SIGMOID:
        line = x / number(6) + number(0.5)
        return number(0) if line < number(0) else number(1) if line > number(1) else line
    if code == EXPONENTIAL:
        return number(math.exp(x))
    if code == HEAVISIDE:
        return number(1) if x >= number(0) else number(0) if x < number(0) else x
    return x


@device_function
def activated_gradient(code: int, x: Any, y: Any, dy: Any, number: Any) -> Any:
    """dy times the derivative, read off y = activated(x) where that is possible (FROM_OUTPUT), else off x."""
    if code == RELU:
        return dy if y > number(0) else number(0)
    if code == LEAKY_RELU:
        return dy if y > number(0) else number(LEAKY_RELU_SLOPE) * dy
    if code == ELU:
        return dy if y > number(0) else dy * (y + number(1))
    if code == SELU:
        return number(SELU_SCALE) * dy if y > number(0) else dy * (y + number(SELU_BOTH))
    if code == GELU:
        density = number(DENSITY_AT_0) * number(math.exp(-number(0.5) * x * x))
        return dy * (normal_distribution(x, number) + x * density)
    if code == SOFTPLUS:
        return dy * sigmoid(x, number)
    if code == SOFTSIGN:
        return dy / ((number(1) + abs(x)) * (number(1) + abs(x)))
    if code == TANH:
        return dy * (number(1) - y * y)
    if code == SIGMOID:
        return dy * y * (number(1) - y)
    if code == HARD_SIGMOID:
        return dy / number(6) if x > number(-3) and x <= number(3) else number(0)
    if code == EXPONENTIAL:
        return dy * y
    if code == HEAVISIDE:
        return number(0)
    return dy
