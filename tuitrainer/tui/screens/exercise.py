"""An exercise: the statement, and the verdict on the student's file beside it."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.screen import Screen

from tuitrainer.base.errors import UserError
from tuitrainer.base.texts import _
from tuitrainer.grading.changes import compare_reports, file_changes, has_checks, is_same_try
from tuitrainer.grading.watching import POLL
from tuitrainer.tui.exercise.desk import Grading, desk_for
from tuitrainer.tui.exercise.file import find_file, invitation, make_workspace, shown_path
from tuitrainer.tui.exercise.parts import Parts
from tuitrainer.tui.exercise.record import Record
from tuitrainer.tui.exercise.status import ExerciseStatus
from tuitrainer.tui.exercise.verdict import SLOW
from tuitrainer.tui.exercise.verdict_text import headline
from tuitrainer.tui.exercise.watcher import Watcher
from tuitrainer.tui.key_footer import KeyFooter
from tuitrainer.tui.keys import Place, bindings_of
from tuitrainer.tui.screens.solution_question import SolutionQuestion
from tuitrainer.tui.threads import tell

if TYPE_CHECKING:
    from tuitrainer.grading.catalog import Exercise
    from tuitrainer.grading.report import Report
    from tuitrainer.grading.watching import Notice
    from tuitrainer.tui.app import TrainerApp

TICK = 0.1
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
        self._is_polling = False
        self._file: Path | None = None
        self._record = Record(exercise, self._say)
        self._last: Report | None = None
        self._judged: Report | None = None
        """The last one that came to its checks."""
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
        self._desk = desk_for(self.exercise, self._grading, partial(self._tell, self._graded))
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
        every = POLL if self._is_polling else 0.0
        status = self.query_one("#status", ExerciseStatus)
        status.show(
            self._file, self._record.standing, watching=self._watcher is not None, every=every,
            grading=(self._desk.seconds or 0.0) >= SLOW,
        )  # fmt: skip

    def _invite(self) -> None:
        """In place of a verdict, what to do for one."""
        self._verdict.say(invitation(self.exercise, self._file))

    def action_create(self) -> None:
        if (file := self._find_file()) is not None:
            self.notify(_("Your file is there: {file}").format(file=shown_path(file)), markup=False)
            return
        try:
            started = make_workspace(self.app.exercises)
        except (UserError, OSError) as error:
            self.notify(str(error), severity="error", markup=False)
            return
        self.notify(_("Your workspace: {folder}").format(folder=shown_path(started.folder)), markup=False)
        for problem in started.problems:
            self._say(str(problem))
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
        self._desk.grade(file.absolute())
        self._tick()

    def _tick(self) -> None:
        self._verdict.show_going(self._desk.seconds)
        self._show_status()

    def _graded(self, outcome: Report | str) -> None:
        """One grading is over. Its result is of no interest once the screen has been left, or the file saved again."""
        if not self.is_attached or not self._desk.is_latest():
            return
        self._desk.keep_ready(self._watcher is not None)
        if isinstance(outcome, str):
            self._verdict.say(outcome)
            self._parts.show_changes(())
        else:
            self._show_report(outcome)
        self._tick()
        if not self._parts.alone:
            self._parts.bring_up_verdict()

    def _show_report(self, report: Report) -> None:
        if self._watcher is None or not is_same_try(self._last, report):
            self._record.keep(report)
        following = self._record.following(self.app.exercises) if report.status == "passed" else None
        labs = self.app.labs_of(self.exercise)
        changes = compare_reports(self._judged, report)
        changed = file_changes(self._last.source, report.source) if self._last is not None else []
        self._parts.show_changes(changed)
        self._verdict.show_report(report, headline(report, self.exercise, changes, changed, following, labs))
        self._last = report
        if has_checks(report):
            self._judged = report

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
            self._watcher = Watcher(file.absolute(), partial(self._tell, self._noticed))
            self._desk.keep_ready(True)
            if self._judged is None:
                self._grade()
        self._show_status()

    def _noticed(self, notice: Notice) -> None:
        """Where the file has gone, grading says so: no verdict stays on what is not there."""
        if self._watcher is None:
            return
        if notice == "polling":
            self._is_polling = True
        else:
            self._desk.grade(self._watcher.file, saved=True)
        self._tick()

    def _end_watching(self) -> None:
        self._is_polling = False
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

    def action_lab(self) -> None:
        """The first that illustrates this exercise; the command palette has them all."""
        labs = self.app.labs_of(self.exercise)
        if labs:
            self.app.open_lab(labs[0].id)
        else:
            self.notify(_("No lab goes with this exercise."))

    def action_switch(self, direction: int = 1) -> None:
        self._parts.switch(direction)

    def action_changes(self) -> None:
        if not self._parts.bring_up_changes():
            self.notify(_("Nothing has changed in your file since the last try."))

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
