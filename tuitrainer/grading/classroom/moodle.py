"""The names in Moodle's download of all submissions.

``Full name_12345_assignsubmission_file_/exercise04.py`` in folders (without the last underscore since Moodle 4.1), or
``Full name_12345_assignsubmission_file_exercise04.py`` without. Groups that hand in together have their name and number
there, or no number. Moodle puts spaces where a name holds underscores, so that what a student writes, which may look
the same, comes after.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_NAME = re.compile(
    r"(?P<name>.*?)(?:_(?P<number>[0-9]+))?_assignsubmission_(?P<kind>[a-z]+)(?:_(?P<file>.*))?", re.DOTALL
)


@dataclass(frozen=True, slots=True)
class MoodleName:
    """Who handed something in, and what."""

    full_name: str
    identifier: str
    """The participant's number; empty for those in no group."""
    file: str
    """What the student called it, in a download without folders."""
    is_typed: bool
    """Whether it was typed into Moodle, and is no file."""

    @property
    def key(self) -> str:
        """The same for everything that one participant handed in."""
        return f"{self.full_name}_{self.identifier}" if self.identifier else self.full_name


def moodle_name(name: str) -> MoodleName | None:
    """What a name says; None where it is not one of Moodle's."""
    match = _NAME.fullmatch(name)
    if match is None or not match["name"]:
        return None
    full_name = unicodedata.normalize("NFC", match["name"])
    return MoodleName(full_name, match["number"] or "", match["file"] or "", match["kind"] == "onlinetext")
