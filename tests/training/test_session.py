"""Sessions: what is learnt depends on the recipe alone, controls act, divergence is caught and explained."""

from __future__ import annotations

import json
import math
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from safetensors import safe_open

from tuitrainer.base.errors import UserError
from tuitrainer.training import Session
from tuitrainer.training.control import Control
from tuitrainer.training.labs import find_recipe
from tuitrainer.training.recipe import recipe_from_mapping
from tuitrainer.training.recipe.settings import apply_settings
from tuitrainer.training.snapshot import Snapshot


def session_of(lab: str, *settings: str, **changes: Any) -> Session:
    mapping = find_recipe(lab, settings).as_mapping()
    return Session(recipe_from_mapping({**mapping, **changes}))


def losses_in_chunks(session: Session, chunks: Sequence[int]) -> npt.NDArray[np.float64]:
    """Losses of the first run, taken by the task directly in the given cuts."""
    task = session.runs[0].task
    losses = []
    for chunk in chunks:
        end = task.step + chunk
        while task.step < end:
            losses.append(task.advance(min(end - task.step, task.steps_per_epoch - task.step % task.steps_per_epoch)))
    return np.concatenate(losses)


@pytest.mark.parametrize("backend", ["reference", "cpu"])
def test_losses_do_not_depend_on_the_length_of_turns(backend: str) -> None:
    setting = f"training.backend={backend}"
    whole = losses_in_chunks(session_of("iris", setting), [100])
    single = losses_in_chunks(session_of("iris", setting), [1] * 100)
    odd = losses_in_chunks(session_of("iris", setting), [7, 1, 30, 11, 51])
    assert whole.tobytes() == single.tobytes() == odd.tobytes()


@pytest.mark.parametrize("lab", ["iris", "line", "playground"])
def test_losses_do_not_depend_on_being_watched(lab: str) -> None:
    quiet, watched = session_of(lab, "training.epochs=20"), session_of(lab, "training.epochs=20")
    seen: list[Snapshot] = []
    quiet.run()
    watched._pace.displayed = lambda seconds: None  # type: ignore[method-assign]  # a snapshot after every turn
    watched.run(seen.append)
    assert len(seen) > 3
    assert [score.loss for score in quiet.results()[0].history] == [
        score.loss for score in watched.results()[0].history
    ]
    assert quiet.results()[0].train == watched.results()[0].train


def test_a_seed_decides_everything() -> None:
    def history(seed: int) -> list[float]:
        session = session_of("iris", "training.epochs=3", f"training.seed={seed}")
        session.run()
        return [score.loss for score in session.results()[0].history]

    assert history(1) == history(1)
    assert history(1) != history(2)


def test_a_resumed_run_goes_on_bit_for_bit(tmp_path: Path) -> None:
    straight, interrupted = session_of("digits", "training.epochs=2"), session_of("digits", "training.epochs=2")
    straight.run()
    for _step in range(60):
        interrupted.step()
    (path,) = interrupted.save(tmp_path)
    with safe_open(path, "np") as file:
        json.loads(file.metadata()["run"], parse_constant=lambda word: pytest.fail(f"{word} is no JSON"))
    resumed = Session.resume(path)
    resumed.run()
    assert resumed.results()[0].history == straight.results()[0].history
    assert resumed.results()[0].test == straight.results()[0].test


def test_resuming_what_is_no_run_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "no.safetensors"
    path.write_bytes(b"not a checkpoint")
    with pytest.raises(UserError, match=r"no\.safetensors"):
        Session.resume(path)
    with pytest.raises(UserError):
        Session.resume(tmp_path / "missing.safetensors")


class Driver:
    """A session that stays, on a thread, with the snapshots it published."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.snapshots: list[Snapshot] = []
        self._thread = threading.Thread(target=lambda: session.run(self.snapshots.append, stay=True))
        self._thread.start()

    def send(self, *controls: Control) -> None:
        for control in controls:
            self.session.control(control)

    def wait_for(self, condition: Any, seconds: float = 10.0) -> Snapshot:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if self.snapshots and condition(self.snapshots[-1]):
                return self.snapshots[-1]
            time.sleep(0.005)
        raise AssertionError(f"not reached; last: {self.snapshots[-1:]}")

    def end(self) -> None:
        self.send(Control("stop"))
        self._thread.join(5.0)
        assert not self._thread.is_alive()


def test_controls_act_and_are_logged_with_their_step() -> None:
    driver = Driver(session_of("iris", "training.epochs=10", "watch.steps_per_second=0"))
    try:
        assert driver.wait_for(lambda snapshot: snapshot.status == "paused").runs[0].step == 0
        driver.send(Control("step"))
        assert driver.wait_for(lambda snapshot: snapshot.runs[0].step == 1).status in ("running", "paused")
        driver.send(Control("step", value=5))
        driver.wait_for(lambda snapshot: snapshot.runs[0].step == 6 and snapshot.status == "paused")
        driver.send(Control("epoch"))
        steps_per_epoch = driver.snapshots[-1].runs[0].steps_per_epoch
        driver.wait_for(lambda snapshot: snapshot.runs[0].step == steps_per_epoch and snapshot.runs[0].epoch == 1)
        driver.send(Control("set", "optimizer.learning_rate", 0.25))
        changed = driver.wait_for(lambda snapshot: snapshot.runs[0].learning_rate == 0.25)
        assert changed.runs[0].marks[-1].step == steps_per_epoch
        assert "0.25" in changed.runs[0].marks[-1].text
        assert changed.log[-1].step == steps_per_epoch
        driver.send(Control("set", "optimizer.momentun", 0.5))
        assert "momentun" in driver.wait_for(lambda snapshot: snapshot.notices).notices[-1]
        driver.send(Control("play"))
        finished = driver.wait_for(lambda snapshot: snapshot.status == "finished")
        assert finished.runs[0].epoch == 10
        driver.send(Control("play"))
        assert driver.wait_for(lambda snapshot: snapshot.runs[0].epoch == 20).runs[0].epochs == 20
        driver.send(Control("restart"))
        again = driver.wait_for(lambda snapshot: snapshot.runs[0].step == 0)
        assert (again.runs[0].epochs, again.runs[0].learning_rate, again.runs[0].marks) == (10, 0.05, ())
    finally:
        driver.end()
    assert driver.snapshots[-1].status == "stopped"


def test_a_replay_of_the_log_repeats_the_run() -> None:
    first = session_of("iris", "training.epochs=4")
    for step in range(40):
        if step == 13:
            first.control(Control("set", "optimizer.learning_rate", 0.3))
        first.step()
    log = {entry.step: entry.control for entry in first.log}
    second = session_of("iris", "training.epochs=4")
    for step in range(40):
        if step in log:
            second.control(log[step])
        second.step()
    assert log.keys() == {13}
    assert first.results()[0].history == second.results()[0].history


def test_speed_is_kept() -> None:
    driver = Driver(session_of("iris", "watch.steps_per_second=50"))
    try:
        driver.wait_for(lambda snapshot: snapshot.status == "paused")
        driver.send(Control("play"))
        driver.wait_for(lambda snapshot: snapshot.runs[0].step >= 1)
        started, first = time.monotonic(), driver.snapshots[-1].runs[0].step
        time.sleep(1.0)
        driver.send(Control("pause"))
        last = driver.wait_for(lambda snapshot: snapshot.status == "paused" and snapshot.version > 3)
        assert (last.runs[0].step - first) / (time.monotonic() - started) < 75
    finally:
        driver.end()


def test_divergence_is_said_with_step_layer_and_advice_and_leaves_the_last_sound_state() -> None:
    session = session_of("learning-rate", "training.epochs=50")
    session.run()
    by_name = {result.name: result for result in session.results()}
    assert by_name["too large"].diverged
    assert not by_name["right"].diverged
    run = next(run for run in session.runs if run.name == "too large")
    assert run.diagnosis is not None
    assert run.diagnosis.id == "diverged"
    assert run.diagnosis.step == run.task.step + 1
    assert str(run.diagnosis.step) in run.diagnosis.message
    assert f"{run.task.learning_rate / 10:g}" in run.diagnosis.advice
    values = run.task.state().arrays
    assert all(np.isfinite(value).all() for value in values.values())
    # The next step from there is the one that fails: the diagnosis names the right one.
    following = run.task.advance(1)[0]
    assert not following < 1e6


@pytest.mark.parametrize(
    ("lab", "setting", "place"),
    [
        ("iris", "training.batch_size=500", "training.batch_size"),
        ("iris", "network.layers[2].units=4", "network.layers[2]"),
        ("iris", "training.backend=cuda", "training.backend"),
        ("iris", "loss.name=mean_absolute_error", "loss"),
        ("line", "data={name='iris'}", "data.name"),
        ("line", "optimizer.name=adam", "optimizer"),
        ("line", "training.start.slop=1.0", "training.start.slop"),
        ("line", "data.scale=standard", "data.scale"),
        ("line", "network.layers=[{type='Dense', units=1}]", "network"),
        ("line", "loss.name=mean_squared_error", "loss"),
    ],
)
def test_parts_that_do_not_fit_together_are_refused_with_their_place(lab: str, setting: str, place: str) -> None:
    with pytest.raises(UserError) as caught:
        session_of(lab, setting)
    assert any(problem.place.startswith(place) for problem in caught.value.problems), caught.value


def test_early_stopping_counts_epochs_without_improvement() -> None:
    session = session_of("iris", "training.epochs=400", "training.early_stopping={patience=3, min_delta=0.5}")
    session.run()
    result = session.results()[0]
    losses = [score.validation_loss for score in result.history]
    best, waited, expected = math.inf, 0, 0
    for loss in losses:
        assert loss is not None
        expected += 1
        best, waited = (loss, 0) if loss < best - 0.5 else (best, waited + 1)
        if waited == 3:
            break
    assert result.epochs == expected == len(losses)


def test_epoch_scores_are_those_of_the_plain_definition() -> None:
    session = session_of("iris", "training.epochs=1", "training.backend=reference", "training.dtype=float64")
    task = session.runs[0].task
    losses = losses_in_chunks(
        session_of("iris", "training.backend=reference", "training.dtype=float64"), [task.steps_per_epoch]
    )
    session.run()
    assert session.results()[0].history[0].loss == pytest.approx(losses.mean(), rel=1e-12)


def test_the_loss_of_an_epoch_is_the_mean_over_its_own_steps() -> None:
    session = session_of("iris", "training.epochs=3")
    steps = session.runs[0].task.steps_per_epoch
    losses = losses_in_chunks(session_of("iris"), [3 * steps]).reshape(3, steps)
    session.run()
    np.testing.assert_allclose([score.loss for score in session.results()[0].history], losses.mean(axis=1), rtol=1e-12)


def test_going_back_takes_the_learning_rate_along() -> None:
    task = session_of("iris").runs[0].task
    state = task.state()
    task.set("optimizer.learning_rate", 0.7)
    task.restore(state)
    assert task.learning_rate == state.learning_rate == 0.05


def test_a_rate_can_be_set_in_one_run_alone() -> None:
    session = session_of("learning-rate")
    before = [run.task.learning_rate for run in session.runs]
    session.control(Control("set", "optimizer.learning_rate", 0.0123, run="right"))
    session.step()
    after = [run.task.learning_rate for run in session.runs]
    assert after == [before[0], 0.0123, before[2]]


def test_gradient_norms_get_one_point_a_step_and_none_before_the_first() -> None:
    session = session_of("iris")
    assert session.snapshot().runs[0].curves["gradient_norm/0.dense"].step.size == 0
    session.step()
    session.snapshot()
    assert session.snapshot().runs[0].curves["gradient_norm/0.dense"].step.tolist() == [1]


@pytest.mark.parametrize("lab", ["iris", "playground", "learning-rate", "line", "digits"])
def test_a_snapshot_shows_what_displays_need(lab: str) -> None:
    session = session_of(lab, "training.epochs=1")
    session.run()
    snapshot = session.snapshot()
    run = snapshot.runs[0]
    assert run.curves["loss"].step.size > 0
    for layer in run.layers:
        assert layer.weights.size
        assert max(layer.weights.shape) <= 64
        assert layer.gradient_counts.sum() > 0
        assert layer.gradient_norm >= 0
        assert f"gradient_norm/{layer.name}" in run.curves
        assert 0 < layer.update_ratio < 1
    if lab == "playground":
        scores = run.figures["plane/scores"]
        np.testing.assert_allclose(scores.sum(axis=-1), 1.0, rtol=1e-5)
        assert run.figures["plane/points"].shape[0] == run.figures["plane/labels"].shape[0] > 0
    if lab == "line":
        path, best = run.figures["surface/path"], run.figures["surface/minimum"]
        np.testing.assert_allclose(path[0], [0.58, 0.25], rtol=1e-6)
        assert np.linalg.norm(path[-1] - best) < np.linalg.norm(path[0] - best)
    if lab == "learning-rate":
        assert run.figures["fit/line"].shape[1] == 2


def test_snapshots_are_copies() -> None:
    session = session_of("iris")
    session.step()
    before = session.snapshot()
    weights = before.runs[0].layers[0].weights.copy()
    loss = before.runs[0].curves["loss"].mean.copy()
    for _step in range(20):
        session.step()
    np.testing.assert_array_equal(before.runs[0].layers[0].weights, weights)
    np.testing.assert_array_equal(before.runs[0].curves["loss"].mean, loss)


def test_warming_up_changes_nothing() -> None:
    cold, warm = session_of("digits", "training.epochs=1"), session_of("digits", "training.epochs=1")
    warm.warm_up()
    assert warm.runs[0].task.step == 0
    cold.run()
    warm.run()
    assert cold.results()[0].history == warm.results()[0].history


def test_settings_of_a_run_reach_it() -> None:
    mapping = apply_settings(find_recipe("learning-rate").as_mapping(), ["training.epochs=1"])
    small, right, large = (run.task.learning_rate for run in Session(recipe_from_mapping(mapping)).runs)
    assert small < right < large
    assert right == mapping["optimizer"]["learning_rate"]
