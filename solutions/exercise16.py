"""Reverse-mode automatic differentiation of single numbers: the reference solution of exercise16."""

import math


class Value:
    """A number that remembers what it was computed from."""

    def __init__(self, data, operands=()):
        self.data = data
        self.grad = 0.0
        self._operands = operands  # pairs: a value, and the derivative of this number with respect to it

    def __repr__(self):
        return f"Value(data={self.data}, grad={self.grad})"

    # Each operation knows the result and its derivatives at once: the numbers they need are at hand now.

    def __add__(self, other):
        other = as_value(other)
        return Value(self.data + other.data, ((self, 1.0), (other, 1.0)))

    def __mul__(self, other):
        other = as_value(other)
        return Value(self.data * other.data, ((self, other.data), (other, self.data)))

    def __pow__(self, exponent):
        return Value(self.data**exponent, ((self, exponent * self.data ** (exponent - 1)),))

    def exp(self):
        result = math.exp(self.data)
        return Value(result, ((self, result),))

    def log(self):
        return Value(math.log(self.data), ((self, 1 / self.data),))

    def relu(self):
        return Value(max(self.data, 0.0), ((self, 1.0 if self.data > 0 else 0.0),))

    def tanh(self):
        result = math.tanh(self.data)
        return Value(result, ((self, 1 - result**2),))

    # The others are made of these, and so are their derivatives.

    def __neg__(self):
        return self * -1.0

    def __sub__(self, other):
        return self + -as_value(other)

    def __truediv__(self, other):
        return self * as_value(other) ** -1

    # A plain number on the left: Python asks the number first, and then, with the sides exchanged, these.

    def __radd__(self, other):
        return self + other

    def __rmul__(self, other):
        return self * other

    def __rsub__(self, other):
        return as_value(other) - self

    def __rtruediv__(self, other):
        return as_value(other) / self

    def backward(self):
        """Add the derivative of this value with respect to each value that it comes from to that value's grad."""
        arrived = {self: 1.0}  # what has arrived at each value, in this pass only
        for value in reversed(operands_first(self)):
            gradient = arrived[value]
            value.grad += gradient
            for operand, derivative in value._operands:
                arrived[operand] = arrived.get(operand, 0.0) + gradient * derivative


def as_value(number):
    """A Value as it is, a plain number as a Value."""
    return number if isinstance(number, Value) else Value(number)


def operands_first(value):
    """Every value that `value` comes from, each once, and none before its own operands; `value` is the last."""
    order, seen = [], set()

    def visit(value):
        if value in seen:
            return
        seen.add(value)
        for operand, _derivative in value._operands:
            visit(operand)
        order.append(value)

    visit(value)
    return order
