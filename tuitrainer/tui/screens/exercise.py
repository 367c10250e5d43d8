"""An exercise: the statement, and the verdict on the student's file beside it."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.screen import Screen

from tuitrainer.base.errors import UserError
from tuitrainer.base.texts import _
from tuitrainer.tui.exercise.desk import Desk, Grading
from tuitrainer.tui.exercise.file import find_file, invitation, make_workspace, shown_path
from tuitrainer.tui.exercise.parts import Parts
from tuitrainer.tui.exercise.record import Record
from tuitrainer.tui.exercise.status import ExerciseStatus
from tuitrainer.tui.exercise.verdict_text import says_checks
from tuitrainer.tui.exercise.watcher import Watcher
from tuitrainer.tui.key_footer import KeyFooter
from tuitrainer.tui.keys import Place, bindings_of
from tuitrainer.tui.screens.solution_question import SolutionQuestion
from tuitrainer.tui.threads import tell

if TYPE_CHECKING:
    from tuitrainer.grading.catalog import Exercise
    from tuitrainer.grading.report import Report
    from tuitrainer.tui.app import TrainerApp

TICK = 0.2
"""Seconds between two looks at how long a grading has taken."""


class ExerciseScreen(Screen[None]):
    PLACE: ClassVar[Place] = "exercise"
    BINDINGS = bindings_of(PLACE)
    AUTO_FOCUS = ""  # the chosen part is the screen's to choose
    VERTICAL_BREAKPOINTS = [(0, "-low"), (18, "-high")]  # noqa: RUF012

    app: TrainerApp

    def __init__(self, exercise: Exercise, grading: Grading) -> None:
        super().__init__()
        self.exercise = exercise
        self._grading = grading
        self._watcher: Watcher | None = None
        self._file: Path | None = None
        self._record = Record(exercise, self._say)
        self._before: Report | None = None
        self._verbose = False
        self._parts = Parts(exercise)
        self._verdict = self._parts.verdict

    # -- life --------------------------------------------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        yield ExerciseStatus(self.exercise, id="status")
        yield self._parts
        yield KeyFooter(self.PLACE)

    def on_mount(self) -> None:
        # Bound to the application itself: a screen that was left no longer knows it.
        self._tell = partial(tell, self.app)
        self._desk = Desk(self.exercise, self._grading, partial(self._tell, self._graded))
        self.set_interval(TICK, self._tick)
        self._record.read()
        self._verdict.show_hints(self._record.hints)
        self._find_file()
        self._invite()
        self.call_after_refresh(self._parts.statement.show)

    def on_unmount(self) -> None:
        self._desk.close()
        self._end_watching()

    # -- what there is -----------------------------------------------------------------------------------------------

    def _say(self, text: str) -> None:
        self.app.say_once(text)

    def _find_file(self) -> Path | None:
        """The student's file, looked for anew: it may have been made meanwhile."""
        self._file = find_file(self.exercise)
        self._show_status()
        return self._file

    def _show_status(self) -> None:
        watching, grading = self._watcher is not None, self._desk.seconds is not None
        status = self.query_one("#status", ExerciseStatus)
        status.show(self._file, self._record.standing, watching=watching, grading=grading)

    def _invite(self) -> None:
        """In place of a verdict, what to do for one."""
        self._verdict.say(invitation(self.exercise, self._file))

    def action_create(self) -> None:
        if (file := self._find_file()) is not None:
            self.notify(_("Your file is there: {file}").format(file=shown_path(file)), markup=False)
            return
        try:
            folder = make_workspace(self.app.exercises)
        except (UserError, OSError) as error:
            self.notify(str(error), severity="error", markup=False)
            return
        self.notify(_("Your workspace: {folder}").format(folder=shown_path(folder)), markup=False)
        self._find_file()
        self._invite()

    # -- grading -----------------------------------------------------------------------------------------------------

    def action_grade(self) -> None:
        self._parts.bring_up_verdict()
        self._grade()

    def _grade(self) -> None:
        file = self._find_file()
        if file is None:
            self._invite()
            return
        self._desk.grade(file)
        self._tick()
        self._show_status()

    def _tick(self) -> None:
        self._verdict.show_going(self._desk.seconds)

    def _graded(self, outcome: Report | str) -> None:
        """One grading is over. Its result is of no interest once the screen has been left."""
        if not self.is_attached:
            return
        again = self._desk.next_file()
        self._tick()
        if isinstance(outcome, str):
            self._verdict.say(outcome)
        else:
            self._show_report(outcome)
        self._show_status()
        if not self._parts.alone:
            self._parts.bring_up_verdict()
        self._desk.keep_ready(self._watcher is not None)
        if again is not None:
            self._grade()

    def _show_report(self, report: Report) -> None:
        self._record.keep(report)
        following = self._record.following(self.app.exercises) if report.status == "passed" else None
        self._verdict.show_report(report, self._before, following)
        if says_checks(report):
            self._before = report

    def action_verbose(self) -> None:
        self._verbose = not self._verbose
        self._verdict.show_verbose(self._verbose)

    # -- watching ----------------------------------------------------------------------------------------------------

    def action_watch(self) -> None:
        if self._watcher is not None:
            self._end_watching()
            self._desk.keep_ready(False)
        elif (file := self._find_file()) is None:
            self._invite()
            self._parts.bring_up_verdict()
        else:
            self._watcher = Watcher(file.absolute(), partial(self._tell, self._saved))
            self._desk.keep_ready(True)
            if self._before is None:
                self._grade()
        self._show_status()

    def _saved(self) -> None:
        if self._watcher is not None:
            self._grade()

    def _end_watching(self) -> None:
        if self._watcher is not None:
            self._watcher.end()
            self._watcher = None

    # -- help --------------------------------------------------------------------------------------------------------

    def action_hint(self) -> None:
        if not self.exercise.definition.hints:
            self.notify(_("This exercise has no hints."))
            return
        if not self._record.one_more_hint():
            self.notify(_("These are all the hints there are."))
        self._show_help()
        self._verdict.show_hints(self._record.hints)

    def _show_help(self) -> None:
        self._show_status()
        self._parts.bring_up_verdict()

    def action_solution(self) -> None:
        def answered(anyway: bool | None) -> None:
            if anyway:
                self._show_solution()

        if self._record.standing.passed or self._record.standing.solution_seen:
            self._show_solution()
        else:
            self.app.push_screen(SolutionQuestion(), answered)

    def _show_solution(self) -> None:
        try:
            code = self.exercise.solution.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            self.notify(_("There is no reference solution of this exercise here."), markup=False)
            return
        self._record.mark_solution_seen()
        self._show_help()
        self._verdict.show_solution(code)

    # -- moving ------------------------------------------------------------------------------------------------------

    def action_next_exercise(self) -> None:
        following = self._record.following(self.app.exercises)
        if following is None:
            self.notify(_("There is no other exercise that is not passed."))
        else:
            self.app.open_exercise(following)

    def action_switch(self) -> None:
        self._parts.switch()

    def action_alone(self) -> None:
        self._parts.toggle_alone()

    def action_scroll(self, direction: int) -> None:
        self._parts.chosen.move(direction)

    def action_page(self, direction: int) -> None:
        self._parts.chosen.page(direction)

    def action_sideways(self, direction: int) -> None:
        self._parts.chosen.sideways(direction)

    def action_leave(self) -> None:
        """Back to both parts if the statement is shown alone, else back to the list."""
        if self._parts.alone:
            self._parts.toggle_alone()
        else:
            self.app.pop_screen()
