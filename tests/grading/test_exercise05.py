"""The reference of exercise05 beside differences, and a training of iris."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tuitrainer.base.course import find_course
from tuitrainer.data import load
from tuitrainer.grading.catalog import find_exercise
from tuitrainer.grading.trusted import load_module


@pytest.fixture(scope="module")
def reference() -> Any:
    return load_module(find_exercise(find_course(), "exercise05").solution)


def loss_of(reference: Any, x: Any, targets: Any, parameters: Any) -> float:
    logits, _ = reference.forward(x, parameters)
    probabilities = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    return float(np.mean(-np.log(probabilities[targets == 1])))


def test_gradients_are_those_of_differences(reference: Any) -> None:
    rng = np.random.default_rng(0)
    x, targets = rng.normal(size=(5, 4)), np.eye(3)[rng.integers(3, size=5)]
    parameters = [(weights, rng.normal(size=bias.shape)) for weights, bias in reference.init_mlp([4, 6, 5, 3], rng)]
    gradients = reference.backward(reference.forward(x, parameters)[1], targets, parameters)
    for pair, pair_gradients in zip(parameters, gradients, strict=True):
        for array, gradient in zip(pair, pair_gradients, strict=True):
            for index in np.ndindex(array.shape):
                kept = array[index]
                array[index] = kept + 1e-6
                above = loss_of(reference, x, targets, parameters)
                array[index] = kept - 1e-6
                below = loss_of(reference, x, targets, parameters)
                array[index] = kept
                assert gradient[index] == pytest.approx((above - below) / 2e-6, abs=1e-8)


@pytest.mark.parametrize("seed", range(3))
def test_the_flowers_are_learnt_as_the_statement_says(reference: Any, seed: int) -> None:
    iris = load("iris")
    x = (iris.x - iris.x.mean(axis=0)) / iris.x.std(axis=0)
    parameters, losses = reference.train(x, iris.targets(), [4, 32, 16, 3], 0.05, 16, 60, np.random.default_rng(seed))
    logits, _ = reference.forward(x, parameters)
    assert 0.4 < losses[0] < 0.8
    assert 0.03 < losses[-1] < 0.08
    assert (logits.argmax(axis=1) == iris.y).sum() >= 144
