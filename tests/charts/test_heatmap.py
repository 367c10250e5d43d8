from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuitrainer.charts.cells import NO_COLOUR, Cells
from tuitrainer.charts.heatmap import draw_heatmap, limits, resample
from tuitrainer.charts.palette import CONTROL_POINTS, DARK

VIRIDIS = CONTROL_POINTS["viridis"]
BLUE_RED = CONTROL_POINTS["blue_black_red"]


def rows(cells: Cells) -> list[str]:
    return [cells.text(row) for row in range(cells.height)]


def test_two_pixels_in_a_cell_in_the_colours_at_the_ends_of_the_map() -> None:
    cells = draw_heatmap(2, 1, np.array([[0.0, 5.0], [5.0, 5.0]]), low=0, high=5, colours=DARK)
    assert rows(cells) == ["▀ "]
    assert cells.foreground.tolist() == [[VIRIDIS[0], NO_COLOUR]]
    assert cells.background.tolist() == [[VIRIDIS[-1], VIRIDIS[-1]]]


def test_signed_numbers_have_zero_in_the_middle() -> None:
    matrix = np.array([[-2.0, 0.0, 2.0, -9.0]] * 2)
    cells = draw_heatmap(4, 1, matrix, low=-1, high=2, signed=True, colour_map="blue_black_red", colours=DARK)
    middle = BLUE_RED[len(BLUE_RED) // 2]
    assert cells.background.tolist() == [[BLUE_RED[0], middle, BLUE_RED[-1], BLUE_RED[0]]]


def test_nan_is_said_in_a_character_too() -> None:
    cells = draw_heatmap(2, 1, np.array([[np.nan, np.nan], [np.nan, 0.0]]), low=0, high=1, colours=DARK)
    assert rows(cells) == ["?▀"]
    assert cells.foreground[0, 1] == DARK.alert


def test_signs_and_shades_without_colours() -> None:
    matrix = np.array([[-1.0, -0.5, -0.1, 0.0, 0.1, 0.5, 1.0, np.nan]])
    cells = draw_heatmap(8, 1, matrix, low=-1, high=1, signed=True, mono=True, colours=DARK)
    assert rows(cells) == ["≡=- +#█?"]
    assert (cells.foreground == NO_COLOUR).all()
    assert rows(draw_heatmap(5, 1, np.arange(5.0)[None], low=0, high=4, mono=True, colours=DARK)) == [" ░▒▓█"]


@pytest.mark.parametrize("mono", [False, True])
def test_large_entries_show_their_numbers(mono: bool) -> None:
    cells = draw_heatmap(
        20, 6, np.array([[0.125, -1.0], [np.nan, 12.0]]), low=-1, high=1, signed=True, mono=mono, colours=DARK
    )
    text = rows(cells)
    assert "0.12" in text[1]
    assert "-1" in text[1]
    assert "NaN" in text[4]
    assert "12" in text[4]


def test_the_bar_shows_the_range() -> None:
    cells = draw_heatmap(
        60, 8, np.eye(64), low=-0.5, high=1, signed=True, colour_map="blue_black_red", bar=True, colours=DARK
    )
    assert rows(cells)[-1].split() == ["-1", "1"]
    assert len(set(cells.background[-1].tolist())) == 32, "31 levels and none"


def test_square_entries() -> None:
    cells = draw_heatmap(30, 10, np.ones((8, 8)), low=0, high=1, keep_aspect=True, colours=DARK)
    painted = np.argwhere(cells.background != NO_COLOUR)
    assert painted.min(axis=0).tolist() == [0, 5]
    assert painted.max(axis=0).tolist() == [9, 24]


@given(st.integers(1, 12), st.integers(1, 12), st.integers(1, 4), st.integers(1, 4))
def test_resample_against_kronecker_products_and_block_means(rows_: int, columns: int, down: int, across: int) -> None:
    matrix = np.random.default_rng(rows_ * 13 + columns).normal(size=(rows_, columns))
    large = np.kron(matrix, np.ones((down, across))).astype(np.float64)
    assert np.array_equal(resample(matrix, *large.shape), large)
    assert resample(large, rows_, columns) == pytest.approx(matrix)


@given(st.floats(), st.floats(), st.booleans())
def test_limits_are_always_a_range(low: float, high: float, signed: bool) -> None:
    first, last = limits(low, high, signed)
    assert -1e39 < first < last < 1e39
    assert not signed or first == -last
