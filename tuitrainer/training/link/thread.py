"""A link to a training on a thread of this process: for tests and for a debugger."""

from __future__ import annotations

import threading
from collections.abc import Callable

from tuitrainer.training.control import Control
from tuitrainer.training.link.driver import Drivable, Driver
from tuitrainer.training.link.link import LinkStatus
from tuitrainer.training.snapshot import Snapshot

_PATIENCE = 1.0
"""Seconds that `close` waits."""


class ThreadLink:
    """Matches `Link`. Snapshots are handed over as they are; kernels are compiled in this process.

    A thread cannot be ended by force: one that does not obey `stop` goes on, as a daemon, after `close`.
    """

    def __init__(self, session_factory: Callable[[], Drivable]) -> None:
        """`session_factory` is called on the thread, like everything else that the session does."""
        self._status = LinkStatus("starting")
        self._newest: Snapshot | None = None
        self._lock = threading.Lock()
        self._driver = Driver(session_factory, self._publish, self._report)
        self._thread = threading.Thread(target=self._driver.run, name="training", daemon=True)
        self._thread.start()

    def send(self, control: Control) -> None:
        self._driver.send(control)

    def latest(self) -> Snapshot | None:
        with self._lock:
            newest, self._newest = self._newest, None
        return newest

    @property
    def status(self) -> LinkStatus:
        return self._status

    def close(self) -> None:
        self._driver.send(Control("stop"))
        self._thread.join(_PATIENCE)

    def _publish(self, snapshot: Snapshot) -> None:
        with self._lock:
            self._newest = snapshot

    def _report(self, status: LinkStatus) -> None:
        self._status = status
