"""LeNet-5: LeCun, Bottou, Bengio and Haffner, "Gradient-based learning applied to document recognition" (1998).

In today's form: every kernel of the second convolution sees all six maps, of which the original left some out to save
work, and the pooling has no weights of its own.
"""

from __future__ import annotations

from tuitrainer.nn.layers import AveragePool2D, Conv2D, Dense, Flatten, Layer


def lenet() -> list[Layer]:
    """Digits of 32 by 32 pixels to ten classes; 61,706 parameters."""
    return [
        Conv2D(6, 5, activation="tanh"),
        AveragePool2D(2),
        Conv2D(16, 5, activation="tanh"),
        AveragePool2D(2),
        Flatten(),
        Dense(120, activation="tanh"),
        Dense(84, activation="tanh"),
        Dense(10),
    ]
