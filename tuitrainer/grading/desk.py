"""Grading one file again and again: one grading at a time, in threads that the end of the program never waits for.

A newer version of the file ends a grading that is under way: its verdict is never seen.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from tuitrainer.grading.report import Report
from tuitrainer.grading.watching import State, state_of

if TYPE_CHECKING:
    from tuitrainer.sandbox.process import Sandbox

Outcome = Report | BaseException
Grade = Callable[[Path, "Sandbox | None"], Report]
_IN_DOUBT = 0.15
"""Seconds that a verdict waits which only half a file may have earned: for the other half."""
_EMPTY = 0.5
"""The same where the file is empty: many editors empty it before they write."""


class _Turn:
    """One grading."""

    def __init__(self, file: Path, saved: bool) -> None:
        self.file, self.saved = file, saved
        self.state: State = state_of(file)
        self.begun = time.monotonic()
        self.sandbox: Sandbox | None = None
        self.given_up = threading.Event()


class Desk:
    """Grades one exercise by `grade`, which ends the sandbox that it gets, in sandboxes that `prepare` begins.

    `deliver` gets each outcome, in the thread that made it. All methods are for one thread, which calls `is_latest`
    once after each delivery.
    """

    def __init__(
        self, grade: Grade, prepare: Callable[[], Sandbox], deliver: Callable[[Outcome], None],
        ready: Sandbox | None = None,
    ) -> None:  # fmt: skip
        self._grade, self._prepare, self._deliver = grade, prepare, deliver
        self._turn: _Turn | None = None
        self._waiting: _Turn | None = None
        self._lock = threading.Lock()
        self._keep_ready = False
        self._ready = ready  # the lock's, like _keep_ready and the sandbox of a turn

    @property
    def seconds(self) -> float | None:
        """Since the grading under way began; None while there is none."""
        return None if self._turn is None else time.monotonic() - self._turn.begun

    def grade(self, file: Path, saved: bool = False) -> None:
        """Grade `file`. A grading under way of what it was before is given up, one of what it is now goes on.

        `saved`: just now, by somebody who may not have written all of it.
        """
        turn = _Turn(file, saved)
        if self._turn is None:
            self._begin(turn)
        elif (turn.file, turn.state) != (self._turn.file, self._turn.state):
            self._waiting = turn
            self._give_up(self._turn)

    def is_latest(self) -> bool:
        """The grading is over: whether its outcome is of interest. If not, the next one is under way now."""
        waiting, self._turn, self._waiting = self._waiting, None, None
        if waiting is not None:
            self._begin(waiting)
        else:
            self.keep_ready(self._keep_ready)
        return waiting is None

    def keep_ready(self, wanted: bool) -> None:
        """Have a sandbox begun before it is needed, or no longer."""
        with self._lock:
            self._keep_ready = wanted
            needed, spare = wanted and self._ready is None, None
            if not wanted:
                spare, self._ready = self._ready, None
        if needed:
            self._beside(self._make_ready)
        if spare is not None:
            self._beside(spare.end)

    def close(self) -> None:
        """End what is under way, and give back what is not in use."""
        self._waiting = None
        if self._turn is not None:
            self._give_up(self._turn)
        self.keep_ready(False)

    def _begin(self, turn: _Turn) -> None:
        self._turn = turn
        turn.begun = time.monotonic()
        threading.Thread(target=self._run, args=(turn,), name="grade", daemon=True).start()

    def _give_up(self, turn: _Turn) -> None:
        with self._lock:
            turn.given_up.set()
            sandbox = turn.sandbox
        if sandbox is not None:
            self._beside(sandbox.give_up)

    def _run(self, turn: _Turn) -> None:
        outcome: Outcome
        try:
            outcome = self._grade(turn.file, self._taken(turn))
        except BaseException as error:  # noqa: BLE001  whatever it is, nobody is to wait for a verdict for ever
            outcome = error
        if turn.saved:
            turn.given_up.wait(turn.begun + doubt(outcome) - time.monotonic())
        self._deliver(outcome)

    def _taken(self, turn: _Turn) -> Sandbox | None:
        """A sandbox for this turn; None where there is none, which grading will say."""
        with self._lock:
            sandbox, self._ready = self._ready, None
        if sandbox is None:
            with suppress(OSError):
                sandbox = self._prepare()
        with self._lock:
            turn.sandbox = sandbox
            given_up = turn.given_up.is_set()
        if given_up and sandbox is not None:
            sandbox.end()
        return sandbox

    def _make_ready(self) -> None:
        try:
            sandbox = self._prepare()
        except OSError:
            return  # the next grading tries again, and says why it can't be
        with self._lock:
            keep = self._keep_ready and self._ready is None
            if keep:
                self._ready = sandbox
        if not keep:
            sandbox.end()

    def _beside(self, work: Callable[[], object]) -> None:
        """No daemon: it takes a moment only, and a sandbox that nobody ends would leave its folder behind."""
        threading.Thread(target=work, name="sandbox").start()


def doubt(outcome: Outcome) -> float:
    """Seconds after a save until which an outcome is not certain, since half a file would have the same."""
    if not isinstance(outcome, Report):
        return 0.0
    if outcome.finding is not None and outcome.finding.id == "empty":
        return _EMPTY
    lacking = any(check.finding is not None and check.finding.id == "missing" for check in outcome.checks)
    return _IN_DOUBT if outcome.status == "error" or lacking else 0.0
