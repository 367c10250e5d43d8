"""The whole Jacobian of the logits, forward through the layers with einsum; then the chain rule once."""

import numpy as np


def input_gradient(x, labels, parameters):
    jacobian = np.broadcast_to(np.eye(x.shape[1]), (len(x), x.shape[1], x.shape[1]))  # (N, units, D)
    a = x
    for number, (weights, bias) in enumerate(parameters):
        a = a @ weights + bias
        jacobian = np.einsum("uo,nud->nod", weights, jacobian)
        if number + 1 < len(parameters):
            jacobian = jacobian * (a >= 0)[:, :, None]
            a = a.clip(min=0)
    log_p = a - np.logaddexp.reduce(a, axis=1)[:, None]
    rows = np.arange(len(x))
    expected = np.einsum("no,nod->nd", np.exp(log_p), jacobian)
    return (expected - jacobian[rows, labels]) / len(x)


def fgsm(x, labels, parameters, epsilon):
    g = np.asfortranarray(input_gradient(x, labels, parameters))
    step = epsilon * ((g > 0) * 1 - (g < 0) * 1)
    return np.minimum(np.maximum(x + step, 0), 1)
