"""One process apart: begun before it is known what it will run, so that it warms up while we do.

us                  pipe: sources, packages, job ->              inside
Sandbox             <- pipe: events                              guest.serve, watched by warden.watch_over
                    <- pipe: what the submission prints
                    <- pipe: how it ended
                    lifeline: closed by our end, however that comes
"""

from __future__ import annotations

import json
import os
import queue
import select
import sys
import threading
from collections.abc import Iterable, Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from typing import Any

from tuitrainer.sandbox.inside.frames import write_frame
from tuitrainer.sandbox.inside.limits import hide_memory
from tuitrainer.sandbox.inside.tree import kill_strays
from tuitrainer.sandbox.interpreter import Interpreter
from tuitrainer.sandbox.isolation import Isolation
from tuitrainer.sandbox.listening import Listening
from tuitrainer.sandbox.origin import Ends, Origin
from tuitrainer.sandbox.outcome import Printed
from tuitrainer.sandbox.strays import adopting

_PROMPT = 2.0
"""Seconds that the warden has to end everything."""
_CAN_FORK = hasattr(os, "fork")


@dataclass(frozen=True, slots=True)
class End:
    """How a process ended."""

    code: int | None = None
    """Negative for a signal; None where it had to be ended."""
    left: int = 0
    """Processes that it left running."""
    crowded: bool = False
    """Whether it was ended for its many processes."""


def begin_sandbox(packages: Iterable[str], isolation: Isolation | None = None) -> Sandbox:
    """A new interpreter apart that imports NumPy, and lets a submission import these packages, NumPy among them.

    Raises OSError when the system grants none.
    """
    return Sandbox(Interpreter(packages, isolation))


class Sandbox:
    """A process apart. Raises OSError when the system grants none."""

    def __init__(self, origin: Origin) -> None:
        self.isolation = origin.isolation
        self._origin = origin
        self._reported = False
        self._ended: End | None = None
        self._ending = threading.Lock()
        self._given_up = False
        self._follower: Sandbox | None = None
        hide_memory()  # the verdict is made here
        with ExitStack() as stack:
            stack.enter_context(adopting())
            self._pipes = _Pipes()
            stack.callback(self._pipes.close)
            try:
                self._begun = origin.begin(self._pipes.ends)
            finally:
                self._pipes.hand_over()
            stack.callback(self._begun.forget)
            self._listening = Listening(self._pipes.told, self._pipes.printed)
            stack.callback(self._stop_listening)
            stack.callback(self._kill)
            self._listening.begin()
            for payload in origin.opening():
                self._send(payload)
            self._after = stack.pop_all()

    def another(self) -> Sandbox:
        """A new one of the same origin. Raises OSError, also where this one was given up."""
        with self._ending:
            if self._given_up:
                raise OSError("given up")
            self._follower = Sandbox(self._origin)
            return self._follower

    def give_up(self) -> None:
        """From another thread: end it, or what has taken its place, in which nothing more will be run."""
        self._given_up = True
        self.end()
        with self._ending:
            follower = self._follower
        if follower is not None:
            follower.give_up()

    @property
    def events(self) -> queue.Queue[bytes | None]:
        """Payloads of the frames that came; empty for what is none, or where too much was printed. In the end, None."""
        return self._listening.events

    @property
    def flooded(self) -> bool:
        """Whether more was printed than is allowed."""
        return self._listening.flooded

    @property
    def printed(self) -> Printed:
        """What the submission has printed until now."""
        return self._listening.printed

    def limit(self, memory_bytes: int, cpu_seconds: int) -> None:
        """Hold it to these from outside too, where it can't be held to them from within."""
        self._begun.limit(memory_bytes, cpu_seconds)

    def send(self, message: Mapping[str, Any]) -> None:
        """A frame of JSON. When nobody takes it any more, that shows in the events."""
        self._send(json.dumps(message).encode("ascii"))

    def _send(self, payload: bytes) -> None:
        with suppress(OSError):
            write_frame(self._pipes.incoming, payload)

    def end(self, patience: float = 0.0) -> End:
        """End it, with all that it has begun; before that, wait `patience` seconds for it to end by itself.

        Safe to call again: the answer stays the first one.
        """
        with self._ending:
            if self._ended is None:
                self._ended = self._end(patience)
                self._after.close()
            return self._ended

    def _end(self, patience: float) -> End:
        if not _CAN_FORK:
            self._begun.wait(patience)
            return End()
        end = self._read_report(patience)
        self._pipes.close("lifeline")
        return end or self._read_report(_PROMPT) or End()

    def _read_report(self, patience: float) -> End | None:
        """The warden's last line; None when it has not come in time, or never will."""
        report = self._pipes.report
        if report < 0 or not select.select([report], [], [], patience)[0]:
            return None
        line = os.read(report, 4096)
        self._pipes.close("report")
        with suppress(ValueError, TypeError):
            end = End(**json.loads(line))
            self._reported = True
            return end
        return None

    def _kill(self) -> None:
        """See that nothing is left of it, whether or not the warden has done its work."""
        if not self._begun.wait(_PROMPT if self._reported else 0.0):
            self._begun.kill()
        if sys.platform == "linux":
            kill_strays()

    def _stop_listening(self) -> None:
        if not self._listening.finish():
            self._pipes.keep("told", "printed")  # somebody still reads them


def _widen(pipe: int) -> None:
    """Let it take all our sources at once: who begins a process goes on while its interpreter still starts."""
    if sys.platform == "linux":
        import fcntl  # noqa: PLC0415  not on Windows

        with suppress(OSError):
            fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, 2**18)


class _Pipes:
    """Our ends of the pipes to a process apart, and its ends until it has them."""

    def __init__(self) -> None:
        """Raises OSError where there are no more descriptors."""
        self.incoming = self.told = self.printed = self.lifeline = self.report = -1
        self.ends = Ends(-1, -1, -1, -1, -1)
        try:
            for name in Ends._fields if _CAN_FORK else Ends._fields[:3]:
                taken, given = os.pipe()
                ours, theirs = (given, taken) if name in ("incoming", "lifeline") else (taken, given)
                if name == "incoming":
                    _widen(ours)
                setattr(self, name, ours)
                self.ends = self.ends._replace(**{name: theirs})
        except OSError:
            self.hand_over()
            self.close()
            raise

    def hand_over(self) -> None:
        """Its ends are its own now."""
        for number in self.ends:
            if number >= 0:
                os.close(number)
        self.ends = Ends(-1, -1, -1, -1, -1)

    def close(self, *names: str) -> None:
        """Those of ours that are not closed yet; all where none is named."""
        for name in names or Ends._fields:
            if getattr(self, name) >= 0:
                os.close(getattr(self, name))
            setattr(self, name, -1)

    def keep(self, *names: str) -> None:
        """Never close these."""
        for name in names:
            setattr(self, name, -1)
