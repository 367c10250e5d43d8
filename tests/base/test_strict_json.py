from __future__ import annotations

import json
import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuitrainer.base.strict_json import strict_json

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(exclude_categories=())),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


def refuse(constant: str) -> float:
    raise AssertionError(f"{constant} is not JSON")


def expected(value: object) -> object:
    if isinstance(value, float) and not math.isfinite(value):
        return "nan" if math.isnan(value) else "inf" if value > 0 else "-inf"
    if isinstance(value, str):  # two surrogates that stand side by side are one character to a reader of JSON
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")
    if isinstance(value, list):
        return [expected(entry) for entry in value]
    if isinstance(value, dict):
        return {name: expected(entry) for name, entry in value.items()}
    return value


@given(VALUES)
def test_any_value_becomes_a_strict_ascii_document(value: object) -> None:
    text = strict_json(value)
    text.encode("ascii")
    assert json.loads(text, parse_constant=refuse) == expected(value)


def test_numbers_that_json_has_no_word_for_are_texts() -> None:
    values = [math.nan, math.inf, -math.inf, [{"loss": math.nan}], 1e308]
    assert strict_json(values, indent=None) == '["nan", "inf", "-inf", [{"loss": "nan"}], 1e+308]'


def test_lone_surrogates_are_escaped_and_paths_are_texts() -> None:
    assert strict_json({"file": Path("a\udcff.py")}, indent=None) == '{"file": "a\\udcff.py"}'


def test_tuples_are_lists_and_keys_are_texts() -> None:
    assert json.loads(strict_json({1: (1, 2.5)})) == {"1": [1, 2.5]}


def test_other_kinds_are_refused() -> None:
    with pytest.raises(TypeError):
        strict_json(object())
