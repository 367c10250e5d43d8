"""Generic diagnoses: each recognises its own, and says what the numbers mean."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tuitrainer.grading.compare import compare
from tuitrainer.grading.definition import Check
from tuitrainer.grading.diagnose import GENERIC, diagnose
from tuitrainer.grading.diagnose.circumstances import Circumstances
from tuitrainer.grading.report import Finding
from tuitrainer.grading.trusted import Answer
from tuitrainer.sandbox.inside.recorder import Call
from tuitrainer.sandbox.inside.values import Foreign

RNG = np.random.default_rng(7)
X = RNG.normal(size=(5, 4))
"""N = 5 examples of K = 4 columns."""
GRADIENT = RNG.normal(size=(5, 4))
BIAS = GRADIENT.sum(axis=0)
IMAGES = RNG.normal(size=(2, 3, 4, 5))
SQUARE = RNG.normal(size=(3, 3))
PROBABILITIES = RNG.dirichlet(np.ones(4), 5)


def found(
    expected: dict[str, Any],
    got: dict[str, Any],
    arguments: dict[str, Any] | None = None,
    outputs: tuple[str, ...] = (),
) -> Finding:
    """The diagnosis of a probe whose results these are, all from calls with `arguments`."""
    check = Check("f", "f", 1.0, {"en": "f"}, "f", outputs=outputs)
    call = Call("f", {"x": X} if arguments is None else arguments)
    reference = Answer(expected, dict.fromkeys(expected, 0), (call,))
    differences = compare(expected, got, check).differences
    return diagnose(differences[0], Circumstances(check, reference, got, differences))


@pytest.mark.parametrize(
    ("expected", "got", "name"),
    [
        (GRADIENT, None, "returned-none"),
        ((GRADIENT, BIAS), None, "returned-none"),
        (GRADIENT, Foreign("generator"), "wrong-type"),
        (GRADIENT, Foreign("array", "object"), "element-type"),
        (GRADIENT, Foreign("ndarray", "..."), "too-much"),
        (GRADIENT, "text", "wrong-type"),
        (1.0, ["text"], "wrong-type"),
        (1.0, "1.0", "wrong-type"),
        ((GRADIENT, BIAS), (GRADIENT,), "wrong-count"),
        ((GRADIENT, BIAS), GRADIENT, "wrong-count"),
        (1.0, (1.0, GRADIENT), "wrong-count"),
        ((GRADIENT, BIAS), (BIAS, GRADIENT), "wrong-order"),
        (BIAS, BIAS[None], "extra-dimension"),
        (1.5, np.array([1.5]), "extra-dimension"),
        (BIAS[:, None], BIAS, "extra-dimension"),
        (GRADIENT, GRADIENT.T, "transposed"),
        (SQUARE, SQUARE.T, "transposed"),
        (GRADIENT, GRADIENT.T + 1, "transposed-shape"),
        (BIAS, GRADIENT, "not-summed"),
        (GRADIENT.mean(axis=0), GRADIENT, "not-averaged"),
        (float(GRADIENT.sum()), GRADIENT, "not-summed"),
        (BIAS, GRADIENT.sum(axis=1), "wrong-axis"),
        (GRADIENT, GRADIENT[:3, :2], "wrong-shape"),
        (GRADIENT, GRADIENT[:-1], "last-missing"),
        (GRADIENT, GRADIENT[1:], "first-missing"),
        (GRADIENT, GRADIENT[:, :-1], "last-missing"),
        (GRADIENT, GRADIENT[:-1] + 1, "wrong-shape"),
        (IMAGES, IMAGES.transpose(0, 3, 1, 2), "axes-swapped"),
        (IMAGES, IMAGES.transpose(0, 2, 1, 3), "axes-swapped"),
        (IMAGES, IMAGES.reshape(2, 5, 3, 4), "wrong-shape"),
        ("en", "fr", "other-text"),
        (GRADIENT, np.where(GRADIENT > 1, np.nan, GRADIENT), "not-finite"),
        (GRADIENT * 10, np.trunc(GRADIENT * 10).astype(int), "integers"),
        (GRADIENT * 10, np.round(GRADIENT * 10), "integers"),
        (GRADIENT, np.round(GRADIENT, 3), "rounded"),
        (GRADIENT, np.round(GRADIENT, 1), "rounded"),
        (GRADIENT, np.zeros_like(GRADIENT), "all-zero"),
        (GRADIENT, np.where(np.tri(5, 4), GRADIENT, 0), "still-zero"),
        (GRADIENT, np.where(np.arange(5)[:, None] < 4, GRADIENT, 0), "last-wrong"),
        (GRADIENT, np.where(np.arange(5)[:, None] < 4, GRADIENT, 7), "last-wrong"),
        (GRADIENT, np.where(np.arange(4) > 0, GRADIENT, 7), "first-wrong"),
        (GRADIENT, GRADIENT + np.eye(5, 4)[::-1], "values"),
        (GRADIENT, GRADIENT[::-1], "reversed"),
        (GRADIENT, GRADIENT[:, ::-1], "reversed"),
        (GRADIENT, X, "argument-returned"),
        (GRADIENT, -GRADIENT, "sign"),
        (1.5, -1.5, "sign"),
        (GRADIENT, 2 * GRADIENT, "ratio-two-large"),
        (GRADIENT, GRADIENT / 2, "ratio-two-small"),
        (GRADIENT, 5 * GRADIENT, "ratio-rows-large"),
        (GRADIENT, GRADIENT / 5, "ratio-rows-small"),
        (GRADIENT, 4 * GRADIENT, "ratio-columns-large"),
        (GRADIENT, GRADIENT / 4, "ratio-columns-small"),
        (GRADIENT, 20 * GRADIENT, "ratio-entries-large"),
        (GRADIENT, GRADIENT / 20, "ratio-entries-small"),
        (1.5, 7.5, "ratio-rows-large"),
        (GRADIENT, 3.7 * GRADIENT, "ratio"),
        (GRADIENT, GRADIENT + 0.3, "offset"),
        (PROBABILITIES, RNG.dirichlet(np.ones(5), 4).T, "normalised-over-axis"),
        (PROBABILITIES, RNG.dirichlet(np.ones(20)).reshape(5, 4), "normalised-over-everything"),
        (GRADIENT, GRADIENT * (1 + 1e-6 * np.sign(RNG.normal(size=(5, 4)))), "precision"),
        (GRADIENT, GRADIENT + RNG.normal(size=(5, 4)), "values"),
        (1.5, 1.7, "values"),
    ],
)
def test_one_result(expected: Any, got: Any, name: str) -> None:
    assert found({"case": expected}, {"case": got}).id == name


def test_the_order_is_told_by_name() -> None:
    finding = found({"case": (GRADIENT, BIAS)}, {"case": (BIAS, GRADIENT)}, outputs=("grad_x", "grad_bias"))
    assert finding.values == {"expected": "grad_x, grad_bias", "got": "grad_bias, grad_x"}


def test_an_order_of_three_is_told_as_it_was_returned() -> None:
    expected = (GRADIENT, BIAS, 1.0)
    finding = found({"case": expected}, {"case": (1.0, GRADIENT, BIAS)}, outputs=("grad_x", "grad_bias", "loss"))
    assert finding.values["got"] == "loss, grad_x, grad_bias"


def test_a_count_names_what_is_asked_for() -> None:
    finding = found({"case": (GRADIENT, BIAS)}, {"case": (GRADIENT,)}, outputs=("grad_x", "grad_bias"))
    assert (finding.id, dict(finding.values)) == (
        "wrong-count-named", {"expected": 2, "got": 1, "names": "grad_x, grad_bias"},
    )  # fmt: skip


def test_a_factor_and_a_sign_together() -> None:
    finding = found({"case": GRADIENT}, {"case": -5 * GRADIENT})
    assert (finding.id, dict(finding.values)) == ("ratio-rows-large", {"factor": 5, "negative": 1})


def test_a_factor_may_be_1_where_there_is_one_example() -> None:
    """Minus N times the right value: over a batch of one, N shows nothing, the sign does."""
    check = Check("f", "f", 1.0, {"en": "f"}, "f")
    expected = {"batch_of_1": GRADIENT[:1], "batch": GRADIENT}
    got = {"batch_of_1": -GRADIENT[:1], "batch": -5 * GRADIENT}
    reference = Answer(expected, {"batch_of_1": 0, "batch": 1}, (Call("f", {"x": X[:1]}), Call("f", {"x": X})))
    differences = compare(expected, got, check).differences
    finding = diagnose(differences[0], Circumstances(check, reference, got, differences))
    assert (finding.id, dict(finding.values)) == ("ratio-rows-large", {"factor": 5, "negative": 1})


def test_a_size_that_is_written_down() -> None:
    """Divided by 5 whatever the batch: right for five, off by just the quotient for three and for one."""
    check = Check("f", "f", 1.0, {"en": "f"}, "f")
    sizes = {"five": 5, "three": 3, "one": 1}
    calls = tuple(Call("f", {"x": X[:size]}) for size in sizes.values())
    expected = {case: GRADIENT[:size] / size for case, size in sizes.items()}
    reference = Answer(expected, {case: place for place, case in enumerate(sizes)}, calls)
    for got, name in (
        ({case: GRADIENT[:size] / 5 for case, size in sizes.items()}, "batch-size-fixed"),
        ({case: GRADIENT[:size] / (size if size > 4 else 4) for case, size in sizes.items()}, "ratio"),
    ):
        differences = compare(expected, got, check).differences
        finding = diagnose(differences[0], Circumstances(check, reference, got, differences))
        assert finding.id == name
        assert finding.values.get("size", 5) == 5


def test_none_for_some_calls_only() -> None:
    assert found({"a": GRADIENT, "b": GRADIENT}, {"a": GRADIENT, "b": None}).id == "returned-none-sometimes"
    assert found({"a": GRADIENT, "b": GRADIENT}, {"a": None, "b": None}).id == "returned-none"


def test_a_loop_that_stops_early_does_so_in_every_case() -> None:
    """And where there is one row only, that one is missing altogether."""
    expected = {"one": GRADIENT[:1], "five": GRADIENT, "four": GRADIENT[:4]}
    got = {case: np.vstack([value[:-1], np.zeros((1, 4))]) for case, value in expected.items()}
    assert found(expected, got).id == "still-zero"
    assert found({"five": GRADIENT, **expected}, {"five": got["five"], **got}).id == "last-wrong"
    other = {**got, "four": np.vstack([np.zeros((1, 4)), expected["four"][1:]])}
    assert found({"five": GRADIENT, **expected}, {"five": got["five"], **other}).id == "still-zero"


def test_a_factor_has_to_hold_in_every_case() -> None:
    """5 in one case and 3 in another, with five and three examples, is N; 5 in both is not."""
    check = Check("f", "f", 1.0, {"en": "f"}, "f")
    calls = Call("f", {"x": X}), Call("f", {"x": X[:3]})
    expected = {"a": GRADIENT, "b": GRADIENT[:3]}
    reference = Answer(expected, {"a": 0, "b": 1}, calls)
    for factors, name in (((5, 3), "ratio-rows-large"), ((5, 5), "ratio")):
        got = {"a": factors[0] * GRADIENT, "b": factors[1] * GRADIENT[:3]}
        differences = compare(expected, got, check).differences
        assert diagnose(differences[0], Circumstances(check, reference, got, differences)).id == name


def test_right_only_for_a_batch_of_1() -> None:
    expected = {"batch": GRADIENT, "batch_of_1": GRADIENT[:1]}
    wrong = GRADIENT + RNG.normal(size=(5, 4))
    assert found(expected, {"batch": wrong, "batch_of_1": GRADIENT[:1]}).id == "only-batch-of-1"
    assert found(expected, {"batch": wrong, "batch_of_1": wrong[:1]}).id == "values"


def test_an_overflow_is_one_where_only_large_arguments_go_wrong() -> None:
    expected, large = {"small": GRADIENT, "large": GRADIENT}, {"x": X * 1000}
    broken = np.where(GRADIENT > 1, np.nan, GRADIENT)
    finding = found(expected, {"small": GRADIENT, "large": broken}, large)
    assert finding.id == "overflow"
    assert finding.values["value"] == "nan"
    assert finding.values["largest"] == pytest.approx(np.abs(X).max() * 1000)
    assert found(expected, {"small": broken, "large": broken}, large).id == "not-finite"


def test_the_table_always_ends_with_an_answer() -> None:
    assert GENERIC[-1].__name__ == "values"
