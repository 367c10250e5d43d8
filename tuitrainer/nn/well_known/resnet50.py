"""ResNet-50: He, Zhang, Ren and Sun, "Deep residual learning for image recognition" (2016), table 1.

As Keras has it: every convolution has a bias, though the normalization behind it makes it needless.
"""

from __future__ import annotations

from tuitrainer.nn.layers import Activation, BatchNorm, Conv2D, Dense, GlobalAveragePool2D, Layer, MaxPool2D, Residual

STAGES = ((64, 3), (128, 4), (256, 6), (512, 3))
"""Kernels of the narrow convolutions of a stage, and how many blocks it has."""


def resnet50() -> list[Layer]:
    """Photographs to the 1000 classes of ImageNet; 25,636,712 parameters, 53,120 of them moving averages."""
    layers: list[Layer] = [
        Conv2D(64, 7, strides=2, padding="same"),
        BatchNorm(),
        Activation("relu"),
        MaxPool2D(3, strides=2, padding="same"),
    ]
    for stage, (filters, count) in enumerate(STAGES):
        for block in range(count):
            strides = 2 if block == 0 and stage > 0 else 1
            layers += [bottleneck(filters, strides, widens=block == 0), Activation("relu")]
    return [*layers, GlobalAveragePool2D(), Dense(1000)]


def bottleneck(filters: int, strides: int, widens: bool) -> Residual:
    """Figure 5, right: 1x1 makes it narrow, 3x3 works there, 1x1 makes it four times as wide again.

    Where the shape changes, the shortcut is a convolution of 1x1 that changes it too.
    """
    main = [
        Conv2D(filters, 1, strides=strides),
        BatchNorm(),
        Activation("relu"),
        Conv2D(filters, 3, padding="same"),
        BatchNorm(),
        Activation("relu"),
        Conv2D(4 * filters, 1),
        BatchNorm(),
    ]
    return Residual(main, [Conv2D(4 * filters, 1, strides=strides), BatchNorm()] if widens else None)
