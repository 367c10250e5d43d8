"""What is kept of a student's work on one exercise. Where that fails it is said, and the work goes on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from tuitrainer.base.errors import UserError
from tuitrainer.grading.catalog import Exercise, next_exercise
from tuitrainer.grading.progress import Progress, Standing, open_progress

if TYPE_CHECKING:
    from tuitrainer.grading.report import Report


class Record:
    """The progress file is opened for each action and never held: the command line may write to it as well."""

    def __init__(self, exercise: Exercise, say: Callable[[str], None]) -> None:
        self._exercise, self._say = exercise, say
        self.standing = Standing(exercise.id)
        self.hints = 0
        """How many are shown; counted here, since the progress may be out of reach."""

    def read(self) -> None:
        self._do(lambda _progress: None)
        self.hints = min(self.standing.hints, len(self._exercise.definition.hints))

    def keep(self, report: Report) -> None:
        """One attempt."""
        self._do(
            lambda progress: progress.record(
                report.exercise, status=report.status, score=report.score, max_score=report.max_score,
                seed=report.seed, sha256=report.sha256,
            )
        )  # fmt: skip

    def one_more_hint(self) -> bool:
        """Whether there is one that was not shown yet."""
        total = len(self._exercise.definition.hints)
        if self.hints >= total:
            return False
        self.hints += 1

        def show(progress: Progress) -> None:
            self.hints = max(self.hints, progress.show_hint(self._exercise.id, total))

        self._do(show)
        return True

    def mark_solution_seen(self) -> None:
        self._do(lambda progress: progress.mark_solution_seen(self._exercise.id))

    def following(self, exercises: Sequence[Exercise]) -> Exercise | None:
        """What comes next, this exercise left aside; None where all others are passed."""
        passed = {self._exercise.id}

        def read(progress: Progress) -> None:
            passed.update(name for name, standing in progress.standings().items() if standing.passed)

        self._do(read)
        return next_exercise(exercises, passed)

    def _do(self, action: Callable[[Progress], None]) -> None:
        try:
            with open_progress(course=self._exercise.course) as progress:
                action(progress)
                self.standing = progress.standing(self._exercise.id)
        except UserError as error:
            self._say(str(error))
