"""What a display gets to see of a session: a frozen, bounded, whole state.

A snapshot is never a delta. A slow display may drop any number of them and loses nothing, because every curve comes
with its whole (bounded) history. All arrays are small host arrays, copies that training never touches again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from tuitrainer.training.control import LoggedControl

Status = Literal["preparing", "paused", "running", "finished", "diverged", "stopped", "failed"]

MAXIMUM_BYTES = 16 * 1024 * 1024
"""No snapshot is larger than this once encoded."""


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """The history of one number. Bucket i covers the steps from step[i] up to the next bucket's.

    All four arrays have one length, at most 4,096: when the history is full, neighbours are merged two by two and the
    minimum and maximum survive, so that a spike of a single step stays visible for ever.
    """

    step: npt.NDArray[np.int64]
    low: npt.NDArray[np.float32]
    high: npt.NDArray[np.float32]
    mean: npt.NDArray[np.float32]

    @property
    def last(self) -> float:
        """The latest bucket's mean, NaN while there is none."""
        return float(self.mean[-1]) if self.mean.size else float("nan")


@dataclass(frozen=True, slots=True, eq=False)
class LayerSnapshot:
    """One layer with parameters, after the latest step."""

    name: str
    """As in parameter names: "0.dense"."""
    weights_shape: tuple[int, ...]
    weights: npt.NDArray[np.float32]
    """Block means of the weights (as a matrix (D_in, D_out)), at most (64, 64)."""
    weights_range: tuple[float, float]
    gradient: npt.NDArray[np.float32]
    """Block means of the weights' gradient, of the same shape as `weights`."""
    gradient_norm: float
    """Euclidean norm of the gradient of all the layer's parameters together."""
    gradient_counts: npt.NDArray[np.int64]
    """Histogram of |gradient entries|, equal bins in log10 from 10**gradient_low to 10**gradient_high."""
    gradient_low: float
    gradient_high: float
    update_ratio: float
    """Norm of the latest change of the weights over the norm of the weights; about 1e-3 is healthy. NaN at step 0."""
    inactive: float
    """Share of the layer's units that are 0 on all watched examples (dead ReLUs); NaN where it has no meaning."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that happened to a run, to be shown on its curves."""

    step: int
    text: str


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """Why a run stopped learning, in words, and what to try."""

    id: str
    """"diverged", ... (stable, never translated)."""
    step: int
    title: str
    message: str
    advice: str
    layer: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class RunSnapshot:
    """One run of the session (there are several when the recipe has [[runs]])."""

    name: str
    """As the recipe names it; controls name a run by it."""
    status: Status
    step: int
    epoch: int
    """Epochs completed."""
    epochs: int
    steps_per_epoch: int
    learning_rate: float
    curves: Mapping[str, Curve]
    """"loss", "validation_loss", "accuracy", "validation_accuracy", "gradient_norm/<layer name>"; the task's own."""
    layers: tuple[LayerSnapshot, ...] = ()
    figures: Mapping[str, npt.NDArray[Any]] = field(default_factory=dict)
    """What the task's own displays need, by name. Any task may give
    "picture/<caption>" (R, C): a grey picture, 0 black and 1 white, and "signed/<caption>" (R, C): numbers around 0;
    "lines/<label>" (M, 2): a curve as points (x, y);
    "plane/points" (N, 2), "plane/labels" (N,), "plane/bounds" (x low, x high, y low, y high), and "plane/scores"
    (R, C, K) the classes' probabilities all over the window. Others are explained in the task's file. Pictures and
    curves are shown in the order in which they are given, under their translated captions."""
    facts: Mapping[str, str] = field(default_factory=dict)
    """Short translated sentences or numbers that the task wants shown beside its display, by label."""
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Translated words for figures: "plane" the names of the classes, "lines" those of the two axes."""
    table: tuple[tuple[str, ...], ...] = ()
    """Rows of translated texts of one length, the first a heading: what is best read as a table."""
    marks: tuple[Mark, ...] = ()
    diagnosis: Diagnosis | None = None
    saved: str = ""
    """Path of the latest checkpoint, empty while there is none."""
    title: str = ""
    """The run's name in the user's language, where the recipe gives one."""

    @property
    def label(self) -> str:
        """What a display calls the run."""
        return self.title or self.name


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
    """A whole session at one moment."""

    version: int
    """Grows with every snapshot of a session."""
    title: str
    backend: str
    seed: int
    status: Status
    speed: float
    """The limit in steps per second; 0 is as fast as possible."""
    steps_per_second: float
    """Measured over about the latest second, in each run; 0 while paused."""
    runs: tuple[RunSnapshot, ...]
    log: tuple[LoggedControl, ...] = ()
    notices: tuple[str, ...] = ()
    """Things said once, translated: a cache that could not be written, a backend that was not available."""
