"""How long a verdict takes: the command from its start, each level of isolation, a save that is watched, a whole class.

Times are of this run, warm: Python's own caches of compiled files are filled by a first command that is shown apart.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tuitrainer.base.course import find_course
from tuitrainer.grading.catalog import Exercise, find_exercise
from tuitrainer.grading.classroom.intake import find_attempts
from tuitrainer.grading.classroom.run import ClassRun, Tally
from tuitrainer.grading.classroom.store import open_results
from tuitrainer.grading.grade import grade, offered
from tuitrainer.grading.watching import saves
from tuitrainer.jobs.executor import open_crew
from tuitrainer.sandbox.isolation import LIMITS, Isolation, choose_isolation
from tuitrainer.sandbox.process import Sandbox, begin_sandbox
from tuitrainer.sandbox.server import Server

EXERCISE = "exercise04"
_VARIANTS = (
    lambda text: text,
    lambda text: text.replace(" / len(logits)", ""),
    lambda text: text.replace("axis=1", "axis=0"),
    lambda text: text.replace("return ", "return -", 1),
    lambda text: text.replace("np.exp", "np.exp2"),
)
"""A class: right, and wrong in several ways, with and without a name."""


@dataclass(frozen=True, slots=True)
class Command:
    """`tuitrainer grade exercise04` as a process, until it has ended; in seconds."""

    interpreter: float
    """For scale: the median of an interpreter that imports NumPy and ends."""
    first: float
    median: float
    slowest: float


@dataclass(frozen=True, slots=True)
class Held:
    """Grading from within, under one level of isolation; medians in seconds."""

    isolation: str
    new_interpreter: float
    fork: float
    """Of a server that is warm."""


@dataclass(frozen=True, slots=True)
class Memory:
    graded: int
    own: int
    """Bytes of the process that hands out the work."""
    workers: int
    """Bytes of those that grade, with their servers."""


@dataclass(frozen=True, slots=True)
class Class:
    """A class graded from nothing to the last verdict kept."""

    submissions: int
    processes: int
    seconds: float
    memory: tuple[Memory, ...]


@dataclass(frozen=True, slots=True)
class GradingSpeed:
    command: Command
    held: tuple[Held, ...]
    save_to_verdict: float
    """Median in seconds, with a server that is warm, from the save to the report."""
    slowest_save: float
    classroom: Class


def measure_grading(rounds: int, submissions: int, processes: int, report: Callable[[str], None]) -> GradingSpeed:
    """Takes a minute or two. `report` is told what is being measured."""
    exercise = find_exercise(find_course(), EXERCISE)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        report("grade")
        command = _command(exercise, folder, rounds)
        report("isolation")
        held = tuple(_held(exercise, isolation, rounds) for isolation in _isolations())
        report("watch")
        watched = _saves(exercise, folder, rounds)
        report("class")
        classroom = _class(exercise, folder, submissions, processes)
    return GradingSpeed(command, held, statistics.median(watched), max(watched), classroom)


# -- the command -------------------------------------------------------------------------------------------------------


def _command(exercise: Exercise, folder: Path, rounds: int) -> Command:
    file = folder / f"{exercise.id}.py"
    file.write_bytes(exercise.solution.read_bytes())
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment |= {"TUITRAINER_HOME": str(folder / "home"), "PYTHONPYCACHEPREFIX": str(folder / "compiled")}
    command = [sys.executable, "-m", "tuitrainer", "grade", exercise.id, str(file)]
    times = [
        _seconds(partial(subprocess.run, command, env=environment, check=True, capture_output=True))
        for _round in range(rounds + 1)
    ]
    bare = [sys.executable, "-c", "import numpy"]
    scale = [
        _seconds(partial(subprocess.run, bare, env=environment | {"OPENBLAS_NUM_THREADS": "1"}, check=True))
        for _round in range(rounds)
    ]
    return Command(statistics.median(scale), times[0], statistics.median(times[1:]), max(times[1:]))


# -- isolation ---------------------------------------------------------------------------------------------------------


def _isolations() -> Sequence[Isolation]:
    """The weakest, and the strongest that works here."""
    best = choose_isolation()
    return (LIMITS,) if best == LIMITS else (LIMITS, best)


def _held(exercise: Exercise, isolation: Isolation, rounds: int) -> Held:
    packages = offered(exercise)
    names: list[str] = []

    def graded(sandbox: Sandbox) -> None:
        names.append(grade(exercise, exercise.solution, 1, sandbox).isolation)

    spawned = [_seconds(lambda: graded(begin_sandbox(packages, isolation))) for _round in range(rounds)]
    with Server(packages, isolation) as server:
        graded(server.sandbox())
        forked = [_seconds(lambda: graded(server.sandbox())) for _round in range(rounds)]
    return Held(names[-1], statistics.median(spawned), statistics.median(forked))


# -- a save that is watched --------------------------------------------------------------------------------------------


def _saves(exercise: Exercise, folder: Path, rounds: int) -> list[float]:
    """Seconds from each save to its verdict, as `grade --watch` makes it."""
    file = folder / "watched.py"
    text = exercise.solution.read_text(encoding="utf-8")
    file.write_text(text, encoding="utf-8")
    stop = threading.Event()
    times = []
    with Server(offered(exercise)) as server:
        grade(exercise, file, 1, server.sandbox())
        notices = saves(file, stop)
        for place in range(rounds):
            saved = threading.Timer(0.3, file.write_text, (f"{text}\n# {place}\n",), {"encoding": "utf-8"})
            saved.start()
            while next(notices) != "saved":
                pass
            grade(exercise, file, 1, server.sandbox())
            times.append(time.time() - file.stat().st_mtime)
    stop.set()
    return times


# -- a class -----------------------------------------------------------------------------------------------------------


def _class(exercise: Exercise, folder: Path, submissions: int, processes: int) -> Class:
    place = folder / "class"
    text = exercise.solution.read_text(encoding="utf-8")
    for number in range(submissions):
        own = place / f"student{number:05}"
        own.mkdir(parents=True)
        changed = _VARIANTS[number % len(_VARIANTS)](text)
        (own / f"{exercise.id}.py").write_text(f"{changed}\n# {number}\n", encoding="utf-8")
    memory: list[Memory] = []

    def watch(tally: Tally) -> None:
        if not memory or tally.done - memory[-1].graded >= max(1, submissions // 10):
            memory.append(_memory(tally.done))

    begun = time.perf_counter()
    attempts = find_attempts(place, [exercise.id])
    with open_results(place, make=True) as results:
        results.list_attempts(attempts)
        run = ClassRun({exercise.id: exercise}, results, 1, partial(open_crew, processes), progress=watch)
        run.grade(attempts)
        seconds = time.perf_counter() - begun
        if results.waiting or run.tally.statuses["ungraded"]:
            raise RuntimeError("some submissions could not be graded")
    return Class(submissions, processes, seconds, tuple(memory))


def _memory(graded: int) -> Memory:
    import psutil  # noqa: PLC0415

    own = psutil.Process()
    below = 0
    for process in own.children(recursive=True):
        with suppress(psutil.Error):
            below += process.memory_info().rss
    return Memory(graded, own.memory_info().rss, below)


def _seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun
