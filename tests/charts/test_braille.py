from __future__ import annotations

import unicodedata

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from tuitrainer.charts import braille

NUMBERS = {(0, 0): 1, (1, 0): 2, (2, 0): 3, (0, 1): 4, (1, 1): 5, (2, 1): 6, (3, 0): 7, (3, 1): 8}
"""Row and column of each dot of a Braille cell, as Unicode's names number them."""


def picture(dots: braille.Dots) -> list[str]:
    return ["".join(map(chr, row)) for row in braille.pack(dots)]


@given(arrays(np.bool_, (4, 2)))
def test_a_cell_has_the_dots_that_its_name_says(dots: braille.Dots) -> None:
    name = unicodedata.name(picture(dots)[0])
    numbers = sorted(NUMBERS[place] for place in zip(*np.nonzero(dots), strict=True))
    assert name == ("BRAILLE PATTERN DOTS-" + "".join(map(str, numbers)) if numbers else "BRAILLE PATTERN BLANK")


def test_a_straight_diagonal() -> None:
    dots = braille.blank(4, 2)
    braille.draw_polyline(dots, np.array([0.0, 7.0]), np.array([0.0, 7.0]))
    assert picture(dots) == ["⠑⢄⠀⠀", "⠀⠀⠑⢄"]


def test_a_steep_line_has_no_holes() -> None:
    dots = braille.blank(1, 2)
    braille.draw_polyline(dots, np.array([0.0, 1.0]), np.array([7.0, 0.0]))
    assert picture(dots) == ["⢸", "⡇"]


def test_gaps_and_points_alone() -> None:
    dots = braille.blank(4, 1)
    braille.draw_polyline(dots, np.arange(7.0), np.array([0, 0, np.nan, 0, np.inf, 0, 0]))
    assert picture(dots) == ["⠉⠈⠈⠁"]


def test_columns_are_filled_in_any_order_and_left_alone_at_nan() -> None:
    dots = braille.blank(2, 1)
    braille.fill_columns(dots, np.array([0.0, 3.0, np.nan, 9.0]), np.array([3.0, 2.0, 1.0, 8.0]))
    assert picture(dots) == ["⣧⠀"]


coordinate = st.floats(-60, 60).map(round).map(float)


@given(st.tuples(coordinate, coordinate, coordinate, coordinate))
def test_every_dot_lies_on_the_line_and_outside_is_cut_off(ends: tuple[float, float, float, float]) -> None:
    x0, y0, x1, y1 = ends
    whole = braille.blank(70, 35)  # 140 x 140 dots, room for everything around an origin in the middle
    braille.draw_polyline(whole, np.array([x0, x1]) + 70, np.array([y0, y1]) + 70)
    rows, columns = (part - 70 for part in np.nonzero(whole))
    length = max(abs(x1 - x0), abs(y1 - y0))
    assert len(rows) == length + 1
    for x, y in zip(columns, rows, strict=True):
        share = ((x - x0) if abs(x1 - x0) >= abs(y1 - y0) else (y - y0)) / (
            (x1 - x0 if abs(x1 - x0) >= abs(y1 - y0) else y1 - y0) or 1
        )
        assert abs(x - (x0 + share * (x1 - x0))) <= 0.5 + 1e-9
        assert abs(y - (y0 + share * (y1 - y0))) <= 0.5 + 1e-9
    cut = braille.blank(10, 5)
    braille.draw_polyline(cut, np.array([x0, x1]), np.array([y0, y1]))
    # Where a line enters the grid its rounding may begin anew: no dot is farther than one from those of the whole.
    around = np.zeros((142, 142), np.bool_)
    for down in range(3):
        for right in range(3):
            around[down : down + 140, right : right + 140] |= whole
    assert not (cut & ~around[71:91, 71:91]).any()
    assert abs(int(cut.sum()) - int(whole[70:90, 70:90].sum())) <= 2


def test_a_wild_path_costs_no_memory() -> None:
    far = np.tile([-1e38, 1e38], 2000)
    dots = braille.blank(200, 50)
    braille.draw_polyline(dots, far, -far)
    assert dots.sum() <= 400


@pytest.mark.parametrize("size", [(0, 0), (0, 3), (3, 0)])
def test_no_room(size: tuple[int, int]) -> None:
    dots = braille.blank(*size)
    braille.draw_polyline(dots, np.array([0.0, 1.0]), np.array([0.0, 1.0]))
    assert braille.pack(dots).shape == size[::-1]
