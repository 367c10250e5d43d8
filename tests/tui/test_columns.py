"""Rows of words and numbers: what does not fit is never the number."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tuitrainer.tui.panels.columns import labelled

words = st.lists(st.text("abcdéè'", min_size=1, max_size=9), min_size=1, max_size=8).map(" ".join)
values = st.from_regex(r"-?[0-9]{1,4}(\.[0-9]{1,3})?( %)?", fullmatch=True)


def plain(facts: list[tuple[str, str]], width: int) -> list[str]:
    return [line.plain for line in labelled(facts, width)]


def test_short_labels_stand_beside_their_values() -> None:
    assert plain([("loss", "0.27"), ("accuracy", "91 %")], 30) == ["loss      0.27", "accuracy  91 %"]


def test_a_long_label_goes_on_below_and_keeps_its_value() -> None:
    facts = [("perte", "26.3"), ("erreur quadratique de l'image moyenne", "0.12")]
    assert plain(facts, 26) == [
        "perte                 26.3",
        "erreur quadratique",
        "de l'image moyenne    0.12",
    ]


def test_a_long_value_moves_no_other() -> None:
    facts = [("exactitude de validation", "94.6 %"), ("réponse", "B H A F A D A G")]
    assert plain(facts, 34) == ["exactitude de validation  94.6 %", "réponse            B H A F A D A G"]


@given(facts=st.lists(st.tuples(words, values), max_size=6), width=st.integers(24, 80))
def test_every_value_is_whole_and_everything_fits(facts: list[tuple[str, str]], width: int) -> None:
    lines = plain(facts, width)
    assert all(len(line) <= width for line in lines)
    ends = iter(lines)
    for label, value in facts:
        last = next(line for line in ends if line.endswith("  " + value))
        assert last.removesuffix(value).split() == label.split()[-len(last.removesuffix(value).split()) :]


def test_nothing_is_said_of_nothing_and_no_width_is_too_small() -> None:
    assert plain([], 20) == []
    assert [line for line in plain([("some words", "12345")], 0) if line.endswith("12345")]
