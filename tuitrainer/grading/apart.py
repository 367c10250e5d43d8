"""The trusted side of an exercise that asks for an environment: its reference and mistakes in a process of their own.

A package such as Numba reads variables when it is imported, and this process may have imported it with others, or may
be busy with a display. There, as where a submission runs, only what the exercise asks for holds.

us                  pipe: exercise, then a question ->   main
BenchApart          <- pipe: the answer
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import weakref
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import IO, Any, cast

from tuitrainer.base.course import Course
from tuitrainer.grading.catalog import Exercise, find_exercise
from tuitrainer.grading.definition import Check, Mistake
from tuitrainer.grading.trusted import Answer, Bench, CourseError
from tuitrainer.sandbox.command import ONE_THREAD
from tuitrainer.sandbox.inside.frames import read_frame, write_frame
from tuitrainer.sandbox.inside.limits import hide_memory

_NOT_HANDED_ON = "NUMBA_"
"""Settings that begin so may be the user's, and none of them is what a submission gets."""


def open_bench(exercise: Exercise) -> Bench:
    """Here, or in a process of its own where the exercise asks for an environment; OSError where there is none."""
    return BenchApart(exercise) if exercise.definition.environment else Bench(exercise)


def begin_process(module: str, environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """A process that runs one of our modules, finding all of them where this one does: no random.py lies in its way.

    It has one thread to compute in, and these variables.
    """
    path = os.pathsep.join(entry or os.getcwd() for entry in sys.path)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_NOT_HANDED_ON)}
    return subprocess.Popen(  # noqa: S603  our own interpreter and our own module
        [sys.executable, "-P", "-m", module],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, bufsize=0,
        env={**kept, **ONE_THREAD, **environment, "PYTHONPATH": path}, start_new_session=sys.platform != "win32",
    )  # fmt: skip


class BenchApart(Bench):
    """Asks a process for what runs the course's code. Judges look at plain data, and so stay here."""

    def __init__(self, exercise: Exercise) -> None:
        super().__init__(exercise)
        self._one_at_a_time = Lock()
        self._process = begin_process("tuitrainer.grading.apart", exercise.definition.environment)
        weakref.finalize(self, _end, self._process)
        self._say((str(exercise.folder.parent), str(exercise.solution.parent), exercise.id))

    def reference_answer(self, check: Check, seed: int) -> Answer:
        return cast("Answer", self._ask("reference", check.name, seed))

    def mistake_answers(self, check: Check, mistake: Mistake, seed: int) -> list[Answer]:
        return cast("list[Answer]", self._ask("mistake", check.name, mistake.id, seed))

    def also_of(self, mistake: Mistake) -> list[tuple[str, ...]]:
        return cast("list[tuple[str, ...]]", self._ask("also", mistake.id))

    def file_answer(self, path: Path, check: Check, seed: int) -> Answer | None:
        return cast("Answer | None", self._ask("file", str(path), check.name, seed))

    def _ask(self, *question: object) -> object:
        with self._one_at_a_time:
            self._say(question)
            answer = read_frame(cast("IO[bytes]", self._process.stdout).fileno())
            if answer is None:
                code = self._process.wait()
                raise CourseError(f"{self.exercise.id}: the process of the reference has ended ({code})")
            is_answer, value = pickle.loads(answer)  # noqa: S301  from our own code
        if not is_answer:
            raise CourseError(value)
        return value

    def _say(self, what: object) -> None:
        with suppress(OSError):  # that it has ended shows when it is to answer
            write_frame(cast("IO[bytes]", self._process.stdin).fileno(), pickle.dumps(what))


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout):
        with suppress(OSError):
            cast("IO[bytes]", pipe).close()


def main() -> None:
    """Answer until nobody asks any more."""
    hide_memory()
    outgoing = os.dup(1)
    os.dup2(2, 1)  # what a reference prints is no answer
    bench: Bench | None = None
    while (frame := read_frame(0)) is not None:
        asked = pickle.loads(frame)  # noqa: S301  from whoever began this
        if bench is None:
            exercises, solutions, name = asked
            bench = Bench(find_exercise(Course(Path(exercises), Path(solutions)), name))
            continue
        try:
            answer: tuple[bool, Any] = (True, _answer(bench, *asked))
        except CourseError as error:
            answer = (False, str(error))
        write_frame(outgoing, pickle.dumps(answer))
    os._exit(0)


def _answer(bench: Bench, what: str, *rest: Any) -> object:
    exercise = bench.exercise
    if what == "reference":
        check, seed = rest
        return bench.reference_answer(exercise.check(check), seed)
    if what == "file":
        path, check, seed = rest
        return bench.file_answer(Path(path), exercise.check(check), seed)
    if what == "also":
        return bench.also_of(_mistake(exercise, *rest))
    check, name, seed = rest
    return bench.mistake_answers(exercise.check(check), _mistake(exercise, name), seed)


def _mistake(exercise: Exercise, name: str) -> Mistake:
    return next(mistake for mistake in exercise.definition.mistakes if mistake.id == name)


if __name__ == "__main__":
    main()
