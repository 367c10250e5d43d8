"""A matrix as colours, two rows of pixels in a row of cells; as signs and shades where there are no colours."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from tuitrainer.charts import braille
from tuitrainer.charts.axes import LARGEST, Area
from tuitrainer.charts.cells import NO_COLOUR, Cells, code_points
from tuitrainer.charts.palette import ColourMap, Colours, contrasting, levels
from tuitrainer.charts.ticks import short_number

Matrix = npt.NDArray[np.float64]
UPPER_HALF = ord("▀")
NOT_A_NUMBER = "?"
NEGATIVE, POSITIVE, SHADES = " -=≡", " +#█", " ░▒▓█"
"""Without colours: from 0 to the largest size below 0 and above 0, and from low to high."""
SIZES = (0.05, 0.35, 0.7)
"""Shares of the largest size from which the second to the fourth sign are used."""
LEAST_HEIGHT_WITH_BAR, ROOMY_HEIGHT, LONGEST_BAR = 4, 16, 41
NUMBER_WIDTH = 8
"""Cells for an entry's own number, where every entry is that large."""


def draw_heatmap(
    width: int,
    height: int,
    matrix: npt.NDArray[np.floating],
    *,
    colours: Colours,
    low: float,
    high: float,
    colour_map: ColourMap = "viridis",
    signed: bool = False,
    mono: bool = False,
    keep_aspect: bool = False,
    bar: bool = False,
) -> Cells:
    """The matrix (R, C) stretched to the whole rectangle, or with square entries in its middle (`keep_aspect`).

    Entries are repeated, or averaged where there are more of them than pixels. `low` and `high` get the ends of the
    map; with `signed` 0 gets its middle and the larger of them its end. Where there is room each entry shows its
    number. `bar` explains the colours in the last row.
    """
    cells = Cells.blank(width, height)
    values = np.asarray(matrix, np.float64)
    if width <= 0 or height <= 0 or values.ndim != 2 or not values.size:
        return cells
    low, high = limits(low, high, signed)
    if bar and height >= LEAST_HEIGHT_WITH_BAR:
        height -= 1 if height < ROOMY_HEIGHT else 2
        _draw_colour_bar(cells, cells.height - 1, low, high, colour_map, signed, mono, colours)
    area = _fitted(values.shape, width, height) if keep_aspect else Area(0, 0, width, height)
    has_numbers = values.shape[0] <= area.height and NUMBER_WIDTH * values.shape[1] <= area.width
    pixel_rows = area.height if mono or has_numbers else 2 * area.height
    pixels = resample(values, pixel_rows, area.width)
    if mono:
        cells.characters[area.slices] = glyphs(pixels, low, high, signed)
    else:
        paint(cells, area, np.repeat(pixels, 2, axis=0) if has_numbers else pixels, low, high, colour_map, colours)
    if has_numbers:
        _write_numbers(cells, area, values, mono)
    return cells


def limits(low: float, high: float, signed: bool) -> tuple[float, float]:
    """The numbers at the two ends of the map: finite, the first one smaller, and with `signed` as far from 0."""
    low, high = (float(np.clip(np.nan_to_num(end), -LARGEST, LARGEST)) for end in (low, high))
    if signed:
        high = max(abs(low), abs(high)) or 1.0
        return -high, high
    return (low, high) if high > low else (low, low + (abs(low) * 0.1 or 1.0))


def resample(matrix: Matrix, rows: int, columns: int) -> Matrix:
    """The matrix in another size: along each axis means of neighbours to shrink it, the nearest entry to enlarge it."""
    for axis, length in enumerate((rows, columns)):
        own = matrix.shape[axis]
        if length <= own:
            starts = np.arange(length) * own // length
            with np.errstate(invalid="ignore"):  # infinities of both signs have no mean
                sums = np.add.reduceat(matrix, starts, axis=axis)
            counts = np.diff(starts, append=own)
            matrix = sums / (counts[:, None] if axis == 0 else counts)
        else:
            matrix = np.take(matrix, np.arange(length) * own // length, axis=axis)
    return matrix


def paint(
    cells: Cells,
    area: Area,
    pixels: Matrix,
    low: float,
    high: float,
    colour_map: ColourMap,
    colours: Colours,
) -> None:
    """Colour an area with pixels (2 * its height, its width). What is not a number is marked."""
    table = levels(colour_map)
    missing = np.isnan(pixels)
    share = (np.clip(np.where(missing, low, pixels), low, high) - low) / (high - low)
    paint_colours(cells, area, np.where(missing, colours.alert, table[np.round(share * (table.size - 1)).astype(int)]))
    both = missing[0::2] & missing[1::2]
    cells.characters[area.slices][both] = ord(NOT_A_NUMBER)
    cells.foreground[area.slices][both] = colours.dimmed(colours.alert, 0.6)
    cells.background[area.slices][both] = NO_COLOUR


def paint_colours(cells: Cells, area: Area, pixels: npt.NDArray[np.integer]) -> None:
    """Fill an area with pixels 0xRRGGBB (2 * its height, its width); a cell of one colour is a space: less to send."""
    upper, lower = pixels[0::2], pixels[1::2]
    one_colour = upper == lower
    cells.characters[area.slices] = np.where(one_colour, ord(" "), UPPER_HALF)
    cells.foreground[area.slices] = np.where(one_colour, NO_COLOUR, upper)
    cells.background[area.slices] = lower


def write_over(cells: Cells, column: int, row: int, text: str) -> None:
    """Text over colours that stay, in black or white."""
    under = cells.background[row, max(column, 0) : column + len(text)].copy()
    cells.write(column, row, text)
    cells.foreground[row, max(column, 0) : column + len(text)] = contrasting(under)


def draw_dots_over(cells: Cells, area: Area, dots: braille.Dots) -> None:
    """Lines of dots over colours that stay, in black or white."""
    patterns = braille.pack(dots)
    used = patterns != braille.BLANK
    cells.characters[area.slices][used] = patterns[used]
    cells.foreground[area.slices][used] = contrasting(cells.background[area.slices][used])


def glyphs(values: Matrix, low: float, high: float, signed: bool) -> npt.NDArray[np.uint32]:
    """A character for each value: its sign and size in four steps, or its place between low and high in five."""
    missing = np.isnan(values)
    known = np.clip(np.where(missing, low, values), low, high)
    if signed:
        size = np.searchsorted(SIZES, np.abs(known) / high, side="right")
        shown = np.where(known < 0, code_points(NEGATIVE)[size], code_points(POSITIVE)[size])
    else:
        shown = code_points(SHADES)[np.minimum(((known - low) / (high - low) * 5).astype(int), 4)]
    return np.where(missing, ord(NOT_A_NUMBER), shown).astype(np.uint32)


def _draw_colour_bar(
    cells: Cells, row: int, low: float, high: float, colour_map: ColourMap, signed: bool, mono: bool, colours: Colours
) -> None:
    """The map between the two numbers that its ends stand for."""
    first, last = short_number(low), short_number(high)
    bar_width = min(cells.width - len(first) - len(last) - 2, LONGEST_BAR)
    if bar_width < 3:
        return
    left = (cells.width - bar_width - len(first) - len(last) - 2) // 2
    area = Area(left + len(first) + 1, row, bar_width, 1)
    cells.write(left, row, first, colours.axis)
    cells.write(area.left + bar_width + 1, row, last, colours.axis)
    ramp = np.linspace(low, high, bar_width)[None, :]
    if mono:
        cells.characters[area.slices] = glyphs(ramp, low, high, signed)
    else:
        paint(cells, area, np.repeat(ramp, 2, axis=0), low, high, colour_map, colours)


def _fitted(shape: tuple[int, ...], width: int, height: int) -> Area:
    """The largest rectangle of square entries, in the middle. A pixel is one cell wide and half a cell high."""
    scale = min(width / shape[1], 2 * height / shape[0])
    own_width = min(width, max(1, round(shape[1] * scale)))
    own_height = min(height, max(1, round(shape[0] * scale / 2)))
    return Area((width - own_width) // 2, (height - own_height) // 2, own_width, own_height)


def _write_numbers(cells: Cells, area: Area, matrix: Matrix, mono: bool) -> None:
    rows, columns = matrix.shape
    for index, value in np.ndenumerate(matrix):
        text = short_number(float(value), 2)
        # The first cell that shows an entry is the first whose share of the matrix begins in it.
        top, bottom = (-(-(index[0] + part) * area.height // rows) for part in (0, 1))
        left, right = (-(-(index[1] + part) * area.width // columns) for part in (0, 1))
        row, column = area.top + (top + bottom - 1) // 2, area.left + (left + right - len(text)) // 2
        if mono:
            cells.write(column - 1, row, f" {text} ")
        else:
            write_over(cells, column, row, text)
