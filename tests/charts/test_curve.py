from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuitrainer.charts.cells import Cells
from tuitrainer.charts.curve import BAND, Line, draw_curves
from tuitrainer.charts.palette import DARK, LIGHT, mix
from tuitrainer.charts.trace import moving_average


def line(*means: float, label: str = "loss", step: int = 1) -> Line:
    mean = np.array(means, np.float32)
    return Line(label, np.arange(mean.size, dtype=np.int64) * step, mean, mean, mean)


def rows(cells: Cells) -> list[str]:
    return [cells.text(row) for row in range(cells.height)]


def coloured(cells: Cells, colour: int) -> list[tuple[int, int]]:
    """Rows and columns of what is drawn in a colour."""
    places = np.argwhere((cells.foreground == colour) & (cells.characters != ord(" ")))
    return [(int(row), int(column)) for row, column in places]


def test_a_straight_line() -> None:
    cells = draw_curves(4, 2, [line(*range(8))], colours=DARK)
    assert rows(cells) == ["  ⡠⠊", "⡠⠊  "]
    assert set(cells.foreground[cells.characters != ord(" ")].tolist()) == {DARK.of(0)}


def test_an_exponential_is_a_straight_line_on_a_logarithmic_scale() -> None:
    cells = draw_curves(4, 2, [line(*10.0 ** np.arange(8))], log_y=True, colours=DARK)
    assert rows(cells) == ["  ⡠⠊", "⡠⠊  "]


def test_the_scale_begins_at_zero_when_that_is_near() -> None:
    # On four rows of dots from 0 to 7, a 2 is in the second row from below; from 5 to 7, a 5 is in the lowest.
    assert rows(draw_curves(1, 1, [line(2, 7)], colours=DARK)) == ["⠜"]
    assert rows(draw_curves(1, 1, [line(5, 7)], colours=DARK)) == ["⡜"]


def test_nan_is_a_gap_and_its_first_place_is_marked() -> None:
    cells = draw_curves(4, 1, [line(0, 0, 0, np.nan, np.inf, 1, 1, 1)], colours=DARK)
    assert rows(cells) == ["⣀x⠈⠉"]
    assert coloured(cells, DARK.alert) == [(0, 1)]


def test_a_single_number_is_a_point_and_nothing_is_nothing() -> None:
    assert "•" in "".join(rows(draw_curves(9, 3, [line(5.0)], colours=DARK)))
    for lines in ([], [line()], [line(np.nan)], [line(-1.0)]):
        assert not any(
            0x2801 <= character <= 0x28FF
            for character in draw_curves(60, 20, lines, log_y=True, colours=DARK).characters.ravel()
        )


def test_a_spike_of_one_step_among_thousands_stays_visible_in_the_band() -> None:
    mean = np.full(4000, 1.0)
    high = mean.copy()
    high[2345] = 10.0
    spiky = Line("loss", np.arange(4000), mean, high, mean, smooth=True)
    cells = draw_curves(40, 4, [spiky], colours=DARK)
    assert coloured(cells, DARK.dimmed(DARK.of(0), BAND))[0] == (0, 5 + (40 - 5) * 2345 // 4000 - 1)


def test_the_last_line_is_on_top_and_bands_are_under_all_lines() -> None:
    flat = line(*[1.0] * 50)
    band = replace(flat, low=np.zeros(50), high=np.full(50, 2.0), smooth=True, colour=2)
    cells = draw_curves(25, 3, [replace(flat, colour=1), band], colours=LIGHT)
    middle = cells.foreground[1, -20:].tolist()
    assert set(middle) == {LIGHT.of(2)}
    assert set(cells.foreground[0, -20:].tolist()) == {mix(LIGHT.background, LIGHT.of(2), BAND)}


def test_styles_differ_without_colours() -> None:
    pictures = {
        style: rows(draw_curves(30, 1, [replace(line(*[1.0] * 60), style=style)], colours=DARK))[0]
        for style in ("solid", "dashed", "dotted")
    }
    assert set(pictures["solid"][8:]) == {"⠒"} or len(set(pictures["solid"][8:])) == 1
    assert len(set(pictures.values())) == 3
    assert " " in pictures["dashed"][8:]


def test_legend_axes_and_title() -> None:
    lines = [line(*np.linspace(1, 0, 101), label="train"), replace(line(0.5, 0.25), label="test", style="dashed")]
    cells = draw_curves(50, 12, lines, x_label="step", colours=DARK)
    text = rows(cells)
    assert text[0].rstrip() == "── train 0   ╌╌ test 0.25"
    assert text[1].startswith("1.0┤")
    assert text[9].startswith("  0┤")
    assert text[10].startswith("   └┬─")
    assert text[11].split() == ["0", "50", "step"]


def test_a_legend_that_is_too_long_loses_its_values_before_its_names() -> None:
    lines = [line(0.123, 1.0, label=f"run {number}") for number in range(3)]
    assert rows(draw_curves(34, 7, lines, colours=DARK))[0].rstrip() == "── run 0   ── run 1   ── run 2"


def test_marks_are_dotted_lines_with_words_that_do_not_meet() -> None:
    marks = [(20, "rate 0.1"), (24, "rate 0.2"), (99, "rate 0.3"), (500, "outside")]
    cells = draw_curves(80, 24, [line(*np.linspace(1, 0, 101))], marks=marks, colours=DARK)
    text = "\n".join(rows(cells))
    assert all(text.count(words) == 1 for words in ("┊rate 0.1", "┊rate 0.2", "rate 0.3┊"))
    assert "outside" not in text
    assert text.count("┊") > 3 * 10


def test_a_mark_keeps_its_words_away_from_the_curve() -> None:
    curve = line(*[1.0] * 50, *[0.0] * 51)
    with_mark = rows(draw_curves(60, 12, [curve], marks=[(10, "rate 0.1")], colours=DARK))
    without = rows(draw_curves(60, 12, [curve], colours=DARK))
    assert with_mark[1] == without[1], "the curve is in the first row"
    assert "┊rate 0.1" in with_mark[2]


def test_only_whole_steps_get_ticks() -> None:
    last_row = rows(draw_curves(120, 12, [line(1, 2, 3)], colours=DARK))[-1]
    assert last_row.split() == ["0", "1", "2"]


@given(st.lists(st.one_of(st.floats(-10, 10), st.just(float("nan"))), max_size=40), st.floats(1.0, 20.0))
def test_moving_average(numbers: list[float], length: float) -> None:
    values, decay = np.array(numbers), 1 - 1 / length
    finite = np.flatnonzero(~np.isnan(values))
    for index, got in enumerate(moving_average(values, length)):
        weights = [decay ** abs(index - other) for other in finite]
        if index not in finite:
            assert np.isnan(got)
        else:
            want = sum(weight * values[other] for weight, other in zip(weights, finite, strict=True)) / sum(weights)
            assert got == pytest.approx(want, abs=0.02), "the tail of the average is cut off at e**-8"
