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
    ("mean_absolute_percentage_error", {}),
    ("mean_squared_logarithmic_error", {}),
    ("hinge", {}),
    ("squared_hinge", {}),
    ("categorical_hinge", {}),
    ("log_cosh", {}),
    ("huber", {}),
    ("huber", {"delta": 0.3}),
    ("kl_divergence", {}),
    ("poisson", {}),
    ("cosine_similarity", {}),
    *(
        (name, {"from_logits": from_logits})
        for name in ("categorical_crossentropy", "sparse_categorical_crossentropy", "binary_crossentropy")
        for from_logits in (True, False)
    ),
]

POSITIVE = ("mean_squared_logarithmic_error", "kl_divergence", "poisson")
"""Losses whose predictions are no negative numbers, beside those of probabilities."""


def example(name: str, arguments: dict[str, Any], shape: tuple[int, ...]) -> tuple[Any, Any]:
    """A prediction and a target that fit the loss."""
    rng = np.random.default_rng(sum(shape))
    prediction = rng.normal(size=shape)
    if arguments.get("from_logits") is False or name in POSITIVE:
        prediction = rng.uniform(0.05, 0.95, size=shape)
    if name == "sparse_categorical_crossentropy":
        return prediction, rng.integers(0, shape[-1], shape[:-1])
    if name == "categorical_hinge":
        return prediction, np.eye(shape[-1])[rng.integers(0, shape[-1], shape[:-1])]
    if name in ("hinge", "squared_hinge"):
        return prediction, rng.choice([-1.0, 1.0], size=shape)
    if name == "poisson":
        return prediction, rng.poisson(2.0, size=shape).astype(np.float64)
    if name in ("categorical_crossentropy", "kl_divergence"):
        target = rng.uniform(0.1, 1.0, size=shape)
        return prediction, target / target.sum(axis=-1, keepdims=True)
    if name in ("binary_crossentropy", "mean_squared_logarithmic_error"):
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
    got = np.empty(1)
    loss.compute(backend, backend.from_numpy(prediction.astype(dtype)), backend.from_numpy(target), got, out)
    tolerance = 1e-5 if dtype == "float32" else 1e-12
    assert got[0] == pytest.approx(value, rel=tolerance)
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


def written_out(name: str, p: list[float], t: list[float]) -> float:
    """The loss of one row, number by number."""
    pairs, n = list(zip(p, t, strict=True)), len(p)
    match name:
        case "mean_absolute_percentage_error":
            return 100 * math.fsum(abs(a - b) / max(abs(b), 1e-7) for a, b in pairs) / n
        case "mean_squared_logarithmic_error":
            return math.fsum((math.log(max(a, 1e-7) + 1) - math.log(max(b, 1e-7) + 1)) ** 2 for a, b in pairs) / n
        case "hinge":
            return math.fsum(max(0.0, 1 - (b or -1) * a) for a, b in pairs) / n
        case "squared_hinge":
            return math.fsum(max(0.0, 1 - (b or -1) * a) ** 2 for a, b in pairs) / n
        case "categorical_hinge":
            return max(0.0, max((1 - b) * a for a, b in pairs) - math.fsum(a * b for a, b in pairs) + 1)
        case "log_cosh":
            return math.fsum(math.log(math.cosh(a - b)) for a, b in pairs) / n
        case "huber":
            d = [abs(a - b) for a, b in pairs]
            return math.fsum(0.5 * x * x if x <= 1 else x - 0.5 for x in d) / n
        case "kl_divergence":
            bounded = [(min(max(a, 1e-7), 1.0), min(max(b, 1e-7), 1.0)) for a, b in pairs]
            return math.fsum(b * math.log(b / a) for a, b in bounded)
        case "poisson":
            return math.fsum(a - b * math.log(a + 1e-7) for a, b in pairs) / n
        case _:
            lengths = [max(math.hypot(*values), 1e-7) for values in (p, t)]
            return -math.fsum(a * b for a, b in pairs) / lengths[0] / lengths[1]


TABLES: dict[str, list[tuple[list[float], list[float]]]] = {
    "mean_absolute_percentage_error": [([1.0, -2.0, 0.5], [2.0, -1.5, 0.0]), ([0.0, 3.0, 1.0], [-4.0, 3.0, 1e-9])],
    "mean_squared_logarithmic_error": [([1.0, -2.0, 0.5], [2.0, -1.5, 0.0]), ([0.0, 3.0, 1.0], [-4.0, 3.0, 1e-9])],
    "hinge": [([0.3, -2.0, 4.0], [0.0, 1.0, 1.0]), ([0.3, -2.0, 4.0], [1.0, 0.0, 0.0])],
    "squared_hinge": [([0.3, -2.0, 4.0], [-1.0, 1.0, 1.0]), ([0.3, -2.0, 4.0], [1.0, -1.0, -1.0])],
    "categorical_hinge": [([0.3, -2.0, 4.0], [1.0, 0.0, 0.0]), ([-0.3, -2.0, -4.0], [0.0, 0.0, 1.0]),
                          ([0.3, 0.2, 4.0], [0.0, 0.0, 1.0])],
    "log_cosh": [([0.0, 1.0, -2.0], [0.5, 1.0, 3.0])],
    "huber": [([0.0, 1.0, -2.0], [0.5, 2.0, 3.0])],
    "kl_divergence": [([0.2, 0.8, 0.0], [0.5, 0.5, 0.0]), ([0.0, 1.5, 0.1], [0.3, 0.3, 0.4])],
    "poisson": [([0.2, 3.0, 0.0], [0.0, 4.0, 0.0])],
    "cosine_similarity": [([3.0, 4.0, 0.0], [4.0, 3.0, 0.0]), ([1.0, 2.0, 3.0], [-1.0, -2.0, -3.0]),
                          ([0.0, 0.0, 0.0], [1.0, 2.0, 3.0])],
}  # fmt: skip


@pytest.mark.parametrize("name", TABLES)
def test_tables_number_by_number(name: str) -> None:
    """Each row alone, then all rows, whose losses are averaged."""
    expected = [written_out(name, p, t) for p, t in TABLES[name]]
    for (p, t), value in zip(TABLES[name], expected, strict=True):
        assert losses.get(name)([p], [t])[0] == pytest.approx(value, rel=1e-12, abs=1e-15)
    predictions, targets = (np.array(rows) for rows in zip(*TABLES[name], strict=True))
    assert losses.get(name)(predictions, targets)[0] == pytest.approx(sum(expected) / len(expected), rel=1e-12)
    assert losses.get(name)(predictions[:, np.newaxis], targets[:, np.newaxis])[0] == pytest.approx(
        sum(expected) / len(expected), rel=1e-12
    )


def test_a_right_angle_and_the_same_direction() -> None:
    loss = losses.get("cosine_similarity")
    assert loss([[2.0, 0.0]], [[0.0, 3.0]])[0] == pytest.approx(0.0, abs=1e-15)
    assert loss([[2.0, 0.0]], [[5.0, 0.0]])[0] == pytest.approx(-1.0)
    value, gradient = loss([[0.0, 0.0]], [[5.0, 0.0]])
    assert value == 0.0
    assert not gradient.any()


def test_gradients_are_0_where_a_prediction_was_clipped() -> None:
    value, gradient = losses.get("kl_divergence")([[0.0, 1.2, 0.5]], [[0.4, 0.4, 0.2]])
    assert value == pytest.approx(0.4 * math.log(0.4 / 1e-7) + 0.4 * math.log(0.4) + 0.2 * math.log(0.2 / 0.5))
    np.testing.assert_allclose(gradient, [[0.0, 0.0, -0.4]])
    value, gradient = losses.get("mean_squared_logarithmic_error")([[-0.5, 1.0]], [[1.0, 1.0]])
    assert value == pytest.approx((math.log1p(1e-7) - math.log(2)) ** 2 / 2)
    assert not gradient.any()


def test_margins_take_0_for_minus_1() -> None:
    prediction, labels = np.array([[0.3], [-0.2], [5.0]]), np.array([0.0, 1.0, 1.0])
    for name in ("hinge", "squared_hinge"):
        value, gradient = losses.get(name)(prediction, labels)
        signed = losses.get(name)(prediction, 2 * labels - 1)
        assert value == signed[0]
        np.testing.assert_array_equal(gradient, signed[1])
        assert gradient[2, 0] == 0.0


def test_differences_of_any_size() -> None:
    """Where cosh overflows, log cosh d is |d| - log 2."""
    value, gradient = losses.get("log_cosh")([[1000.0, -1e300]], [[0.0, 0.0]])
    assert value == pytest.approx(1e300 / 2)
    assert gradient.tolist() == [[0.5, -0.5]]
    assert losses.get("log_cosh")([[1000.0]], [[0.0]])[0] == pytest.approx(1000 - math.log(2), rel=1e-14)
    value, gradient = losses.get("huber", delta=2.0)([[1000.0, 1.0]], [[0.0, 0.0]])
    assert value == (2 * 1000 - 2 + 0.5) / 2
    assert gradient.tolist() == [[1.0, 0.5]]


def test_counts_below_0_are_nan_without_a_warning() -> None:
    assert math.isnan(losses.get("poisson")([[-1.0, 1.0]], [[1.0, 1.0]])[0])


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
        ("categorical_hinge", np.ones((2, 4)), [0, 1], "class numbers, not one value per class"),
        ("huber", np.ones((2, 4)), np.ones((2, 3)), "(3,)"),
        ("kl_divergence", np.ones((2, 4)), np.array([["a"] * 4] * 2), "no real numbers"),
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
    for wrong in (0, -1, "x", None):
        with pytest.raises(UserError, match="delta"):
            losses.get("huber", delta=wrong)


def test_the_prediction_is_left_as_it_is() -> None:
    prediction = np.array([[0.2, 0.8]])
    losses.get("mean_squared_error")(prediction, [[1.0, 0.0]])
    assert prediction.tolist() == [[0.2, 0.8]]
