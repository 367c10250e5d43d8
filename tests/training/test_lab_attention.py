"""What the text of the lab `attention` claims, and the task `attention`."""

from __future__ import annotations

import numpy as np
import pytest
from test_labs import result_of, session_of, stated

from tuitrainer.base.errors import UserError
from tuitrainer.training import Session
from tuitrainer.training.labs import find_recipe
from tuitrainer.training.recipe.load import variants
from tuitrainer.training.session import RunResult
from tuitrainer.training.snapshot import RunSnapshot
from tuitrainer.training.task import Task
from tuitrainer.training.tasks import prepare

LAB = "attention"
SEEDS = (0, *(pytest.param(seed, marks=pytest.mark.long) for seed in range(1, 10)))
LONG_SEEDS = [pytest.param(seed, marks=pytest.mark.long) for seed in range(3)]
POSITIONS = np.arange(8)
LAYER = 'network.layers[2].layers=[{type="SelfAttention", '
SMALL = ("data.samples=160", "training.batch_size=16")


def mean_weights(run: RunSnapshot, columns: np.ndarray) -> list[float]:
    """For each head the mean weight that row t of its mean map gives to column columns[t]."""
    maps = [values for name, values in run.figures.items() if name.endswith(", mean")]
    assert all(values.sum(axis=1) == pytest.approx(1, abs=1e-5) for values in maps)
    return [float(values[np.arange(len(columns)), columns].mean()) for values in maps]


def accuracy_of(result: RunResult) -> float:
    assert result.test is not None
    assert result.test.accuracy is not None
    return result.test.accuracy


def right_from(result: RunResult) -> int:
    return next(score.epoch for score in result.history if (score.validation_accuracy or 0) >= stated(LAB, "99") / 100)


@pytest.mark.parametrize("seed", SEEDS)
def test_backwards_one_head_looks_along_the_antidiagonal(seed: int) -> None:
    session = session_of(LAB, seed=seed)
    reverse, copy, shuffled = session.results()
    runs = session.snapshot().runs
    assert right_from(reverse) <= 4
    assert min(accuracy_of(reverse), accuracy_of(copy)) >= 0.99
    assert max(mean_weights(runs[0], POSITIONS[::-1])) > stated(LAB, "0.5")
    assert stated(LAB, "0.125") == 1 / 8
    assert right_from(copy) <= 2
    assert max(mean_weights(runs[1], POSITIONS)) < stated(LAB, "0.4")
    assert accuracy_of(shuffled) < stated(LAB, "40") / 100
    even = [values for name, values in runs[2].figures.items() if name.endswith(", mean")]
    assert all(np.abs(values - 1 / 8).max() < 0.05 for values in even)


def test_without_positions_the_commonest_symbol_is_named() -> None:
    run = session_of(LAB).snapshot().runs[2]
    answers, sequence = run.facts["answer"].split(), run.facts["sequence"].split()
    most = max(map(sequence.count, sequence))
    assert all(sequence.count(answer) >= most - 1 for answer in answers)
    said = dict(zip(sequence, answers, strict=True))
    assert [said[symbol] for symbol in sequence] == answers, "equal symbols, equal answers"


def test_the_network_is_small_and_its_first_maps_are_nearly_even() -> None:
    session = Session(find_recipe(LAB))
    session.step()
    run = session.snapshot().runs[0]
    parameters = session.runs[0].task.state().arrays
    assert sum(array.size for name, array in parameters.items() if not name.startswith("optimizer.")) == 8936
    maps = [values for name, values in run.figures.items() if name.endswith(", mean")]
    assert 0.05 < min(values.min() for values in maps) < max(values.max() for values in maps) < 0.25


@pytest.mark.parametrize("seed", LONG_SEEDS)
def test_one_head_and_longer_sequences(seed: int) -> None:
    assert accuracy_of(result_of(LAB, "runs=[]", LAYER + "heads=1}]", seed=seed)) >= 0.99
    session = session_of(LAB, "runs=[]", "data.length=16", seed=seed)
    assert accuracy_of(session.results()[0]) >= 0.99
    assert max(mean_weights(session.snapshot().runs[0], np.arange(16)[::-1])) > 0.5


@pytest.mark.parametrize("seed", LONG_SEEDS)
def test_looking_back_only_the_second_half_can_be_right(seed: int) -> None:
    assert accuracy_of(result_of(LAB, "runs=[]", LAYER + "heads=2, causal=true}]", seed=seed)) == pytest.approx(
        0.56, abs=0.05
    )


@pytest.mark.parametrize("seed", LONG_SEEDS)
def test_little_data_does_not_do(seed: int) -> None:
    assert accuracy_of(result_of(LAB, "runs=[]", "data.samples=400", seed=seed)) < 0.6


# -- the task ----------------------------------------------------------------------------------------------------------


def small_task(*settings: str) -> Task:
    return prepare(variants(find_recipe(LAB, (*SMALL, *settings)))[0][1])


def test_watching_changes_nothing_and_a_resume_is_exact() -> None:
    plain, watched, other = small_task(), small_task(), small_task()
    expected = plain.advance(6)
    first = watched.advance(3)
    watched.watch()
    state = watched.state()
    assert np.concatenate((first, watched.advance(3))).tolist() == expected.tolist()
    other.restore(state)
    assert other.advance(3).tolist() == expected[3:].tolist()


def test_facts_say_what_is_shown() -> None:
    task = small_task()
    task.advance(5)
    watched = task.watch()
    one = watched.figures["picture/head 1"]
    assert one.shape == (8, 8)
    assert len(watched.facts["sequence"].split()) == len(watched.facts["answer"].split()) == 8
    assert {"head 1, on the answer", "head 2, on the answer"} <= set(watched.facts)
    assert 0 < float(watched.facts["head 1, on the answer"]) < 1
    two_layers = small_task('network.layers[3]={type="SelfAttention", heads=1}')
    assert "picture/layer 2 head 1" in two_layers.watch().figures


@pytest.mark.parametrize(
    ("settings", "place"),
    [
        (('data={name="remember"}', 'network.layers=[{type="LSTM", units=4}, {type="Dense", units=8}]'), "data.name"),
        (('network.layers[2]={type="Dense", units=32}',), "network.layers"),
    ],
)
def test_what_does_not_fit_is_refused(settings: tuple[str, ...], place: str) -> None:
    with pytest.raises(UserError) as caught:
        prepare(find_recipe(LAB, ("runs=[]", *settings)))
    assert caught.value.problems[0].place == place
