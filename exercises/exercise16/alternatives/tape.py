"""A tape: each new value gets the next place on it; the way back goes through the places from high to low."""

from math import exp, log, tanh

TAPE = []


class Value:
    def __init__(self, data, *steps):
        self.data, self.grad = float(data), 0.0
        self.place = len(TAPE)
        TAPE.append((self, steps))

    def __add__(self, other):
        if not isinstance(other, Value):
            return Value(self.data + other, (self, 1))
        return Value(self.data + other.data, (self, 1), (other, 1))

    __radd__ = __add__

    def __sub__(self, other):
        if not isinstance(other, Value):
            return Value(self.data - other, (self, 1))
        return Value(self.data - other.data, (self, 1), (other, -1))

    def __rsub__(self, other):
        return Value(other - self.data, (self, -1))

    def __mul__(self, other):
        if not isinstance(other, Value):
            return Value(self.data * other, (self, other))
        return Value(self.data * other.data, (self, other.data), (other, self.data))

    __rmul__ = __mul__

    def __truediv__(self, other):
        if not isinstance(other, Value):
            return Value(self.data / other, (self, 1 / other))
        return Value(self.data / other.data, (self, 1 / other.data), (other, -self.data / other.data**2))

    def __rtruediv__(self, other):
        return Value(other / self.data, (self, -other / self.data**2))

    def __neg__(self):
        return Value(-self.data, (self, -1))

    def __pow__(self, n):
        return Value(self.data**n, (self, n * self.data**n / self.data))

    def exp(self):
        return Value(exp(self.data), (self, exp(self.data)))

    def log(self):
        return Value(log(self.data), (self, 1 / self.data))

    def relu(self):
        return Value(self.data, (self, 1)) if self.data > 0 else Value(0)

    def tanh(self):
        return Value(tanh(self.data), (self, 1 - tanh(self.data) ** 2))

    def backward(self):
        new = [0.0] * self.place + [1.0]
        for place in range(self.place, -1, -1):
            value, steps = TAPE[place]
            if new[place] != 0:
                value.grad += new[place]
                for before, slope in steps:
                    new[before.place] += new[place] * slope
