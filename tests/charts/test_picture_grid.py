from __future__ import annotations

import numpy as np
import pytest

from tuitrainer.charts.cells import NO_COLOUR, Cells
from tuitrainer.charts.palette import DARK
from tuitrainer.charts.pictures import Picture, draw_pictures, lay_out_pictures

DIGIT = np.eye(8)


def rows(cells: Cells) -> list[str]:
    return [cells.text(row) for row in range(cells.height)]


def test_captions_stand_over_pictures_and_white_is_one() -> None:
    cells = draw_pictures(34, 5, [Picture("first", DIGIT), Picture("second", 1 - DIGIT)], colours=DARK)
    words = rows(cells)[0].split()
    assert words == ["first", "second"]
    painted = cells.background[1:] != NO_COLOUR
    assert painted.sum() == 2 * 4 * 8, "two pictures of 8x8 pixels, two pixels a cell"
    left, right = (rows(cells)[0].index(word) for word in words)
    assert left < right
    colours = set(cells.background[1:][painted].tolist()) | set(cells.foreground[1:][painted].tolist())
    assert {0x000000, 0xFFFFFF} <= colours


def test_pictures_are_as_large_as_whole_multiples_allow() -> None:
    layout = lay_out_pictures(80, 40, [(8, 8)] * 4)
    assert (layout.count, layout.columns, layout.scale) == (4, 2, 4.0)
    assert lay_out_pictures(80, 40, [(64, 64)]).scale == 1.0
    assert lay_out_pictures(36, 14, [(8, 8)] * 12 + [(10, 10)] * 4).scale == 1.0, (
        "rather fewer than not to be recognized"
    )
    assert lay_out_pictures(80, 10, [(64, 64)]).scale == pytest.approx(18 / 64)


def test_what_can_not_be_seen_is_counted() -> None:
    cells = draw_pictures(20, 6, [Picture(str(index), DIGIT) for index in range(9)], colours=DARK)
    left_out = int(rows(cells)[-1].split("+")[1])
    shown = [str(index) for index in range(9) if str(index) in rows(cells)[0] + rows(cells)[3]]
    assert 0 < left_out == 9 - len(shown)


def test_signed_pictures_share_one_range() -> None:
    small, large = np.full((2, 8), 0.5), np.full((2, 8), -1.0)
    together = draw_pictures(40, 3, [Picture("a", small, True), Picture("b", large, True)], colours=DARK)
    alone = draw_pictures(40, 3, [Picture("a", small, True)], colours=DARK)
    assert set(together.background.ravel().tolist()) != set(alone.background.ravel().tolist())
    mono = draw_pictures(40, 2, [Picture("a", small, True), Picture("b", large, True)], colours=DARK, mono=True)
    assert "#" in rows(mono)[1]
    assert "≡" in rows(mono)[1]


def test_what_is_not_a_number_is_marked_and_what_is_no_picture_left_out() -> None:
    cells = draw_pictures(20, 6, [Picture("a", np.full((4, 4), np.nan)), Picture("b", np.empty((0, 3)))], colours=DARK)
    assert (cells.background == DARK.alert).any()
    assert "b" not in "".join(rows(cells))
    assert not "".join(rows(draw_pictures(20, 6, [], colours=DARK))).strip()
