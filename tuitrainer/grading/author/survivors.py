"""Mutants that pass, and the author's reasons: those that compute the same are listed in survivors.toml.

It holds a table [[survivors]] for each, with the texts function, line, becomes and reason, the first three as
`author check` shows them.
"""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tuitrainer.base.checks import Check as Checking
from tuitrainer.base.checks import shown
from tuitrainer.base.errors import Problem, UserError, unknown_name
from tuitrainer.base.texts import _
from tuitrainer.grading.author.mutants import Mutant

FILE = "survivors.toml"
CONDITIONS = "mutants"
"""The table that says how mutants are tried; see `conditions`."""
_TABLES = (CONDITIONS, "survivors")
_KEYS = ("function", "line", "becomes", "reason")


@dataclass(frozen=True, slots=True)
class Explanation:
    """An entry of survivors.toml."""

    function: str
    line: str
    becomes: str
    reason: str

    def fits(self, mutant: Mutant) -> bool:
        """Whether it speaks of this mutant, however both are laid out."""
        pairs = ((self.line, mutant.line), (self.becomes, mutant.becomes))
        return self.function == mutant.function and all(_meaning(one) == _meaning(other) for one, other in pairs)


@dataclass(frozen=True, slots=True)
class Survivor:
    """A mutant that every check lets pass."""

    function: str
    number: int
    """Of its line in the reference."""
    line: str
    becomes: str
    reason: str = ""
    """Why it may pass; empty where nobody has said so."""


def read_explanations(folder: Path) -> tuple[Explanation, ...]:
    """What the exercise's survivors.toml says; nothing where there is none. Raises UserError for all that is wrong."""
    table = read_table(folder)
    with placed(folder), Checking() as checking:
        entries = table.get("survivors", [])
        for key in table:
            if key not in _TABLES:
                checking.part(key, lambda key=key: _refuse(key, _TABLES))  # type: ignore[misc]
        if not isinstance(entries, list):
            checking.wrong("survivors", _("{value} is not a list of tables").format(value=shown(entries)))
            entries = []
        return tuple(_entry(checking, entry, f"survivors[{place}]") for place, entry in enumerate(entries))


def read_table(folder: Path) -> Mapping[str, Any]:
    """The file as it is, empty where there is none. Raises UserError for one that can't be read."""
    path = folder / FILE
    try:
        with path.open("rb") as file:
            return tomllib.load(file)
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, RecursionError) as error:
        reason = getattr(error, "strerror", None) or error
        raise UserError(Problem(_("this file can't be read: {reason}").format(reason=reason), str(path))) from None


@contextmanager
def placed(folder: Path) -> Iterator[None]:
    """What is found to be wrong inside is wrong in the exercise's survivors.toml."""
    try:
        yield
    except UserError as error:
        path = folder / FILE
        raise UserError(*(replace(problem, place=f"{path}, {problem.place}") for problem in error.problems)) from None


def _entry(checking: Checking, entry: object, place: str) -> Explanation:
    if not isinstance(entry, Mapping):
        checking.wrong(place, _("{value} is not a table").format(value=shown(entry)))
        entry = dict.fromkeys(_KEYS, "?")
    for key in entry:
        if key not in _KEYS:
            checking.part(place, lambda key=key: _refuse(key, _KEYS))  # type: ignore[misc]
    texts = []
    for key in _KEYS:
        text = entry.get(key)
        if key not in entry:
            checking.wrong(f"{place}.{key}", _("this is missing"))
        elif not isinstance(text, str) or not text.strip():
            checking.wrong(f"{place}.{key}", _("{value} is not a text").format(value=shown(text)))
        texts.append(str(text))
    return Explanation(*texts)


def _refuse(key: str, accepted: Sequence[str]) -> None:
    raise UserError(unknown_name(_("there is no such setting"), key, accepted, key))


def explained(
    passing: Sequence[Mutant], explanations: Sequence[Explanation]
) -> tuple[tuple[Survivor, ...], tuple[Explanation, ...]]:
    """The survivors with their reasons, and the explanations of mutants that do not survive."""
    survivors = []
    for mutant in passing:
        reason = next((entry.reason for entry in explanations if entry.fits(mutant)), "")
        survivors.append(Survivor(mutant.function, mutant.number, mutant.line, mutant.becomes, reason))
    stale = tuple(entry for entry in explanations if not any(map(entry.fits, passing)))
    return tuple(survivors), stale


def _meaning(text: str) -> str:
    """A statement, or the beginning of one that holds others, without its layout."""
    for whole in (text.strip(), f"{text.strip()}\n    pass"):
        try:
            return ast.dump(ast.parse(whole))
        except (SyntaxError, ValueError):
            continue
    return " ".join(text.split())
