"""No order at all: what arrives is handed on at once, along every path. Right, and slow where many paths meet."""

import numpy as np


class Value:
    def __init__(self, data, back=None):
        self.data = np.float64(data)
        self.grad = np.float64(0)
        self.back = back

    def backward(self, gradient=1.0):
        self.grad = self.grad + gradient
        if self.back is not None:
            self.back(gradient)

    def __add__(self, other):
        other = value(other)
        return Value(self.data + other.data, lambda g: (self.backward(g), other.backward(g)))

    def __mul__(self, other):
        other = value(other)
        return Value(self.data * other.data, lambda g: (self.backward(g * other.data), other.backward(g * self.data)))

    def __neg__(self):
        return Value(-self.data, lambda g: self.backward(-g))

    def __sub__(self, other):
        other = value(other)
        return Value(self.data - other.data, lambda g: (self.backward(g), other.backward(-g)))

    def __truediv__(self, other):
        other = value(other)
        q = self.data / other.data
        return Value(q, lambda g: (self.backward(g / other.data), other.backward(-g * q / other.data)))

    def __pow__(self, n):
        return Value(self.data**n, lambda g: self.backward(g * n * self.data ** (n - 1)))

    def exp(self):
        e = np.exp(self.data)
        return Value(e, lambda g: self.backward(g * e))

    def log(self):
        return Value(np.log(self.data), lambda g: self.backward(g / self.data))

    def relu(self):
        return Value(np.maximum(self.data, 0), lambda g: self.backward(g * (self.data > 0)))

    def tanh(self):
        return Value(np.tanh(self.data), lambda g: self.backward(g / np.cosh(self.data) ** 2))

    def __radd__(self, other):
        return value(other) + self

    def __rsub__(self, other):
        return value(other) - self

    def __rmul__(self, other):
        return value(other) * self

    def __rtruediv__(self, other):
        return value(other) / self


def value(x):
    return x if isinstance(x, Value) else Value(x)
