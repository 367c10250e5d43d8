"""Colours of the charts: series that colour-blind readers can tell apart, and maps from numbers to colours.

Series: Okabe and Ito, "Color Universal Design" (2008); on a light background darker shades of the same hues, so that
each keeps a contrast of at least 3:1. Maps: viridis (Smith and van der Walt 2015), cividis (Nuñez, Anderton and
Renslow 2018, doi:10.1371/journal.pone.0199239), both through ten equidistant control points; blue to red after
ColorBrewer's RdBu (Brewer 2003).
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from tuitrainer.charts.cells import NO_COLOUR

ColourMap = Literal["viridis", "cividis", "grey", "blue_white_red", "blue_black_red"]

LEVELS = 32
"""Colours that a map is reduced to: on a slow link more cost bandwidth and nobody sees them."""

CONTROL_POINTS: dict[ColourMap, tuple[int, ...]] = {
    "viridis": (
        0x440154, 0x482878, 0x3E4989, 0x31688E, 0x26828E, 0x1F9E89, 0x35B779, 0x6ECE58, 0xB5DE2B, 0xFDE725,
    ),
    "cividis": (
        0x00224E, 0x123570, 0x3B496C, 0x575D6D, 0x707173, 0x8A8678, 0xA59C74, 0xC3B369, 0xE1CC55, 0xFEE838,
    ),
    "grey": (0x000000, 0xFFFFFF),
    "blue_white_red": (
        0x053061, 0x2166AC, 0x4393C3, 0x92C5DE, 0xD1E5F0, 0xF7F7F7, 0xFDDBC7, 0xF4A582, 0xD6604D, 0xB2182B, 0x67001F,
    ),
    "blue_black_red": (
        0xA6D8FF, 0x5FB4F5, 0x2F86CF, 0x1F5A91, 0x1A3350, 0x161A20, 0x4A231D, 0x853325, 0xC9482F, 0xF57F55, 0xFFC9A3,
    ),
}  # fmt: skip
"""Equidistant colours of each map from its low to its high end, 0xRRGGBB. The last two have 0 in the middle."""


@dataclass(frozen=True, slots=True)
class Colours:
    """What a chart draws with, 0xRRGGBB."""

    series: tuple[int, ...]
    text: int
    """Of what must be read first: values, the current point."""
    axis: int
    """Axes, tick labels, legends."""
    faint: int
    """Marks and guides behind the data."""
    alert: int
    """Where a number stopped being one."""
    background: int
    """What colours are dimmed towards."""
    dark: bool

    @property
    def signed_map(self) -> ColourMap:
        """The map for numbers around 0, which sinks into the background."""
        return "blue_black_red" if self.dark else "blue_white_red"

    def of(self, index: int) -> int:
        """The colour of a series, over and over again."""
        return self.series[index % len(self.series)]

    def dimmed(self, colour: int, share: float) -> int:
        """`share` of the colour on the background."""
        return mix(self.background, colour, share)


DARK = Colours(
    series=(0x56B4E9, 0xE69F00, 0x009E73, 0xCC79A7, 0xF0E442, 0xD55E00),
    text=0xE6EDF3, axis=0x8494A6, faint=0x4A5866, alert=0xFF6B6B, background=0x0E141B, dark=True,
)  # fmt: skip
LIGHT = Colours(
    series=(0x0072B2, 0xB36B00, 0x00795A, 0xA8457F, 0x8A7A00, 0xC24400),
    text=0x1B2530, axis=0x5B6877, faint=0xAAB2BA, alert=0xC0272D, background=0xFBFBF8, dark=False,
)  # fmt: skip


def mix(first: int, second: int, share: float) -> int:
    """The colour `share` of the way from the first to the second."""
    mixed = 0
    for shift in (16, 8, 0):
        a, b = first >> shift & 255, second >> shift & 255
        mixed |= round(a + (b - a) * share) << shift
    return mixed


def luma(colour: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Brightness from 0 to 255 to the eye (ITU-R BT.709 weights) of colours 0xRRGGBB, of any shape."""
    colours = np.asarray(colour)
    return np.asarray(
        0.2126 * (colours >> 16 & 255) + 0.7152 * (colours >> 8 & 255) + 0.0722 * (colours & 255), np.float64
    )


def contrasting(background: npt.ArrayLike) -> npt.NDArray[np.int32]:
    """Black or white for each background colour, whichever can be read on it; NO_COLOUR stays."""
    ink = np.where(luma(background) > 128, 0x000000, 0xFFFFFF)
    return np.where(np.asarray(background) == NO_COLOUR, NO_COLOUR, ink).astype(np.int32)


@functools.cache
def lookup_table(name: ColourMap) -> npt.NDArray[np.uint8]:
    """A map as (256, 3) red, green, blue; not to be written to."""
    points = np.array([[colour >> shift & 255 for shift in (16, 8, 0)] for colour in CONTROL_POINTS[name]], np.float64)
    places = np.linspace(0, len(points) - 1, 256)
    channels = [np.interp(places, np.arange(len(points)), channel) for channel in points.T]
    table = np.round(np.stack(channels, axis=1)).astype(np.uint8)
    table.flags.writeable = False
    return table


@functools.cache
def levels(name: ColourMap) -> npt.NDArray[np.int32]:
    """A map reduced to 0xRRGGBB colours, its two ends included: LEVELS, one less with 0 in the middle of the map."""
    count = LEVELS - 1 if len(CONTROL_POINTS[name]) % 2 else LEVELS
    picked = lookup_table(name)[np.round(np.linspace(0, 255, count)).astype(int)].astype(np.int32)
    colours = np.asarray(picked[:, 0] << 16 | picked[:, 1] << 8 | picked[:, 2], np.int32)
    if count % 2:
        colours[count // 2] = CONTROL_POINTS[name][len(CONTROL_POINTS[name]) // 2]
    colours.flags.writeable = False
    return colours
