"""What is random while training: the same on every backend, because it is calculated from a key and the place."""

from __future__ import annotations

from typing import Protocol

from tuitrainer.kernels.verbs.arrays import Array


class NoiseVerbs(Protocol):
    """Draw number i of key k is a hash of (k, i) (see reference/noise.py), so nothing need be stored for the way back.

    `key` (1,) uint64 is made of seed, step and the layer's place.
    """

    def dropout(self, x: Array, rate: float, key: Array, out: Array) -> None:
        """out = x / (1 - rate), or 0 with probability `rate` (0 <= rate < 1). `out` may be x.

        Applied to dy with the same key it is its own gradient.
        """

    def gaussian_noise(self, x: Array, deviation: float, key: Array, out: Array) -> None:
        """out = x + deviation * a standard normal draw. `out` may be x."""
