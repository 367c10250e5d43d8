"""The training screen: panels on a grid that fits the terminal, fed from a link ten times a second at most."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Grid
from textual.screen import Screen

from tuitrainer.base.errors import UserError
from tuitrainer.base.texts import _
from tuitrainer.training.labs import Lab
from tuitrainer.tui.arrangement import arrange
from tuitrainer.tui.backpressure import FrameGate
from tuitrainer.tui.key_footer import KeyFooter
from tuitrainer.tui.keys import bindings_of
from tuitrainer.tui.notice import NoticeBox, notice_of
from tuitrainer.tui.opening import LinkFactory, Opened
from tuitrainer.tui.panels.panel import Panel, View
from tuitrainer.tui.panels.table import FIRST_CHOICE, PANELS
from tuitrainer.tui.panels.text import TextPanel
from tuitrainer.tui.remote import Remote
from tuitrainer.tui.screens.learning_rate import LearningRateScreen
from tuitrainer.tui.status_bar import ProgressRule, StatusBar

if TYPE_CHECKING:
    from tuitrainer.tui.app import TrainerApp

FRAME_INTERVAL = 0.1
REDUCED_INTERVAL = 0.5
"""Seconds between frames with reduced motion."""


class TrainingScreen(Screen[None]):
    """`lab` is the lab when `name` is one, None for a recipe file."""

    BINDINGS = bindings_of("training")
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]  # noqa: RUF012
    VERTICAL_BREAKPOINTS = [(0, "-low"), (18, "-high")]  # noqa: RUF012

    app: TrainerApp

    def __init__(self, name: str, link_factory: LinkFactory, lab: Lab | None = None) -> None:
        super().__init__(id="training")
        self._lab_name = name
        self._lab = lab
        self._link_factory = link_factory
        self.remote: Remote | None = None
        """None until the training is under way."""
        self._problem = ""
        self._panels = {panel.NUMBER: panel() for panel in PANELS if panel is not TextPanel}
        if lab is not None:
            self._panels[TextPanel.NUMBER] = TextPanel(lab)
        self._recent = list(FIRST_CHOICE)
        self._alone = False
        self._logarithmic = False
        self._layer = 0
        self._saved: dict[str, str] = {}

    # -- life --------------------------------------------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        yield StatusBar(self._lab.title if self._lab else self._lab_name, id="status")
        yield ProgressRule(id="progress")
        yield NoticeBox(id="notice")
        yield Grid(*(self._panels[number] for number in sorted(self._panels)), id="panels")
        yield KeyFooter("training")

    def on_mount(self) -> None:
        self._gate = FrameGate(self.app)
        self.set_interval(FRAME_INTERVAL, self._tick)
        self._draw()
        self.call_after_refresh(self._open)

    @work(thread=True, exclusive=True, group="open")
    def _open(self) -> None:
        try:
            opened = self._link_factory(self._lab_name)
        except UserError as error:
            self.app.call_from_thread(self._failed_to_open, str(error))
        except OSError as error:
            self.app.call_from_thread(self._failed_to_open, error.strerror or str(error))
        else:
            self.app.call_from_thread(self._opened, opened)

    def _failed_to_open(self, problem: str) -> None:
        self._problem = problem
        self._draw()

    def _opened(self, opened: Opened) -> None:
        if not self.is_attached:  # the user left meanwhile
            self.app.retire(opened.link)
            return
        self.remote = Remote(opened.link)
        first = [panel.NUMBER for name in opened.displays for panel in PANELS if name == panel.NAME]
        self._recent = first + [number for number in self._recent if number not in first]
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
        if self.is_current and self._gate.is_open(time.monotonic()):
            if self.remote is not None and self.remote.poll():
                self._say_news(self.remote)
            self._draw()

    def _draw(self) -> None:
        remote = self.remote
        self.query_one("#status", StatusBar).show(remote)
        self.query_one("#progress", ProgressRule).show(remote.run if remote else None)
        notice_box = self.query_one("#notice", NoticeBox)
        notice_box.show(notice_of(remote, self._problem))
        notice_box.set_class(remote is None or remote.snapshot is None, "-whole")
        self._arrange()
        view = self._view()
        slowest = REDUCED_INTERVAL if self.app.settings.reduced_motion else 0.0
        for panel in self._panels.values():
            if panel.display and view is not None:
                panel.show_if_due(view, time.monotonic(), slowest)

    def _view(self) -> View | None:
        remote = self.remote
        if remote is None or remote.snapshot is None or remote.run is None:
            return None
        return View(remote.snapshot, remote.run, self._logarithmic, self._layer)

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

    def _available(self) -> list[int]:
        view = self._view()
        if view is None:
            return []
        return [number for number in sorted(self._panels) if self._panels[number].has_content(view.snapshot)]

    def _arrange(self) -> None:
        """Put the panels that fit on the grid and hide the others."""
        grid = self.query_one("#panels", Grid)
        available = self._available()
        if grid.display != bool(available):  # a hidden grid has no size yet to arrange panels in
            grid.display = bool(available)
            self.call_after_refresh(self._draw)
        recent = [number for number in self._recent if number in available]
        plan = arrange(grid.size.width, grid.size.height, available, recent, self._alone)
        grid.styles.grid_size_columns, grid.styles.grid_size_rows = plan.columns, plan.rows
        for number, panel in self._panels.items():
            panel.display = number in plan.shown
            panel.styles.column_span = plan.first_span if plan.shown[:1] == (number,) else 1
            panel.set_class(recent[:1] == [number], "-chosen")

    def on_resize(self) -> None:
        self.call_after_refresh(self._draw)

    def action_panel(self, number: int) -> None:
        """Show a panel, in place of the one chosen longest ago if there is no room."""
        if number not in self._available():
            self.notify(_("There is nothing to show in panel {number} here.").format(number=number), markup=False)
            return
        self._recent.remove(number)
        self._recent.insert(0, number)
        self._draw()
        self._panels[number].focus()

    @on(Panel.Chosen)
    def _panel_chosen(self, event: Panel.Chosen) -> None:
        if self._recent[0] != event.number:
            self.action_panel(event.number)

    def action_next_panel(self, direction: int) -> None:
        available = self._available()
        current = next((number for number in self._recent if number in available), None)
        if current is not None:
            self.action_panel(available[(available.index(current) + direction) % len(available)])

    def action_maximise(self) -> None:
        self._alone = not self._alone
        self._draw()

    def action_lab_text(self) -> None:
        if self._lab is None:
            self.notify(_("This recipe has no text."))
        elif self._recent[0] == TextPanel.NUMBER:
            self.action_panel(self._recent[1])
        else:
            self.action_panel(TextPanel.NUMBER)

    def action_logarithmic(self) -> None:
        self._logarithmic = not self._logarithmic
        self._draw()

    def action_layer(self, direction: int) -> None:
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
            self.notify(_("The training is not ready yet.") if not self._problem else _("There is no training here."))
            return None
        return remote

    def action_play_pause(self) -> None:
        if (remote := self._live()) is not None:
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
        self.notify(text, markup=False)

    def action_restart(self) -> None:
        if self.remote is not None and self.remote.status.state in ("failed", "ended"):
            self._close()
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
        if self._alone:
            self.action_maximise()
        else:
            self.app.pop_screen()
