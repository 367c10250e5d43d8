"""What a class hands in, and what becomes of it, as values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from tuitrainer.grading.report import Finding, Report


@dataclass(frozen=True, slots=True)
class Attempt:
    """One file of one student for one exercise, or the reason why there is none."""

    student: str
    """Key of the student: the name of the folder, zip or file that was handed in, unique in a class."""
    exercise: str
    file: str
    """Where it lies, relative to the folder of submissions and with slashes, also inside a zip; unique together with
    student and exercise."""
    name: str = ""
    """The student's full name where the layout tells it, else the key."""
    identifier: str = ""
    """The number that Moodle gives a participant; empty where there is none."""
    submitted: float | None = None
    """Seconds since 1970 in UTC, from the file's own time; None where it is not known."""
    problem: Finding | None = None
    """Why there is nothing to grade: an empty folder, two files that could be meant, a zip that is refused."""
    read: Callable[[], bytes] = field(default=bytes, compare=False, repr=False)
    """The file's content, read when it is called and never more than the largest submission plus one byte. Raises
    OSError when it can't be read."""


@dataclass(frozen=True, slots=True)
class Graded:
    """An attempt and its report, as they are kept."""

    student: str
    exercise: str
    file: str
    name: str
    identifier: str
    submitted: float | None
    source: bytes
    report: Report
