"""Numbers in float32, a class for each operation, and a count of the uses that have not answered yet."""

import numpy as np


class Value:
    operands = ()

    def __init__(self, data):
        self.data = np.float32(data)
        self.grad = np.float32(0)

    def slopes(self):
        return []

    def __add__(self, other):
        return Sum(self, other)

    def __mul__(self, other):
        return Product(self, other)

    def __sub__(self, other):
        return Sum(self, Product(other, -1))

    def __truediv__(self, other):
        return Product(self, Power(other, -1))

    def __neg__(self):
        return Product(self, -1)

    def __pow__(self, n):
        return Power(self, n)

    def __radd__(self, other):
        return Sum(other, self)

    def __rmul__(self, other):
        return Product(other, self)

    def __rsub__(self, other):
        return Sum(other, Product(self, -1))

    def __rtruediv__(self, other):
        return Product(other, Power(self, -1))

    def exp(self):
        return Exp(self)

    def log(self):
        return Log(self)

    def relu(self):
        return Relu(self)

    def tanh(self):
        return Tanh(self)

    def backward(self):
        uses = {}
        todo = [self]
        while todo:
            v = todo.pop()
            for operand in v.operands:
                if operand not in uses:
                    uses[operand] = 0
                    todo.append(operand)
                uses[operand] += 1
        arrived = {v: np.float32(0) for v in uses}
        arrived[self] = np.float32(1)
        ready = [self]
        while ready:
            v = ready.pop()
            v.grad = v.grad + arrived[v]
            for operand, slope in zip(v.operands, v.slopes()):
                arrived[operand] = arrived[operand] + arrived[v] * slope
                uses[operand] -= 1
                if uses[operand] == 0:
                    ready.append(operand)


class Operation(Value):
    def __init__(self, *operands):
        self.operands = [o if isinstance(o, Value) else Value(o) for o in operands]
        super().__init__(self.compute(*[o.data for o in self.operands]))


class Sum(Operation):
    def compute(self, x, y):
        return x + y

    def slopes(self):
        return [1, 1]


class Product(Operation):
    def compute(self, x, y):
        return x * y

    def slopes(self):
        return [self.operands[1].data, self.operands[0].data]


class Power(Operation):
    def __init__(self, base, n):
        self.n = n
        super().__init__(base)

    def compute(self, x):
        return x**self.n

    def slopes(self):
        return [self.n * self.operands[0].data ** (self.n - 1)]


class Exp(Operation):
    def compute(self, x):
        return np.exp(x)

    def slopes(self):
        return [self.data]


class Log(Operation):
    def compute(self, x):
        return np.log(x)

    def slopes(self):
        return [1 / self.operands[0].data]


class Relu(Operation):
    def compute(self, x):
        return max(x, np.float32(0))

    def slopes(self):
        return [np.float32(self.data > 0)]


class Tanh(Operation):
    def compute(self, x):
        return np.tanh(x)

    def slopes(self):
        return [1 - self.data * self.data]
