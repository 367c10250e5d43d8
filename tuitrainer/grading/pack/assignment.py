"""What is to be packed, and the files of a pack, as values."""

from __future__ import annotations

from dataclasses import dataclass

import tuitrainer
from tuitrainer.base.course import Course
from tuitrainer.grading.catalog import Exercise


@dataclass(frozen=True, slots=True)
class PackedFile:
    path: str
    """Relative, with slashes on every system."""
    content: bytes
    executable: bool = False


@dataclass(frozen=True, slots=True)
class Wheel:
    """tuitrainer itself, to be installed without asking a package index for it."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Assignment:
    """Exercises, and how the platform is to grade them."""

    exercises: tuple[Exercise, ...]
    language: str
    """Of everything that students read."""
    course: Course | None = None
    """The course to carry; None for the one that every tuitrainer comes with."""
    wheel: Wheel | None = None
    options: tuple[str, ...] = ()
    """More options for each `tuitrainer grade`."""

    @property
    def requirement(self) -> str:
        """What is installed where no wheel is carried: this very version, from pip's index."""
        return f"tuitrainer=={tuitrainer.__version__}"
