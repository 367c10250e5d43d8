"""Convolution and pooling in PyTorch, where it is installed: outputs and every gradient."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tuitrainer.kernels.backend import Array
from tuitrainer.nn import Network, layers
from tuitrainer.nn.layers import Layer

torch: Any = pytest.importorskip("torch")
pytestmark = pytest.mark.torch
backends = pytest.mark.parametrize("backend", ["reference", "cpu"])
paddings = pytest.mark.parametrize("padding", ["valid", "same"])

SIZES = [((3, 3), (1, 1)), ((2, 3), (2, 1)), ((4, 1), (2, 3)), ((1, 2), (3, 3)), ((5, 5), (3, 2))]
sizes = pytest.mark.parametrize(("size", "strides"), SIZES)


def their_image(x: Array) -> Any:
    return torch.from_numpy(x).permute(0, 3, 1, 2).contiguous().requires_grad_(True)


def their_kernels(kernels: Array) -> Any:
    """Both kinds have their channels first, in the other order than ours: (C_out, C_in, KH, KW) for a convolution."""
    return torch.from_numpy(kernels).permute(3, 2, 0, 1).contiguous().requires_grad_(True)


def zeros_for_same(length: int, size: int, stride: int) -> tuple[int, int]:
    """(before, after) as TensorFlow's documentation defines them."""
    total = max(size - (length % stride or stride), 0)
    return total // 2, total - total // 2


def padded(image: Any, size: tuple[int, int], strides: tuple[int, int], padding: str, value: float = 0.0) -> Any:
    if padding == "valid":
        return image
    rows, columns = (zeros_for_same(image.shape[2 + axis], size[axis], strides[axis]) for axis in (0, 1))
    return torch.nn.functional.pad(image, (*columns, *rows), value=value)


def compare(layer: Layer, x: Array, backend: str, their_forward: Any) -> None:
    network = Network([layer], x.shape[1:], backend=backend, dtype="float64", seed=1)
    rng = np.random.default_rng(2)
    for parameter in network.parameters:
        parameter.assign(rng.normal(size=parameter.shape))
    y = network.forward(x)
    dy = rng.normal(size=y.shape)
    dx = network.backward(dy)
    image = their_image(x)
    theirs = [
        their_kernels(p.numpy()) if p.numpy().ndim == 4 else torch.from_numpy(p.numpy()) for p in network.parameters
    ]
    for parameter in theirs:
        parameter.requires_grad_(True)
    their_y = their_forward(image, *theirs)
    their_y.backward(torch.from_numpy(dy).permute(0, 3, 1, 2))
    np.testing.assert_allclose(y, their_y.detach().permute(0, 2, 3, 1).numpy(), rtol=1e-10, atol=1e-12)
    np.testing.assert_allclose(dx, image.grad.permute(0, 2, 3, 1).numpy(), rtol=1e-10, atol=1e-12)
    for own, their in zip(network.parameters, theirs, strict=True):
        gradient = their.grad.permute(2, 3, 1, 0) if their.ndim == 4 else their.grad
        np.testing.assert_allclose(own.grad_numpy(), gradient.numpy(), rtol=1e-10, atol=1e-11)


@backends
@paddings
@sizes
def test_convolution(size: tuple[int, int], strides: tuple[int, int], padding: str, backend: str) -> None:
    x = np.random.default_rng(0).normal(size=(2, 7, 8, 3))

    def theirs(image: Any, kernels: Any, bias: Any) -> Any:
        image = padded(image, size, strides, padding)
        return torch.tanh(torch.nn.functional.conv2d(image, kernels, bias, strides))

    compare(layers.Conv2D(4, size, strides, padding, "tanh"), x, backend, theirs)


@backends
@paddings
@sizes
def test_transposed_convolution(size: tuple[int, int], strides: tuple[int, int], padding: str, backend: str) -> None:
    x = np.random.default_rng(0).normal(size=(2, 3, 4, 3))

    def theirs(image: Any, kernels: Any, bias: Any) -> Any:
        """All that the kernels reach, then cut to strides times the image, or zeros put behind it up to that."""
        y = torch.nn.functional.conv_transpose2d(image, kernels, None, strides)
        for axis in (0, 1):
            length = image.shape[2 + axis] * strides[axis]
            before = zeros_for_same(length, size[axis], strides[axis])[0] if padding == "same" else 0
            end = before + length if padding == "same" else max(length, y.shape[2 + axis])
            missing = max(end - y.shape[2 + axis], 0)
            y = torch.nn.functional.pad(y, (0, 0, 0, missing) if axis == 0 else (0, missing))
            y = y.narrow(2 + axis, before, end - before)
        return torch.nn.functional.softplus(y + bias[:, None, None])

    compare(layers.Conv2DTranspose(4, size, strides, padding, "softplus"), x, backend, theirs)


@backends
@paddings
@sizes
def test_max_pooling(size: tuple[int, int], strides: tuple[int, int], padding: str, backend: str) -> None:
    x = np.random.default_rng(0).normal(size=(2, 7, 8, 9))

    def theirs(image: Any) -> Any:
        return torch.nn.functional.max_pool2d(padded(image, size, strides, padding, -1e9), size, strides)

    compare(layers.MaxPool2D(size, strides, padding), x, backend, theirs)


@backends
@paddings
@sizes
def test_average_pooling(size: tuple[int, int], strides: tuple[int, int], padding: str, backend: str) -> None:
    x = np.random.default_rng(0).normal(size=(2, 7, 8, 3))

    def theirs(image: Any) -> Any:
        """The sum over the window by how many of its values exist."""
        values = padded(torch.ones_like(image), size, strides, padding)
        sums = torch.nn.functional.avg_pool2d(padded(image, size, strides, padding), size, strides)
        return sums / torch.nn.functional.avg_pool2d(values, size, strides)

    compare(layers.AveragePool2D(size, strides, padding), x, backend, theirs)


@backends
def test_upsampling(backend: str) -> None:
    x = np.random.default_rng(0).normal(size=(2, 3, 4, 3))
    upsample = torch.nn.Upsample(scale_factor=(2, 3), mode="nearest")
    compare(layers.UpSampling2D((2, 3)), x, backend, upsample)


@backends
def test_global_average_pooling(backend: str) -> None:
    x = np.random.default_rng(0).normal(size=(2, 3, 4, 3))
    compare(layers.GlobalAveragePool2D(keepdims=True), x, backend, lambda image: image.mean((2, 3), keepdim=True))
