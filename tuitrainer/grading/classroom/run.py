"""Grading a class: attempts go to an executor a few at a time, and what comes back is kept at once."""

from __future__ import annotations

import hashlib
from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path
from typing import Any

from tuitrainer.grading.catalog import Exercise
from tuitrainer.grading.classroom.parcel import pack_exercise
from tuitrainer.grading.classroom.store import Results
from tuitrainer.grading.classroom.submitted import Attempt
from tuitrainer.grading.classroom.worker import Assignment, Paper, grade_papers, ungraded
from tuitrainer.grading.report import CheckReport, Finding, Report
from tuitrainer.grading.stored import report_from_data
from tuitrainer.grading.submission import submission_of
from tuitrainer.jobs.crew import Crew

TOGETHER = 4
"""Submissions that travel together: fewer would wait for each other, more would be lost together."""
_IN_HAND = 2
"""Tasks under way for each worker: enough to keep it busy, and few contents in memory."""
_TRIES = 2
"""A submission with which the process that grades it ends so often is given up."""


_LOST = "the process that grades it ends each time"
_Kept = tuple[Attempt, Report, bytes, str]
"""An attempt, its report, what was graded, and the digest of the exercise."""


_Future = Future[list[tuple[int, dict[str, Any]]]]


@dataclass(slots=True)
class Tally:
    """How far a run is."""

    total: int = 0
    kept_before: int = 0
    """Attempts that had a verdict already."""
    statuses: Counter[str] = field(default_factory=Counter)
    """Status of a report -> how many."""
    isolation: str = ""
    """Under which the latest submission was run."""

    @property
    def done(self) -> int:
        return self.kept_before + self.statuses.total()


@dataclass(frozen=True, slots=True)
class _Sent:
    """A paper, and what is kept of it here."""

    attempt: Attempt
    assignment: Assignment
    content: bytes
    tries: int = 0

    def paper(self, number: int) -> Paper:
        return Paper(number, self.attempt.file, self.content)

    def judged(self, report: Report) -> _Kept:
        return self.attempt, report, self.content, self.assignment.digest


_Running = dict[_Future, list[_Sent]]


@dataclass
class ClassRun:
    """Grades all attempts that have no verdict yet, and keeps each report."""

    exercises: Mapping[str, Exercise]
    results: Results
    seed: int
    open_crew: Callable[[], AbstractContextManager[Crew]]
    """Called again when the processes of a crew have ended."""
    require: str = ""
    """The weakest isolation under which a submission may be run."""
    progress: Callable[[Tally], None] = lambda _tally: None

    def __post_init__(self) -> None:
        """Raises CourseError for an exercise that can't be read."""
        self._assignments = {
            name: Assignment(pack_exercise(exercise), self.seed, self.require)
            for name, exercise in self.exercises.items()
        }
        self.tally = Tally()
        """Counted on while it runs."""
        self._suspects: deque[_Sent] = deque()
        """Under way when the executor broke: one of them may be why, so they go one by one."""

    def grade(self, attempts: Sequence[Attempt]) -> Tally:
        """Raises UserError when results can't be kept; what is kept by then stays."""
        self.tally.total = len(attempts)
        tasks = self._tasks(attempts)
        more = True
        while more:
            with ExitStack() as stack:
                more = self._use(stack.enter_context(self.open_crew()), tasks)
        return self.tally

    # -- what is to be done ------------------------------------------------------------------------------------------

    def _tasks(self, attempts: Sequence[Attempt]) -> Iterator[list[_Sent]]:
        """The papers to be graded, some at a time and those of an exercise together. The rest is done on the way."""
        for exercise in dict.fromkeys(attempt.exercise for attempt in attempts):
            together: list[_Sent] = []
            for attempt in attempts:
                if attempt.exercise != exercise:
                    continue
                paper = self._paper(attempt)
                if paper is not None:
                    together.append(paper)
                if len(together) == TOGETHER:
                    yield together
                    together = []
            if together:
                yield together

    def _paper(self, attempt: Attempt) -> _Sent | None:
        """What is to be sent; None for what has a verdict already, and for what there is nothing to grade of."""
        problem, content = attempt.problem, b""
        if problem is None:
            try:
                content = attempt.read()
            except OSError as error:
                problem = Finding("unreadable", {"name": attempt.file, "reason": str(error.strerror or error)})
        assignment = self._assignments.get(attempt.exercise)
        if problem is None and assignment is None:
            problem = Finding("not-found", {"names": attempt.file})
        digest = problem.id if problem is not None else assignment.digest if assignment is not None else ""
        if self.results.is_graded(attempt, hashlib.sha256(content).hexdigest(), digest):
            self.tally.kept_before += 1
            self.progress(self.tally)
        elif problem is not None:
            self._keep([(attempt, self._nothing(attempt, problem), content, digest)])
        elif assignment is not None:
            return _Sent(attempt, assignment, content)
        return None

    def _nothing(self, attempt: Attempt, problem: Finding) -> Report:
        """The report of an attempt of which there is nothing to grade."""
        exercise = self.exercises.get(attempt.exercise)
        checks = () if exercise is None else tuple(
            CheckReport(check.name, check.function, "skipped", 0.0, 0.0 if check.optional else check.points)
            for check in exercise.definition.checks
        )  # fmt: skip
        sha256 = submission_of(Path(attempt.file), b"").sha256
        return Report(attempt.exercise, attempt.file, sha256, self.seed, "error", checks, 0.0, "limits", problem)

    # -- what is under way -------------------------------------------------------------------------------------------

    def _use(self, crew: Crew, tasks: Iterator[list[_Sent]]) -> bool:
        """Until all is done, or the crew is lost; whether there is more to do."""
        running: _Running = {}
        while True:
            while len(running) < (1 if self._suspects else _IN_HAND * crew.workers):
                papers = [self._suspects.popleft()] if self._suspects else next(tasks, None)
                if papers is None:
                    break
                try:
                    running[_submit(crew.executor, papers)] = papers
                except BrokenExecutor:
                    running[_lost()] = papers
                    break
            if not running:
                return False
            lost = self._take(running)
            if lost:
                while running:
                    lost += self._take(running)
                self._suspect(lost, _LOST)
                return True

    def _take(self, running: _Running) -> list[list[_Sent]]:
        """Wait for something to be done, and keep what came of it; what was under way when the executor broke."""
        lost = []
        for future in wait(running, return_when=FIRST_COMPLETED).done:
            papers = running.pop(future)
            try:
                answers = future.result()
            except BrokenExecutor:
                lost.append(papers)
            except Exception as error:  # noqa: BLE001  of a worker, or of the way to it
                self._suspect([papers], f"{type(error).__name__}: {error}"[:500])
            else:
                self._keep([papers[place].judged(report_from_data(data)) for place, data in answers])
        return lost

    def _suspect(self, tasks: Sequence[Sequence[_Sent]], reason: str) -> None:
        """What was under way when something went wrong: again, each alone. For one that was alone, that counts."""
        alone = len(tasks) == 1 and len(tasks[0]) == 1
        for paper in chain.from_iterable(tasks):
            again = replace(paper, tries=paper.tries + alone)
            if again.tries < _TRIES:
                self._suspects.append(again)
                continue
            self._keep([paper.judged(ungraded(paper.assignment, paper.paper(0), reason))])

    def _keep(self, graded: Sequence[_Kept]) -> None:
        self.results.keep(graded)
        for _attempt, report, _content, _digest in graded:
            if report.checks and any(check.status != "skipped" for check in report.checks):
                self.tally.isolation = report.isolation
        self.tally.statuses.update(report.status for _attempt, report, _content, _digest in graded)
        self.progress(self.tally)


def _lost() -> _Future:
    future: _Future = Future()
    future.set_exception(BrokenExecutor())
    return future


def _submit(executor: Executor, papers: Sequence[_Sent]) -> _Future:
    sent = [paper.paper(place) for place, paper in enumerate(papers)]
    return executor.submit(grade_papers, papers[0].assignment, sent)
