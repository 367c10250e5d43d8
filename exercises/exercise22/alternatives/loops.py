"""One image at a time in plain Python, no one-hot rows; lists come out."""

import math


def probabilities(logits):
    highest = max(logits)
    exps = [math.exp(z - highest) for z in logits]
    return [e / sum(exps) for e in exps]


def gradient_of_one(image, label, parameters, count):
    activations = [list(image)]
    for number, (weights, bias) in enumerate(parameters):
        row = []
        for j in range(len(bias)):
            z = bias[j] + sum(value * weights[i][j] for i, value in enumerate(activations[-1]))
            row.append(z if number == len(parameters) - 1 else max(z, 0.0))
        activations.append(row)
    delta = probabilities(activations.pop())
    delta[label] -= 1
    delta = [d / count for d in delta]
    while activations:
        weights = parameters[len(activations) - 1][0]
        inputs = activations.pop()
        delta = [sum(weights[i][j] * d for j, d in enumerate(delta)) for i in range(len(inputs))]
        if activations:
            delta = [d if value > 0 else 0.0 for d, value in zip(delta, inputs)]
    return delta


def input_gradient(x, labels, parameters):
    return [gradient_of_one(image, label, parameters, len(x)) for image, label in zip(x, labels)]


def fgsm(x, labels, parameters, epsilon):
    result = []
    for image, row in zip(x, input_gradient(x, labels, parameters)):
        moved = []
        for pixel, g in zip(image, row):
            if g > 0:
                pixel = min(pixel + epsilon, 1.0)
            elif g < 0:
                pixel = max(pixel - epsilon, 0.0)
            moved.append(float(pixel))
        result.append(moved)
    return result
