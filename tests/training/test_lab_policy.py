"""What the text of the lab `policy` claims, and the task `policy` against planning and against exercise23's formula."""

from __future__ import annotations

from typing import cast

import numpy as np
import pytest
from test_labs import session_of, stated

from tuitrainer.base.errors import UserError
from tuitrainer.training.labs import find_recipe
from tuitrainer.training.recipe.load import variants
from tuitrainer.training.tasks import prepare
from tuitrainer.training.tasks.policy import MOVES, Policy, Settings, World, softmax

LAB = "policy"
SEEDS = (0, *(pytest.param(seed, marks=pytest.mark.long) for seed in range(1, 10)))
WITH, WITHOUT = "with baseline", "no baseline"


def task(run: str = WITH, *settings: str) -> Policy:
    return cast("Policy", prepare(dict(variants(find_recipe(LAB, settings)))[run]))


def optimum() -> float:
    """The best expected return from the start, by value iteration written anew, cell by cell."""
    rows = find_recipe(LAB).task["layout"]
    free = {(r, c): sign for r, row in enumerate(rows) for c, sign in enumerate(row) if sign != "#"}
    values = dict.fromkeys(free, 0.0)
    for _sweep in range(500):
        for place, sign in free.items():
            if sign in "GX":
                continue
            results = []
            for down, right in MOVES:
                to = (place[0] + down, place[1] + right)
                to = to if to in free else place
                results.append(-1.0 - 25.0 * (free[to] == "X") + 0.95 * values[to])
            values[place] = 0.9 * max(results) + 0.1 * float(np.mean(results))
    return values[next(place for place, sign in free.items() if sign == "S")]


def test_the_best_possible_is_what_planning_finds() -> None:
    world = task().world
    assert optimum() == pytest.approx(-stated(LAB, "7.75"), abs=0.005)
    assert world.best_values()[world.start] == pytest.approx(optimum(), abs=1e-6)
    assert session_of(LAB).snapshot().runs[0].facts["best possible"] == f"{optimum():.3f}"


@pytest.mark.parametrize("seed", SEEDS)
def test_with_the_baseline_the_policy_is_nearly_the_best(seed: int) -> None:
    session = session_of(LAB, seed=seed)
    learnt = session.results()[0]
    assert learnt.steps * 16 == 6400
    assert -learnt.train.loss > optimum() - stated(LAB, "0.3")
    figures = session.snapshot().runs[0].figures
    place, actions, signs = (3, 0), figures["map/actions"], figures["map/signs"]
    for _move in range(8):
        down, right = MOVES[actions[place]]
        place = (place[0] + down, place[1] + right)
    assert chr(signs[place]) == "G", "eight arrows lead from the start to the goal"


@pytest.mark.parametrize("seed", SEEDS)
def test_the_baseline_calms_the_gradient_and_leaves_its_mean(seed: int) -> None:
    policy = task(WITH, f"training.seed={seed}")
    for _part in range(2):
        now = policy.probabilities()
        drawn = [
            [policy.gradient(now, 10**6 + n, baseline)[0].ravel() for n in range(100)] for baseline in (True, False)
        ]
        calm, wild = (np.var(gradients, axis=0).sum() for gradients in drawn)
        assert wild > stated(LAB, "2") * calm
        policy.advance(20)


def test_the_first_cost_is_that_of_walking_at_random() -> None:
    policy = task()
    uniform = np.full((24, 4), 0.25)
    expected = policy.world.values_of(uniform)[policy.world.start]
    assert policy.score()[0].loss == pytest.approx(-expected, rel=1e-6)
    costs = [policy.gradient(uniform, step, baseline=True)[1] for step in range(100)]
    assert np.mean(costs) == pytest.approx(-expected, abs=4 * float(np.std(costs)) / 10 + 0.1)


# -- the task ----------------------------------------------------------------------------------------------------------


def test_values_are_bellmans() -> None:
    """A corridor whose values can be told by heart."""
    world = World(Settings(layout=["S.G"], discount=0.5))
    right = np.tile([0.0, 1.0, 0.0, 0.0], (3, 1))
    assert world.values_of(right).tolist() == [-1.5, -1.0, 0.0]
    assert world.best_values() == pytest.approx([-1.5, -1.0, 0.0])
    stays = world.values_of(np.tile([1.0, 0.0, 0.0, 0.0], (3, 1)))
    assert stays == pytest.approx([-2.0, -2.0, 0.0], abs=1e-12)


def test_the_gradient_is_that_of_the_exercise() -> None:
    """The loss of the drawn episodes, differentiated numerically with respect to the logits."""
    policy = task()
    logits = np.random.default_rng(3).standard_normal((24, 4))
    states, actions, returns = policy._play(softmax(logits), step=5)
    alive = states >= 0

    def loss(z: np.ndarray) -> float:
        weight = returns[alive] - returns[alive].mean()
        return float(-np.mean(weight * np.log(softmax(z)[states[alive], actions[alive]])))

    gradient, cost = policy.gradient(softmax(logits), 5, baseline=True)
    assert cost == -returns[0].mean()
    for place in ((18, 0), (12, 1), (0, 1), (19, 3)):
        bump = np.zeros((24, 4))
        bump[place] = 1e-5
        assert gradient[place] == pytest.approx((loss(logits + bump) - loss(logits - bump)) / 2e-5, abs=1e-7)
    np.testing.assert_allclose(gradient.sum(axis=1), 0, atol=1e-12)


def test_returns_are_discounted_from_the_end() -> None:
    policy = task(WITH, "task.slip=0.0")
    states, _actions, returns = policy._play(np.tile([0.0, 1.0, 0.0, 0.0], (24, 1)), step=0)
    assert states[:, 0].tolist() == [18, 19, 20], "right along the bottom row into the pit"
    assert returns[:, 0] == pytest.approx([-1 - 0.95 - 0.95**2 * 26, -1 - 0.95 * 26, -26])


@pytest.mark.parametrize("run", [WITH, WITHOUT])
def test_a_resume_is_exact_and_steps_may_be_cut_anyhow(run: str) -> None:
    whole, cut, other = task(run), task(run), task(run)
    expected = whole.advance(12)
    first = cut.advance(5)
    state = cut.state()
    cut.watch()
    assert np.concatenate((first, cut.advance(7))).tolist() == expected.tolist()
    other.restore(state)
    assert other.advance(7).tolist() == expected[5:].tolist()


@pytest.mark.parametrize(
    ("settings", "place"),
    [
        (('task.layout=["S.", "G"]',), "task.layout"),
        (('task.layout=["S?G"]',), "task.layout"),
        (('task.layout=["..G"]',), "task.layout"),
        (("task.layout=3",), "task.layout"),
        (("task.discount=1",), "task.discount"),
        (("task.slip=often",), "task.slip"),
        (("task.baseline=1",), "task.baseline"),
        (("network.input_shape=[3]",), "network.input_shape"),
        (("network.layers[0].units=5",), "network.layers[0]"),
        (('loss.name="mean_squared_error"',), "loss"),
    ],
)
def test_what_does_not_fit_is_refused(settings: tuple[str, ...], place: str) -> None:
    with pytest.raises(UserError) as caught:
        prepare(find_recipe(LAB, ("runs=[]", *settings)))
    assert caught.value.problems[0].place == place


def test_the_map_before_anything_is_learnt() -> None:
    figures = task().watch().figures
    assert (figures["map/actions"] == -1).all(), "all moves are equally likely"
    assert figures["map/values"][1, 4] == -25.0
    assert figures["map/values"][0, 5] == 0.0
    assert np.isnan(figures["map/values"]).sum() == 3
