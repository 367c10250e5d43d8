"""What may be asked of a session while it runs. The only thing that travels from a display to a training."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Verb = Literal["play", "pause", "step", "epoch", "restart", "set", "speed", "stop", "save"]


@dataclass(frozen=True, slots=True)
class Control:
    """One request.

    play, pause, stop: no argument. `play` after the last epoch goes on for as many epochs again; `stop` ends the
    session after the step in progress.
    step: `value` training steps (default 1), then pause. epoch: to the end of the epoch, then pause.
    restart: from step 0 with the same seed, with all live changes undone.
    set: `key` ("optimizer.learning_rate") becomes `value`, in the run named `run`, or in all when it is "".
    speed: at most `value` steps per second in each run; 0 means as fast as possible.
    save: a checkpoint of every run now.
    """

    verb: Verb
    key: str = ""
    value: float = 0.0
    run: str = ""


@dataclass(frozen=True, slots=True)
class LoggedControl:
    """A control as it took effect: replaying the log on the same recipe repeats the run exactly."""

    step: int
    control: Control
