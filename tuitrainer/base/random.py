"""Counter-based random numbers: every draw is named by what it is for, so that none depends on what was drawn before.

A sequential generator makes a run depend on the order of its calls: evaluate once more, and every later batch changes.
A counter-based one (Philox, Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011) computes the draw
directly from its name, here (seed, purpose, step, layer). A resumed run needs no stored generator state, and drawing
the display cannot change a loss.
"""

from __future__ import annotations

from enum import IntEnum

import numpy as np


class Purpose(IntEnum):
    """What a draw is for. The numbers are part of what makes a seed repeatable: never renumber them."""

    INITIAL_WEIGHTS = 1
    BATCH_ORDER = 2
    DATA = 3
    SPLIT = 4
    DROPOUT = 5
    NOISE = 6
    TASK = 7
    """What a task of its own draws; it tells its draws apart by `layer`."""


def generator(seed: int, purpose: Purpose, step: int = 0, layer: int = 0) -> np.random.Generator:
    """The generator of one named stream; equal arguments give equal draws on every machine.

    `seed`, `step` and `layer` are integers from 0 to 2**63 - 1; a step is an epoch where that is what is counted.
    Streams never overlap: each may draw 2**64 blocks before it meets the next.
    """
    return np.random.Generator(np.random.Philox(key=[seed, int(purpose)], counter=[0, 0, step, layer]))
