"""What is random while training: the same on every backend, because it is calculated from a key and the place."""

from tuitrainer.kernels.reference.noise import (
    dropout,
    gaussian_noise,
)

__all__ = [
    "dropout",
    "gaussian_noise",
]
