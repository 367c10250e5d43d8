"""Small pictures side by side, each under its caption: digits, kernels, attention maps, states over time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tuitrainer.charts.axes import Area
from tuitrainer.charts.cells import Cells
from tuitrainer.charts.heatmap import glyphs, limits, paint_colours, resample
from tuitrainer.charts.palette import Colours, levels

GAP = 2
"""Empty columns between two pictures."""
LEAST_WIDTH = 6
"""A picture narrower than this says nothing: rather show fewer."""

FEW = 4
"""Pictures that are worth leaving out others for."""


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """Numbers (R, C) as colours: grey from 0, black, to 1, white, or with `signed` around 0, as far as the largest."""

    caption: str
    values: npt.NDArray[np.floating]
    signed: bool = False


@dataclass(frozen=True, slots=True)
class Layout:
    """Tiles of equal size, and how large an entry of a picture is in pixels (a cell is 1 wide and 2 high)."""

    count: int
    columns: int
    tile_width: int
    tile_height: int
    scale: float


def draw_pictures(
    width: int, height: int, pictures: Sequence[Picture], *, colours: Colours, mono: bool = False
) -> Cells:
    """As many pictures as can be seen, row by row, all at one scale; how many are left out is said at the end.

    All signed pictures share one range, so that they can be compared.
    """
    cells = Cells.blank(width, height)
    shown = [picture for picture in pictures if np.ndim(picture.values) == 2 and np.size(picture.values)]
    if width <= 0 or height <= 0 or not shown:
        return cells
    layout = lay_out_pictures(width, height, [np.shape(picture.values) for picture in shown])
    known = [np.abs(picture.values[np.isfinite(picture.values)]) for picture in shown if picture.signed]
    largest = max((float(sizes.max(initial=0.0)) for sizes in known), default=0.0)
    left_over = (width - layout.columns * layout.tile_width - GAP * (layout.columns - 1)) // 2
    for index, picture in enumerate(shown[: layout.count]):
        row, column = divmod(index, layout.columns)
        tile = Area(
            max(0, left_over) + column * (layout.tile_width + GAP),
            row * layout.tile_height,
            layout.tile_width,
            layout.tile_height,
        )
        _draw_tile(cells, tile, picture, layout.scale, largest, colours, mono)
    if layout.count < len(shown):
        more = f"+{len(shown) - layout.count}"
        cells.write(width - len(more), height - 1, more, colours.axis)
    return cells


def lay_out_pictures(width: int, height: int, shapes: Sequence[tuple[int, ...]]) -> Layout:
    """The grid in which the pictures are largest; whole multiples of their size where there is room.

    Rather FEW in their full size, or half of it, than all of them shrunk beyond recognition.
    """
    rows, columns = (max(shape[axis] for shape in shapes) for axis in (0, 1))
    attempts = [(least, count) for least in (1.0, 0.5) for count in range(len(shapes), min(FEW, len(shapes)) - 1, -1)]
    attempts += [(0.0, count) for count in range(len(shapes), 0, -1)]
    for least, count in attempts:
        best: Layout | None = None
        for across in range(1, count + 1):
            down = -(-count // across)
            tile_width, tile_height = (width - GAP * (across - 1)) // across, height // down
            scale = min(tile_width / columns, 2 * (tile_height - 1) / rows)
            if scale > 0 and (best is None or scale > best.scale):
                best = Layout(count, across, tile_width, tile_height, scale)
        if best is None or best.scale < least:
            continue
        if best.scale >= 1 or best.scale * columns >= LEAST_WIDTH:
            scale = float(int(best.scale)) if best.scale >= 1 else best.scale
            # Tiles as narrow as their pictures keep what belongs together close to each other.
            own_width = min(best.tile_width, max(int(scale * columns), 2 * LEAST_WIDTH))
            own_height = min(best.tile_height, -(-int(scale * rows) // 2) + 1)
            return Layout(count, best.columns, own_width, own_height, scale)
    return Layout(1, 1, width, height, max(0.0, min(width / columns, 2 * (height - 1) / rows)))


def _draw_tile(
    cells: Cells, tile: Area, picture: Picture, scale: float, largest: float, colours: Colours, mono: bool
) -> None:
    values = np.asarray(picture.values, np.float64)
    caption = picture.caption if len(picture.caption) <= tile.width else picture.caption[: tile.width - 1] + "…"
    cells.write(tile.left + (tile.width - len(caption)) // 2, tile.top, caption, colours.axis)
    pixel_rows, pixel_columns = max(1, int(scale * values.shape[0])), max(1, int(scale * values.shape[1]))
    area = Area(
        tile.left + (tile.width - min(pixel_columns, tile.width)) // 2, tile.top + 1,
        min(pixel_columns, tile.width), min(-(-pixel_rows // 2), tile.height - 1),
    )  # fmt: skip
    if area.height <= 0:
        return
    low, high = limits(-largest, largest, signed=True) if picture.signed else (0.0, 1.0)
    if mono:
        cells.characters[area.slices] = glyphs(resample(values, area.height, area.width), low, high, picture.signed)
        return
    pixel_rows = min(pixel_rows, 2 * area.height)
    pixels = np.full((2 * area.height, area.width), colours.background, np.int32)
    enlarged = resample(values, pixel_rows, area.width)
    table = levels(colours.signed_map if picture.signed else "grey")
    missing = np.isnan(enlarged)
    share = (np.clip(np.where(missing, low, enlarged), low, high) - low) / (high - low)
    pixels[:pixel_rows] = np.where(missing, colours.alert, table[np.round(share * (table.size - 1)).astype(int)])
    paint_colours(cells, area, pixels)
