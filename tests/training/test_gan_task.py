"""The task `gan`: its losses are those of exercise19, a resume is exact, and what does not fit is refused."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np
import pytest

from tuitrainer.base.errors import UserError
from tuitrainer.training import Session
from tuitrainer.training.adversaries import discriminator_loss, generator_loss
from tuitrainer.training.labs import find_recipe
from tuitrainer.training.tasks import prepare
from tuitrainer.training.tasks.gan import SAMPLES, Gan, Settings

SOLUTION = Path(__file__).parents[2] / "solutions" / "exercise19.py"
SMALL = ("runs=[]", "training.batch_size=8", "task.generator_steps=2", "task.discriminator_steps=3")


def gan(*settings: str) -> Gan:
    task = prepare(find_recipe("gan", (*SMALL, *settings)))
    assert isinstance(task, Gan)
    return task


def refused(*settings: str) -> list[str]:
    with pytest.raises(UserError) as caught:
        prepare(find_recipe("gan", ("runs=[]", *settings)))
    return [problem.place for problem in caught.value.problems]


def test_losses_are_those_of_exercise19() -> None:
    specification = importlib.util.spec_from_file_location("exercise19", SOLUTION)
    assert specification is not None
    assert specification.loader is not None
    solution = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(solution)
    logits = np.array([[2.0], [-1.0], [1000.0], [0.0], [-1000.0], [-3.0]])
    loss, real, fake = solution.discriminator_loss_and_gradient(logits[:3, 0], logits[3:, 0])
    own, gradient = discriminator_loss(logits)
    assert own == pytest.approx(loss)
    np.testing.assert_allclose(gradient[:, 0], np.concatenate([real, fake]), atol=1e-15)
    loss, fake = solution.generator_loss_and_gradient(logits[:, 0])
    own, gradient = generator_loss(logits)
    assert own == pytest.approx(loss)
    np.testing.assert_allclose(gradient[:, 0], fake, atol=1e-15)


def test_a_resume_is_exact_and_chunks_do_not_matter() -> None:
    task, chunked = gan(), gan()
    losses = task.advance(6)
    np.testing.assert_array_equal(np.concatenate([chunked.advance(2), chunked.advance(4)]), losses)
    state = task.state()
    onward = task.advance(4)
    other = gan()
    other.restore(state)
    chunked.watch()
    chunked.score()
    np.testing.assert_array_equal(other.advance(4), onward)
    np.testing.assert_array_equal(chunked.advance(4), onward)
    for name, values in task.state().arrays.items():
        np.testing.assert_array_equal(values, other.state().arrays[name])


def test_networks_learn_as_often_as_said_and_start_apart() -> None:
    task = gan()
    start = task.state().arrays
    assert not np.array_equal(start["generator.1.dense.weights"], start["discriminator.1.dense.weights"])
    task.advance(2)
    assert task.optimizers["discriminator"].iterations == 6
    assert task.optimizers["generator"].iterations == 4
    names = [layer.name for layer in task.watch().layers]
    assert names[0] == "generator.0.dense"
    assert names[-1] == "discriminator.2.dense"


def test_modes_are_counted_as_defined() -> None:
    settings = Settings(modes=4, radius=1.0, sigma=0.1)
    np.testing.assert_allclose(settings.centres, [[1, 0], [0, 1], [-1, 0], [0, -1]], atol=1e-12)
    shares = settings.shares(np.array([[1.29, 0.0], [1.31, 0.0], [0.0, 0.8], [0.0, 0.0]]))
    np.testing.assert_allclose(shares, [0.25, 0.25, 0, 0])
    real = settings.real(np.random.default_rng(0), 4000)
    assert settings.shares(real).sum() == pytest.approx(1 - np.exp(-4.5), abs=0.01)
    assert np.std(real - settings.centres[np.argmin(np.linalg.norm(real[:, None] - settings.centres, axis=2), 1)]) == (
        pytest.approx(0.1, abs=0.005)
    )


def test_what_is_shown() -> None:
    task = gan("networks.discriminator.input_shape=[8]")
    watched = task.watch()
    assert watched.figures["plane/scores"].shape == (40, 40, 2)
    assert np.bincount(watched.figures["plane/labels"]).tolist() == [250, 250]
    assert len(watched.table) == 1 + 8
    assert {len(row) for row in watched.table} == {3}
    score, held_out = task.score()
    assert held_out is None
    assert score.accuracy == pytest.approx(0.5, abs=0.5)
    real, made = task.seen()
    assert len(real) == len(made) == SAMPLES


def test_wrong_settings_are_refused_at_their_place() -> None:
    assert refused("task.modes=0", "task.sigma=0", "task.generator_steps=1.5") == [
        "task.modes", "task.sigma", "task.generator_steps",
    ]  # fmt: skip
    assert refused("networks.generator.layers[2].units=3") == ["networks.generator.layers[2]"]
    assert refused("networks.discriminator.layers[2].units=2") == ["networks.discriminator.layers[2]"]
    assert refused("networks.discriminator.input_shape=[3]") == ["networks.discriminator.input_shape"]
    assert refused("networks.generator.input_shape=[2, 2]")[-1] == "networks.generator.input_shape"
    assert "data" in refused('data={name="moons"}')


def test_a_rate_that_is_too_large_is_a_divergence() -> None:
    session = Session(find_recipe("gan", ("runs=[]", 'optimizer={name="sgd", learning_rate=1e30}')))
    session.run()
    assert session.runs[0].status == "diverged"
    assert session.snapshot().runs[0].diagnosis is not None
