"""Residual and Inception blocks: the reference solution of exercise14."""

import numpy as np


def residual_forward(x, parameters):
    """(N, D) -> (N, D) and what the way back needs: two dense layers, whose result is added to x."""
    (weights1, bias1), (weights2, bias2) = parameters
    z1 = x @ weights1 + bias1  # (N, H)
    hidden = relu(z1)
    z2 = x + hidden @ weights2 + bias2  # (N, D): the skip joins before the activation
    return relu(z2), (x, z1, hidden, z2)


def residual_backward(grad_output, cache, parameters):
    """(N, D) -> the gradients of x and of both layers' weights and biases."""
    x, z1, hidden, z2 = cache
    (weights1, _), (weights2, _) = parameters

    grad_z2 = grad_output * (z2 > 0)
    grad_weights2 = hidden.T @ grad_z2
    grad_bias2 = grad_z2.sum(axis=0)

    grad_z1 = (grad_z2 @ weights2.T) * (z1 > 0)
    grad_weights1 = x.T @ grad_z1
    grad_bias1 = grad_z1.sum(axis=0)

    grad_x = grad_z2 + grad_z1 @ weights1.T  # x went two ways, so two gradients come back: skip and branch
    return grad_x, [(grad_weights1, grad_bias1), (grad_weights2, grad_bias2)]


def conv1x1_forward(x, kernels, bias):
    """(N, H, W, C_in) images, (C_in, C_out) kernels, (C_out,) bias -> (N, H, W, C_out): a dense layer on each pixel."""
    return x @ kernels + bias


def inception_forward(x, branches):
    """(N, H, W, C_in) -> (N, H, W, sum of all C_out): every branch sees x, their channels are laid side by side."""
    return np.concatenate([convolve_same(x, kernels, bias) for kernels, bias in branches], axis=-1)


def convolve_same(x, kernels, bias):
    """A convolution with stride 1 that keeps height and width: a sum of 1x1 convolutions of shifted images."""
    size = len(kernels)
    border = (size - 1) // 2
    padded = np.pad(x, ((0, 0), (border, border), (border, border), (0, 0)))
    height, width = x.shape[1:3]

    out = bias
    for i in range(size):
        for j in range(size):
            shifted = padded[:, i : i + height, j : j + width]
            out = out + conv1x1_forward(shifted, kernels[i, j], 0)
    return out


def relu(z):
    return np.maximum(z, 0)
