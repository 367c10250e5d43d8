"""exercise16: reverse-mode automatic differentiation.

Replace each `raise NotImplementedError` with your code, then:  tuitrainer grade exercise16
The statement: tuitrainer show exercise16     A hint: tuitrainer hint exercise16
"""

import math  # noqa: F401


class Value:
    """A number that remembers what it was computed from.

    data: the number, a float. grad: 0.0 at first; what backward() of later values adds up to.
    You may give __init__ more arguments, with defaults, and the class more attributes and methods.
    """

    def __init__(self, data):
        raise NotImplementedError

    def __repr__(self):
        return f"Value(data={self.data}, grad={self.grad})"

    # Each of these returns a new Value and changes neither operand. `other` is a Value or a plain number.

    def __add__(self, other):
        raise NotImplementedError

    def __sub__(self, other):
        raise NotImplementedError

    def __mul__(self, other):
        raise NotImplementedError

    def __truediv__(self, other):
        raise NotImplementedError

    def __neg__(self):
        raise NotImplementedError

    def __pow__(self, exponent):
        """The exponent is a plain number."""
        raise NotImplementedError

    # Something is missing here: 2 + v, 2 - v, 2 * v and 2 / v have the plain number on the left. See the statement.

    def exp(self):
        raise NotImplementedError

    def log(self):
        """The natural logarithm."""
        raise NotImplementedError

    def relu(self):
        raise NotImplementedError

    def tanh(self):
        raise NotImplementedError

    def backward(self):
        """Add d(self)/d(value) to value.grad, for self and for every value that it comes from. Returns nothing."""
        raise NotImplementedError
