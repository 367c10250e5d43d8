from __future__ import annotations

import numpy as np
import pytest

from tuitrainer.charts.palette import (
    CONTROL_POINTS,
    DARK,
    LEVELS,
    LIGHT,
    ColourMap,
    Colours,
    contrasting,
    levels,
    lookup_table,
    luma,
    mix,
)


def contrast(first: int, second: int) -> float:
    """Contrast ratio of the Web Content Accessibility Guidelines 2.1."""

    def luminance(colour: int) -> float:
        parts = [(colour >> shift & 255) / 255 for shift in (16, 8, 0)]
        linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    bright, dim = sorted((luminance(first), luminance(second)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


@pytest.mark.parametrize("name", ["viridis", "cividis"])
def test_maps_of_unsigned_numbers_grow_brighter_all_the_way(name: ColourMap) -> None:
    table = lookup_table(name)
    assert table.shape == (256, 3)
    brightness = luma([int(r) << 16 | int(g) << 8 | int(b) for r, g, b in table])
    assert (np.diff(brightness) >= -0.5).all(), "rounding only"  # a channel is rounded to a whole number
    assert (np.diff(luma(levels(name))) > 0).all()


@pytest.mark.parametrize(("name", "middle"), [("blue_white_red", 0xF7F7F7), ("blue_black_red", 0x161A20)])
def test_signed_maps_have_zero_in_the_middle_and_change_monotonously_from_there(name: ColourMap, middle: int) -> None:
    colours = levels(name)
    half = colours.size // 2
    assert colours[half] == middle
    for side in (colours[half:], colours[half::-1]):
        change = np.diff(luma(side))
        assert (change < 0).all() or (change > 0).all()


@pytest.mark.parametrize("name", list(CONTROL_POINTS))
def test_levels_are_few_and_include_both_ends(name: ColourMap) -> None:
    colours = levels(name)
    assert LEVELS - 1 <= len(set(colours.tolist())) == colours.size <= LEVELS
    assert (colours[0], colours[-1]) == (CONTROL_POINTS[name][0], CONTROL_POINTS[name][-1])


@pytest.mark.parametrize("colours", [DARK, LIGHT])
def test_series_stand_out_from_the_background_and_from_each_other(colours: Colours) -> None:
    assert min(contrast(colour, colours.background) for colour in colours.series) >= 3
    assert contrast(colours.axis, colours.background) >= 4.5
    assert len(set(colours.series)) == len(colours.series) == 6
    assert colours.of(7) == colours.series[1]


def test_mixing_and_contrast() -> None:
    assert [mix(0x000000, 0xFF8000, share) for share in (0, 0.5, 1)] == [0x000000, 0x804000, 0xFF8000]
    assert contrasting([0x000000, 0xFFFFFF, 0xFDE725, -1]).tolist() == [0xFFFFFF, 0x000000, 0x000000, -1]
