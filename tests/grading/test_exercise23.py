"""exercise23's reference against differences of the loss, sums as they are defined, and a mean over all actions."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tuitrainer.base.course import find_course
from tuitrainer.grading.catalog import find_exercise
from tuitrainer.grading.trusted import load_module


@pytest.fixture(scope="module")
def reference() -> Any:
    return load_module(find_exercise(find_course(), "exercise23").solution)


def test_returns_are_sums_of_all_that_follows(reference: Any) -> None:
    rewards = np.random.default_rng(23).normal(size=6)
    expected = [sum(0.7 ** (k - t) * rewards[k] for k in range(t, 6)) for t in range(6)]
    np.testing.assert_allclose(reference.returns(rewards, 0.7), expected, rtol=1e-12)


def test_the_gradient_is_that_of_the_loss(reference: Any) -> None:
    rng = np.random.default_rng(23)
    logits, actions, returns = rng.normal(size=(5, 4)), rng.integers(0, 4, 5), rng.normal(size=5)

    def loss(logits: Any) -> float:
        policy = np.exp(logits) / np.exp(logits).sum(axis=1)[:, None]
        return float(-sum((returns[t] - 0.3) * np.log(policy[t, actions[t]]) for t in range(5)) / 5)

    gradient = reference.policy_gradient(logits, actions, returns, 0.3)
    for index in np.ndindex(5, 4):
        step = np.zeros((5, 4))
        step[index] = 1e-5
        assert gradient[index] == pytest.approx((loss(logits + step) - loss(logits - step)) / 2e-5, abs=1e-9)


def test_a_baseline_changes_nothing_on_average(reference: Any) -> None:
    """Over all actions, each as often as the policy draws it."""
    logits, earned = np.array([[0.5, -1.0, 2.0]]), np.array([1.0, 4.0, -2.0])
    policy = np.exp(logits[0]) / np.exp(logits[0]).sum()

    def mean_gradient(baseline: float) -> Any:
        return sum(
            policy[a] * reference.policy_gradient(logits, np.array([a]), earned[[a]], baseline) for a in range(3)
        )

    np.testing.assert_allclose(mean_gradient(5.0), mean_gradient(0.0), rtol=1e-12)


def test_large_logits_do_not_overflow(reference: Any) -> None:
    gradient = reference.policy_gradient(np.array([[1000.0, -1000.0]]), np.array([1]), np.array([2.0]))
    np.testing.assert_allclose(gradient, [[2.0, -2.0]])
