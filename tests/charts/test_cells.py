from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tuitrainer.charts.cells import NO_COLOUR, Cells, code_points


def test_writing_is_cut_off_at_every_edge() -> None:
    cells = Cells.blank(4, 2)
    cells.write(-2, 0, "abcd", 0xFF0000)
    cells.write(3, 1, "xyz")
    cells.write(0, 2, "below")
    cells.write(0, -1, "above")
    assert [cells.text(0), cells.text(1)] == ["cd  ", "   x"]
    assert cells.foreground[0].tolist() == [0xFF0000, 0xFF0000, NO_COLOUR, NO_COLOUR]


def test_what_is_not_one_cell_wide_becomes_a_question_mark() -> None:
    cells = Cells.blank(9, 1)
    cells.write(0, 0, "é\u00a0日e\u0301\t\x1b\u200b│")
    assert cells.text(0) == "é ?e? ??│"


def test_runs_are_as_long_as_their_colours() -> None:
    cells = Cells.blank(6, 1)
    cells.write(1, 0, "ab", 1)
    cells.write(4, 0, "c", 1)
    assert list(cells.runs(0)) == [(" ", -1, -1), ("ab", 1, -1), (" ", -1, -1), ("c", 1, -1), (" ", -1, -1)]
    assert list(cells.with_longer_runs().runs(0)) == [(" ", -1, -1), ("ab c ", 1, -1)]
    assert list(Cells.blank(0, 1).with_longer_runs().runs(0)) == []


@given(st.text(st.sampled_from("ab ▀⣿"), max_size=30), st.data())
def test_runs_put_together_are_the_row(text: str, data: st.DataObject) -> None:
    cells = Cells.blank(len(text), 1)
    cells.characters[0] = code_points(text)
    cells.background[0] = data.draw(st.lists(st.integers(-1, 1), min_size=len(text), max_size=len(text)))
    for picture in (cells, cells.with_longer_runs()):
        assert "".join(run[0] for run in picture.runs(0)) == text
        assert [run[2] for run in picture.runs(0) for _character in run[0]] == cells.background[0].tolist()
