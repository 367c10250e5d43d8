"""The task `diffusion`: its noise is that of exercise21, a resume is exact, and what does not fit is refused."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from tuitrainer.base.errors import UserError
from tuitrainer.training import Session
from tuitrainer.training.labs import find_recipe
from tuitrainer.training.noising import Noising
from tuitrainer.training.tasks import prepare
from tuitrainer.training.tasks.diffusion import GRID, MADE, WALK, Diffusion

SOLUTION = Path(__file__).parents[2] / "solutions" / "exercise21.py"
SMALL = ("network.layers[0].units=8", "network.layers[1].units=8", "task.steps=10")


def diffusion(*settings: str) -> Diffusion:
    task = prepare(find_recipe("diffusion", (*SMALL, *settings)))
    assert isinstance(task, Diffusion)
    return task


def refused(*settings: str) -> list[str]:
    with pytest.raises(UserError) as caught:
        prepare(find_recipe("diffusion", settings))
    return [problem.place for problem in caught.value.problems]


@pytest.fixture(scope="module")
def solution() -> ModuleType:
    specification = importlib.util.spec_from_file_location("exercise21", SOLUTION)
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def test_noise_is_that_of_exercise21(solution: ModuleType) -> None:
    noising = Noising(7, 0.1, 0.4)
    betas, alphas_bar = solution.noise_schedule(7, 0.1, 0.4)
    np.testing.assert_allclose(noising.betas, betas)
    np.testing.assert_allclose(noising.alphas_bar, alphas_bar)
    random = np.random.default_rng(0)
    x, noise = random.standard_normal((2, 5, 2))
    t = np.array([0, 6, 3, 3, 1])
    steps = [solution.add_noise(x[row], int(t[row]), alphas_bar, noise[row]) for row in range(5)]
    np.testing.assert_allclose(noising.add_noise(x, t, noise), steps)
    for step in (0, 4):
        drawn = np.random.default_rng(3).standard_normal(x.shape)
        expected = solution.denoise_step(x, noise, step, betas, np.random.default_rng(3))
        np.testing.assert_allclose(noising.denoise_step(x, noise, step, drawn), expected)


def test_a_resume_is_exact_and_chunks_do_not_matter() -> None:
    task, chunked = diffusion(), diffusion()
    losses = task.advance(6)
    np.testing.assert_array_equal(np.concatenate([chunked.advance(2), chunked.advance(4)]), losses)
    state = task.state()
    onward = task.advance(4)
    other = diffusion()
    other.restore(state)
    chunked.watch()
    np.testing.assert_array_equal(other.advance(4), onward)
    np.testing.assert_array_equal(chunked.advance(4), onward)


def test_the_gradient_is_that_of_the_loss() -> None:
    task = diffusion('optimizer={name="sgd", learning_rate=0.001}', "training.dtype=float64")
    before = task.state()
    (first,) = task.advance(1)
    gradient = task.networks["model"].parameters.gradients
    moved = 0.001 * float(np.square(gradient).sum())
    after = task.state()
    task.restore(before)
    task.restore(type(before)(0, after.arrays, after.learning_rate))
    (second,) = task.advance(1)
    assert second - first == pytest.approx(-moved, rel=0.02)


def test_what_is_shown() -> None:
    task = diffusion()
    way, labels = task.made()
    assert len(way) == 11
    assert np.bincount(labels).tolist() == [MADE, MADE]
    shown = []
    for _turn in range(3):
        figures = task.watch().figures
        shown.append(next(t for t in range(11) if np.array_equal(figures["plane/points"], way[t].astype(np.float32))))
        task._step += WALK // 4
    assert shown == [0, 7, 3]
    pictures = [values for name, values in figures.items() if name.startswith("signed/")]
    assert {values.shape for values in pictures} == {(GRID, GRID)}
    examples = np.asarray(pictures[0])
    assert examples[: GRID // 2].sum() < 0 < examples[GRID // 2 :].sum(), "class 0 lies above"


def test_wrong_settings_are_refused_at_their_place() -> None:
    assert refused("task.steps=1", "task.beta_start=0", "task.beta_end=1.5", 'task.conditional="a"') == [
        "task.steps", "task.beta_start", "task.beta_end", "task.conditional",
    ]  # fmt: skip
    assert refused("task.noise=1") == ["task.noise"]
    assert refused("network.input_shape=[2]") == ["network.input_shape"]
    assert refused("network.layers[2].units=3") == ["network.layers[2]"]
    assert refused("data.name=iris", "data.samples=150") != []
    assert refused("training.batch_size=5000") == ["training.batch_size"]


def test_a_rate_that_is_too_large_is_a_divergence() -> None:
    session = Session(find_recipe("diffusion", ('optimizer={name="sgd", learning_rate=1e6}', "training.epochs=2")))
    session.run()
    assert session.runs[0].status == "diverged"
    assert session.snapshot().runs[0].diagnosis is not None
