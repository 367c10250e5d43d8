"""A process that grades for a class, one submission after the other.

It keeps the exercise with the reference's and the mistakes' answers, and a server of sandboxes.
"""

from __future__ import annotations

import atexit
import threading
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from tuitrainer.grading.apart import open_bench
from tuitrainer.grading.classroom.parcel import Parcel, unpack_exercise
from tuitrainer.grading.grade import grade_submission, offered
from tuitrainer.grading.report import Finding, Report
from tuitrainer.grading.stored import report_to_data
from tuitrainer.grading.submission import submission_of
from tuitrainer.grading.verdict import Grader
from tuitrainer.sandbox.server import Server


@dataclass(frozen=True, slots=True)
class Paper:
    """One submission as it travels."""

    number: int
    """What it is known by to the one who sent it."""
    file: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Assignment:
    """What is asked of each paper."""

    parcel: Parcel
    seed: int
    """The same for all: the whole class is asked for the same numbers, and their answers are computed once."""
    require: str = ""
    """The weakest isolation under which a submission may be run."""

    @property
    def digest(self) -> str:
        """What a verdict depends on beside the submission: with another one, it is graded again."""
        return f"{self.parcel.digest} {self.seed}"


def grade_papers(assignment: Assignment, papers: Sequence[Paper]) -> list[tuple[int, dict[str, Any]]]:
    """(number, report as plain data) of each paper. Whatever goes wrong with one makes it `ungraded` at most."""
    worker = _worker(threading.get_ident())
    return [(paper.number, report_to_data(worker.grade(assignment, paper))) for paper in papers]


def ungraded(assignment: Assignment, paper: Paper, message: str) -> Report:
    """The report of a submission that the grader could not judge."""
    sha256 = submission_of(Path(paper.file), paper.content).sha256
    finding = Finding("grader-fault", {"message": message})
    return Report(
        assignment.parcel.exercise, paper.file, sha256, assignment.seed, "ungraded", (), 0.0, "limits", finding
    )


def let_go() -> None:
    """Forget what this thread keeps ready; for a process that goes on to do something else."""
    _worker(threading.get_ident()).close()


@cache
def _worker(_thread: int) -> _Worker:
    """One for each thread that grades in this process: a server answers one at a time."""
    worker = _Worker()
    atexit.register(worker.close)
    return worker


class _Worker:
    """Keeps one exercise ready, since those of a class come one exercise after the other."""

    def __init__(self) -> None:
        self._assignment: Assignment | None = None
        self._kept = ExitStack()

    def grade(self, assignment: Assignment, paper: Paper) -> Report:
        if assignment != self._assignment:
            self._take_up(assignment)
        submission = submission_of(Path(paper.file), paper.content)
        try:
            report = grade_submission(self._grader, submission, self._server.sandbox, assignment.require)
        except Exception as error:  # noqa: BLE001  one submission stops nothing
            message = " ".join(f"{type(error).__name__}: {error}".split())[:500]
            return ungraded(assignment, paper, message)
        return replace(report, source=())  # whoever sent it has it

    def close(self) -> None:
        """End the server and remove what was unpacked."""
        self._assignment = None
        self._kept.close()

    def _take_up(self, assignment: Assignment) -> None:
        self.close()
        with ExitStack() as stack:
            exercise, holder = unpack_exercise(assignment.parcel)
            if holder is not None:
                stack.callback(holder.cleanup)
            self._grader = Grader(open_bench(exercise), assignment.seed)
            self._server = stack.enter_context(Server(offered(exercise)))
            self._kept = stack.pop_all()
        self._assignment = assignment
