"""Where layers that are random while training take their draws from: named by seed, step and place, never stored."""

from __future__ import annotations

import hashlib
import struct
from dataclasses import dataclass, field

from tuitrainer.base.random import Purpose


@dataclass(slots=True)
class Clock:
    """What the draws of all layers of one network have in common."""

    seed: int
    step: int = 0
    """The training step, counted from 1. A forward while training advances it; a training run sets it, so that a run
    that is resumed draws what it would have drawn."""


@dataclass(frozen=True, slots=True)
class Draws:
    """The draws of one layer."""

    clock: Clock
    place: tuple[int, ...] = field(default=())
    """Its index in the network, and for a layer inside another the indices on the way to it."""

    def within(self, index: int) -> Draws:
        """The draws of the layer that stands at `index` inside this one."""
        return Draws(self.clock, (*self.place, index))

    def key(self, purpose: Purpose) -> int:
        """For the verbs of noise: a number from 0 to 2**64 - 1, another one for each seed, step, place and purpose."""
        name = struct.pack(f"<{3 + len(self.place)}Q", self.clock.seed, self.clock.step, int(purpose), *self.place)
        return int.from_bytes(hashlib.blake2b(name, digest_size=8).digest(), "little")
