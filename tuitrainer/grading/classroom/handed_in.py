"""What students hand in, before anybody knows what it is for: files that are not read yet, and what is refused."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from tuitrainer.grading.report import Finding, Value

DEEPEST = 4
"""Folders below the student's own that are looked into."""
MOST_FILES = 10_000
"""Files of one student that are looked at; who hands in more is told so."""
ENVIRONMENT = "pyvenv.cfg"
"""A folder with a file of that name is a virtual environment: thousands of files, none of them the student's."""
_NOBODYS = frozenset({"__MACOSX", "__pycache__", "node_modules"})
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class HandedIn:
    """One file, or why something can't be looked at."""

    folder: str
    """Where it lies. Two files of one folder that are named like the same exercise are one too many."""
    name: str
    """As the student called it, for what it is called tells what it is for."""
    file: str
    """Its whole path, from the folder of submissions."""
    submitted: float | None = None
    read: Callable[[], bytes] = field(default=bytes, compare=False, repr=False)
    problem: Finding | None = None
    always: bool = False
    """Of a problem: whether it is told whatever the name is, since anything could be behind it."""
    minor: bool = False
    """Of a problem: whether it is told only where nothing else was found."""


@dataclass(frozen=True, slots=True)
class Top:
    """One entry at the top of what a class handed in: all, or a part, of what one student did."""

    name: str
    is_folder: bool
    files: Callable[[], Iterator[HandedIn]]
    """Looks through it when it is called; ends after one file more than anybody may hand in."""


def refused(
    folder: str, name: str, finding: str, *, always: bool = False, minor: bool = False, **values: Value
) -> HandedIn:
    """Something that is not looked at, and why; the sentence may use its `name`."""
    problem = Finding(finding, {"name": name, **values})
    return HandedIn(folder, name, joined(folder, name), problem=problem, always=always, minor=minor)


def is_passed_over(name: str) -> bool:
    """Whether a file or folder is of the system or of a tool, and never an answer: hidden ones, caches."""
    return name.startswith(".") or name in _NOBODYS


def joined(folder: str, name: str) -> str:
    return f"{folder}/{name}" if folder else name


def some_names(names: Sequence[str]) -> str:
    """A few of them, in a sentence."""
    return ", ".join([*names[:_SHOWN], *(["…"] if len(names) > _SHOWN else [])])


def as_text(name: str) -> str:
    """The name of a file as a text that can be stored and shown; bytes that are no UTF-8 are written out."""
    return name.encode("utf-8", "backslashreplace").decode("utf-8")
