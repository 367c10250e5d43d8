from __future__ import annotations

import numpy as np
import pytest

from tuitrainer.charts.cells import Cells
from tuitrainer.charts.fit import draw_fit
from tuitrainer.charts.palette import CONTROL_POINTS, DARK
from tuitrainer.charts.surface import draw_surface

SLOPE = np.tile(np.linspace(0, 1, 8), (8, 1)).T
"""Low at the bottom (row 0), high at the top."""


def rows(cells: Cells) -> list[str]:
    return [cells.text(row) for row in range(cells.height)]


@pytest.mark.parametrize("mono", [False, True])
def test_the_path_from_start_to_minimum(mono: bool) -> None:
    path = np.array([[0.0, 1.0], [0.5, 0.5], [0.75, 0.5]])
    cells = draw_surface(21, 4, SLOPE, path, (0, 1, 0, 1), (1.0, 0.0), mono=mono, colours=DARK)
    text = rows(cells)
    assert text[0][0] == "o"
    assert text[3][20] == "X"
    assert "●" in text[1] + text[2]
    assert sum(0x2800 < character <= 0x28FF for character in cells.characters.ravel()) >= 10


def test_the_lowest_error_is_at_the_bottom_and_dots_can_be_read_on_every_colour() -> None:
    path = np.array([[0.5, 0.0], [0.5, 1.0]])
    cells = draw_surface(21, 4, SLOPE, path, (0, 1, 0, 1), (9.0, 9.0), colours=DARK)
    assert cells.background[-1, 0] == CONTROL_POINTS["viridis"][0]
    assert cells.foreground[0, 0] == CONTROL_POINTS["viridis"][-1]
    assert (cells.foreground[0, 10], cells.foreground[-1, 10]) == (0x000000, 0xFFFFFF)
    assert "X" not in "".join(rows(cells)), "outside"


def test_legend_and_axes() -> None:
    cells = draw_surface(
        70, 14, SLOPE, np.array([[0.25, 0.5], [0.5, 0.5]]), (0, 1, 0, 1), (0.75, 0.5),
        labels=("start", "now", "best"), x_label="a", y_label="b", colours=DARK,
    )  # fmt: skip
    text = rows(cells)
    assert text[0].rstrip() == "o start (0.25, 0.5)   X best (0.75, 0.5)   ● now (0.5, 0.5)"
    assert text[1].lstrip().startswith("b")
    assert text[-1].split()[-1] == "a"


def test_a_run_that_left_the_map_and_never_returned() -> None:
    path = np.array([[0.5, 0.5], [-1e30, 1e30], [np.inf, np.nan]])
    cells = draw_surface(40, 12, SLOPE, path, (0, 1, 0, 1), (0.5, 0.5), labels=("a", "b", "c"), colours=DARK)
    assert "●" not in "".join(rows(cells)[1:])


def test_fit_keeps_the_window_of_the_points_whatever_the_line() -> None:
    points = np.array([[0.0, 0.0], [1.0, 1.0]])
    near = draw_fit(21, 4, points, np.array([[0.0, 0.0], [1.0, 1.0]]), colours=DARK)
    far = draw_fit(21, 4, points, np.array([[0.0, 50.0], [1.0, 90.0]]), colours=DARK)
    assert sum(line.count("o") for line in rows(far)) == 2
    assert (far.foreground != DARK.of(1)).all()
    assert (near.foreground == DARK.of(1)).sum() >= 18
