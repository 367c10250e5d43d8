"""From snapshots to what the charts are given."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from fake_link import diverged_run, run

from tuitrainer.tui.display import (
    fact_rows,
    gradient_norm_lines,
    heatmap_range,
    histogram_rows,
    layer_rows,
    marks_of,
    run_rows,
    score_lines,
)
from tuitrainer.tui.numbers import count, percentage, scientific, short


def test_one_run_shows_training_and_validation() -> None:
    only = run()
    lines = score_lines([only], only, "loss")
    assert [(line.label, line.style, line.colour, line.smooth) for line in lines] == [
        ("training", "solid", 0, True),
        ("validation", "dashed", 1, False),
    ]
    assert lines[0].mean is only.curves["loss"].mean


def test_several_runs_keep_their_colours_and_the_selected_one_is_on_top() -> None:
    runs = [run("small"), run("medium"), run("large")]
    for selected in range(3):
        lines = score_lines(runs, runs[selected], "accuracy")
        assert {line.label: line.colour for line in lines[:3]} == {"small": 0, "medium": 1, "large": 2}
        assert lines[2].label == runs[selected].name
        assert len({line.style for line in lines}) == len(lines) == 3


def test_curves_that_are_not_there_are_left_out() -> None:
    regression = run(accuracy=False)
    assert score_lines([regression], regression, "accuracy") == []
    assert [label for label, _value in fact_rows(regression)][:2] == ["loss", "validation loss"]


def test_twelve_layers_can_be_told_apart() -> None:
    deep = run()
    curve = deep.curves["loss"]
    deep = replace(deep, curves={f"gradient_norm/{index}.dense": curve for index in range(12)})
    lines = gradient_norm_lines(deep)
    assert [line.label for line in lines] == [f"{index}.dense" for index in range(12)]
    assert len({(line.colour % 6, line.style) for line in lines}) == 12


def test_zeros_do_not_flatten_a_histogram() -> None:
    layer = run().layers[0]
    counts = np.array([900, 1, 4, 2])
    (row,) = histogram_rows([replace(layer, gradient_counts=counts)])
    assert row.counts.tolist() == [4, 1, 4, 2]
    assert counts[0] == 900
    (row,) = histogram_rows([replace(layer, gradient_counts=np.array([900, 0, 0]))])
    assert row.counts.tolist() == [900, 0, 0]


def test_marks() -> None:
    assert marks_of(run()) == [(100, "learning rate 0.05")]


def test_ranges_know_nothing_of_what_is_no_number() -> None:
    assert heatmap_range(np.array([[np.nan, -2.0], [np.inf, 1.0]], np.float32)) == (-2.0, 1.0)
    assert heatmap_range(np.full((2, 2), np.nan, np.float32)) == (0.0, 0.0)


def test_tables_have_a_heading_and_equally_long_rows() -> None:
    runs = [run("small"), diverged_run("large")]
    for rows in (run_rows(runs, runs[1]), layer_rows(runs[0].layers), layer_rows(runs[1].layers)):
        assert len({len(row) for row in rows}) == 1
    assert run_rows(runs, runs[1])[2][0] == "› ✗ large"
    assert layer_rows(runs[1].layers)[1][2:] == ("NaN", "NaN", "–")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (count(1234567.4), "1\u00a0234\u00a0567"),
        (count(0), "0"),
        (count(math.inf), "∞"),
        (short(0.05), "0.05"),
        (short(math.nan), "NaN"),
        (short(-math.inf), "-∞"),
        (percentage(0.9667), "96.7\u00a0%"),
        (percentage(math.nan), "NaN"),
        (scientific(0.00123), "1.2e-03"),
    ],
)
def test_numbers(text: str, expected: str) -> None:
    assert text == expected
