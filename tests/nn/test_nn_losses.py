"""Losses: gradients against central differences, values against formulas written out, and what is refused."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from nn_differences import TOLERANCE, central_differences, relative_error

from tuitrainer.base.errors import UserError
from tuitrainer.kernels.load import load_backend
from tuitrainer.nn import losses

SHAPES = [(1, 2), (1, 1), (7, 3), (2, 3, 5)]
KINDS: list[tuple[str, dict[str, Any]]] = [
    ("mean_squared_error", {}),
    ("mean_absolute_error", {}),
    *(
        (name, {"from_logits": from_logits})
        for name in ("categorical_crossentropy", "sparse_categorical_crossentropy", "binary_crossentropy")
        for from_logits in (True, False)
    ),
]


def example(name: str, arguments: dict[str, Any], shape: tuple[int, ...]) -> tuple[Any, Any]:
    """A prediction and a target that fit the loss."""
    rng = np.random.default_rng(sum(shape))
    prediction = rng.normal(size=shape)
    if arguments.get("from_logits") is False:
        prediction = rng.uniform(0.05, 0.95, size=shape)
    if name == "sparse_categorical_crossentropy":
        return prediction, rng.integers(0, shape[-1], shape[:-1])
    if name == "categorical_crossentropy":
        target = rng.uniform(0.1, 1.0, size=shape)
        return prediction, target / target.sum(axis=-1, keepdims=True)
    if name == "binary_crossentropy":
        return prediction, rng.uniform(size=shape)
    return prediction, rng.normal(size=shape)


def test_every_loss_is_tested() -> None:
    assert {name for name, _arguments in KINDS} == set(losses.LOSSES)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize(("name", "arguments"), KINDS)
def test_gradient(name: str, arguments: dict[str, Any], shape: tuple[int, ...]) -> None:
    loss = losses.get(name, **arguments)
    prediction, target = example(name, arguments, shape)
    _value, gradient = loss(prediction, target)
    expected = central_differences(lambda: loss(prediction, target)[0], prediction)
    assert relative_error(gradient, expected) < TOLERANCE


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize(("name", "arguments"), KINDS)
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_every_backend_agrees(name: str, arguments: dict[str, Any], shape: tuple[int, ...], dtype: str) -> None:
    loss = losses.get(name, **arguments)
    prediction, target = example(name, arguments, shape)
    value, gradient = loss(prediction, target)
    backend = load_backend("cpu")
    target = loss.prepare_target(target, shape[1:], dtype)
    out = backend.empty(shape, dtype)
    got = loss.compute(backend, backend.from_numpy(prediction.astype(dtype)), backend.from_numpy(target), out)
    tolerance = 1e-5 if dtype == "float32" else 1e-12
    assert got == pytest.approx(value, rel=tolerance)
    assert relative_error(backend.to_numpy(out), gradient) < tolerance


def test_values_written_out() -> None:
    prediction, target = [[0.2, 0.8], [0.6, 0.4]], [[0.0, 1.0], [1.0, 0.0]]
    assert losses.get("mean_squared_error")(prediction, target)[0] == pytest.approx((0.04 + 0.04 + 0.16 + 0.16) / 4)
    assert losses.get("mean_absolute_error")(prediction, target)[0] == pytest.approx((0.2 + 0.2 + 0.4 + 0.4) / 4)
    crossentropy = -(math.log(0.8) + math.log(0.6)) / 2
    assert losses.get("categorical_crossentropy")(prediction, target)[0] == pytest.approx(crossentropy)
    assert losses.get("sparse_categorical_crossentropy")(prediction, [1, 0])[0] == pytest.approx(crossentropy)
    binary = -(2 * math.log(0.8) + 2 * math.log(0.6)) / 4
    assert losses.get("binary_crossentropy")(prediction, target)[0] == pytest.approx(binary)


@pytest.mark.parametrize("name", ["categorical_crossentropy", "binary_crossentropy"])
def test_logits_agree_with_their_probabilities(name: str) -> None:
    rng = np.random.default_rng(2)
    logits, target = rng.normal(size=(5, 4)), np.eye(4)[[0, 3, 1, 1, 2]]
    if name == "binary_crossentropy":
        probabilities = 1 / (1 + np.exp(-logits))
    else:
        probabilities = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    fused = losses.get(name, from_logits=True)(logits, target)[0]
    assert fused == pytest.approx(losses.get(name)(probabilities, target)[0], rel=1e-12)


def test_sparse_targets_are_the_same_loss() -> None:
    prediction = np.random.default_rng(1).uniform(0.1, 0.9, (6, 4))
    labels = np.array([0, 1, 2, 3, 1, 1])
    for from_logits in (True, False):
        dense = losses.get("categorical_crossentropy", from_logits=from_logits)(prediction, np.eye(4)[labels])
        sparse = losses.get("sparse_categorical_crossentropy", from_logits=from_logits)(prediction, labels)
        assert sparse[0] == pytest.approx(dense[0], rel=1e-14)
        np.testing.assert_allclose(sparse[1], dense[1], rtol=1e-14, atol=1e-16)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_probabilities_are_clipped_and_then_have_no_gradient(dtype: type[np.floating[Any]]) -> None:
    certain_and_wrong = np.array([[0.0, 1.0]], dtype)
    value, gradient = losses.get("categorical_crossentropy")(certain_and_wrong, [[1.0, 0.0]])
    assert value == pytest.approx(-math.log(1e-7))
    assert not gradient.any()
    assert gradient.dtype == dtype
    value, gradient = losses.get("sparse_categorical_crossentropy")(certain_and_wrong, [0])
    assert value == pytest.approx(-math.log(1e-7))
    assert not gradient.any()
    value, gradient = losses.get("binary_crossentropy")(certain_and_wrong, [[1.0, 0.0]])
    assert value == pytest.approx(-math.log(1e-7), rel=1e-8)
    assert not gradient.any()


def test_logits_of_any_size_give_finite_numbers() -> None:
    logits = np.array([[1e4, -1e4], [-1e30, 1e30]])
    for name, target in (("categorical_crossentropy", np.eye(2)), ("binary_crossentropy", np.eye(2))):
        value, gradient = losses.get(name, from_logits=True)(logits, target)
        assert math.isfinite(value)
        assert np.isfinite(gradient).all()


@pytest.mark.parametrize(("name", "arguments"), KINDS)
def test_nan_in_nan_out_without_a_warning(name: str, arguments: dict[str, Any]) -> None:
    prediction, target = example(name, arguments, (4, 3))
    prediction[:] = np.nan
    assert math.isnan(losses.get(name, **arguments)(prediction, target)[0])


def test_a_single_output_takes_targets_without_their_axis() -> None:
    prediction = np.array([[0.2], [0.7]])
    for name in ("mean_squared_error", "binary_crossentropy"):
        flat = losses.get(name)(prediction, [0.0, 1.0])
        column = losses.get(name)(prediction, [[0.0], [1.0]])
        assert flat[0] == column[0]
    labels = losses.get("sparse_categorical_crossentropy")(np.full((2, 3), 0.3), [[0], [2]])
    assert labels[0] == losses.get("sparse_categorical_crossentropy")(np.full((2, 3), 0.3), [0, 2])[0]


@pytest.mark.parametrize(
    ("name", "prediction", "target", "said"),
    [
        ("categorical_crossentropy", np.ones((2, 4)), np.eye(3)[:2], "4 values, but the targets have 3 classes"),
        ("categorical_crossentropy", np.ones((2, 4)), [0, 1], "sparse_categorical_crossentropy"),
        ("mean_squared_error", np.ones((4, 1)), np.ones((4, 4)), "(1,)"),
        ("mean_squared_error", np.ones((4, 3)), np.ones(4), "(3,)"),
        ("mean_squared_error", np.ones((4, 3)), np.ones((5, 3)), "4 rows of predictions and 5 of targets"),
        ("mean_squared_error", np.ones(4), np.ones(4), "no batch"),
        ("mean_squared_error", np.ones((0, 4)), np.ones((0, 4)), "no batch"),
        ("mean_squared_error", np.ones((2, 1)), ["a", "b"], "no real numbers"),
        ("sparse_categorical_crossentropy", np.ones((2, 3)), [0, 3], "no class 3"),
        ("sparse_categorical_crossentropy", np.ones((2, 3)), [0, -1], "no class -1"),
        ("sparse_categorical_crossentropy", np.ones((2, 3)), [0.0, 1.0], "whole numbers"),
        ("sparse_categorical_crossentropy", np.ones((2, 3)), np.eye(3)[:2].astype(int), "one class number"),
    ],
)
def test_what_does_not_fit_is_refused(name: str, prediction: Any, target: Any, said: str) -> None:
    with pytest.raises(UserError) as caught:
        losses.get(name)(prediction, target)
    assert said in str(caught.value)


def test_targets_of_logits_must_sum_to_one() -> None:
    with pytest.raises(UserError, match="sum to 1"):
        losses.get("categorical_crossentropy", from_logits=True)(np.ones((1, 2)), [[1.0, 1.0]])


def test_unknown_names_and_arguments_are_located() -> None:
    with pytest.raises(UserError) as caught:
        losses.get("categorical_crossentropie")
    assert caught.value.problems[0].nearest == "categorical_crossentropy"
    with pytest.raises(UserError) as caught:
        losses.get("binary_crossentropy", from_logit=True, weights=1)
    assert [problem.place for problem in caught.value.problems] == ["from_logit", "weights"]
    assert caught.value.problems[0].nearest == "from_logits"
    with pytest.raises(UserError, match="from_logits"):
        losses.get("binary_crossentropy", from_logits="yes")


def test_the_prediction_is_left_as_it_is() -> None:
    prediction = np.array([[0.2, 0.8]])
    losses.get("mean_squared_error")(prediction, [[1.0, 0.0]])
    assert prediction.tolist() == [[0.2, 0.8]]
