"""What a step launched, in order: enough to do it again without asking the network, the layers and the verbs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from tuitrainer.kernels.backend import Array


@dataclass(frozen=True, slots=True)
class Launch:
    """One kernel with all that it was given; the arrays live as long as this does."""

    kernel: Callable[..., None]
    blocks: int | tuple[int, ...]
    threads: int | tuple[int, ...]
    arguments: tuple[Any, ...]

    def run(self, *stream: Any) -> None:
        """On the default stream, or on the one that is given."""
        compiled: Any = self.kernel
        compiled[(self.blocks, self.threads, *stream)](*self.arguments)


@dataclass(slots=True)
class Recorder:
    """What is remembered of one step."""

    launches: list[Launch] = field(default_factory=list)
    memory: dict[tuple[object, ...], Array] = field(default_factory=dict)
    """The scratch memory of these launches, which is nobody else's: they may be run again at any time, from any
    thread."""
    spoiled: bool = False
    """Whether the host asked for numbers: what it did with them is not among the launches."""

    def replay(self) -> None:
        """All launches once more."""
        for launched in self.launches:
            launched.run()


_CURRENT: ContextVar[Recorder | None] = ContextVar("recorder", default=None)


def current_recorder() -> Recorder | None:
    """That of the step which this thread records, if it does."""
    return _CURRENT.get()


@contextmanager
def recording() -> Iterator[Recorder]:
    """Everything that this thread launches meanwhile is run as ever, and remembered."""
    recorder = Recorder()
    before = _CURRENT.set(recorder)
    try:
        yield recorder
    finally:
        _CURRENT.reset(before)


def spoil_recording() -> None:
    """The host is about to read something from the device."""
    recorder = _CURRENT.get()
    if recorder is not None:
        recorder.spoiled = True
