"""Recipes whose optimizer has a schedule, clipping or accumulation, and whose layers pay penalties: run and resumed."""

from __future__ import annotations

import math
import tomllib
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tuitrainer.base.errors import UserError
from tuitrainer.training import Session
from tuitrainer.training.control import Control
from tuitrainer.training.labs import find_recipe
from tuitrainer.training.recipe import recipe_from_mapping
from tuitrainer.training.run import Run

RECIPE = """
schema = 1
data = {{ name = "iris", test_fraction = 0.3, scale = "standard" }}
loss = {{ name = "categorical_crossentropy", from_logits = true }}
training = {{ epochs = 6, batch_size = 16, backend = "{backend}" }}
[network]
layers = [
  {{ type = "Dense", units = 6, activation = "tanh", kernel_regularizer = {{ name = "l2", l2 = 0.01 }} }},
  {{ type = "Dense", units = 3 }},
]
[optimizer]
{optimizer}
"""

OPTIMIZERS = {
    "cosine, clipnorm": """
        name = "adam"
        clipnorm = 0.5
        [optimizer.learning_rate]
        name = "cosine_decay"
        initial_learning_rate = 0.001
        decay_steps = 30
        warmup_target = 0.05
        warmup_steps = 5""",
    "plateau": """
        name = "sgd"
        momentum = 0.5
        learning_rate = { name = "reduce_on_plateau", learning_rate = 1.0, factor = 0.5, patience = 1 }""",
    "warm-up to a plateau, accumulation": """
        name = "nadam"
        gradient_accumulation_steps = 3
        global_clipnorm = 0.1
        [optimizer.learning_rate]
        name = "warm_up"
        steps = 4
        [optimizer.learning_rate.learning_rate]
        name = "reduce_on_plateau"
        learning_rate = 0.9
        factor = 0.5
        patience = 1
        cooldown = 2""",
    "decay": """
        name = "sgd"
        learning_rate = 0.2
        decay = 0.1
        clipvalue = 0.05""",
    "adagrad": """
        name = "adagrad"
        learning_rate = 0.1""",
}


def recipe_of(optimizer: str, backend: str = "reference") -> dict[str, Any]:
    return tomllib.loads(RECIPE.format(optimizer=OPTIMIZERS[optimizer], backend=backend))


def session_of(optimizer: str, backend: str = "reference") -> Session:
    return Session(recipe_from_mapping(recipe_of(optimizer, backend)))


def arrays(run: Run) -> dict[str, Any]:
    return dict(run.task.state().arrays)


@pytest.mark.parametrize("backend", ["reference", "cpu"])
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("steps", [1, 17, 29])
def test_a_run_is_resumed_bit_for_bit(optimizer: str, steps: int, backend: str, tmp_path: Path) -> None:
    straight, interrupted = session_of(optimizer, backend), session_of(optimizer, backend)
    straight.run()
    for _step in range(steps):
        interrupted.step()
    (path,) = interrupted.save(tmp_path)
    resumed = Session.resume(path)
    assert resumed.runs[0].task.learning_rate == interrupted.runs[0].task.learning_rate
    resumed.run()
    assert resumed.results()[0].history == straight.results()[0].history
    assert resumed.runs[0].task.learning_rate == straight.runs[0].task.learning_rate
    for name, values in arrays(straight.runs[0]).items():
        np.testing.assert_array_equal(arrays(resumed.runs[0])[name], values, err_msg=name)
    history = straight.results()[0].history
    assert history[-1].loss < history[0].loss


def test_the_rate_of_each_step_is_on_the_display() -> None:
    session = session_of("cosine, clipnorm")
    rates = []
    for _step in range(10):
        rates.append(session.snapshot().runs[0].learning_rate)
        session.step()
    rising = [0.001 + 0.049 * step / 5 for step in range(5)]
    falling = [0.05 * (1 + math.cos(math.pi * step / 30)) / 2 for step in range(5)]
    np.testing.assert_allclose(rates, rising + falling, rtol=1e-12)


def test_a_plateau_hears_the_validation_loss_of_every_epoch() -> None:
    session = session_of("plateau")
    run = session.runs[0]
    rate, best, expected, got = 1.0, math.inf, [], []
    for _epoch in range(6):
        run.advance(run.steps_left_in_epoch())
        got.append(run.task.learning_rate)
        loss = run.scores[-1].validation_loss
        assert loss is not None
        if loss < best - 1e-4:
            best = loss
        else:
            rate *= 0.5
        expected.append(rate)
    assert got == expected
    assert rate == 0.25, "the recipe must meet a plateau, else nothing is tested"


def test_tasks_hear_the_validation_loss_else_that_of_training(monkeypatch: pytest.MonkeyPatch) -> None:
    for fraction in (0.3, 0.0):
        recipe = recipe_of("plateau")
        recipe["data"]["test_fraction"] = fraction
        run = Session(recipe_from_mapping(recipe)).runs[0]
        heard: list[float] = []
        monkeypatch.setattr(run.task, "observe", heard.append)
        run.advance(run.steps_left_in_epoch())
        train, validation = run.task.score()
        assert heard == [(validation or train).loss]
        assert (validation is None) == (fraction == 0.0)


@pytest.mark.parametrize("optimizer", ["plateau", "cosine, clipnorm"])
def test_a_live_change_ends_the_schedule_and_a_restart_brings_it_back(optimizer: str, tmp_path: Path) -> None:
    session = session_of(optimizer)
    first = session.runs[0].task.learning_rate
    for _step in range(7):
        session.step()
    session.control(Control("set", "optimizer.learning_rate", 0.125))
    session.step()
    (path,) = session.save(tmp_path)
    resumed = Session.resume(path)
    for _step in range(10):
        session.step()
        resumed.step()
    assert session.runs[0].task.learning_rate == resumed.runs[0].task.learning_rate == 0.125
    session.runs[0].restart()
    assert session.runs[0].task.learning_rate == first


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_cuts_and_the_way_back_change_no_bit(optimizer: str) -> None:
    """A divergence is looked into by going back and taking the same steps again."""
    whole, pieces = session_of(optimizer, "cpu").runs[0], session_of(optimizer, "cpu").runs[0]
    whole.advance(25)
    for steps in (1, 6, 2, 3):
        state = pieces.task.state()
        pieces.task.advance(min(steps, pieces.steps_left_in_epoch()))
        pieces.task.restore(state)
        pieces.advance(steps)
    pieces.advance(13)
    assert pieces.task.step == whole.task.step
    for name, values in arrays(whole).items():
        np.testing.assert_array_equal(arrays(pieces)[name], values, err_msg=name)


def test_the_compiled_loop_follows_the_schedule() -> None:
    mapping = find_recipe("iris").as_mapping()
    mapping["optimizer"] = {
        "name": "sgd",
        "learning_rate": {
            "name": "exponential_decay",
            "initial_learning_rate": 0.1,
            "decay_steps": 7,
            "decay_rate": 0.5,
        },
    }
    losses = []
    for backend in ("cpu", "reference"):
        mapping["training"] = {"epochs": 3, "backend": backend, "dtype": "float64"}
        run = Session(recipe_from_mapping(mapping)).runs[0]
        run.advance(10**6)
        losses.append([score.loss for score in run.scores])
    np.testing.assert_allclose(losses[0], losses[1], rtol=1e-10)


def test_the_line_follows_a_schedule(tmp_path: Path) -> None:
    mapping = find_recipe("line").as_mapping()
    mapping["optimizer"]["learning_rate"] = {
        "name": "inverse_time_decay", "initial_learning_rate": 0.1, "decay_steps": 1, "decay_rate": 0.5,
    }  # fmt: skip
    session = Session(recipe_from_mapping(mapping))
    before = session.runs[0].task.state().arrays["line"]
    for _step in range(4):
        session.step()
    assert session.runs[0].task.learning_rate == 0.1 / (1 + 0.5 * 4)
    assert (session.runs[0].task.state().arrays["line"] != before).all()
    (path,) = session.save(tmp_path)
    resumed = Session.resume(path)
    session.run()
    resumed.run()
    np.testing.assert_array_equal(
        resumed.runs[0].task.state().arrays["line"], session.runs[0].task.state().arrays["line"]
    )


def test_all_that_is_wrong_is_said_at_once_with_its_place() -> None:
    recipe = recipe_of("cosine, clipnorm")
    recipe["optimizer"] |= {"clipnorm": -1, "gradient_accumulation_steps": 1, "beta_3": 0.5, "epsilon": "x"}
    recipe["optimizer"]["learning_rate"] = {"name": "cosine_decay", "initial_learning_rate": 0.1, "decay_steps": 0}
    recipe["network"]["layers"][0]["kernel_regularizer"] = {"name": "l2", "l1": 3}
    with pytest.raises(UserError) as caught:
        recipe_from_mapping(recipe)
    assert {problem.place for problem in caught.value.problems} == {
        "optimizer.clipnorm", "optimizer.gradient_accumulation_steps", "optimizer.beta_3", "optimizer.epsilon",
        "optimizer.learning_rate.decay_steps", "network.layers[0].kernel_regularizer.l1",
    }  # fmt: skip


def test_a_schedule_without_a_name_or_with_a_wrong_one() -> None:
    recipe = recipe_of("plateau")
    for given, nearest in (({"name": "cosin_decay"}, "cosine_decay"), ({"decay_steps": 3}, None)):
        recipe["optimizer"]["learning_rate"] = given
        with pytest.raises(UserError) as caught:
            recipe_from_mapping(recipe)
        (problem,) = caught.value.problems
        assert (problem.place, problem.nearest) == ("optimizer.learning_rate.name", nearest)
        assert "reduce_on_plateau" in problem.accepted
