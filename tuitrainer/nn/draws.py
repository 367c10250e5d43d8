"""Where layers that are random while training take their draws from: named by seed, step and place, never stored."""

from __future__ import annotations

import hashlib
import struct
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from tuitrainer.base.random import Purpose
from tuitrainer.kernels.backend import Array


@dataclass(slots=True)
class Clock:
    """What the draws of all layers of one network have in common."""

    seed: int
    step: int = 0
    """The training step, counted from 1. A forward while training advances it; a training run sets it, so that a run
    that is resumed draws what it would have drawn."""
    draws: list[tuple[int, ...]] = field(default_factory=list)
    """(purpose, *place) of everything that is drawn in a step."""
    keys: Array | None = None
    """(D,) uint64, on the network's backend: the keys of `draws` in the latest step."""

    def keys_of(self, first_step: int, count: int) -> npt.NDArray[np.uint64]:
        """(count, D): the keys of `draws` in so many steps, another one for each seed, step, place and purpose."""
        keys = [self._key(step, draw) for step in range(first_step, first_step + count) for draw in self.draws]
        return np.array(keys, np.uint64).reshape(count, len(self.draws))

    def _key(self, step: int, draw: tuple[int, ...]) -> int:
        name = struct.pack(f"<{2 + len(draw)}Q", self.seed, step, *draw)
        return int.from_bytes(hashlib.blake2b(name, digest_size=8).digest(), "little")


@dataclass(frozen=True, slots=True)
class Draws:
    """The draws of one layer."""

    clock: Clock
    place: tuple[int, ...] = field(default=())
    """Its index in the network, and for a layer inside another the indices on the way to it."""

    def within(self, index: int) -> Draws:
        """The draws of the layer that stands at `index` inside this one."""
        return Draws(self.clock, (*self.place, index))

    def announce(self, purpose: Purpose) -> int:
        """Say, once, that the layer draws in each step. Returns what `key` takes."""
        self.clock.draws.append((int(purpose), *self.place))
        return len(self.clock.draws) - 1

    def key(self, number: int) -> Array:
        """For the verbs of noise: the key (1,) of a draw that was announced, in the current step."""
        keys = self.clock.keys
        assert keys is not None  # noqa: S101 - the network made them before it asked its layers
        return keys[number : number + 1]
