"""AlexNet: Krizhevsky, Sutskever and Hinton, "ImageNet classification with deep convolutional networks" (2012).

Without the split over two GPUs, as the course's table has it, and without the normalization of responses, which has no
parameters. The images have 227 by 227 pixels: with the 224 of the paper the first layer would not come out even.
"""

from __future__ import annotations

from tuitrainer.nn.layers import Conv2D, Dense, Dropout, Flatten, Layer, MaxPool2D


def alexnet() -> list[Layer]:
    """Photographs to the 1000 classes of ImageNet; 62,378,344 parameters."""
    return [
        Conv2D(96, 11, strides=4, activation="relu"),
        MaxPool2D(3, strides=2),
        Conv2D(256, 5, padding="same", activation="relu"),
        MaxPool2D(3, strides=2),
        Conv2D(384, 3, padding="same", activation="relu"),
        Conv2D(384, 3, padding="same", activation="relu"),
        Conv2D(256, 3, padding="same", activation="relu"),
        MaxPool2D(3, strides=2),
        Flatten(),
        Dropout(0.5),
        Dense(4096, activation="relu"),
        Dropout(0.5),
        Dense(4096, activation="relu"),
        Dense(1000),
    ]
