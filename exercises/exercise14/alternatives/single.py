"""float32; rows flattened for one matrix product; the block's way back by derivatives written otherwise."""

import numpy as np


def f(values):
    return np.asarray(values, dtype=np.float32)


def residual_forward(x, parameters):
    (w1, b1), (w2, b2) = [(f(w), f(b)) for w, b in parameters]
    z = f(x) @ w1 + b1
    total = (np.abs(z) + z) / 2 @ w2 + b2 + f(x)
    return (np.abs(total) + total) / 2, [f(x), z, total]


def residual_backward(grad_output, cache, parameters):
    x, z, total = cache
    g = f(grad_output) * (np.sign(total) + 1) / 2
    with_bias = np.c_[np.maximum(z, 0), np.ones(len(x), np.float32)]
    second = with_bias.T @ g
    gz = g @ f(parameters[1][0]).T * (np.sign(z) + 1) / 2
    first = np.c_[x, np.ones(len(x), np.float32)].T @ gz
    return gz @ f(parameters[0][0]).T + g, [(first[:-1], first[-1]), (second[:-1], second[-1])]


def conv1x1_forward(x, kernels, bias):
    rows = f(x).reshape(-1, x.shape[-1])
    return (rows @ f(kernels) + f(bias)).reshape(*x.shape[:-1], -1)


def inception_forward(x, branches):
    def one(kernels, bias):
        k = len(kernels)
        padded = np.zeros((x.shape[0], x.shape[1] + k - 1, x.shape[2] + k - 1, x.shape[3]), np.float32)
        padded[:, k // 2 : k // 2 + x.shape[1], k // 2 : k // 2 + x.shape[2]] = x
        patches = [padded[:, i : i + x.shape[1], j : j + x.shape[2]] for i in range(k) for j in range(k)]
        return conv1x1_forward(np.concatenate(patches, axis=3), kernels.reshape(-1, kernels.shape[3]), bias)

    joined = one(*branches[0])
    for branch in branches[1:]:
        joined = np.append(joined, one(*branch), axis=3)
    return joined
