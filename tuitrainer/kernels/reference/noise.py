"""What is random while training: the same on every backend, because it is calculated from a key and the place."""

from __future__ import annotations

from tuitrainer.kernels.backend import Array


def dropout(x: Array, rate: float, key: int, out: Array) -> None:
    raise NotImplementedError


def gaussian_noise(x: Array, deviation: float, key: int, out: Array) -> None:
    raise NotImplementedError
