from __future__ import annotations

import numpy as np

from tuitrainer.charts.cells import NO_COLOUR, Cells
from tuitrainer.charts.palette import DARK, mix
from tuitrainer.charts.plane import STRONGEST, boundary, draw_plane, interpolate

LEFT_RIGHT = np.tile(np.array([0.0, 0.0, 1.0, 1.0]), (4, 1))
"""Class 0 on the left, class 1 on the right."""
NO_POINTS, NO_LABELS = np.empty((0, 2)), np.empty(0, np.int64)
SQUARE = (0.0, 1.0, 0.0, 1.0)


def rows(cells: Cells) -> list[str]:
    return [cells.text(row) for row in range(cells.height)]


def test_regions_have_the_colour_of_their_class_and_a_boundary_between_them() -> None:
    cells = draw_plane(9, 3, LEFT_RIGHT, NO_POINTS, NO_LABELS, SQUARE, colours=DARK)
    assert (cells.background[:, 0] == mix(DARK.background, DARK.of(0), STRONGEST)).all()
    assert (cells.background[:, -1] == mix(DARK.background, DARK.of(1), STRONGEST)).all()
    for text in rows(cells):
        # The 9th and 10th of 18 dots are on both sides of the middle; the boundary is the last dot of class 0.
        assert text == "    ⡇    ".replace("⡇", text[4])
        assert text[4] in "⡇⢸"


def test_probabilities_of_one_or_of_two_classes_are_the_same_picture() -> None:
    both = np.stack([1 - LEFT_RIGHT, LEFT_RIGHT], axis=-1)
    first = draw_plane(20, 8, LEFT_RIGHT, NO_POINTS, NO_LABELS, SQUARE, colours=DARK)
    second = draw_plane(20, 8, both, NO_POINTS, NO_LABELS, SQUARE, colours=DARK)
    assert (first.characters == second.characters).all()
    assert (first.background == second.background).all()


def test_y_points_upwards_and_each_class_has_its_sign() -> None:
    points = np.array([[0.0, 0.0], [1.0, 1.0], [0.0, 1.0], [2.0, 2.0], [np.nan, 0.5]])
    cells = draw_plane(9, 3, LEFT_RIGHT, points, np.array([0, 1, 2, 0, 0]), SQUARE, colours=DARK)
    text = rows(cells)
    assert (text[2][0], text[0][-1], text[0][0]) == ("o", "x", "+")
    assert sum(line.count(sign) for line in text for sign in "ox+") == 3


def test_test_points_are_dimmer() -> None:
    points, labels = np.array([[0.0, 0.5]]), np.array([0])
    train = draw_plane(9, 3, LEFT_RIGHT, points, labels, SQUARE, colours=DARK)
    test = draw_plane(
        9, 3, LEFT_RIGHT, NO_POINTS, NO_LABELS, SQUARE, test_points=points, test_labels=labels, colours=DARK
    )
    assert rows(train) == rows(test)
    under = int(train.background[1, 0])
    assert test.foreground[1, 0] == mix(under, int(train.foreground[1, 0]), 0.5)


def test_without_colours_regions_differ_in_their_characters() -> None:
    scores = np.zeros((4, 6, 3))
    for k in range(3):
        scores[:, 2 * k : 2 * k + 2, k] = 1
    cells = draw_plane(21, 4, scores, NO_POINTS, NO_LABELS, SQUARE, mono=True, colours=DARK)
    assert (cells.background == NO_COLOUR).all()
    assert {rows(cells)[1][column] for column in (0, 10, 20)} == {" ", ".", ":"}


def test_what_is_not_known_is_a_question_mark_and_does_not_spread() -> None:
    scores = LEFT_RIGHT.copy()
    scores[0, 0] = np.nan
    text = rows(draw_plane(16, 4, scores, NO_POINTS, NO_LABELS, SQUARE, colours=DARK))
    assert text[-1][0] == "?"
    assert "?" not in "".join(text[:2])
    assert "?" not in "".join(line[8:] for line in text)


def test_axes_and_legend() -> None:
    cells = draw_plane(
        40, 14, LEFT_RIGHT, NO_POINTS, NO_LABELS, (-1, 1, 0, 2),
        class_names=("no", "yes"), x_label="x1", y_label="x2", colours=DARK,
    )  # fmt: skip
    text = rows(cells)
    assert text[0].rstrip() == "o no   x yes"
    assert text[1].startswith("x2│") or text[1].startswith(" x2│")
    assert text[-1].split() == ["-1", "0", "x1"] or text[-1].split() == ["-1", "0", "1", "x1"]


def test_interpolation_is_exact_for_a_plane() -> None:
    y, x = np.mgrid[0:5, 0:7].astype(np.float32)
    fine = interpolate((2 * x - 3 * y)[:, :, None], 9, 13)[:, :, 0]
    want_y, want_x = np.mgrid[0:4:9j, 0:6:13j]
    assert np.abs(fine - (2 * want_x - 3 * want_y)).max() < 1e-5


def test_the_boundary_runs_between_different_neighbours() -> None:
    winner = np.array([[0, 0, 1, 1], [0, 0, 0, 1]])
    assert boundary(winner).tolist() == [[False, True, True, False], [False, False, True, False]]
