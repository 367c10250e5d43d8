"""How a headless training shows that it goes on: a bar in a terminal, plain lines, or not at all."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Protocol, Self, TextIO

from rich.console import Console
from rich.progress import BarColumn, Progress, Task, TaskID, TextColumn, TimeRemainingColumn

from tuitrainer.base.texts import _
from tuitrainer.training.snapshot import RunSnapshot, Snapshot

SECONDS_BETWEEN_LINES = 1.0


class Shown(Protocol):
    """What `train` needs of a progress display."""

    @property
    def publish(self) -> Callable[[Snapshot], None] | None:
        """Receives snapshots; None when nothing is shown, so that none are made."""

    def compiling(self, kernel: str) -> None:
        """The kernel of that name is being compiled; training waits for it."""

    def __enter__(self) -> Self: ...
    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


def choose_progress(as_text: bool, stream: TextIO) -> Shown:
    """Lines when asked for, else a bar when `stream` is a terminal, else nothing."""
    if as_text:
        return Lines(stream)
    return Bars(stream) if stream.isatty() else Nothing()


def percent(share: float) -> str:
    """0.934 as "93.4%", written as the language writes it."""
    return _("{number}%").format(number=f"{100 * share:.1f}")


class _Still:
    """What needs neither a beginning nor an end."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        return None


class Nothing(_Still):
    """Shows nothing."""

    publish = None

    def compiling(self, kernel: str) -> None:
        return None


class Lines(_Still):
    """At most one line a second for each run, and a last one."""

    def __init__(self, stream: TextIO, clock: Callable[[], float] = time.monotonic) -> None:
        self._stream = stream
        self._clock = clock
        self._due = clock()
        self._shown: dict[str, str] = {}
        self._said_compiling = False

    def compiling(self, kernel: str) -> None:
        if not self._said_compiling:
            self._said_compiling = True
            print(_("compiling the kernels, once on this machine"), file=self._stream, flush=True)

    def publish(self, snapshot: Snapshot) -> None:
        ended = snapshot.status in ("finished", "diverged", "stopped")
        if self._clock() < self._due and not ended:
            return
        self._due = self._clock() + SECONDS_BETWEEN_LINES
        for run in snapshot.runs:
            line = _line(run, snapshot.steps_per_second if run.status == "running" else 0.0)
            if run.step and self._shown.get(run.name) != line:
                self._shown[run.name] = line
                print(line, file=self._stream, flush=True)


def _line(run: RunSnapshot, steps_per_second: float) -> str:
    parts = [
        _("{run}: epoch {epoch} of {epochs}, step {step}").format(
            run=run.label, epoch=run.epoch, epochs=run.epochs, step=run.step
        ),
        *_figures(run),
    ]
    if steps_per_second:
        parts.append(_("{number} steps per second").format(number=f"{steps_per_second:,.0f}"))
    return ", ".join(parts)


def _figures(run: RunSnapshot) -> list[str]:
    figures = []
    if "loss" in run.curves:
        figures.append(_("loss {number}").format(number=f"{run.curves['loss'].last:.4g}"))
    for name in ("validation_accuracy", "accuracy"):
        if name in run.curves:
            figures.append(_("accuracy {number}").format(number=percent(run.curves[name].last)))
            break
    return figures


class Bars:
    """A bar for each run."""

    def __init__(self, stream: TextIO) -> None:
        self._progress = Progress(
            TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[epoch]}"),
            TextColumn("{task.fields[figures]}"), TimeRemainingColumn(compact=True),
            console=Console(file=stream, highlight=False), transient=True,
        )  # fmt: skip
        self._waiting: TaskID | None = None
        self._tasks: dict[str, TaskID] = {}

    @property
    def tasks(self) -> Sequence[Task]:
        """What is shown, in order."""
        return self._progress.tasks

    def __enter__(self) -> Self:
        self._progress.start()
        self._waiting = self._progress.add_task(_("preparing"), total=None, epoch="", figures="")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()

    def compiling(self, kernel: str) -> None:
        if self._waiting is not None:
            self._progress.update(self._waiting, description=_("compiling {kernel}").format(kernel=kernel))

    def publish(self, snapshot: Snapshot) -> None:
        if not any(run.step for run in snapshot.runs):
            return
        if self._waiting is not None:
            self._progress.remove_task(self._waiting)
            self._waiting = None
        speed = _("{number} steps per second").format(number=f"{snapshot.steps_per_second:,.0f}")
        for run in snapshot.runs:
            if run.name not in self._tasks:
                self._tasks[run.name] = self._progress.add_task(run.label, epoch="", figures="")
            self._progress.update(
                self._tasks[run.name],
                total=run.epochs * run.steps_per_epoch,
                completed=run.step,
                epoch=f"{run.epoch}/{run.epochs}",
                figures="  ".join([*_figures(run), speed]),
            )
