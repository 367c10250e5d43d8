"""Plain Python and the math module, entry by entry; results as nested lists."""

import math


def each(function, z):
    return [each(function, part) for part in z] if z.ndim else function(float(z))


def heaviside(z, threshold=0.0):
    return each(lambda value: int(value >= threshold), z)


def logistic(value):
    return 1 / (1 + math.exp(-value)) if value > 0 else math.exp(value) / (1 + math.exp(value))


def sigmoid(z):
    return each(logistic, z)


def sigmoid_derivative(z):
    return each(lambda value: logistic(value) * logistic(-value), z)


def tanh_derivative(z):
    return each(lambda value: 1 - math.tanh(value) ** 2, z)


def relu(z):
    return each(lambda value: max(value, 0), z)


def relu_derivative(z):
    return each(lambda value: value > 0, z)


def bounded_relu(z, low, high):
    return each(lambda value: value if low <= value <= high else 0, z)


def softmax(z):
    if z.ndim > 1:
        return [softmax(part) for part in z]
    exponentials = [math.exp(value - max(z)) for value in z]
    return [e / math.fsum(exponentials) for e in exponentials]


def softmax_jacobian(z):
    s = softmax(z)
    return [[(s[i] * (1 - s[i])) if i == j else -s[i] * s[j] for j in range(len(s))] for i in range(len(s))]
