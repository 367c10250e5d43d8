"""A session: all runs of a recipe taken forward together, listening to controls and publishing snapshots."""

from __future__ import annotations

import math
import queue
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tuitrainer.base.errors import Problem, UserError
from tuitrainer.base.machine import find_cuda
from tuitrainer.base.places import runs_directory
from tuitrainer.base.texts import _, language
from tuitrainer.kernels.cache import prepare_cache
from tuitrainer.training.checkpoint import resume_run, save_run
from tuitrainer.training.control import Control, LoggedControl
from tuitrainer.training.pace import Pace
from tuitrainer.training.recipe.load import variants
from tuitrainer.training.recipe.model import Recipe
from tuitrainer.training.run import EpochScore, Run
from tuitrainer.training.snapshot import Snapshot, Status
from tuitrainer.training.task import Score

LONGEST_WAIT = 0.05
"""Seconds after which a waiting session looks around again; a control wakes it at once."""
LONGEST_LOG = 1000
"""Controls kept in snapshots."""


@dataclass(frozen=True, slots=True)
class RunResult:
    """What came of a run."""

    name: str
    epochs: int
    steps: int
    seconds: float
    """Spent in training steps; evaluation and display are not counted."""
    diverged: bool
    train: Score
    test: Score | None
    history: tuple[EpochScore, ...]
    saved: str
    title: str = ""
    """The run's name in the user's language, where the recipe gives one."""

    @property
    def label(self) -> str:
        """What a display calls the run."""
        return self.title or self.name


class Session:
    """Drives the runs of a recipe side by side: each turn takes every active run forward by the same number of steps.

    Losses depend on the recipe alone: not on publishing, speed or the length of turns. `control` may be called from
    any thread and from a signal handler; everything else belongs to the thread that calls `run` or `step`.
    """

    def __init__(self, recipe: Recipe) -> None:
        """Prepare every run. Raises UserError with what does not fit together."""
        chosen: Any = language()
        self.recipe = recipe
        titles = {variant.name: variant.title.get(chosen, "") for variant in recipe.runs}
        self.runs = tuple(Run(name, variant, titles.get(name, "")) for name, variant in variants(recipe))
        compiling = {"cpu", "cuda"} & {run.task.backend for run in self.runs}
        self.notices = [prepare_cache().notice] if compiling else []
        self.notices = [notice for notice in (*self.notices, self._unused_gpu()) if notice]
        if recipe.training.threads > self.threads:
            self.notices.append(_("only the backend 'cpu' uses more than one thread"))
        self.log: list[LoggedControl] = []
        self._controls: queue.SimpleQueue[Control] = queue.SimpleQueue()
        self._pace = Pace(recipe.watch.steps_per_second)
        self._steps_to_take = 0.0
        self._stopped = False
        self._version = 0

    def _unused_gpu(self) -> str:
        """Why "auto" is not "cuda" on a machine that has a driver for it; empty where there is nothing to say."""
        if self.recipe.training.backend != "auto":
            return ""
        found = find_cuda()
        if found.usable or not found.driver:
            return ""
        return _("training runs on the processor: {reason}").format(reason=found.message)

    @property
    def threads(self) -> int:
        """Threads that training may use: those of the recipe where its backend uses any, else 1."""
        return self.recipe.training.threads if "cpu" in {run.task.backend for run in self.runs} else 1

    def control(self, control: Control) -> None:
        """Ask for something; it takes effect between two steps."""
        self._controls.put(control)

    def step(self) -> None:
        """Take one step in every active run."""
        self._obey(0.0)
        self._turn(1)

    def run(self, publish: Callable[[Snapshot], None] | None = None, *, stay: bool = False) -> None:
        """Train until every run has ended or `stop` is asked for.

        With `publish`, snapshots are handed to it while training goes on, at a rate that costs at most a few percent.
        With `stay`, the session starts paused at the recipe's speed and waits for controls even after the last epoch,
        until `stop`; without, it plays at once and as fast as possible.
        """
        self._stopped = False
        if not stay:
            self._pace.limit = 0.0
            self._steps_to_take = math.inf
        self._show(publish)
        wait, playing = 0.0, False
        while True:
            changed = self._obey(wait)
            if self._stopped or not (stay or self._active):
                break
            wait, was_playing = 0.0, playing
            playing = self._active and self._steps_to_take > 0
            if not playing:
                self._rest()
                if changed or was_playing:
                    self._show(publish)
                wait = LONGEST_WAIT
                continue
            steps = int(min(self._pace.steps_due(), self._steps_to_take))
            if steps:
                self._turn(steps)
            else:
                wait = min(self._pace.seconds_until_due(), LONGEST_WAIT)
            if changed or self._pace.display_due():
                self._show(publish)
        self._rest()
        self._show(publish)

    def warm_up(self) -> None:
        """Take one step and go back, so that all kernels are compiled or loaded before the first step is asked for."""
        for run in self.runs:
            state = run.task.state()
            run.task.advance(1)
            run.task.restore(state)

    def snapshot(self) -> Snapshot:
        """The whole session as it is now."""
        self._version += 1
        return Snapshot(
            version=self._version,
            title=self.recipe.title,
            backend=self.runs[0].task.backend,
            seed=self.recipe.training.seed,
            status=self._status(),
            speed=self._pace.limit,
            steps_per_second=self._pace.steps_per_second(),
            runs=tuple(run.snapshot() for run in self.runs),
            log=tuple(self.log[-LONGEST_LOG:]),
            notices=tuple(self.notices),
        )

    def results(self) -> tuple[RunResult, ...]:
        """What came of each run, scored as it is now."""
        results = []
        for run in self.runs:
            train, test = run.task.score()
            diverged = run.status == "diverged"
            scores = tuple(run.scores)
            figures = (run.epoch, run.task.step, run.seconds, diverged, train, test, scores)
            results.append(RunResult(run.name, *figures, saved=run.saved, title=run.title))
        return tuple(results)

    def save(self, directory: Path | None = None) -> list[Path]:
        """Write a checkpoint of every run, by default among the user's runs. Raises OSError when that fails."""
        return [save_run(run, directory or runs_directory()) for run in self.runs]

    @classmethod
    def resume(cls, path: Path) -> Session:
        """A session of the one run in a checkpoint: its next loss is bit for bit the one that would have come.

        Raises UserError for a file that is no checkpoint of a run, or whose recipe no longer fits.
        """
        recipe, state, progress = resume_run(path)
        session = cls(recipe)
        session.runs[0].take_up(state, progress)
        return session

    @property
    def _active(self) -> bool:
        return any(run.active for run in self.runs)

    def _turn(self, steps: int) -> None:
        started = time.perf_counter()
        for run in self.runs:
            if run.active:
                run.status = "running"
                run.advance(steps)
        self._steps_to_take -= steps
        self._pace.took(steps, time.perf_counter() - started)

    def _rest(self) -> None:
        self._steps_to_take = 0.0
        self._pace.rest()
        for run in self.runs:
            if run.status == "running":
                run.status = "paused"

    def _show(self, publish: Callable[[Snapshot], None] | None) -> None:
        if publish is not None:
            started = time.perf_counter()
            publish(self.snapshot())
            self._pace.displayed(time.perf_counter() - started)

    def _status(self) -> Status:
        if self._stopped:
            return "stopped"
        states = [run.status for run in self.runs]
        order: tuple[Status, ...] = ("running", "paused", "finished", "diverged")
        return next((status for status in order if status in states), "preparing")

    # -- controls --------------------------------------------------------------------------------------------------

    def _obey(self, wait: float) -> bool:
        """Carry out all controls that have come, waiting up to `wait` seconds for the first; whether there was one."""
        obeyed = False
        while True:
            try:
                control = self._controls.get(timeout=wait) if wait > 0 and not obeyed else self._controls.get_nowait()
            except queue.Empty:
                return obeyed
            obeyed = True
            self.log.append(LoggedControl(max(run.task.step for run in self.runs), control))
            try:
                self._carry_out(control)
            except UserError as error:
                self.notices.append(str(error))
            if self._stopped:
                return True

    def _carry_out(self, control: Control) -> None:
        match control.verb:
            case "play":
                if not self._active:
                    for run in self.runs:
                        run.go_on()
                self._steps_to_take = math.inf
            case "pause":
                self._steps_to_take = 0.0
            case "step":
                self._steps_to_take = max(1.0, control.value)
                self._pace.rest()
            case "epoch":
                active = [run.steps_left_in_epoch() for run in self.runs if run.active]
                self._steps_to_take = float(max(active, default=0))
            case "restart":
                for run in self.runs:
                    run.restart()
                self._pace.rest()
            case "set":
                for run in self.runs:
                    if control.run in ("", run.name):
                        run.change(control.key, control.value)
            case "speed":
                self._pace.limit = control.value
            case "save":
                self._save_or_say()
            case "stop":
                self._stopped = True

    def _save_or_say(self) -> None:
        try:
            self.save()
        except OSError as error:
            message = _("the run could not be saved: {reason}").format(reason=error.strerror or error)
            raise UserError(Problem(message, str(error.filename or ""))) from None
