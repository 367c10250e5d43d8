from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from tuitrainer.charts.cells import Cells
from tuitrainer.charts.histogram import HistogramRow, column_counts, draw_histograms
from tuitrainer.charts.palette import DARK


def row(*counts: int, label: str = "", low: float = 0.0, high: float = 8.0, note: str = "") -> HistogramRow:
    return HistogramRow(label, np.array(counts), low, high, note)


def rows(cells: Cells) -> list[str]:
    return [cells.text(row) for row in range(cells.height)]


def test_heights_are_eighths_and_rounded_up() -> None:
    assert rows(draw_histograms(8, 1, [row(0, 1, 2, 3, 4, 5, 6, 8)], colours=DARK)) == [" ▁▂▃▄▅▆█"]
    assert rows(draw_histograms(4, 1, [row(0, 1, 1000, 500)], colours=DARK)) == [" ▁█▄"]


def test_bars_over_several_lines() -> None:
    text = [line.replace("┊", " ") for line in rows(draw_histograms(4, 4, [row(0, 1, 5, 16)], colours=DARK))]
    assert text[:2] == ["   █", " ▁▅█"]


def test_layers_share_one_axis() -> None:
    layers = [row(4, 4, low=-8, high=-6, label="1.dense", note="1e-7"), row(4, 4, low=-2, high=0, label="2.dense")]
    text = rows(draw_histograms(61, 4, layers, colours=DARK))
    left = text[0].index("█"), text[0].rindex("█")
    right = text[1].index("█"), text[1].rindex("█")
    assert text[0].startswith("1.dense █")
    assert text[0].endswith(" 1e-7")
    assert right[1] - right[0] == left[1] - left[0]
    assert right[0] - left[0] == pytest.approx(6 / 8 * (61 - 8 - 5), abs=1)
    assert text[3].split() == ["1e-8", "1e-6", "1e-4", "0.01", "1"]


def test_where_there_is_too_little_height_the_number_of_layers_left_out_is_said() -> None:
    text = rows(draw_histograms(20, 3, [row(1, 2, label=f"layer {index}") for index in range(5)], colours=DARK))
    assert [line[:7].rstrip() for line in text] == ["layer 0", "layer 1", "+3"]


def test_an_empty_layer_has_no_bars() -> None:
    assert "█" not in "".join(rows(draw_histograms(40, 8, [row(0, 0, label="a"), row(label="b")], colours=DARK)))


@given(arrays(np.int64, st.integers(1, 50), elements=st.integers(0, 10**6)), st.integers(1, 120))
def test_no_number_is_lost_or_counted_twice(counts: np.ndarray, columns: int) -> None:
    layer = HistogramRow("", counts, -8.0, 2.0, "")
    assert column_counts(layer, np.linspace(-8, 2, columns + 1)).sum() == pytest.approx(counts.sum())
    assert column_counts(layer, np.linspace(-8, 2, counts.size + 1)) == pytest.approx(counts)
