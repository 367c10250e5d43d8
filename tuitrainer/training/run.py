"""One run: a task taken through its epochs, with its history, until it has finished, stopped early or diverged."""

from __future__ import annotations

import dataclasses
import math
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from tuitrainer.base.texts import _
from tuitrainer.training.clinic import diagnose_divergence, first_diverged
from tuitrainer.training.history import History
from tuitrainer.training.recipe.model import EarlyStopping, Recipe
from tuitrainer.training.snapshot import Diagnosis, Mark, RunSnapshot, Status
from tuitrainer.training.task import TaskState
from tuitrainer.training.tasks import prepare


@dataclass(frozen=True, slots=True)
class EpochScore:
    """One completed epoch. `loss` is the mean over its steps, each before its update; the rest is measured after it."""

    epoch: int
    loss: float
    accuracy: float | None
    validation_loss: float | None
    validation_accuracy: float | None


class Run:
    """Drives one task. Time, speed and display are the session's; what a run learns depends on its recipe alone."""

    def __init__(self, name: str, recipe: Recipe, title: str = "") -> None:
        """Raises UserError when the parts of the recipe do not fit together."""
        self.name = name
        self.title = title
        self.recipe = recipe
        self.saved = ""
        self.restart()

    def restart(self) -> None:
        """Back to step 0 with the same seed; live changes are undone."""
        self.task = prepare(self.recipe)
        self.epochs = self.recipe.training.epochs
        self.seconds = 0.0
        self.status: Status = "paused"
        self.diagnosis: Diagnosis | None = None
        self.marks: list[Mark] = []
        self.scores: list[EpochScore] = []
        self._histories: dict[str, History] = {}
        self._first_loss = math.nan
        self._epoch_sum = 0.0
        self._best = math.inf
        self._waited = 0

    @property
    def epoch(self) -> int:
        """Epochs completed."""
        return self.task.step // self.task.steps_per_epoch

    @property
    def active(self) -> bool:
        """Whether there is anything left to do."""
        return self.status in ("paused", "running")

    def go_on(self) -> None:
        """After the last epoch: as many again."""
        if self.status == "finished":
            self.epochs = self.epoch + self.recipe.training.epochs
            self._waited = 0
            self.status = "paused"

    def steps_left_in_epoch(self) -> int:
        return self.task.steps_per_epoch - self.task.step % self.task.steps_per_epoch

    def advance(self, steps: int) -> int:
        """Take up to `steps` steps and return how many were taken; fewer when the run ends on the way."""
        taken = 0
        while taken < steps and self.active:
            taken += self._advance_within_epoch(min(steps - taken, self.steps_left_in_epoch()))
        return taken

    def _advance_within_epoch(self, steps: int) -> int:
        before = self.task.state()
        started = time.perf_counter()
        losses = self.task.advance(steps)
        self.seconds += time.perf_counter() - started
        if math.isnan(self._first_loss):
            self._first_loss = float(losses[0])
        unsound = first_diverged(losses, self._first_loss)
        sound = steps if unsound is None else unsound
        numbers = np.arange(before.step + 1, before.step + 1 + sound)
        self._history("loss").extend(numbers, losses[:sound])
        for loss in losses[:sound].tolist():  # in order, one by one: the sum must not depend on how steps are cut
            self._epoch_sum += loss
        if unsound is not None:
            self._diverge(before, sound, float(losses[unsound]))
        elif self.task.step % self.task.steps_per_epoch == 0:
            self._end_epoch()
        return sound

    def _diverge(self, before: TaskState, sound: int, loss: float) -> None:
        """Go back to the last sound state, so that what led to the divergence can be seen, and say what happened.

        The way back is a replay: losses do not depend on how steps are cut into calls.
        """
        self.task.restore(before)
        if sound:
            self.task.advance(sound)
        self.diagnosis = diagnose_divergence(self.task, loss, self.task.step + 1)
        self.marks.append(Mark(self.task.step, _("diverged")))
        self.status = "diverged"

    def _end_epoch(self) -> None:
        train, validation = self.task.score()
        step = self.task.step
        if validation:
            self._history("validation_loss").append(step, validation.loss)
        if train.accuracy is not None:
            self._history("accuracy").append(step, train.accuracy)
        if validation and validation.accuracy is not None:
            self._history("validation_accuracy").append(step, validation.accuracy)
        mean = self._epoch_sum / self.task.steps_per_epoch
        self._epoch_sum = 0.0
        self.scores.append(
            EpochScore(
                self.epoch,
                mean,
                train.accuracy,
                validation.loss if validation else None,
                validation.accuracy if validation else None,
            )
        )
        judged = (validation or train).loss
        self.task.observe(judged)
        stopping = self.recipe.training.early_stopping
        if stopping is not None and self._stops_early(stopping, judged):
            self.status = "finished"
            self.marks.append(Mark(step, _("early stopping")))
        elif self.epoch >= self.epochs:
            self.status = "finished"

    def _stops_early(self, stopping: EarlyStopping, loss: float) -> bool:
        if loss < self._best - stopping.min_delta:
            self._best, self._waited = loss, 0
        else:
            self._waited += 1
        return self._waited >= stopping.patience

    def change(self, key: str, value: float) -> None:
        """Change a value of the task while it trains and mark it on the curves. Raises UserError."""
        self.marks.append(Mark(self.task.step, self.task.set(key, value)))

    def snapshot(self) -> RunSnapshot:
        """The run as it is now. Appends the layers' gradient norms to their curves."""
        watched = self.task.watch()
        for layer in watched.layers:
            history = self._history(f"gradient_norm/{layer.name}")
            if history.last_step != self.task.step and self.task.step:
                history.append(self.task.step, layer.gradient_norm)
        return RunSnapshot(
            name=self.name,
            status=self.status,
            step=self.task.step,
            epoch=self.epoch,
            epochs=self.epochs,
            steps_per_epoch=self.task.steps_per_epoch,
            learning_rate=self.task.learning_rate,
            curves={name: history.curve() for name, history in self._histories.items()},
            layers=watched.layers,
            figures=watched.figures,
            facts=watched.facts,
            words=watched.words,
            table=watched.table,
            marks=tuple(self.marks),
            diagnosis=self.diagnosis,
            saved=self.saved,
            title=self.title,
        )

    def progress(self) -> dict[str, Any]:
        """What a checkpoint must hold beside the task's state, as JSON-able values."""
        return {
            "epochs": self.epochs, "seconds": self.seconds, "first_loss": self._first_loss,
            "epoch_sum": self._epoch_sum, "best": self._best, "waited": self._waited,
            "scores": [dataclasses.astuple(score) for score in self.scores],
        }  # fmt: skip

    def take_up(self, state: TaskState, progress: Mapping[str, Any]) -> None:
        """Go on from a checkpoint: the next loss is bit for bit the one that would have come."""
        self.restart()
        self.task.restore(state)
        self.epochs, self.seconds = int(progress["epochs"]), float(progress["seconds"])
        self._first_loss, self._epoch_sum = float(progress["first_loss"]), float(progress["epoch_sum"])
        self._best, self._waited = float(progress["best"]), int(progress["waited"])
        self.scores = [
            EpochScore(int(epoch), float(loss), *(None if number is None else float(number) for number in numbers))
            for epoch, loss, *numbers in progress["scores"]
        ]
        if self.epoch >= self.epochs:
            self.status = "finished"

    def _history(self, name: str) -> History:
        return self._histories.setdefault(name, History())
