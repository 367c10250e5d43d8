"""Mutants tried in a process of their own: one may loop without end, or want more memory than there is.

us                  pipe: exercise, mutants ->           worker
_Worker             <- pipe: a verdict for each          worker.main
"""

from __future__ import annotations

import json
import queue
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import IO, Any, cast

from tuitrainer.base.texts import _
from tuitrainer.grading.apart import begin_process
from tuitrainer.grading.author.conditions import Conditions
from tuitrainer.grading.author.mutants import Mutant
from tuitrainer.grading.catalog import Exercise
from tuitrainer.grading.trusted import CourseError

SEEDS = 3
"""On which a mutant is tried, until one of them rejects it."""
_AS_ALWAYS = Conditions()
_BEGIN = 60.0
"""Seconds that an interpreter may need to begin, and the reference to be tried; on a machine that swaps, many."""
_SECONDS, _TIMES = 5.0, 20.0
"""A mutant that takes longer than these seconds, and so many times as long as the reference, never ends."""


def find_survivors(
    exercise: Exercise, mutants: Sequence[Mutant], progress: Callable[[int], None], conditions: Conditions = _AS_ALWAYS
) -> list[Mutant]:
    """The mutants that no check rejects on any seed; `progress` is told the number of mutants done.

    Raises CourseError when the reference itself is rejected or a judge fails, OSError when there can be no process.
    """
    survivors: list[Mutant] = []
    worker: _Worker | None = None
    try:
        for done, mutant in enumerate(mutants, 1):
            worker = worker or _Worker(exercise, conditions)
            verdict = worker.ask({"function": mutant.function, "source": mutant.source}, worker.patience)
            if verdict is None:  # it did not come back, or took the process with it
                worker.end()
                worker = None
            elif verdict["fault"]:
                said = _("line {line} of the reference, changed into `{becomes}`: {fault}")
                raise CourseError(said.format(line=mutant.number, becomes=mutant.becomes, fault=verdict["fault"]))
            elif not verdict["rejected"]:
                survivors.append(mutant)
            progress(done)
    finally:
        if worker is not None:
            worker.end()
    return survivors


class _Worker:
    """A process in which the reference has passed, so that what fails there fails by its change."""

    def __init__(self, exercise: Exercise, conditions: Conditions) -> None:
        self._answers: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        environment = {**exercise.definition.environment, **conditions.environment}
        self._process = begin_process("tuitrainer.grading.author.worker", environment)
        threading.Thread(target=self._listen, name=f"mutants {self._process.pid}", daemon=True).start()
        job = {
            "exercises": str(exercise.folder.parent), "solutions": str(exercise.solution.parent), "id": exercise.id,
            "seeds": SEEDS, "without": conditions.without,
        }  # fmt: skip
        verdict = self.ask(job, _BEGIN)
        if verdict is None or verdict["rejected"] or verdict["fault"]:
            self.end()
            said = _("the reference is rejected where mutants are tried: {fault}")
            raise CourseError(said.format(fault="-" if verdict is None else verdict["fault"] or "-"))
        self.patience = _SECONDS + _TIMES * float(verdict["seconds"])

    def ask(self, question: Mapping[str, Any], patience: float) -> Mapping[str, Any] | None:
        """The answer; None when none comes in time."""
        with suppress(OSError):
            cast("IO[bytes]", self._process.stdin).write(json.dumps(question).encode("ascii") + b"\n")
        try:
            line = self._answers.get(timeout=patience)
        except queue.Empty:
            return None
        return cast("Mapping[str, Any]", json.loads(line)) if line else None

    def _listen(self) -> None:
        with cast("IO[bytes]", self._process.stdout) as pipe:
            for line in pipe:
                self._answers.put(line)
        self._answers.put(b"")

    def end(self) -> None:
        """End it, whatever it does."""
        self._process.kill()
        self._process.wait()
        cast("IO[bytes]", self._process.stdin).close()
