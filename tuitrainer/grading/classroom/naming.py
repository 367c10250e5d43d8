"""Which exercise a file is meant for, as its name tells."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass

CODE = (".py", ".ipynb")
"""What an answer may end in, the better one first. A notebook is no answer yet, but the report says what it needs."""
ZIP = ".zip"
ARCHIVES = frozenset({".7z", ".bz2", ".gz", ".rar", ".tar", ".tgz", ".xz", ".zst"})
_COPY = r"(?:[ _-]*\([0-9]+\)|[ _-]+(?:copy|copie)(?:[ _-]*\(?[0-9]+\)?)?)"
"""What browsers and file managers add to the name of another copy."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a file is for."""

    exercise: str
    exact: bool
    """Named as the exercise, or a copy of that; else the name only contains it."""


class Naming:
    """The names of a course's exercises, and what file names mean by them, in capitals or not."""

    def __init__(self, exercises: Collection[str]) -> None:
        self._exercises = {exercise.casefold(): exercise for exercise in exercises}
        words = "|".join(re.escape(word) for word in sorted(self._exercises, key=len, reverse=True))
        self._word = re.compile(rf"(?<![^\W_])(?:{words})(?![^\W_])" if words else r"(?!)")
        self._exact = re.compile(rf"(?:{words}){_COPY}?" if words else r"(?!)")

    def meaning(self, name: str) -> Meaning | None:
        """Of the name of a .py or .ipynb file; None where it names no exercise, or two."""
        if suffix(name) not in CODE:
            return None
        stem = _folded(_stem(name))
        found = {self._exercises[word] for word in self._word.findall(stem)}
        return Meaning(found.pop(), self._exact.fullmatch(stem) is not None) if len(found) == 1 else None

    def student(self, name: str) -> str:
        """Who a file is of, in a folder for all: what its name holds beside the exercise; maybe nothing."""
        stem = unicodedata.normalize("NFC", _stem(name))
        word = re.compile(rf"{self._word.pattern}{_COPY}?", re.IGNORECASE)
        return word.sub("", stem).strip(" _-.") if self.meaning(name) is not None else stem


def suffix(name: str) -> str:
    return os.path.splitext(name)[1].lower()


def _stem(name: str) -> str:
    return os.path.splitext(name)[0]


def _folded(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold()
