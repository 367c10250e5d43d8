"""The task `vae`: its codes are those of exercise20, a resume is exact, and what does not fit is refused."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np
import pytest

from tuitrainer.base.errors import UserError
from tuitrainer.training import Session
from tuitrainer.training.codes import divergence, draw, gradients
from tuitrainer.training.labs import find_recipe
from tuitrainer.training.tasks import prepare
from tuitrainer.training.tasks.vae import Vae, reconstruction, side_by_side

SOLUTION = Path(__file__).parents[2] / "solutions" / "exercise20.py"
SMALL = ("networks.encoder.layers[1].units=8", "networks.decoder.layers[0].units=8", "training.batch_size=16")


def vae(*settings: str) -> Vae:
    task = prepare(find_recipe("vae", (*SMALL, *settings)))
    assert isinstance(task, Vae)
    return task


def refused(*settings: str) -> list[str]:
    with pytest.raises(UserError) as caught:
        prepare(find_recipe("vae", settings))
    return [problem.place for problem in caught.value.problems]


def test_codes_are_those_of_exercise20() -> None:
    specification = importlib.util.spec_from_file_location("exercise20", SOLUTION)
    assert specification is not None
    assert specification.loader is not None
    solution = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(solution)
    mean, log_variance, grad_z = np.random.default_rng(1).standard_normal((3, 4, 2))
    z, noise = draw(mean, log_variance, np.random.default_rng(2))
    np.testing.assert_allclose(z, solution.reparameterize(mean, log_variance, np.random.default_rng(2))[0])
    assert divergence(mean, log_variance).sum() == pytest.approx(solution.kl_divergence(mean, log_variance))
    expected = solution.vae_backward(grad_z, mean, log_variance, noise, 0.5)
    for own, other in zip(gradients(grad_z, mean, log_variance, noise, 0.5), expected, strict=True):
        np.testing.assert_allclose(own, other)


def test_the_gradient_of_the_reconstruction_is_right() -> None:
    random = np.random.default_rng(0)
    logits, x = random.standard_normal((3, 4)), random.random((3, 2, 2, 1))
    gradient = reconstruction(logits, x)[1]
    for index in np.ndindex(3, 4):
        change = np.zeros((3, 4))
        change[index] = 1e-5
        numeric = (reconstruction(logits + change, x)[0] - reconstruction(logits - change, x)[0]) / 2e-5
        assert gradient[index] == pytest.approx(numeric, abs=1e-8)


def test_a_resume_is_exact_and_chunks_do_not_matter() -> None:
    task, chunked = vae(), vae()
    losses = task.advance(6)
    np.testing.assert_array_equal(np.concatenate([chunked.advance(2), chunked.advance(4)]), losses)
    state = task.state()
    onward = task.advance(4)
    other = vae()
    other.restore(state)
    chunked.watch()
    chunked.score()
    np.testing.assert_array_equal(other.advance(4), onward)
    np.testing.assert_array_equal(chunked.advance(4), onward)


def test_a_step_goes_against_the_gradient_of_both_networks() -> None:
    task = vae('optimizer={name="sgd", learning_rate=1e-6}', "training.dtype=float64", "task.kl_weight=3")
    before = task.state()
    (first,) = task.advance(1)
    moved = sum(1e-6 * float(np.square(network.parameters.gradients).sum()) for network in task.networks.values())
    after = task.state()
    task.restore(type(before)(0, after.arrays, after.learning_rate))
    (second,) = task.advance(1)
    assert second - first == pytest.approx(-moved, rel=1e-3)


def test_what_is_shown() -> None:
    task = vae()
    watched = task.watch()
    assert watched.figures["plane/points"].shape == (300, 2)
    strips = [values for name, values in watched.figures.items() if name.startswith("picture/")]
    assert [values.shape for values in strips] == [(8, 35)] * 3
    examples, rebuilt, way = task.strips()
    assert [int(task.labels[row]) for row in task._examples] == [0, 3, 6, 9]
    np.testing.assert_array_equal(examples[0], task.held_out[task._examples[0], ..., 0])
    np.testing.assert_allclose(way[[0, -1]], rebuilt[[0, -1]], atol=1e-6)
    pictures = np.arange(8.0).reshape(2, 2, 2)
    np.testing.assert_allclose(side_by_side(pictures), [[0, 1, 0.3, 4, 5], [2, 3, 0.3, 6, 7]], rtol=1e-6)
    assert watched.layers[0].name == "encoder.1.dense"


def test_wrong_settings_are_refused_at_their_place() -> None:
    assert refused("task.kl_weight=-1") == ["task.kl_weight"]
    assert refused("networks.encoder.layers[3].units=5") == ["networks.encoder.layers[3]"]
    assert refused("networks.decoder.input_shape=[3]") == ["networks.decoder.input_shape"]
    assert refused("networks.decoder.layers[2].units=63") == ["networks.decoder.layers[2]"]
    assert refused("data.scale=none") == ["data.scale"]
    assert refused("data.test_fraction=0") == ["data.test_fraction"]
    assert "data.name" in refused("data.name=iris")


def test_a_rate_that_is_too_large_is_a_divergence() -> None:
    session = Session(find_recipe("vae", ('optimizer={name="sgd", learning_rate=1e30}', "training.epochs=2")))
    session.run()
    assert session.runs[0].status == "diverged"
    assert session.snapshot().runs[0].diagnosis is not None
