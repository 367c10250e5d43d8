"""Layers to compare with central differences: composition."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tuitrainer.nn import layers
from tuitrainer.nn.layers import Layer


def shared_three_times() -> Sequence[Layer]:
    """In a row, inside another layer, and in a branch beside itself."""
    dense = layers.Dense(3, "tanh")
    return [dense, layers.Residual([dense]), layers.Branches([dense], [layers.Dense(3), dense])]


def shared_block() -> Sequence[Layer]:
    """What stands twice holds other layers."""
    block = layers.Residual([layers.Dense(4, "gelu"), layers.Dense(3)])
    return [block, layers.Activation("tanh"), block]


def shared_on_rows_and_steps() -> Sequence[Layer]:
    """The same weights on arrays of different ranks."""
    dense = layers.Dense(4, "sigmoid")
    return [dense, layers.Reshape([2, 2]), layers.Dense(4), dense]


def inception() -> Sequence[Layer]:
    return [
        layers.Branches(
            [layers.Conv2D(2, 1)],
            [layers.Conv2D(1, 1, activation="tanh"), layers.Conv2D(3, 3, padding="same")],
            [layers.MaxPool2D(3, 1, padding="same"), layers.Conv2D(1, 1)],
        )
    ]


CASES: dict[str, tuple[Callable[[], Sequence[Layer]], tuple[int, ...]]] = {
    "residual": (lambda: [layers.Residual([layers.Dense(4, "tanh"), layers.Dense(3)])], (3,)),
    "residual, activation last": (lambda: [layers.Residual([layers.Dense(3, "softmax")]), layers.Dense(2)], (3,)),
    "residual, no parameters": (lambda: [layers.Residual([layers.Activation("gelu")])], (2, 3)),
    "residual with a shortcut": (
        lambda: [layers.Dense(2), layers.Residual([layers.Dense(5, "gelu")], layers.Dense(5, use_bias=False))], (3,),
    ),
    "residual with a long shortcut": (
        lambda: [layers.Residual([layers.Dense(2)], [layers.Dense(4, "tanh"), layers.Dense(2)])], (3,),
    ),
    "residual in a residual": (
        lambda: [layers.Residual([layers.Residual([layers.Dense(3, "sigmoid")]), layers.Activation("tanh")])], (3,),
    ),
    "residual over images": (
        lambda: [
            layers.Residual(
                [layers.Conv2D(2, 3, padding="same", activation="tanh"), layers.Conv2D(3, 3, 2, padding="same")],
                shortcut=layers.Conv2D(3, 1, 2),
            )
        ],
        (5, 3, 2),
    ),
    "branches": (lambda: [layers.Branches([layers.Dense(4, "tanh"), layers.Dense(2)], [layers.Dense(3)])], (3,)),
    "a single branch": (lambda: [layers.Branches([layers.Dense(2, "softplus")]), layers.Activation("tanh")], (3,)),
    "branches around the input": (lambda: [layers.Branches([], [layers.Dense(4, "tanh")], [])], (2, 3)),
    "branches in a residual": (
        lambda: [layers.Residual([layers.Branches([layers.Dense(1)], [layers.Dense(2, "tanh")])])], (3,),
    ),
    "inception": (inception, (3, 4, 2)),
    "shared": (shared_three_times, (3,)),
    "shared block": (shared_block, (3,)),
    "shared on rows and on steps": (shared_on_rows_and_steps, (4,)),
}  # fmt: skip
