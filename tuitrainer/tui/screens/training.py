"""The training screen: panels on a grid that fits the terminal, fed from a link ten times a second at most."""

from __future__ import annotations

import time
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.app import ComposeResult
from textual.screen import Screen
from textual.worker import get_current_worker

from tuitrainer.base.errors import UserError
from tuitrainer.base.texts import _
from tuitrainer.training.labs import Lab
from tuitrainer.tui.arrangement import TOO_SMALL
from tuitrainer.tui.backpressure import FrameGate
from tuitrainer.tui.key_footer import KeyFooter
from tuitrainer.tui.keys import Place, bindings_of
from tuitrainer.tui.notice import Notice, NoticeBox, notice_of
from tuitrainer.tui.opening import LinkFactory, Opened
from tuitrainer.tui.panels.grid import PanelGrid
from tuitrainer.tui.panels.panel import View
from tuitrainer.tui.panels.table import PANELS
from tuitrainer.tui.panels.text import TextPanel
from tuitrainer.tui.remote import Remote
from tuitrainer.tui.screens.learning_rate import LearningRateScreen
from tuitrainer.tui.status_bar import ProgressRule, StatusBar

if TYPE_CHECKING:
    from tuitrainer.tui.app import TrainerApp

FRAME_INTERVAL = 0.1
REDUCED_INTERVAL = 0.5
"""Seconds between frames with reduced motion."""
LEAST_SIZE = (TOO_SMALL[0], TOO_SMALL[1] + 3)
"""Columns and rows of a terminal in which a panel can be read, below status and progress and above the keys."""


class TrainingScreen(Screen[None]):
    """`lab` is the lab when `name` is one, None for a recipe file."""

    PLACE: ClassVar[Place] = "training"
    BINDINGS = bindings_of(PLACE)
    AUTO_FOCUS = ""  # the chosen panel is the screen's to choose
    VERTICAL_BREAKPOINTS = [(0, "-low"), (18, "-high")]  # noqa: RUF012

    app: TrainerApp

    def __init__(self, name: str, link_factory: LinkFactory, lab: Lab | None = None) -> None:
        super().__init__()
        self._lab_name = name
        self._lab = lab
        self._link_factory = link_factory
        self.remote: Remote | None = None
        """None until the training is under way."""
        self._problem = ""
        panels = [panel() for panel in PANELS if panel is not TextPanel]
        self._grid = PanelGrid([*panels, TextPanel(partial(self._text, lab))] if lab else panels)
        self._logarithmic: bool | None = None
        self._layer = 0
        self._saved: dict[str, str] = {}
        self._next_frame = 0.0
        self._play_when_ready = False
        self._readable_until: dict[str, float] = {}
        """Until when a notice that was given is seen, by its text."""

    # -- life --------------------------------------------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        yield StatusBar(self._lab.title if self._lab else self._lab_name, id="status")
        yield ProgressRule(id="progress")
        yield NoticeBox(id="notice")
        yield self._grid
        yield KeyFooter(self.PLACE)

    def on_mount(self) -> None:
        self._gate = FrameGate(self.app)
        self.set_interval(FRAME_INTERVAL, self._tick)
        self._draw()
        self.call_after_refresh(self._open)

    @work(thread=True, exclusive=True, group="open")
    def _open(self) -> None:
        """In a thread: reading and checking a recipe takes a while. The user may leave meanwhile."""
        opened, problem = None, ""
        try:
            opened = self._link_factory(self._lab_name)
        except UserError as error:
            problem = str(error)
        except OSError as error:
            problem = error.strerror or str(error)
        if not get_current_worker().is_cancelled:
            self.app.call_from_thread(self._opened, opened, problem)
        elif opened is not None:
            opened.link.close()

    def _opened(self, opened: Opened | None, problem: str) -> None:
        self._problem = problem
        if opened is None:
            self._draw()
            return
        self.remote = Remote(opened.link)
        self._grid.prefer(opened.displays)
        self._draw()

    def on_unmount(self) -> None:
        self._close()

    def _close(self) -> None:
        if self.remote is not None:
            self.app.retire(self.remote.link)
            self.remote = None

    # -- drawing -----------------------------------------------------------------------------------------------------

    def _tick(self) -> None:
        """One frame, if this screen is seen and the terminal has shown the last one."""
        now = time.monotonic()
        interval = REDUCED_INTERVAL if self.app.settings.reduced_motion else FRAME_INTERVAL
        if not self.is_current or now < self._next_frame or not self._gate.is_open(now):
            return
        self._next_frame = now + interval - FRAME_INTERVAL / 2
        if self.remote is not None and self.remote.poll():
            self._say_news(self.remote)
            if self._play_when_ready and self.remote.can_play:
                self.remote.play_pause()
            self._play_when_ready = False
        self._draw()

    def _draw(self) -> None:
        remote = self.remote
        self.query_one("#status", StatusBar).show(remote)
        self.query_one("#progress", ProgressRule).show(remote.run if remote else None)
        notice = notice_of(remote, self._problem)
        too_small = notice is None and (self.size.width < LEAST_SIZE[0] or self.size.height < LEAST_SIZE[1])
        if too_small:
            notice = Notice("wait", _("Too small: enlarge the terminal."))
        notice_box = self.query_one("#notice", NoticeBox)
        notice_box.show(notice)
        notice_box.set_class(too_small or remote is None or remote.snapshot is None, "-whole")
        self._grid.show(self._view())

    def on_resize(self) -> None:
        self.call_after_refresh(self._draw)

    def _view(self) -> View | None:
        remote = self.remote
        if remote is None or remote.snapshot is None or remote.run is None:
            return None
        logarithmic = self._logarithmic
        if logarithmic is None:  # a loss that has exploded leaves nothing else to see on a linear axis
            logarithmic = any(run.status == "diverged" for run in remote.snapshot.runs)
        return View(remote.snapshot, remote.run, logarithmic, self._layer)

    def _say_news(self, remote: Remote) -> None:
        snapshot = remote.snapshot
        if snapshot is None:
            return
        for notice in snapshot.notices:
            self.app.say_once(notice)
        for run in snapshot.runs:
            if run.saved and self._saved.get(run.name) != run.saved:
                self._saved[run.name] = run.saved
                self.notify(_("Saved in {path}").format(path=run.saved), markup=False)

    # -- panels ------------------------------------------------------------------------------------------------------

    def action_panel(self, number: int) -> None:
        if number in self._grid.available:
            self._grid.choose(number)
        else:
            self._say(_("There is nothing to show in panel {number} here.").format(number=number))

    def action_next_panel(self, direction: int) -> None:
        self._grid.choose_next(direction)

    def action_maximise(self) -> None:
        self._grid.alone = not self._grid.alone
        self._draw()

    def action_lab_text(self) -> None:
        if self._lab is None:
            self._say(_("This recipe has no text."))
        elif self._grid.available:
            self._grid.choose_or_return(TextPanel.NUMBER)

    def _text(self, lab: Lab) -> str:
        """Of the lab, with what there is to know of its exercise when the text is first seen."""
        from tuitrainer.tui.way_text import lab_text  # noqa: PLC0415

        exercise = self.app.exercise_of(lab)
        return lab_text(lab, exercise, self.app.standing_of(exercise) if exercise is not None else None, "x")

    def action_exercise(self) -> None:
        self.app.open_exercise_of(self._lab)

    def action_logarithmic(self) -> None:
        view = self._view()
        if view is not None:
            self._logarithmic = not view.logarithmic
            self._draw()

    def action_move(self, direction: int) -> None:
        """Through the chosen panel if it can be gone through, else through the layers."""
        chosen = self._grid.chosen
        if chosen is None or not chosen.move(direction):
            self._layer += direction
            self._draw()

    def action_next_run(self) -> None:
        if self.remote is not None:
            self.remote.next_run()
            self._draw()

    # -- training ----------------------------------------------------------------------------------------------------

    def _live(self) -> Remote | None:
        """The remote if it can do something now; else the user is told why not."""
        remote = self.remote
        if remote is None or remote.snapshot is None:
            self._say(_("There is no training here.") if self._problem else _("The training is not ready yet."))
            return None
        return remote

    def action_play_pause(self) -> None:
        """Pressed while kernels are still being compiled, it is remembered: the first start takes seconds."""
        if not self._problem and (self.remote is None or self.remote.snapshot is None):
            self._play_when_ready = not self._play_when_ready
            plays = _("The training will start as soon as it is ready.")
            self.notify(plays if self._play_when_ready else _("The training will wait for Space."))
        elif (remote := self._live()) is not None:
            if remote.can_play:
                remote.play_pause()
            else:
                self._say_over()

    def action_step(self) -> None:
        if (remote := self._live()) is not None:
            if remote.can_step:
                remote.step()
            else:
                self._say_over()

    def action_epoch(self) -> None:
        if (remote := self._live()) is not None:
            if remote.can_step:
                remote.epoch()
            else:
                self._say_over()

    def _say_over(self) -> None:
        remote = self.remote
        if remote is not None and remote.can_play:
            text = _("All epochs are done: Space goes on for as many again, r starts again with the same seed.")
        else:
            text = _("This training is over: r starts it again with the same seed.")
        self._say(text)

    def _say(self, text: str) -> None:
        """Not again while it can still be read: keys are pressed more than once, most of all where nothing happens."""
        now = time.monotonic()
        if now >= self._readable_until.get(text, now):
            self._readable_until[text] = now + self.app.NOTIFICATION_TIMEOUT
            self.notify(text, markup=False)

    def action_restart(self) -> None:
        if self._problem or (self.remote is not None and self.remote.status.state in ("failed", "ended")):
            self._close()
            self._problem = ""
            self._draw()
            self._open()
        elif (remote := self._live()) is not None:
            remote.restart()

    def action_speed(self, notches: int) -> None:
        if (remote := self._live()) is not None:
            remote.change_speed(notches)
            self._draw()

    def action_rate(self, factor: float) -> None:
        if (remote := self._live()) is not None:
            remote.scale_learning_rate(factor)
            self._draw()

    def action_ask_rate(self) -> None:
        remote = self._live()
        if remote is None or remote.run is None:
            return

        def answered(rate: float | None) -> None:
            if rate is not None:
                remote.set_learning_rate(rate)

        self.app.push_screen(LearningRateScreen(remote.learning_rate, remote.run.name), answered)

    def action_save(self) -> None:
        if (remote := self._live()) is not None:
            remote.save()

    def action_leave(self) -> None:
        """Back to all panels if one is shown alone, else back to the labs."""
        if self._grid.alone:
            self.action_maximise()
        else:
            self.app.pop_screen()
