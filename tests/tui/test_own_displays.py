"""What a task gives for displays of its own: pictures, curves, points without a classifier, a table."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from fake_link import FakeLink, app_on, run, snapshot, until
from test_training_screen import ready, shown

from tuitrainer.training.snapshot import RunSnapshot
from tuitrainer.tui.panels.panel import Panel
from tuitrainer.tui.screens.training import TrainingScreen
from tuitrainer.tui.widgets.chart import ChartWidget

EYE = np.eye(8, dtype=np.float32)
CURVE = np.array([[0.0, 1.0], [0.25, 0.5], [0.5, 0.25]])
PLANE = {"plane/points": CURVE, "plane/labels": np.array([0, 1, 0]), "plane/bounds": np.array([0.0, 1.0, 0.0, 1.0])}


async def drawn(own: RunSnapshot, number: int) -> tuple[list[int], str, str]:
    """The panels that are shown, the one with that number alone: its subtitle, and its text."""
    async with app_on(FakeLink(snapshot(own))).run_test(size=(200, 60)) as pilot:
        screen = await ready(pilot)
        assert isinstance(screen, TrainingScreen)
        numbers = shown(screen)
        (panel,) = (panel for panel in screen.query(Panel) if panel.display and number == panel.NUMBER)
        charts = [chart for chart in panel.query(ChartWidget) if chart.display]
        lines = [chart.render_line(row).text for chart in charts for row in range(chart.size.height)]
        lines += [str(widget.render()) for widget in panel.query(".lines")]
        return numbers, str(panel.border_subtitle or ""), "\n".join(lines)


async def test_pictures_have_key_7_and_their_captions() -> None:
    numbers, _subtitle, text = await drawn(run(figures={"picture/a digit": EYE, "signed/a kernel": EYE - 0.5}), 7)
    assert 7 in numbers
    assert 6 not in numbers
    assert text.index("a digit") < text.index("a kernel")


async def test_curves_over_numbers_that_are_no_steps() -> None:
    own = replace(
        run(figures={"lines/attacked": CURVE, "lines/noise": CURVE + 0.1}), words={"lines": ("ε", "accuracy")}
    )
    numbers, subtitle, text = await drawn(own, 6)
    assert 6 in numbers
    assert "accuracy" in subtitle
    assert "attacked 0.25" in text
    assert "0.2" in text.splitlines()[-1], "ticks between whole numbers"
    assert text.splitlines()[-1].rstrip().endswith("ε")


async def test_points_without_a_classifier_and_their_legend() -> None:
    _numbers, _subtitle, text = await drawn(replace(run(figures=PLANE), words={"plane": ("real", "made")}), 6)
    assert "o real" in text
    assert "x made" in text
    assert "▀" not in text, "nothing is said about the rest of the plane"


@pytest.mark.parametrize(("selected", "said"), [("digits", "digits · nothing for this run"), ("curve", "curve")])
async def test_a_panel_that_only_another_run_has_something_for_says_so(selected: str, said: str) -> None:
    runs = run("digits"), run("curve", figures={"lines/curve": CURVE})
    async with app_on(FakeLink(snapshot(*runs))).run_test(size=(200, 60)) as pilot:
        screen = await ready(pilot)
        if selected == "curve":
            await pilot.press("n")
        (panel,) = (panel for panel in screen.query(Panel) if panel.display and panel.NUMBER == 6)
        await until(pilot, lambda: str(panel.border_subtitle).startswith(selected))
        assert str(panel.border_subtitle).removesuffix(" · y") == said


async def test_a_table_is_aligned() -> None:
    rows = (("layer", "shape", "parameters"), ("conv", "28×28×6", "156"), ("dense", "84", "10,164"))
    numbers, _subtitle, text = await drawn(replace(run(), table=rows), 7)
    assert 7 in numbers
    assert [line.split() for line in text.splitlines()] == [list(row) for row in rows]
    assert len({len(line) for line in text.splitlines()}) == 1
