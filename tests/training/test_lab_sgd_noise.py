"""What the text of the lab `sgd-noise` claims, and the task `estimate` against theory written anew."""

from __future__ import annotations

import numpy as np
import pytest
from test_labs import SEEDS, session_of, stated

from tuitrainer.base.errors import UserError
from tuitrainer.training.labs import find_recipe
from tuitrainer.training.recipe.load import variants
from tuitrainer.training.snapshot import RunSnapshot
from tuitrainer.training.task import Task
from tuitrainer.training.tasks import prepare
from tuitrainer.training.tasks.estimate import NORMAL_QUANTILE, chi_squared

LAB = "sgd-noise"
RATES = (lambda k: 0.1, lambda k: 1 / (k + 1), lambda k: 0.5 / (1 + k / 20))


def runs_of(seed: int, *settings: str) -> tuple[RunSnapshot, ...]:
    return session_of(LAB, *settings, seed=seed).snapshot().runs


def row(run: RunSnapshot, steps: int) -> dict[str, str]:
    (found,) = (cells for cells in run.table[1:] if cells[0] == str(steps))
    return dict(zip(run.table[0], found, strict=True))


def interval(text: str) -> tuple[float, float]:
    low, high = map(float, text.split(" – "))
    return low, high


def theory(run: int, steps: int) -> tuple[float, float]:
    """Expectation and variance after `steps` steps, weight by weight: X_n = sum of w_k Y_k plus what is left of X_0."""
    rates = np.array([RATES[run](k) for k in range(steps)])
    left = np.append(np.cumprod((1 - rates)[::-1])[::-1], 1.0)
    weights = rates * left[1:]
    return 3.0 * weights.sum(), 4.0 * float(np.sum(weights**2))


def test_the_variance_is_that_of_the_theory_within_its_interval() -> None:
    """Of 30 intervals of 95 % at the end, more than four outside are a chance of 1 in 60; a wrong theory fails all."""
    inside = []
    for seed in SEEDS:
        for index, run in enumerate(runs_of(seed)):
            last = row(run, 500)
            expectation, variance = theory(index, 500)
            assert float(last["theory"]) == pytest.approx(variance, abs=6e-5)
            assert float(last["mean"]) == pytest.approx(expectation, abs=4.5 * np.sqrt(variance / 400))
            assert float(last["variance"]) == pytest.approx(variance, rel=stated(LAB, "20") / 100)
            low, high = interval(last["95 % interval"])
            assert low < float(last["variance"]) < high
            assert (high - low) / 2 / variance == pytest.approx(stated(LAB, "14") / 100, abs=0.035)
            inside.append(low <= variance <= high)
    assert np.mean(inside) >= 26 / 30


def test_the_three_rates() -> None:
    variances = [theory(index, 500)[1] for index in range(3)]
    assert variances[0] == pytest.approx(stated(LAB, "0.2105"), abs=5e-5) == 0.1 * 4 / 1.9
    assert variances[1] == pytest.approx(stated(LAB, "0.008"), abs=1e-9)
    assert variances[2] == pytest.approx(stated(LAB, "0.0409"), abs=5e-5)
    assert variances[1] < variances[0] / 20
    assert theory(2, 4000)[1] / theory(2, 2000)[1] == pytest.approx(0.5, abs=0.02), "like 1/n"
    assert 3 - theory(0, 50)[0] == pytest.approx(3 * 0.9**50)
    assert stated(LAB, "0.02") > 3 * 0.9**50
    assert [theory(1, n)[0] for n in (1, 2, 7)] == pytest.approx([3.0] * 3)
    assert [theory(1, n)[1] for n in (1, 2, 3)] == pytest.approx([4, 2, stated(LAB, "1.33")], abs=0.004)


def test_one_over_n_is_the_mean_of_the_samples() -> None:
    task = prepare(dict(variants(find_recipe(LAB)))["1/(n+1)"])
    ways, before = [], np.zeros(400)
    for step in range(20):
        task.advance(1)
        now = task.state().arrays["walks"]
        ways.append(before + (now - before) * (step + 1))  # the sample that must have been drawn
        before = now
    np.testing.assert_allclose(before, np.mean(ways, axis=0), rtol=1e-9)
    assert np.mean(ways) == pytest.approx(3, abs=4 * 2 / np.sqrt(8000))
    assert np.std(ways) == pytest.approx(2, rel=0.05)
    assert np.abs(np.corrcoef(np.array(ways)[:-1].ravel(), np.array(ways)[1:].ravel())[0, 1]) < 0.05, "independent"


def test_a_large_rate_and_one_that_is_too_large() -> None:
    (run,) = runs_of(0, "runs=[]", "optimizer.learning_rate=1.5")
    assert float(row(run, 500)["variance"]) == pytest.approx(1.5 * 4 / 0.5, rel=0.2)
    assert session_of(LAB, "runs=[]", "optimizer.learning_rate=2.5").results()[0].diverged


def test_a_far_start_is_forgotten_by_the_mean_first() -> None:
    constant, averaging, decay = runs_of(0, "task.start=1000")
    assert abs(float(row(averaging, 1)["mean"]) - 3) < 1
    assert min(abs(float(row(run, 10)["mean"]) - 3) for run in (constant, decay)) > 1
    few, many = (interval(row(run, 500)["95 % interval"]) for run in (runs_of(0, "task.walks=40")[0], runs_of(0)[0]))
    assert few[1] / few[0] > 1.5 * many[1] / many[0]


def test_the_curves_are_the_table() -> None:
    for index, run in enumerate(runs_of(0)):
        measured, expected = run.figures["lines/variance, measured"], run.figures["lines/variance, theory"]
        assert measured[:, 0].tolist() == expected[:, 0].tolist() == list(range(1, 501))
        assert 10 ** measured[99, 1] == pytest.approx(float(row(run, 100)["variance"]), abs=6e-5)
        assert 10 ** expected[199, 1] == pytest.approx(theory(index, 200)[1], rel=1e-4)


@pytest.mark.parametrize(("degrees", "low", "high"), [(39, 23.65432, 58.12006), (399, 345.55113, 456.23611)])
def test_quantiles_of_chi_squared(degrees: int, low: float, high: float) -> None:
    """Against scipy's chi2.ppf(0.025, degrees) and chi2.ppf(0.975, degrees), written down."""
    assert chi_squared(-NORMAL_QUANTILE, degrees) == pytest.approx(low, rel=1e-3)
    assert chi_squared(NORMAL_QUANTILE, degrees) == pytest.approx(high, rel=1e-3)


# -- the task ----------------------------------------------------------------------------------------------------------


def task(run: str = "decay", *settings: str) -> Task:
    return prepare(dict(variants(find_recipe(LAB, settings)))[run])


@pytest.mark.parametrize("run", ["constant", "1/(n+1)", "decay"])
def test_a_resume_is_exact_and_steps_may_be_cut_anyhow(run: str) -> None:
    whole, cut, other = task(run), task(run), task(run)
    expected = whole.advance(30)
    first = cut.advance(17)
    state = cut.state()
    cut.watch()
    assert np.concatenate((first, cut.advance(13))).tolist() == expected.tolist()
    other.restore(state)
    assert other.advance(13).tolist() == expected[17:].tolist()
    assert other.watch().facts == whole.watch().facts


def test_a_changed_rate_is_constant_from_then_on() -> None:
    changed = task("decay")
    changed.advance(10)
    assert "0.2" in changed.set("optimizer.learning_rate", 0.2)
    changed.advance(300)
    assert float(changed.watch().facts["ρ σ²/(2 - ρ)"]) == pytest.approx(0.2 * 4 / 1.8, abs=1e-3)
    assert float(changed.watch().facts["variance, theory"]) == pytest.approx(0.2 * 4 / 1.8, abs=1e-3)
    for key, value in (("optimizer.learning_rate", -1.0), ("task.sigma", 1.0)):
        with pytest.raises(UserError):
            changed.set(key, value)


@pytest.mark.parametrize(
    ("settings", "place"),
    [
        (("task.sigma=0",), "task.sigma"),
        (("task.sigma=wide",), "task.sigma"),
        (("task.walks=1",), "task.walks"),
        (("task.mean=nan",), "task.mean"),
        (("task.men=1",), "task.men"),
        (('optimizer.name="adam"',), "optimizer"),
        (("optimizer.momentum=0.9",), "optimizer"),
        (('data.name="iris"',), "data"),
    ],
)
def test_what_does_not_fit_is_refused(settings: tuple[str, ...], place: str) -> None:
    with pytest.raises(UserError) as caught:
        prepare(find_recipe(LAB, ("runs=[]", *settings)))
    assert caught.value.problems[0].place == place
