"""Grading beside the display: one file at a time, in threads that the end of the program never waits for."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tuitrainer.base.errors import UserError
from tuitrainer.base.texts import _

if TYPE_CHECKING:
    from tuitrainer.grading.catalog import Exercise
    from tuitrainer.grading.report import Report
    from tuitrainer.sandbox.process import Sandbox


def _grade(exercise: Exercise, file: Path, sandbox: Sandbox | None) -> Report:
    from tuitrainer.grading.grade import grade  # noqa: PLC0415  imports NumPy

    return grade(exercise, file, sandbox=sandbox)


def _prepare(exercise: Exercise) -> Sandbox:
    from tuitrainer.grading.grade import prepared_sandbox  # noqa: PLC0415

    return prepared_sandbox(exercise)


@dataclass(frozen=True, slots=True)
class Grading:
    """The two functions of the grader that are used here; tests put others in their place."""

    grade: Callable[[Exercise, Path, Sandbox | None], Report] = _grade
    prepare: Callable[[Exercise], Sandbox] = _prepare


class Desk:
    """Grades one exercise. `deliver` gets each report, or why there is none, in the thread that made it.

    All methods are for the display's thread. After a report has been delivered, call `next_file`.
    """

    def __init__(self, exercise: Exercise, grading: Grading, deliver: Callable[[Report | str], None]) -> None:
        self._exercise, self._grading, self._deliver = exercise, grading, deliver
        self._begun: float | None = None
        self._waiting: Path | None = None
        self._lock = threading.Lock()
        self._keep_ready = False
        self._ready: Sandbox | None = None  # the lock's, like _keep_ready

    @property
    def seconds(self) -> float | None:
        """Since the grading under way began; None while there is none."""
        return None if self._begun is None else time.monotonic() - self._begun

    def grade(self, file: Path) -> None:
        """Grade `file`; once more afterwards, if a grading is under way that may have read an older one."""
        if self._begun is not None:
            self._waiting = file
            return
        self._begun = time.monotonic()
        threading.Thread(target=self._run, args=(file,), name="grade", daemon=True).start()

    def next_file(self) -> Path | None:
        """The grading is over: the file that has to be graded again, if there is one."""
        file, self._waiting, self._begun = self._waiting, None, None
        return file

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
        """Give back what is not in use. A grading under way ends by itself."""
        self._waiting = None
        self.keep_ready(False)

    def _run(self, file: Path) -> None:
        with self._lock:
            sandbox, self._ready = self._ready, None
        outcome: Report | str
        try:
            outcome = self._grading.grade(self._exercise, file, sandbox)
        except UserError as error:
            outcome = str(error)
        except Exception as error:  # noqa: BLE001  whatever it is, nobody is to wait for a verdict for ever
            outcome = _("The grader failed, not you: {message}").format(message=f"{type(error).__name__}: {error}")
        self._deliver(outcome)

    def _make_ready(self) -> None:
        try:
            sandbox = self._grading.prepare(self._exercise)
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
