from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from chart_app import ChartApp, Repaints
from pictures import without_names
from rich.color import Color
from syrupy.assertion import SnapshotAssertion
from textual.geometry import Region

from tuitrainer.charts.curve import Line
from tuitrainer.charts.histogram import HistogramRow
from tuitrainer.charts.palette import DARK, LIGHT
from tuitrainer.charts.pictures import Picture
from tuitrainer.tui.widgets.chart import ChartWidget
from tuitrainer.tui.widgets.curve_chart import CurveChart
from tuitrainer.tui.widgets.fit_chart import FitChart
from tuitrainer.tui.widgets.grid_map_chart import GridMapChart
from tuitrainer.tui.widgets.heatmap_chart import HeatmapChart
from tuitrainer.tui.widgets.histogram_chart import HistogramChart
from tuitrainer.tui.widgets.picture_chart import PictureChart
from tuitrainer.tui.widgets.plane_chart import PlaneChart
from tuitrainer.tui.widgets.surface_chart import SurfaceChart

SMALL = (60, 16)
AXIS = np.linspace(-1, 1, 24)
X, Y = np.meshgrid(AXIS, AXIS)


def curve_chart() -> CurveChart:
    chart = CurveChart(x_label="step")
    step = np.arange(1, 201)
    mean = np.exp(-step / 40) + 0.1
    train = Line("train", step, 0.7 * mean, 1.3 * mean, mean, smooth=True)
    later = mean[::20] + 0.2
    test = Line("validation", step[::20], later, later, later, style="dashed", colour=1)
    chart.set_lines([train, test], [(120, "learning rate 0.01")])
    return chart


def histogram_chart() -> HistogramChart:
    chart = HistogramChart()
    bins = np.arange(40)
    chart.set_rows(
        [HistogramRow(f"{i}.dense", np.exp(-(((bins - 10 - 8 * i) / 4) ** 2)) * 500, -8, 2, "1e-3") for i in range(3)]
    )
    return chart


def heatmap_chart() -> HeatmapChart:
    chart = HeatmapChart()
    chart.set_matrix(np.sin(3 * X) * Y, -1, 1)
    return chart


def plane_chart() -> PlaneChart:
    chart = PlaneChart(x_label="x1", y_label="x2")
    points = np.stack([np.cos(np.arange(30)), np.sin(np.arange(30)) * np.linspace(0, 1, 30)], axis=1)
    labels = (points[:, 1] > points[:, 0] ** 2 - 0.5).astype(np.int64)
    scores = 1 / (1 + np.exp(-6 * (Y - X**2 + 0.5)))
    chart.set_field(
        scores, points[:20], labels[:20], (-1, 1, -1, 1), test_points=points[20:], test_labels=labels[20:],
        class_names=("no", "yes"),
    )  # fmt: skip
    return chart


def surface_chart() -> SurfaceChart:
    chart = SurfaceChart(labels=("start", "now", "best"), x_label="a", y_label="b")
    way = np.linspace(-0.9, 0.4, 20)
    chart.set_surface(
        np.log10((X - 0.5) ** 2 + 0.1 * Y**2 + 0.01), np.stack([way, way**2], 1), (-1, 1, -1, 1), (0.5, 0)
    )
    return chart


def fit_chart() -> FitChart:
    chart = FitChart()
    chart.set_fit(np.stack([AXIS, AXIS**2], axis=1), np.stack([AXIS, AXIS], axis=1))
    return chart


def grid_map_chart() -> GridMapChart:
    chart = GridMapChart(labels=(("S", "start"), ("G", "goal"), ("X", "pit"), ("█", "wall")))
    layout = [".#.G", "..#X", "S..."]
    signs = np.array([[ord(sign) for sign in row] for row in layout])
    actions = np.where(
        (signs == ord("#")) | (signs == ord("G")) | (signs == ord("X")), -1, np.arange(12).reshape(3, 4) % 4
    )
    chart.set_map(np.where(signs == ord("#"), np.nan, -np.arange(12.0).reshape(3, 4)), actions, signs)
    return chart


def picture_chart() -> PictureChart:
    chart = PictureChart()
    chart.set_pictures([Picture("a ring", (X**2 + Y**2 < 0.5).astype(float)), Picture("waves", np.sin(3 * X), True)])
    return chart


CHARTS = (
    curve_chart,
    histogram_chart,
    heatmap_chart,
    plane_chart,
    surface_chart,
    fit_chart,
    grid_map_chart,
    picture_chart,
)
Make = Callable[[], ChartWidget]


@pytest.mark.parametrize("make", CHARTS)
@pytest.mark.parametrize("theme", ["tuitrainer-dark", "tuitrainer-light", "ansi-dark"])
async def test_every_line_is_full_and_styled(make: Make, theme: str) -> None:
    app = ChartApp(make(), theme)
    async with app.run_test(size=SMALL):
        for row in range(SMALL[1]):
            strip = app.chart.render_line(row)
            assert strip.cell_length == SMALL[0]
            assert all(segment.style is not None and segment.style.bgcolor is not None for segment in strip)
        assert "".join(app.lines()).strip()
        assert app.chart.render_line(SMALL[1] + 5).cell_length == SMALL[0]


@pytest.mark.parametrize("make", CHARTS)
async def test_without_colours(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = ChartApp(make())
    async with app.run_test(size=SMALL):
        assert app.chart.monochrome
        assert "▀" not in "".join(app.lines()), "half blocks say nothing without colours"
        app.export_screenshot()  # paints the screen: a segment without a style would end the program


@pytest.mark.parametrize("make", CHARTS)
async def test_resizing_down_to_nothing_and_back(make: Make) -> None:
    app = ChartApp(make())
    async with app.run_test(size=SMALL) as pilot:
        before = app.lines()
        for size in [(1, 1), (0, 0), (40, 1), (3, 30), SMALL]:
            app.chart.styles.width, app.chart.styles.height = size
            await pilot.pause()
            assert app.chart.size == size
            assert [len(line) for line in app.lines()] == [size[0]] * size[1]
            app.chart.redraw()
        assert app.lines() == before


async def test_numbers_set_before_and_after_mounting_are_shown() -> None:
    chart = curve_chart()
    app = ChartApp(chart)
    async with app.run_test(size=SMALL):
        assert "validation 0.311" in app.lines()[0]
        ones, powers = np.ones(3), np.array([1.0, 10.0, 100.0])
        chart.set_lines([Line("new", np.arange(3), ones, ones, ones)])
        assert app.lines()[0].strip() == "── new 1"
        linear = app.lines()
        chart.set_lines([Line("new", np.arange(3), powers, powers, powers)])
        assert app.lines() != linear
        linear = app.lines()
        chart.log_y = True
        assert app.lines() != linear


async def test_only_rows_that_changed_are_repainted() -> None:
    chart = HeatmapChart()
    matrix = np.zeros((60, 80))
    chart.set_matrix(matrix, -1, 1)
    app = ChartApp(chart)
    async with app.run_test(size=(40, 32)) as pilot:
        await pilot.pause()
        repaints = Repaints(chart)
        chart.set_matrix(matrix.copy(), -1, 1)
        assert repaints.asked == [], "nothing new to see"
        changed = matrix.copy()
        changed[4:6, 10] = 1
        changed[20:24, 50] = -1
        chart.set_matrix(changed, -1, 1)
        assert repaints.asked == [(Region(0, 2, 40, 1), Region(0, 10, 40, 2))]
        await pilot.pause()
        chart.set_matrix(changed, -2, 2)
        assert len(repaints.asked) == 2


async def test_the_theme_gives_the_colours() -> None:
    app = ChartApp(curve_chart())
    async with app.run_test(size=SMALL) as pilot:

        def colours() -> set[Color]:
            strips = [app.chart.render_line(row) for row in range(SMALL[1])]
            return {
                segment.style.color for strip in strips for segment in strip if segment.style and segment.style.color
            }

        dark, light = (Color.from_rgb(c >> 16, c >> 8 & 255, c & 255) for c in (DARK.of(0), LIGHT.of(0)))
        assert dark in colours()
        app.theme = "tuitrainer-light"
        await pilot.pause()
        assert light in colours()
        assert dark not in colours()
        assert app.chart.colours.background == 0xFBFBF8


@pytest.mark.parametrize(
    ("make", "theme"),
    [(curve_chart, "tuitrainer-dark"), (plane_chart, "tuitrainer-light"), (histogram_chart, "tuitrainer-dark")],
    ids=["curve", "plane", "histogram"],
)
async def test_chart_picture(make: Make, theme: str, picture: SnapshotAssertion) -> None:
    app = ChartApp(make(), theme)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.pause()
        assert without_names(app.export_screenshot(simplify=True)) == picture
