"""GoogLeNet: Szegedy et al., "Going deeper with convolutions" (2015), table 1.

Without the two classifiers on the side that helped to train it and are thrown away afterwards, and without the
normalization of responses, which has no parameters.
"""

from __future__ import annotations

from tuitrainer.nn.layers import Branches, Conv2D, Dense, Dropout, GlobalAveragePool2D, Layer, MaxPool2D

MODULES: tuple[tuple[tuple[int, int, int, int, int, int], ...], ...] = (
    ((64, 96, 128, 16, 32, 32), (128, 128, 192, 32, 96, 64)),
    (
        (192, 96, 208, 16, 48, 64),
        (160, 112, 224, 24, 64, 64),
        (128, 128, 256, 24, 64, 64),
        (112, 144, 288, 32, 64, 64),
        (256, 160, 320, 32, 128, 128),
    ),
    ((256, 160, 320, 32, 128, 128), (384, 192, 384, 48, 128, 128)),
)
"""Modules 3a and 3b, 4a to 4e, 5a and 5b: kernels of 1x1, before 3x3, of 3x3, before 5x5, of 5x5, after the pooling."""


def googlenet() -> list[Layer]:
    """Photographs to the 1000 classes of ImageNet; about seven million parameters, a ninth of AlexNet's."""
    layers: list[Layer] = [
        Conv2D(64, 7, strides=2, padding="same", activation="relu"),
        MaxPool2D(3, strides=2, padding="same"),
        Conv2D(64, 1, activation="relu"),
        Conv2D(192, 3, padding="same", activation="relu"),
    ]
    for modules in MODULES:
        layers += [MaxPool2D(3, strides=2, padding="same"), *(inception(*module) for module in modules)]
    return [*layers, GlobalAveragePool2D(), Dropout(0.4), Dense(1000)]


def inception(ones: int, before_threes: int, threes: int, before_fives: int, fives: int, after_pool: int) -> Branches:
    """Figure 2 (b): four ways side by side; convolutions of 1x1 keep the wide ones cheap."""
    return Branches(
        [Conv2D(ones, 1, activation="relu")],
        [Conv2D(before_threes, 1, activation="relu"), Conv2D(threes, 3, padding="same", activation="relu")],
        [Conv2D(before_fives, 1, activation="relu"), Conv2D(fives, 5, padding="same", activation="relu")],
        [MaxPool2D(3, strides=1, padding="same"), Conv2D(after_pool, 1, activation="relu")],
    )
