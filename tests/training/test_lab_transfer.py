"""What the text of the lab `transfer` claims, on several seeds."""

from __future__ import annotations

import functools

import numpy as np
import numpy.typing as npt
import pytest
from test_labs import stated

from tuitrainer.base.errors import UserError
from tuitrainer.training import Session
from tuitrainer.training.labs import find_recipe
from tuitrainer.training.tasks.transfer import Transfer

SCRATCH, FROZEN, TUNED = range(3)


@functools.cache
def trained(seed: int) -> tuple[Session, npt.NDArray[np.float64]]:
    """A finished session, and the held-out accuracies of its runs after 2 and after all epochs, in percent."""
    session = Session(find_recipe("transfer", (f"training.seed={seed}",)))
    shares = []
    for epochs in (2, 38):
        for run in session.runs:
            run.advance(epochs * run.task.steps_per_epoch)
        scores = [run.task.score()[1] for run in session.runs]
        shares.append([100 * (score.accuracy or 0) for score in scores if score])
    return session, np.array(shares)


def claims_hold(seeds: range) -> None:
    early, late = np.mean([trained(seed)[1] for seed in seeds], axis=0)
    assert early[TUNED] == pytest.approx(stated("transfer", "70"), abs=5)
    assert early[SCRATCH] == pytest.approx(stated("transfer", "60"), abs=5)
    assert early[TUNED] > early[SCRATCH] + 5
    assert late == pytest.approx(stated("transfer", "84"), abs=2)


def test_a_head_start_that_is_caught_up() -> None:
    claims_hold(range(4))


@pytest.mark.long
def test_a_head_start_on_eight_seeds() -> None:
    claims_hold(range(8))


def test_what_learns_and_what_is_kept() -> None:
    session, _shares = trained(0)
    scratch, frozen, tuned = (run.task for run in session.runs)
    assert isinstance(frozen, Transfer)
    facts = [list(task.watch().facts.values()) for task in (scratch, frozen, tuned)]
    assert [each[0] for each in facts] == [f"{stated('transfer', '25'):g}"] * 3
    everything = f"{stated('transfer', '3821'):g}"
    head = f"{stated('transfer', '1085'):g}"
    assert [each[1] for each in facts] == [f"{part} / {everything}" for part in (everything, head, everything)]
    assert round(100 * 1085 / 3821) == stated("transfer", "28")
    assert [len(each) for each in facts] == [2, 3, 3]
    fresh = Session(find_recipe("transfer")).runs
    for run, layer, kept in ((FROZEN, 0, True), (TUNED, 0, False), (FROZEN, 4, False)):
        name = fresh[run].task.watch().layers[0 if layer == 0 else -1].name
        before, after = (runs[run].task.state().arrays for runs in (fresh, session.runs))
        same = all(np.array_equal(before[key], after[key]) for key in before if key.startswith(name))
        assert same is kept


def test_the_base_is_the_same_for_both_runs_and_knows_its_digits() -> None:
    fresh = Session(find_recipe("transfer")).runs
    frozen, tuned = (fresh[run].task.state().arrays["0.conv2d.kernels"] for run in (FROZEN, TUNED))
    assert np.array_equal(frozen, tuned)
    assert list(fresh[FROZEN].task.watch().facts.values())[2] == "100.0 %"
    task = fresh[SCRATCH].task
    assert isinstance(task, Transfer)
    assert task._split.test.classes == tuple("56789")
    assert np.bincount(task._split.train.y.astype(int)).tolist() == [5] * 5


def test_what_does_not_fit_is_refused() -> None:
    for settings, place in (
        (("task.base=forzen",), "task.base"), (("task.examples=0",), "task.examples"),
        (('data={name="iris"}', 'network.layers=[{type="Dense", units=3}]'), "data.name"),
    ):  # fmt: skip
        with pytest.raises(UserError) as caught:
            Session(find_recipe("transfer", ("runs=[]", *settings)))
        assert caught.value.problems[0].place == place
