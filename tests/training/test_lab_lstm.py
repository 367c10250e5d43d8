"""What the text of the lab `lstm` claims, and the task `recurrent` that it trains with."""

from __future__ import annotations

import functools
import math

import numpy as np
import numpy.typing as npt
import pytest
from test_labs import result_of, session_of, stated

from tuitrainer.base.errors import UserError
from tuitrainer.training import Session
from tuitrainer.training.labs import find_recipe
from tuitrainer.training.recipe.load import variants
from tuitrainer.training.snapshot import RunSnapshot
from tuitrainer.training.task import Task
from tuitrainer.training.tasks import prepare

LAB = "lstm"
SEEDS = (0, *(pytest.param(seed, marks=pytest.mark.long) for seed in range(1, 10)))
KERAS = 'network.layers=[{type="LSTM", units=16}, {type="Dense", units=8}]'
GRU = 'network.layers=[{type="GRU", units=16}, {type="Dense", units=8}]'
SMALL = ("data.lag=12", "data.samples=320", "training.epochs=2")


@functools.cache
def after_one_step(seed: int) -> tuple[RunSnapshot, ...]:
    session = Session(find_recipe(LAB, (f"training.seed={seed}",)))
    session.step()
    return session.snapshot().runs


def small_task(run: str = "LSTM") -> Task:
    return prepare(dict(variants(find_recipe(LAB, SMALL)))[run])


def gradients(run: RunSnapshot) -> npt.NDArray[np.float64]:
    """log10 of the norm at each step."""
    (curve,) = (points for name, points in run.figures.items() if name.startswith("lines/"))
    assert curve[:, 0].tolist() == list(range(len(curve)))
    return curve[:, 1]


@pytest.mark.parametrize("seed", [0, 1, 2, *(pytest.param(seed, marks=pytest.mark.long) for seed in range(3, 10))])
def test_the_gradient_reaches_the_symbol_in_the_lstm_only(seed: int) -> None:
    plain, lstm = (gradients(run) for run in after_one_step(seed))
    assert len(plain) == stated(LAB, "101") == stated(LAB, "100") + 1
    assert 10 ** (plain[0] - plain[-1]) < stated(LAB, "0.01" if seed == 9 else "0.0001")
    assert 10 ** (lstm[0] - lstm[-1]) > stated(LAB, "0.01")
    straight = np.polyval(np.polyfit(np.arange(len(plain)), plain, 1), np.arange(len(plain)))
    assert np.corrcoef(plain, straight)[0, 1] > 0.98


@pytest.mark.parametrize("seed", SEEDS)
def test_the_lstm_remembers_and_the_plain_network_does_not(seed: int) -> None:
    plain, lstm = session_of(LAB, seed=seed).results()
    assert plain.steps == lstm.steps == stated(LAB, "448")
    assert plain.test is not None
    assert lstm.test is not None
    assert (lstm.test.accuracy or 0) >= stated(LAB, "99") / 100
    assert (plain.test.accuracy or 0) < stated(LAB, "30") / 100
    assert stated(LAB, "12.5") == 100 / 8


@pytest.mark.parametrize("seed", SEEDS)
def test_forget_gates_stay_open_and_cells_grow(seed: int) -> None:
    figures = session_of(LAB, seed=seed).snapshot().runs[1].figures
    cell, forget = figures["signed/cell c"], figures["picture/forget gate f"]
    assert cell.shape == forget.shape == (16, 101)
    assert np.sum(forget.mean(axis=1) > stated(LAB, "0.8")) >= stated(LAB, "12")
    assert np.linalg.norm(cell[:, -1]) > 10 * np.linalg.norm(cell[:, 0])
    for gate in ("forget gate f", "input gate i", "output gate o"):
        assert 0 <= figures[f"picture/{gate}"].min() <= figures[f"picture/{gate}"].max() <= 1


def test_what_a_gate_leaves_after_a_hundred_steps() -> None:
    left = {gate: gate**100 for gate in (0.5, 1 / (1 + math.exp(-1)))}
    assert list(left.values()) == pytest.approx([8e-31, 2e-14], rel=0.4)
    assert max(left) == pytest.approx(stated(LAB, "0.73"), abs=0.005)


@pytest.mark.parametrize("seed", [0, pytest.param(1, marks=pytest.mark.long), pytest.param(2, marks=pytest.mark.long)])
def test_both_learn_a_lag_of_ten(seed: int) -> None:
    for result in session_of(LAB, "data.lag=10", seed=seed).results():
        assert result.test is not None
        assert (result.test.accuracy or 0) >= 0.95


@pytest.mark.long
@pytest.mark.parametrize("seed", range(3))
def test_keras_bias_is_too_small_for_this_lag(seed: int) -> None:
    result = result_of(LAB, "runs=[]", KERAS, seed=seed)
    assert result.test is not None
    assert (result.test.accuracy or 0) < 0.3


# -- the task ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("run", ["SimpleRNN", "LSTM"])
def test_watching_changes_nothing_and_a_resume_is_exact(run: str) -> None:
    plain, watched = small_task(run), small_task(run)
    expected = plain.advance(4)
    first = watched.advance(2)
    layers = watched.watch().layers
    again = watched.watch().layers
    assert [layer.gradient_norm for layer in layers] == [layer.gradient_norm for layer in again]
    state = watched.state()
    assert np.concatenate((first, watched.advance(2))).tolist() == expected.tolist()
    other = small_task(run)
    other.restore(state)
    assert other.advance(2).tolist() == expected[2:].tolist()


def test_pictures_of_each_kind_of_memory() -> None:
    names = [set(small_task(run).watch().figures) for run in ("SimpleRNN", "LSTM")]
    gru = prepare(find_recipe(LAB, (*SMALL, "runs=[]", GRU)))
    assert {name for name in names[0] if "/" in name} == {
        "signed/state h",
        "picture/input",
        "lines/gradient at the input",
    }
    assert names[1] - names[0] == {
        "signed/cell c", "picture/forget gate f", "picture/input gate i", "picture/output gate o",
    }  # fmt: skip
    assert {"picture/update gate z", "picture/reset gate r"} <= set(gru.watch().figures)
    shown = gru.watch().figures["picture/input"]
    assert shown.shape == (16, 13)
    assert shown.sum(axis=0).tolist() == [1.0] * 13


def test_a_network_without_memory_is_refused() -> None:
    with pytest.raises(UserError) as caught:
        prepare(find_recipe(LAB, (*SMALL, "runs=[]", 'network.layers=[{type="Flatten"}, {type="Dense", units=8}]')))
    assert caught.value.problems[0].place == "network.layers"
    assert "LSTM" in caught.value.problems[0].accepted
