from __future__ import annotations

import pytest

from tuitrainer.base.errors import Problem, UserError, nearest_name, unknown_name
from tuitrainer.base.texts import choose_language


def test_a_problem_says_place_message_nearest_and_accepted() -> None:
    problem = unknown_name("there is no layer 'Dens'", "Dens", ("Dense", "Dropout"), "network.layers[1].type")
    assert str(problem) == (
        "network.layers[1].type: there is no layer 'Dens'. Did you mean 'Dense'? Accepted: Dense, Dropout"
    )


def test_what_is_unknown_is_left_out() -> None:
    assert str(Problem("this is missing")) == "this is missing"
    assert str(Problem("out of range", "training.epochs", (">= 1",))) == "training.epochs: out of range. Accepted: >= 1"


def test_a_problem_speaks_french() -> None:
    choose_language("fr")
    assert "Vouliez-vous dire" in str(unknown_name("aucune couche", "dens", ("Dense",)))


@pytest.mark.parametrize(
    ("place", "inside", "expected"),
    [("network", "layers", "network.layers"), ("network.layers", "[2].units", "network.layers[2].units"),
     ("", "units", "units"), ("data", "", "data")],
)  # fmt: skip
def test_places_join(place: str, inside: str, expected: str) -> None:
    assert Problem("wrong", inside).within(place).place == expected


def test_an_error_carries_all_problems() -> None:
    error = UserError(Problem("one", "a"), Problem("two", "b"))
    assert str(error) == "a: one\nb: two"
    assert len(error.problems) == 2


@pytest.mark.parametrize(
    ("word", "expected"), [("IRIS", "iris"), ("irsi", "iris"), ("digit", "digits"), ("zzz", None), ("", None)]
)
def test_the_nearest_name_ignores_case_and_needs_likeness(word: str, expected: str | None) -> None:
    assert nearest_name(word, ("iris", "digits", "wine")) == expected
