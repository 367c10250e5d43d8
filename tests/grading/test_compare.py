"""Agreement of results: what passes, what does not, and where it differs."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from tuitrainer.grading.compare import agree, as_array, compare, distance
from tuitrainer.grading.definition import Check
from tuitrainer.sandbox.inside.values import Foreign

CHECK = Check("f", "f", 1.0, {"en": "f"}, "f", outputs=("grad_x", "grad_bias"))
EXACT = replace(CHECK, rule="exact")
NUMBERS = hnp.arrays(np.float64, hnp.array_shapes(max_dims=3, max_side=4), elements=st.floats(-1e3, 1e3))


def kinds(expected: Any, got: Any, check: Check = CHECK) -> list[str]:
    return [difference.kind for difference in compare({"case": expected}, {"case": got}, check).differences]


ARRAY = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])


@pytest.mark.parametrize(
    ("expected", "got"),
    [
        (ARRAY, ARRAY.copy()),
        (ARRAY, ARRAY.tolist()),
        (ARRAY, tuple(map(tuple, ARRAY.tolist()))),
        (ARRAY, [ARRAY[0], ARRAY[1].tolist()]),
        (ARRAY, np.asfortranarray(ARRAY)),
        (ARRAY, ARRAY.astype(int)),
        (ARRAY, ARRAY.astype(np.float32)),
        (ARRAY, ARRAY + 1e-10),
        (np.array([1.0, 0.0]), np.array([True, False])),
        (0.25, np.float64(0.25)),
        (0.25, np.array(0.25)),
        (2, 2.0),
        (True, 1),
        ((ARRAY, 1.0), [ARRAY, 1.0]),
        ([ARRAY, ARRAY[0]], (ARRAY, ARRAY[0])),
        ([1.0, 2.0], np.array([1.0, 2.0])),
        ({"a": ARRAY}, {"a": ARRAY}),
        (np.array([np.nan, np.inf, -np.inf, 1.0]), np.array([np.nan, np.inf, -np.inf, 1.0])),
        (np.zeros((0, 3)), np.zeros((0, 3))),
        (None, None),
        ("text", "text"),
        (np.zeros(3), np.full(3, 1e-16)),
    ],
)
def test_these_agree(expected: Any, got: Any) -> None:
    assert kinds(expected, got) == []
    assert agree({"case": expected}, {"case": got}, CHECK)


@pytest.mark.parametrize(
    ("expected", "got", "kind"),
    [
        (ARRAY, ARRAY.T, "shape"),
        (ARRAY[0], ARRAY[:1], "shape"),
        (0.25, np.array([0.25]), "shape"),
        (0.25, [0.25], "shape"),
        (0.25, (0.25, ARRAY), "count"),
        (0.25, None, "type"),
        (0.25, "0.25", "type"),
        (ARRAY, None, "type"),
        (ARRAY, Foreign("generator"), "type"),
        (ARRAY, [[1.0], [2.0, 3.0]], "type"),
        (ARRAY, [[1.0, 2.0, "three"]], "type"),
        ((ARRAY, 1.0), (ARRAY,), "count"),
        ((ARRAY, 1.0), ARRAY[0], "count"),
        ((ARRAY, 1.0), None, "type"),
        ((ARRAY, 1.0), 3.0, "count"),
        ({"a": ARRAY}, {"b": ARRAY}, "count"),
        (ARRAY, ARRAY * (1 + 1e-7), "value"),
        (ARRAY, np.where(ARRAY == 4, np.nan, ARRAY), "value"),
        (np.array([np.inf, 1.0]), np.array([-np.inf, 1.0]), "value"),
        (np.array([np.nan, 1.0]), np.array([1.0, np.nan]), "value"),
        ("text", "Text", "value"),
        (np.full(3, 1e-6), np.full(3, 2e-6), "value"),
    ],
)
def test_these_differ(expected: Any, got: Any, kind: str) -> None:
    assert kinds(expected, got)[:1] == [kind]
    assert not agree({"case": expected}, {"case": got}, CHECK)


def test_a_case_that_is_missing_differs() -> None:
    (difference,) = compare({"a": 1.0, "b": 2.0}, {"a": 1.0}, CHECK).differences
    assert (difference.case, difference.kind) == ("b", "type")


def test_float32_passes_with_a_note_and_no_more() -> None:
    near = (ARRAY * (1 + 1e-6)).astype(np.float32)
    assert compare({"case": ARRAY}, {"case": near}, CHECK).single_precision
    assert not compare({"case": ARRAY}, {"case": ARRAY.astype(np.float32)}, CHECK).single_precision  # exact in both
    assert not agree({"case": ARRAY}, {"case": near.astype(np.float64)}, CHECK)
    assert not agree({"case": ARRAY}, {"case": (ARRAY * (1 + 1e-4)).astype(np.float32)}, CHECK)


def test_rounding_where_terms_cancel_is_not_punished() -> None:
    expected = np.array([1e6, 1e-9])
    assert agree({"case": expected}, {"case": np.array([1e6, 3e-9])}, CHECK)


def test_the_rule_exact_forgives_nothing_but_the_type() -> None:
    assert kinds([1, 2], [1.0, 2.0], EXACT) == []
    assert kinds([1, 2], [1, 2 + 1e-12], EXACT) == ["value"]


def test_the_rule_judge_compares_structure_only() -> None:
    judged = replace(CHECK, rule="judge")
    assert kinds((ARRAY, 1.0), (ARRAY + 7, -3.0), judged) == []
    assert kinds((ARRAY, 1.0), (ARRAY.T, -3.0), judged) == ["shape"]


def test_a_tolerance_of_its_own() -> None:
    wide = replace(CHECK, tolerance=1e-3)
    assert kinds(ARRAY, ARRAY * (1 + 1e-4), wide) == []
    assert kinds(ARRAY, ARRAY * (1 + 1e-2), wide) == ["value"]


def test_outputs_are_named() -> None:
    expected, got = (ARRAY, [ARRAY[0], 2.0]), (ARRAY + 1, [ARRAY[0], 3.0])
    differences = compare({"case": expected}, {"case": got}, CHECK).differences
    names = [difference.output(CHECK.outputs) for difference in differences]
    assert names == ["grad_x", "grad_bias[1]"]
    (single,) = compare({"case": 1.0}, {"case": 2.0}, CHECK).differences
    assert single.output(CHECK.outputs) == "case"


@given(NUMBERS, NUMBERS)
def test_distance_is_what_the_contract_says(a: np.ndarray[Any, Any], b: np.ndarray[Any, Any]) -> None:
    if a.shape == b.shape:
        largest = max([1e-6, *(abs(y) for y in b.flat)])
        naive = max(abs(x - y) for x, y in zip(a.flat, b.flat, strict=True)) / largest
        assert distance(a, b) == pytest.approx(naive, rel=1e-12)


@given(hnp.arrays(np.float64, 4, elements=st.floats(width=64)), hnp.arrays(np.float64, 4, elements=st.floats(width=64)))
def test_numbers_that_are_none_agree_in_their_places_only(a: np.ndarray[Any, Any], b: np.ndarray[Any, Any]) -> None:
    assert distance(a, a) == 0.0
    special = [~np.isfinite(a), ~np.isfinite(b)]
    if not np.array_equal(*special):
        assert distance(a, b) == float("inf")


@given(NUMBERS)
def test_nested_lists_are_arrays(a: np.ndarray[Any, Any]) -> None:
    found = as_array(a.tolist())
    assert found is not None
    assert np.array_equal(found, a)


@pytest.mark.parametrize("value", [[], [[1.0], [2.0, 3.0]], ["a"], {"a": 1}, None, Foreign("set"), [None]])
def test_what_is_no_array(value: Any) -> None:
    assert as_array(value) is None


def test_an_array_of_any_precision_stands_for_a_tuple_of_numbers() -> None:
    for element in (np.float64, np.float32):
        got = np.array([0.5, 0.25], element)
        assert agree({"": (0.5, 0.25)}, {"": got}, CHECK), element
        assert not agree({"": (0.5, 0.75)}, {"": got}, CHECK), element
