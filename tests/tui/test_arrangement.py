"""Which panels fit where."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuitrainer.tui.arrangement import SMALLEST_HEIGHT, SMALLEST_WIDTH, arrange

IRIS = (1, 2, 3, 4, 5, 8, 9)


@pytest.mark.parametrize(
    ("width", "height", "count"),
    [(40, 8, 1), (80, 20, 2), (120, 32, 6), (200, 46, 7)],
)
def test_how_many_panels_the_usual_terminals_show(width: int, height: int, count: int) -> None:
    assert len(arrange(width, height, IRIS, IRIS).shown) == count


def test_two_panels_stand_side_by_side_in_a_small_terminal() -> None:
    plan = arrange(80, 20, IRIS, IRIS)
    assert (plan.columns, plan.rows, plan.shown) == (2, 1, (1, 2))


def test_the_most_recent_panels_are_shown_in_the_order_of_their_numbers() -> None:
    assert arrange(80, 20, IRIS, (5, 1, 2)).shown == (1, 5)


def test_one_panel_alone() -> None:
    assert arrange(200, 46, IRIS, (4, 1), alone=True).shown == (4,)


def test_nothing_where_nothing_can_be_read() -> None:
    assert arrange(20, 4, IRIS, IRIS).shown == ()
    assert arrange(80, 20, (), ()).shown == ()


@given(st.integers(0, 300), st.integers(0, 100), st.sets(st.integers(1, 9), min_size=1), st.permutations(range(1, 10)))
def test_every_grid_is_full_and_readable(width: int, height: int, panels: set[int], recent: list[int]) -> None:
    plan = arrange(width, height, sorted(panels), recent)
    assert set(plan.shown) <= panels
    assert list(plan.shown) == sorted(plan.shown)
    if plan.shown:
        assert len(plan.shown) - 1 + plan.first_span == plan.columns * plan.rows
        assert 1 <= plan.first_span <= plan.columns
        assert next(number for number in recent if number in panels) in plan.shown
    if len(plan.shown) > 1:
        assert width // plan.columns >= SMALLEST_WIDTH
        assert height // plan.rows >= SMALLEST_HEIGHT
