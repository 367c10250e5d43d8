"""Every chart at every size with every kind of number: the right shape, one cell for each character, no exception."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from tuitrainer.charts.cells import Cells
from tuitrainer.charts.curve import Line, draw_curves
from tuitrainer.charts.fit import draw_fit
from tuitrainer.charts.grid_map import draw_grid_map
from tuitrainer.charts.heatmap import draw_heatmap
from tuitrainer.charts.histogram import HistogramRow, draw_histograms
from tuitrainer.charts.palette import DARK, LIGHT
from tuitrainer.charts.pictures import Picture, draw_pictures
from tuitrainer.charts.plane import draw_plane
from tuitrainer.charts.surface import draw_surface
from tuitrainer.charts.trace import Style

Chart = Callable[[st.DataObject, int, int], Cells]

number = st.one_of(
    st.floats(width=32),
    st.floats(-10, 10, width=32),
    st.sampled_from([0.0, -0.0, 1e-45, 1e38, -1e38, 1.0, float("nan"), float("inf"), -float("inf")]),
)
words = st.text(max_size=20)
look = st.sampled_from([DARK, LIGHT])


def numbers(*shape: int) -> st.SearchStrategy[np.ndarray]:
    return arrays(np.float32, shape, elements=number, fill=number)


def curves(data: st.DataObject, width: int, height: int) -> Cells:
    lines = []
    styles: list[Style] = ["solid", "dashed", "dotted"]
    for _index in range(data.draw(st.integers(0, 3))):
        size = data.draw(st.sampled_from([0, 1, 2, 3, 40, 500]))
        low, high, mean = (data.draw(numbers(size)) for _part in range(3))
        step = np.cumsum(data.draw(arrays(np.int64, size, elements=st.integers(0, 10**6), fill=st.just(1))))
        style = data.draw(st.sampled_from(styles))
        lines.append(Line(data.draw(words), step, low, high, mean, style, data.draw(st.integers(0, 9)), size % 2 == 0))
    marks = data.draw(st.lists(st.tuples(st.integers(-5, 10**6), words), max_size=4))
    return draw_curves(
        width, height, lines, log_y=data.draw(st.booleans()), marks=marks, x_label=data.draw(words),
        whole_steps=data.draw(st.booleans()), colours=data.draw(look),
    )  # fmt: skip


def histograms(data: st.DataObject, width: int, height: int) -> Cells:
    rows = [
        HistogramRow(
            data.draw(words), data.draw(st.one_of(numbers(7), arrays(np.int64, 40, elements=st.integers(0, 10**12)))),
            data.draw(number), data.draw(number), data.draw(words),
        )
        for _index in range(data.draw(st.integers(0, 5)))
    ]  # fmt: skip
    rows += [HistogramRow("a", np.arange(40), -8.0, 2.0, "1e-3")] * data.draw(st.integers(0, 3))
    return draw_histograms(width, height, rows, colours=data.draw(look))


def heatmap(data: st.DataObject, width: int, height: int) -> Cells:
    matrix = data.draw(numbers(data.draw(st.integers(0, 70)), data.draw(st.integers(0, 70))))
    signed = data.draw(st.booleans())
    return draw_heatmap(
        width, height, matrix, low=data.draw(number), high=data.draw(number), signed=signed,
        colour_map="blue_white_red" if signed else "cividis", mono=data.draw(st.booleans()),
        keep_aspect=data.draw(st.booleans()), bar=data.draw(st.booleans()), colours=data.draw(look),
    )  # fmt: skip


def plane(data: st.DataObject, width: int, height: int) -> Cells:
    shape = [data.draw(st.integers(0, 9)), data.draw(st.integers(0, 9))]
    shape += [data.draw(st.integers(1, 12))] if data.draw(st.booleans()) else []
    count = data.draw(st.integers(0, 9))
    points = data.draw(numbers(count, 2))
    labels = data.draw(arrays(np.int64, count, elements=st.integers(0, 11)))
    return draw_plane(
        width, height, data.draw(numbers(*shape)), points, labels, data.draw(numbers(4)).tolist(),
        test_points=points, test_labels=labels, class_names=data.draw(st.lists(words, max_size=3)),
        x_label=data.draw(words), y_label=data.draw(words), mono=data.draw(st.booleans()), colours=data.draw(look),
    )  # fmt: skip


def surface(data: st.DataObject, width: int, height: int) -> Cells:
    values = data.draw(numbers(data.draw(st.integers(0, 9)), data.draw(st.integers(0, 9))))
    return draw_surface(
        width, height, values, data.draw(numbers(data.draw(st.integers(0, 9)), 2)), data.draw(numbers(4)).tolist(),
        data.draw(numbers(2)).tolist(), labels=(data.draw(words), "now", "best"), x_label=data.draw(words),
        y_label=data.draw(words), mono=data.draw(st.booleans()), colours=data.draw(look),
    )  # fmt: skip


def pictures(data: st.DataObject, width: int, height: int) -> Cells:
    shapes = data.draw(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)), max_size=7))
    drawn = [Picture(data.draw(words), data.draw(numbers(*shape)), data.draw(st.booleans())) for shape in shapes]
    return draw_pictures(width, height, drawn, mono=data.draw(st.booleans()), colours=data.draw(look))


def grid_map(data: st.DataObject, width: int, height: int) -> Cells:
    shape = (data.draw(st.integers(0, 9)), data.draw(st.integers(0, 9)))
    actions = data.draw(arrays(np.int64, shape, elements=st.integers(-2, 5)))
    signs = data.draw(arrays(np.int64, shape, elements=st.sampled_from([*b".#SGX", 0, 10, 0x4E00, 2**40])))
    labels = [(sign, data.draw(words)) for sign in "SG"]
    return draw_grid_map(
        width, height, data.draw(numbers(*shape)), actions, signs, labels=labels, mono=data.draw(st.booleans()),
        colours=data.draw(look),
    )  # fmt: skip


def fit(data: st.DataObject, width: int, height: int) -> Cells:
    points = data.draw(numbers(data.draw(st.integers(0, 9)), 2))
    line = data.draw(numbers(data.draw(st.integers(0, 9)), 2))
    return draw_fit(width, height, points, line, x_label=data.draw(words), colours=data.draw(look))


@pytest.mark.parametrize("chart", [curves, histograms, heatmap, plane, surface, pictures, grid_map, fit])
@settings(max_examples=120, deadline=None)
@given(data=st.data(), width=st.integers(0, 250), height=st.integers(0, 80), small=st.booleans())
def test_any_size_and_any_numbers(chart: Chart, data: st.DataObject, width: int, height: int, small: bool) -> None:
    if small:
        width, height = width % 30, height % 8
    cells = chart(data, width, height)
    assert cells.characters.shape == cells.foreground.shape == cells.background.shape == (height, width)
    for code in np.unique(cells.characters).tolist():
        character = chr(code)
        assert unicodedata.east_asian_width(character) not in {"W", "F"}, repr(character)
        assert not unicodedata.combining(character), repr(character)
        assert character.isprintable(), repr(character)
    for colours in (cells.foreground, cells.background):
        assert colours.min(initial=-1) >= -1
        assert colours.max(initial=0) <= 0xFFFFFF
