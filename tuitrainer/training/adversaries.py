"""The losses of two networks against each other, as in exercise19."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from tuitrainer.training.passes import sigmoid, softplus

Values = npt.NDArray[np.float64]


def discriminator_loss(logits: Values) -> tuple[float, Values]:
    """exercise19's loss and its gradient for logits (2 N, 1), those of N real examples first."""
    count = len(logits) // 2
    signed = np.concatenate([-logits[:count], logits[count:]])
    push = sigmoid(signed) / count
    return float(softplus(signed).sum() / count), np.concatenate([-push[:count], push[count:]])


def generator_loss(logits: Values) -> tuple[float, Values]:
    """exercise19's loss, the one that does not saturate, and its gradient for logits (N, 1) of made examples."""
    return float(softplus(-logits).mean()), -sigmoid(-logits) / len(logits)
