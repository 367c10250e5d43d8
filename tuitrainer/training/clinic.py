"""The clinic: what is wrong with a run, in words, and what to try."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from tuitrainer.base.texts import _
from tuitrainer.training.snapshot import Diagnosis
from tuitrainer.training.task import Task

EXPLODED = 1e6
"""A loss this many times the first one (or this large, if the first was below 1) will not come back."""


def first_diverged(losses: npt.NDArray[np.float64], first_loss: float) -> int | None:
    """The index of the first loss that is not finite or has exploded; None when all are sound."""
    limit = EXPLODED * max(first_loss, 1.0)
    unsound = np.flatnonzero(~(np.isfinite(losses) & (losses <= limit)))
    return int(unsound[0]) if unsound.size else None


def diagnose_divergence(task: Task, loss: float, step: int) -> Diagnosis:
    """Why the loss of `step` (the one that `task` would take next) is not finite or far too large, and what to try."""
    layer, seen = task.suspect()
    if math.isnan(loss):
        what = _("At step {step} the loss is no longer a number (NaN).")
    elif math.isinf(loss):
        what = _("At step {step} the loss has overflowed (infinite).")
    else:
        what = _("At step {step} the loss has grown to {loss:.2g}.")
    message = what.format(step=step, loss=loss)
    rate = task.learning_rate
    advice = _(
        "The steps are too large: each one jumps over the minimum and lands higher on the other side. "
        "Restart with a smaller learning rate (now {rate:g}; try {smaller:g})."
    ).format(rate=rate, smaller=rate / 10)
    return Diagnosis("diverged", step, _("The training has diverged"), f"{message} {seen}".strip(), advice, layer)
