"""A process apart that has imported NumPy, and forks itself for every submission: milliseconds instead of a tenth of a
second. It is kept apart as each of its forks is, which confine themselves further before they load anything.

us          control: five descriptors ->          inside/server.py: fork, then as if it were a new interpreter
            control: <- one byte when all is gone
"""

from __future__ import annotations

import os
import select
import socket
import sys
from collections.abc import Iterable, Sequence
from contextlib import ExitStack, suppress
from types import TracebackType

from tuitrainer.sandbox.inside.frames import write_frame
from tuitrainer.sandbox.inside.limits import hide_memory
from tuitrainer.sandbox.inside.tree import kill_strays
from tuitrainer.sandbox.interpreter import Interpreter, Spawned
from tuitrainer.sandbox.isolation import Isolation
from tuitrainer.sandbox.origin import Begun, Ends
from tuitrainer.sandbox.process import Sandbox
from tuitrainer.sandbox.strays import adopting

CAN_SERVE = sys.platform == "linux"
"""Elsewhere a process that has imported NumPy must not fork, or can't."""
_WARM_UP = 60.0
"""Seconds that an interpreter may need to begin and to import NumPy; on a machine that swaps, many."""
_PROMPT = 2.0
READY, GONE = b"r", b"g"
"""What the server says, a byte each."""


class Server:
    """An `Origin` whose processes begin at once. One at a time, asked by one thread at a time; a context manager.

    Whatever a submission does to it, the next one gets a new one. Where the system can't serve so, each process is a
    new interpreter.
    """

    def __init__(self, packages: Iterable[str], isolation: Isolation | None = None) -> None:
        """Begin to warm up; raises OSError when the system grants no process."""
        self._interpreter = Interpreter(packages, isolation)
        self.isolation = self._interpreter.isolation
        self._warm: _Warm | None = None
        if CAN_SERVE:
            hide_memory()
            self._warm = _Warm(self._interpreter)

    def sandbox(self) -> Sandbox:
        """A process apart for one submission. Raises OSError when the system grants none."""
        return Sandbox(self)

    def opening(self) -> Sequence[bytes]:
        return () if CAN_SERVE else self._interpreter.opening()

    def begin(self, ends: Ends) -> Begun:
        if not CAN_SERVE:
            return self._interpreter.begin(ends)
        for _attempt in range(2):
            if self._warm is None or not self._warm.is_free():
                self.close()
                self._warm = _Warm(self._interpreter)
            with suppress(BrokenPipeError, ConnectionResetError):
                return self._warm.fork(ends)
            self.close()
        raise OSError("the server of the sandbox ends again and again")

    def close(self) -> None:
        """End it, with all that is below it. It begins anew where it is asked again."""
        if self._warm is not None:
            self._warm.close()
        self._warm = None

    def __enter__(self) -> Server:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


class _Warm:
    """One process that serves, and a fork of it as a `Begun`."""

    def __init__(self, interpreter: Interpreter) -> None:
        self._is_ready = self._is_serving = False
        with ExitStack() as stack:
            stack.enter_context(adopting())
            self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
            stack.callback(self._control.close)
            stack.enter_context(theirs)
            taken, given = os.pipe()
            null = os.open(os.devnull, os.O_RDWR)
            try:
                self._errors, errors = os.pipe()
                stack.callback(os.close, self._errors)
                try:
                    self._spawned: Spawned = interpreter.spawn(taken, null, errors, (theirs.fileno(),))
                finally:
                    os.close(errors)
                stack.callback(self._end)
                with suppress(OSError):
                    for payload in interpreter.opening():
                        write_frame(given, payload)
            finally:
                for descriptor in (taken, given, null):
                    os.close(descriptor)
            theirs.close()
            self._after = stack.pop_all()

    def is_free(self) -> bool:
        """Whether it lives, as far as is known, and nothing is left of what it served before."""
        return not self._is_serving and self._spawned.process.poll() is None

    def fork(self, ends: Ends) -> Begun:
        """Raises OSError where it has ended, BrokenPipeError where that was after it had been ready."""
        if not self._is_ready:
            if self._said(_WARM_UP) != READY:
                raise OSError(f"the server of the sandbox did not begin: {self._last_words()}")
            self._is_ready = True
        socket.send_fds(self._control, [b"f"], list(ends))
        self._is_serving = True
        return self

    def wait(self, seconds: float) -> bool:
        if self._is_serving and self._said(seconds) == GONE:
            self._is_serving = False
        return not self._is_serving

    def limit(self, memory_bytes: int, cpu_seconds: int) -> None:
        """A fork holds itself to them."""

    def kill(self) -> None:
        """The server itself: it is not known what its fork would do."""
        self.close()

    def forget(self) -> None:
        """Nothing is kept for a single fork."""

    def close(self) -> None:
        self._after.close()

    def _said(self, seconds: float) -> bytes:
        """A byte; none when it has ended, was closed here, or says nothing in time."""
        with suppress(OSError, ValueError):
            if select.select([self._control], [], [], max(0.0, seconds))[0]:
                return self._control.recv(1)
        return b""

    def _last_words(self) -> str:
        if not select.select([self._errors], [], [], 0.2)[0]:
            return "it said nothing"
        return " ".join(os.read(self._errors, 2000).decode("utf-8", "replace").split())

    def _end(self) -> None:
        with suppress(OSError):
            self._control.shutdown(socket.SHUT_RDWR)
        if not self._spawned.wait(_PROMPT if not self._is_serving else 0.0):
            self._spawned.kill()
        self._spawned.forget()
        kill_strays()
