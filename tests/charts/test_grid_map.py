from __future__ import annotations

import numpy as np
import pytest

from tuitrainer.charts.cells import Cells
from tuitrainer.charts.grid_map import draw_grid_map
from tuitrainer.charts.palette import CONTROL_POINTS, DARK

SIGNS = np.array([[ord(sign) for sign in row] for row in (".#G", "S.X")])
VALUES = np.array([[-2.0, np.nan, 0.0], [-4.0, -3.0, -1.0]])
ACTIONS = np.array([[0, -1, -1], [1, 3, -1]])
LABELS = (("S", "start"), ("G", "goal"))


def drawn(width: int, height: int, *, mono: bool = False) -> Cells:
    return draw_grid_map(width, height, VALUES, ACTIONS, SIGNS, labels=LABELS, mono=mono, colours=DARK)


def rows(cells: Cells) -> list[str]:
    return [cells.text(row) for row in range(cells.height)]


def test_numbers_arrows_and_letters_where_there_is_room() -> None:
    assert rows(drawn(21, 7)) == [
        "S start   G goal     ",
        "       ███████       ",
        "   ↑   ███████   G   ",
        "  -2   ███████   0   ",
        "                     ",
        "  S→      ←      X   ",
        "  -4     -3     -1   ",
    ]


@pytest.mark.parametrize("mono", [False, True])
def test_a_character_each_in_the_smallest_map(mono: bool) -> None:
    assert rows(drawn(3, 2, mono=mono)) == ["↑█G", "→←X"]


def test_colours_from_the_lowest_to_the_highest_value() -> None:
    cells = drawn(3, 2)
    assert cells.background[1, 0] == CONTROL_POINTS["viridis"][0]
    assert cells.background[0, 2] == CONTROL_POINTS["viridis"][-1]
    assert (cells.foreground[1, 0], cells.foreground[0, 2]) == (0xFFFFFF, 0x000000)


def test_without_colours_the_numbers_stay() -> None:
    cells = drawn(21, 7, mono=True)
    assert rows(cells) == rows(drawn(21, 7))
    assert (cells.background == -1).all()
