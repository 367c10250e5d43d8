"""VGG-16: Simonyan and Zisserman, "Very deep convolutional networks for large-scale image recognition" (2015)."""

from __future__ import annotations

from tuitrainer.nn.layers import Conv2D, Dense, Dropout, Flatten, Layer, MaxPool2D

BLOCKS = ((64, 2), (128, 2), (256, 3), (512, 3), (512, 3))
"""Kernels of each convolution of a block, and how many convolutions: table 1, column D."""


def vgg16() -> list[Layer]:
    """Photographs to the 1000 classes of ImageNet; 138,357,544 parameters."""
    layers: list[Layer] = []
    for filters, count in BLOCKS:
        layers += [Conv2D(filters, 3, padding="same", activation="relu") for _index in range(count)]
        layers.append(MaxPool2D(2))
    return [
        *layers,
        Flatten(),
        Dense(4096, activation="relu"),
        Dropout(0.5),
        Dense(4096, activation="relu"),
        Dropout(0.5),
        Dense(1000),
    ]
