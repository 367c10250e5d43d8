"""einsum everywhere, windows as views; the cache holds the masks."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def residual_forward(x, parameters):
    (w1, b1), (w2, b2) = parameters
    hidden = np.einsum("nd,dh->nh", x, w1) + b1
    inner = hidden > 0
    hidden = np.where(inner, hidden, 0)
    out = x + np.einsum("nh,hd->nd", hidden, w2) + b2
    outer = np.heaviside(out, 0)
    return out * outer, (x, hidden, inner, outer)


def residual_backward(grad_output, cache, parameters):
    x, hidden, inner, outer = cache
    grad_sum = np.einsum("nd,nd->nd", grad_output, outer)
    grad_z = np.einsum("nd,hd,nh->nh", grad_sum, parameters[1][0], inner)
    grad_x = grad_sum.copy()
    grad_x += np.einsum("nh,dh->nd", grad_z, parameters[0][0])
    first = np.einsum("nd,nh->dh", x, grad_z), np.einsum("nh->h", grad_z)
    second = np.einsum("nh,nd->hd", hidden, grad_sum), np.einsum("nd->d", grad_sum)
    return [grad_x, (first, second)]


def conv1x1_forward(x, kernels, bias):
    return np.einsum("nhwc,co->nhwo", x, kernels) + bias


def inception_forward(x, branches):
    outs = []
    for kernels, bias in branches:
        p = kernels.shape[0] // 2
        views = sliding_window_view(np.pad(x, [(0, 0), (p, p), (p, p), (0, 0)]), kernels.shape[:2], axis=(1, 2))
        outs.append(np.einsum("nhwcij,ijco->nhwo", views, kernels) + bias)
    return np.dstack([out.transpose(1, 2, 3, 0) for out in outs]).transpose(3, 0, 1, 2)
