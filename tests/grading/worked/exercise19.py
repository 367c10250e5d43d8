"""The numbers of exercise19's worked example, as its statements print them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from worked_numbers import fixed


def numbers(e: Any) -> Iterable[str]:
    real, fake = np.array([2.0, -1]), np.array([0.0, 1, -3])
    loss, grad_real, grad_fake = e.discriminator_loss_and_gradient(real, fake)
    yield from fixed(loss, 4)
    yield from fixed(grad_real, 4)
    yield from fixed(grad_fake, 4)
    yield from fixed([1 + 2 * grad_real[0], 1 + 2 * grad_real[1], *(3 * grad_fake)], 4)  # D
    pieces = [e.generator_loss_and_gradient(-np.array([z]))[0] for z in fake]  # of one example, softplus(z)
    yield from fixed([*pieces, np.mean(pieces), loss - np.mean(pieces)], 4)
    yield from fixed([e.generator_loss_and_gradient(np.array([z]))[0] for z in (*real, *fake)], 4)
    loss, grad_fake = e.generator_loss_and_gradient(fake)
    yield from fixed([loss], 4)
    yield from fixed(grad_fake, 4)
    pull = -e.generator_loss_and_gradient(np.array([-5.0, -2, 0, 2]))[1] * 4
    yield from fixed([pull, 1 - pull], 4)
    yield from fixed(e.discriminator_loss_and_gradient(np.zeros(1), np.zeros(1))[0], 4)
