"""Layers to compare with central differences: convolution."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tuitrainer.nn import layers
from tuitrainer.nn.layers import Layer

CASES: dict[str, tuple[Callable[[], Sequence[Layer]], tuple[int, ...]]] = {
    "conv2d": (lambda: [layers.Conv2D(2, 2)], (3, 4, 2)),
    "conv2d, same, even kernel, strides 2": (
        lambda: [layers.Conv2D(2, 2, strides=2, padding="same", activation="tanh")], (5, 3, 1),
    ),
    "conv2d, same, not square": (lambda: [layers.Conv2D(2, (2, 3), (1, 2), "same", "sigmoid")], (3, 5, 2)),
    "conv2d, same, strides 2": (lambda: [layers.Conv2D(2, 3, 2, "same")], (4, 5, 1)),
    "conv2d, strides that do not divide": (lambda: [layers.Conv2D(2, (2, 1), (3, 2))], (6, 4, 1)),
    "conv2d without bias": (lambda: [layers.Conv2D(1, (3, 1), activation="gelu", use_bias=False)], (4, 2, 2)),
    "conv2d, softmax over channels": (lambda: [layers.Conv2D(3, 1, activation="softmax")], (2, 2, 2)),
    "conv2d, one pixel": (lambda: [layers.Conv2D(2, 3, padding="same")], (1, 1, 2)),
    "conv2d transposed": (lambda: [layers.Conv2DTranspose(2, 3, 2)], (2, 3, 2)),
    "conv2d transposed, same": (lambda: [layers.Conv2DTranspose(2, 3, 2, "same", "tanh")], (2, 3, 1)),
    "conv2d transposed, same, even kernel": (lambda: [layers.Conv2DTranspose(1, 4, 2, "same")], (2, 2, 2)),
    "conv2d transposed, not square": (
        lambda: [layers.Conv2DTranspose(2, (1, 3), (2, 1), "same", "softplus")], (2, 3, 1),
    ),
    "conv2d transposed, gaps": (lambda: [layers.Conv2DTranspose(2, (2, 1), (3, 2), use_bias=False)], (2, 2, 2)),
    "conv2d transposed, one pixel": (lambda: [layers.Conv2DTranspose(2, (2, 3))], (1, 1, 2)),
    "max pool": (lambda: [layers.MaxPool2D(2)], (4, 4, 2)),
    "max pool, wide": (lambda: [layers.MaxPool2D(2)], (3, 2, 9)),
    "max pool, overlapping": (lambda: [layers.MaxPool2D(3, 2)], (5, 5, 2)),
    "max pool, same": (lambda: [layers.MaxPool2D((2, 3), (2, 1), "same")], (3, 4, 2)),
    "average pool": (lambda: [layers.AveragePool2D(2)], (5, 4, 2)),
    "average pool, overlapping": (lambda: [layers.AveragePool2D((3, 2), (1, 1))], (4, 3, 2)),
    "average pool, same": (lambda: [layers.AveragePool2D(3, 2, "same")], (4, 5, 2)),
    "global average pool": (lambda: [layers.GlobalAveragePool2D(), layers.Dense(2)], (3, 2, 3)),
    "global average pool that keeps axes": (lambda: [layers.GlobalAveragePool2D(True)], (2, 3, 2)),
    "upsampling": (lambda: [layers.UpSampling2D((2, 3))], (2, 2, 2)),
    "convolutional network": (
        lambda: [
            layers.Conv2D(2, 2, activation="tanh"), layers.MaxPool2D(2), layers.UpSampling2D(2),
            layers.Conv2DTranspose(1, 2), layers.AveragePool2D(2), layers.Flatten(), layers.Dense(2),
        ],
        (5, 5, 1),
    ),
}  # fmt: skip
