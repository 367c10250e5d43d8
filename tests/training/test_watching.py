"""The watch: what a display is told of a network is what plain NumPy finds in it."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from tuitrainer.nn import losses
from tuitrainer.training import Session
from tuitrainer.training.labs import find_recipe
from tuitrainer.training.watching import BINS, HIGH, LOW, probabilities


def session_of(*settings: str) -> Session:
    return Session(find_recipe("iris", ("training.backend=reference", *settings)))


def flat(array: npt.NDArray[Any]) -> npt.NDArray[np.float64]:
    return array.astype(np.float64).ravel()


def test_update_ratio_is_that_of_the_latest_step_alone() -> None:
    watched, stepped = session_of().runs[0].task, session_of().runs[0].task
    watched.advance(5)
    stepped.advance(4)
    before = stepped.state().arrays
    stepped.advance(1)
    after = stepped.state().arrays
    for layer in watched.watch().layers:
        old, new = flat(before[f"{layer.name}.weights"]), flat(after[f"{layer.name}.weights"])
        assert layer.update_ratio == pytest.approx(np.linalg.norm(new - old) / np.linalg.norm(new), rel=1e-4)
        assert layer.weights_range == (new.min(), new.max())
        np.testing.assert_allclose(flat(layer.weights), new, rtol=1e-6)  # small enough to be shown entry by entry


def test_before_the_first_step_there_is_no_update() -> None:
    for layer in session_of().runs[0].task.watch().layers:
        assert np.isnan(layer.update_ratio)
        assert layer.gradient_norm == 0


def test_gradients_are_counted_by_their_size() -> None:
    task = session_of("optimizer.learning_rate=1.0", "training.batch_size=105").runs[0].task
    before = task.state().arrays
    task.advance(1)
    after = task.state().arrays
    for layer in task.watch().layers:
        names = (f"{layer.name}.weights", f"{layer.name}.bias")
        # With plain SGD at rate 1 the change is the gradient.
        gradient = np.concatenate([flat(before[name]) - flat(after[name]) for name in names])
        assert layer.gradient_norm == pytest.approx(np.linalg.norm(gradient), rel=1e-4)
        assert layer.gradient_counts.sum() == gradient.size
        size = np.log10(np.clip(np.abs(gradient), 10.0**LOW, 10.0**HIGH))
        counts = np.histogram(size, BINS, (LOW, HIGH))[0]
        assert np.abs(counts - layer.gradient_counts).sum() <= 0.1 * gradient.size  # rounding moves a few over an edge


@pytest.mark.parametrize(("bias", "low", "high"), [(-100.0, 1.0, 1.0), (100.0, 0.0, 0.0)])
def test_units_that_are_always_zero_are_inactive(bias: float, low: float, high: float) -> None:
    session = session_of(f"network.layers[0].bias_initializer={{name='constant', value={bias}}}")
    first, *_others = session.runs[0].task.watch().layers
    assert low <= first.inactive <= high


def test_probabilities_of_every_kind_of_output() -> None:
    logits = np.array([[1.0, 2.0, -1.0], [1000.0, 0.0, 0.0]], np.float32)
    softmax = losses.get("categorical_crossentropy", from_logits=True)
    weights = np.exp([1.0, 2.0, -1.0])
    np.testing.assert_allclose(probabilities(logits, softmax)[0], weights / weights.sum(), rtol=1e-6)
    np.testing.assert_allclose(probabilities(logits, softmax)[1], [1, 0, 0], atol=1e-6)
    single = np.array([[0.0], [2.0], [-1000.0]], np.float32)
    sigmoid = losses.get("binary_crossentropy", from_logits=True)
    expected = [[0.5, 0.5], [1 - 1 / (1 + np.exp(-2)), 1 / (1 + np.exp(-2))], [1, 0]]
    np.testing.assert_allclose(probabilities(single, sigmoid), expected, atol=1e-6)
    np.testing.assert_allclose(probabilities(np.array([[0.3]]), losses.get("binary_crossentropy")), [[0.7, 0.3]])
    squared = losses.get("mean_squared_error")
    np.testing.assert_allclose(probabilities(np.array([[1.2, -0.1]]), squared), [[1.0, 0.0]])
