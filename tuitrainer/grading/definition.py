"""What an exercise.toml says, as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tuitrainer.base.texts import language

Words = Mapping[str, str]
"""A text in each language that there is."""

CLOSE = 1e-9
"""The default tolerance of the rule `close`."""


@dataclass(frozen=True, slots=True)
class Check:
    """Something that is asked of a submission."""

    name: str
    function: str
    """Function or class that the submission has to define."""
    points: float
    title: Words
    probe: str
    """Function of probes.py that exercises it."""
    after: tuple[str, ...] = ()
    """Checks without which this one makes no sense."""
    rule: str = "close"
    tolerance: float = CLOSE
    outputs: tuple[str, ...] = ()
    """Names of the parts of a result that is a tuple."""
    optional: bool = False
    replaces: str = ""
    """The verb that the function can stand in for in a live run."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """A misconception with a name."""

    id: str
    check: str
    title: Words
    message: Words


@dataclass(frozen=True, slots=True)
class Definition:
    """What exercise.toml says."""

    order: int
    minutes: int
    title: Words
    requires: tuple[str, ...]
    languages: tuple[str, ...]
    imports: tuple[str, ...]
    wall_seconds: float
    memory_bytes: int
    hints: tuple[Words, ...]
    checks: tuple[Check, ...]
    mistakes: tuple[Mistake, ...]
    threads: int = 0
    """That a submission may begin."""
    environment: Mapping[str, str] = field(default_factory=dict)
    """Variables that are set before a submission is loaded, and the reference: packages read some only once. So where
    there are any, the reference runs in a process of its own."""


def in_language(words: Words) -> str:
    """The text in the user's language, else in English, else in any."""
    return words.get(language()) or words.get("en") or next(iter(words.values()), "")
