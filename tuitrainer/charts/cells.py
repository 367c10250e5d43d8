"""A rectangle of terminal cells as NumPy arrays: what every chart returns, and all that a widget needs to draw it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

NO_COLOUR = -1
"""Stands for the terminal's or theme's own colour."""


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """`height` rows of `width` cells. Every character is one cell wide."""

    characters: npt.NDArray[np.uint32]
    """Unicode code points, (height, width)."""
    foreground: npt.NDArray[np.int32]
    """0xRRGGBB or NO_COLOUR, (height, width)."""
    background: npt.NDArray[np.int32]
    """0xRRGGBB or NO_COLOUR, (height, width)."""

    @classmethod
    def blank(cls, width: int, height: int) -> Cells:
        """Spaces in the theme's colours; width and height may be 0."""
        return cls(
            np.full((height, width), ord(" "), np.uint32),
            np.full((height, width), NO_COLOUR, np.int32),
            np.full((height, width), NO_COLOUR, np.int32),
        )

    @property
    def width(self) -> int:
        return int(self.characters.shape[1])

    @property
    def height(self) -> int:
        return int(self.characters.shape[0])

    def write(self, column: int, row: int, text: str, colour: int = NO_COLOUR) -> None:
        """Put `text` on a row, cut off at both edges; a row outside is ignored.

        A character that is not one cell wide (East Asian, combining, a control character) becomes a question mark.
        """
        if not 0 <= row < self.height:
            return
        for offset, character in enumerate(text if text.isascii() and text.isprintable() else map(_narrow, text)):
            if 0 <= column + offset < self.width:
                self.characters[row, column + offset] = ord(character)
                self.foreground[row, column + offset] = colour

    def text(self, row: int) -> str:
        """The characters of a row."""
        return str(self.characters[row].astype("<u4").tobytes(), "utf-32-le")

    def with_longer_runs(self) -> Cells:
        """The same picture with spaces in the foreground of what stands before them, which nobody sees."""
        is_space = self.characters == ord(" ")
        source = np.maximum.accumulate(np.where(is_space, 0, np.arange(self.width)), axis=1)
        return replace(self, foreground=np.take_along_axis(self.foreground, source, axis=1))

    def runs(self, row: int) -> Iterator[tuple[str, int, int]]:
        """(text, foreground, background) for each stretch of a row in which both colours stay the same."""
        foreground, background = self.foreground[row], self.background[row]
        changes = np.flatnonzero((foreground[1:] != foreground[:-1]) | (background[1:] != background[:-1])) + 1
        text = self.text(row)
        start = 0
        for end in (*changes.tolist(), self.width):
            if end > start:
                yield text[start:end], int(foreground[start]), int(background[start])
            start = end


def _narrow(character: str) -> str:
    if character.isspace():
        return " "
    is_wide = unicodedata.east_asian_width(character) in {"W", "F"}
    takes_none = unicodedata.category(character) in {"Mn", "Me", "Cf"} or not character.isprintable()
    return "?" if is_wide or takes_none else character


def code_points(text: str) -> npt.NDArray[np.uint32]:
    """The characters of a text as they stand in `Cells.characters`."""
    return np.array([ord(character) for character in text], np.uint32)
