"""What the text of the lab `losses` claims, on several seeds."""

from __future__ import annotations

import functools
import math
import re
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from test_labs import result_of, run_of, session_of, stated, text_of

from tuitrainer.data import load
from tuitrainer.nn import losses, metrics
from tuitrainer.training import Session
from tuitrainer.training.labs import find_recipe
from tuitrainer.training.session import RunResult

LAB = "losses"
RUNS = ("cross-entropy", "MAE", "MAE, rate 1")
SEEDS = (0, *(pytest.param(seed, marks=pytest.mark.long) for seed in range(1, 10)))
CLOUDS = ("runs=[]", 'data={name="gaussians", samples=1000, noise=3, test_fraction=0.5}')
SIGMOID = (
    'network.layers=[{type="Dense", units=1, kernel_initializer="zeros"}]',
    'loss={name="binary_crossentropy", from_logits=true}',
    "optimizer.learning_rate=0.02",
)
SOFTMAX = (
    'network.layers=[{type="Dense", units=2, kernel_initializer="zeros"}]',
    'loss={name="categorical_crossentropy", from_logits=true}',
    "optimizer.learning_rate=0.01",
)


@functools.cache
def outcome(name: str, *settings: str, seed: int) -> RunResult:
    (result,) = run_of(LAB, name, *settings, seed=seed).results()
    return result


def held_out_share(result: RunResult) -> float:
    assert result.test is not None
    assert result.test.accuracy is not None
    return result.test.accuracy


@pytest.mark.parametrize("seed", SEEDS)
def test_cross_entropy_learns_where_the_absolute_error_crawls(seed: int) -> None:
    crossed, absolute, faster = (outcome(name, seed=seed) for name in RUNS)
    assert crossed.epochs == stated(LAB, "20")
    assert held_out_share(crossed) > stated(LAB, "95") / 100
    assert held_out_share(absolute) < 0.5
    assert absolute.train.loss > stated(LAB, "0.14")
    assert stated(LAB, "50") / 100 <= held_out_share(faster) <= stated(LAB, "90") / 100


def test_guessing_costs_what_the_text_says() -> None:
    guess, target = np.full((1, 10), 0.1), np.eye(10)[:1]
    assert losses.get("categorical_crossentropy")(guess, target)[0] == pytest.approx(stated(LAB, "2.30"), abs=0.005)
    assert losses.get("mean_absolute_error")(guess, target)[0] == pytest.approx(stated(LAB, "0.18"))


def test_what_a_certain_and_wrong_network_is_told() -> None:
    """The gradients for the right digit's logit, by central differences through the softmax."""
    logits = np.array([[math.log(0.01), math.log(0.99), *[-200.0] * 8]])
    target = np.eye(10)[:1]

    def slope(name: str, h: float = 1e-5) -> float:
        def value(shift: float) -> float:
            moved = logits + shift * target
            probabilities = np.exp(moved) / np.exp(moved).sum()
            return losses.get(name)(probabilities, target)[0]

        return (value(h) - value(-h)) / (2 * h)

    crossed, absolute = slope("categorical_crossentropy"), slope("mean_absolute_error")
    assert -crossed == pytest.approx(stated(LAB, "0.99"), rel=1e-6)
    assert -absolute == pytest.approx(stated(LAB, "0.00198"), rel=1e-6)
    assert crossed / absolute == pytest.approx(stated(LAB, "500"), rel=1e-6)
    assert stated(LAB, "0.01") == pytest.approx(math.exp(logits[0, 0]))


@pytest.mark.parametrize("seed", SEEDS)
def test_a_certain_and_wrong_start(seed: int) -> None:
    wide = 'network.layers[1].kernel_initializer={name="random_normal", stddev=1}'
    crossed, *absolute = (outcome(name, wide, seed=seed) for name in RUNS)
    assert (crossed.train.accuracy or 0) > stated(LAB, "90") / 100
    assert max(held_out_share(result) for result in absolute) < stated(LAB, "75") / 100


@pytest.mark.long
@pytest.mark.parametrize("seed", SEEDS)
def test_softmax_of_two_is_a_sigmoid(seed: int) -> None:
    one, two = (result_of(LAB, *CLOUDS, *how, seed=seed) for how in (SIGMOID, SOFTMAX))
    for first, second in zip(one.history, two.history, strict=True):
        assert second.loss == pytest.approx(first.loss, abs=1e-5)
        assert second.validation_loss == pytest.approx(first.validation_loss, abs=1e-5)
    assert held_out_share(one) == pytest.approx(stated(LAB, "82") / 100, abs=0.005)


def table() -> list[list[float]]:
    """The rows of thresholds, the same in both languages."""
    rows = []
    for language in ("en", "fr"):
        found = re.findall(r"^ *\| (\d[.,]\d) \| (\d[.,]\d+) \| (\d[.,]\d+) \|$", text_of(LAB, language), re.MULTILINE)
        rows.append([[float(number.replace(",", ".")) for number in row] for row in found])
    assert rows[0] == rows[1]
    return rows[0]


@pytest.mark.parametrize("seed", SEEDS)
def test_precision_against_recall_as_the_threshold_moves(seed: int) -> None:
    task = session_of(LAB, *CLOUDS, *SIGMOID, seed=seed).runs[0].task
    x, y = task._test  # type: ignore[attr-defined]
    logits: npt.NDArray[np.float64] = task._network.forward(x)  # type: ignore[attr-defined]
    probabilities, labels = 1 / (1 + np.exp(-logits[:, 0])), y[:, 0].astype(np.int64)
    assert len(table()) == 5
    for threshold, precision, recall in table():
        decided = (probabilities >= threshold).astype(np.int64)
        assert metrics.precision(decided, labels) == pytest.approx(precision, abs=0.015)
        assert metrics.recall(decided, labels) == pytest.approx(recall, abs=0.015)


def test_the_mean_and_the_median_of_one_hundred_and_one_points(tmp_path: Path) -> None:
    y = load("polynomial", samples=101).y
    assert [-y.mean(), -np.median(y)] == pytest.approx([stated(LAB, "0.225"), stated(LAB, "0.463")], abs=5e-4)
    (recipe,) = re.findall(r"^```toml\n(.*?)^```", text_of(LAB), re.MULTILINE | re.DOTALL)
    path = tmp_path / "plane.toml"
    path.write_text(recipe, encoding="utf-8")
    for seed in range(3):
        session = Session(find_recipe(str(path), (f"training.seed={seed}",)))
        session.run()
        for run, best in zip(session.runs, (y.mean(), np.median(y)), strict=True):
            assert run.snapshot().figures["fit/line"][:, 1] == pytest.approx(best, abs=0.005)
