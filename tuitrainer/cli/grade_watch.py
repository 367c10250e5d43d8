"""``tuitrainer grade EXERCISE --watch``."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from tuitrainer.cli.grade_tries import Tries

if TYPE_CHECKING:
    from tuitrainer.grading.catalog import Exercise
    from tuitrainer.grading.desk import Desk, Outcome
    from tuitrainer.grading.watching import Notice
    from tuitrainer.sandbox.process import Sandbox

_PATIENCE = 0.4
"""Seconds without a verdict after which the old one gives way to a word that a new one is on its way."""
_BREATH = 1.0
"""Seconds after which Ctrl-C is seen at the latest, on systems where a wait can't be interrupted."""

Event = tuple["Notice | None", "Outcome | None"]
"""Something about the file, or the outcome of a grading."""


def watch(
    exercise: Exercise, path: Path, seed: int | None, sandbox: Sandbox | None, verbose: bool, require: str = ""
) -> int:
    """Grade now and after each save, until Ctrl-C; the exit code is that of the last verdict.

    `require` names the weakest isolation under which the file may be run. Raises UserError where there is no file to
    begin with; one that goes away later may come back.
    """
    from tuitrainer.grading import grade, watching
    from tuitrainer.grading.desk import Desk
    from tuitrainer.sandbox.server import Server

    stop = threading.Event()
    events: queue.SimpleQueue[Event] = queue.SimpleQueue()
    tries = Tries(exercise, path, verbose)
    server = Server(grade.offered(exercise))  # every later verdict has its sandbox at once
    desk = Desk(
        lambda file, begun: grade.grade(exercise, file, seed, begun, require), server.sandbox,
        lambda outcome: events.put((None, outcome)), sandbox,
    )  # fmt: skip
    try:
        saves = watching.saves(path.absolute(), stop)
        desk.grade(path)
        threading.Thread(target=_listen, args=(saves, events), name="watch", daemon=True).start()
        while True:
            notice, outcome = _next(events, desk, tries)
            if notice == "polling":
                tries.say_polling(watching.POLL)
            elif notice is not None:
                desk.grade(path, saved=True)
            elif outcome is not None and desk.is_latest():
                tries.show(outcome)
    except KeyboardInterrupt:
        return tries.code
    finally:
        stop.set()
        desk.close()
        server.close()


def _listen(saves: Iterator[Notice], events: queue.SimpleQueue[Event]) -> None:
    try:
        for notice in saves:
            events.put((notice, None))
    except Exception as error:  # noqa: BLE001  or nobody would ever hear of a save again, nor of the reason
        events.put((None, error))


def _next(events: queue.SimpleQueue[Event], desk: Desk, tries: Tries) -> Event:
    """What happens next; whoever waits for a verdict meanwhile is told so."""
    while True:
        waited = desk.seconds
        pause = _BREATH if waited is None or waited >= _PATIENCE else _PATIENCE - waited
        with suppress(queue.Empty):
            return events.get(timeout=pause)
        if waited is not None:
            tries.say_grading()
