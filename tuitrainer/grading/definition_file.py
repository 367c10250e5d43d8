"""exercise.toml, read and checked: everything that is wrong in it at once, each with its place."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, TypeVar, cast

from tuitrainer.base.checks import Check as Checking
from tuitrainer.base.checks import shown
from tuitrainer.base.errors import Problem, UserError, unknown_name
from tuitrainer.base.texts import LANGUAGES, _
from tuitrainer.grading.definition import CLOSE, Check, Definition, Mistake, Words

T = TypeVar("T")

FILE = "exercise.toml"
RULES = ("close", "exact", "judge")
MOST_THREADS = 512
UNREADABLE = "?"
"""Stands for a text that is wrong, of which no more is said."""


def read_definition(path: Path) -> Definition:
    """Read an exercise.toml. Raises UserError with everything that is wrong with it, placed in the file."""
    try:
        with path.open("rb") as file:
            table = tomllib.load(file)
    except (OSError, ValueError, RecursionError) as error:
        reason = getattr(error, "strerror", None) or error
        raise UserError(Problem(_("this file can't be read: {reason}").format(reason=reason), str(path))) from None
    try:
        return _definition(table)
    except UserError as error:
        raise UserError(*(replace(problem, place=f"{path}, {problem.place}") for problem in error.problems)) from None


class _Table:
    """A table of the file: what is taken from it, and at the end, what nobody took."""

    def __init__(self, checking: Checking, table: object, place: str = "") -> None:
        self._checking = checking
        self._place = place
        if not isinstance(table, Mapping):
            checking.wrong(place, _("{value} is not a table").format(value=shown(table)))
            table = {}
        self._table: Mapping[str, Any] = table
        self._taken: set[str] = set()

    def place(self, key: str) -> str:
        return f"{self._place}.{key}" if self._place else key

    def take(self, key: str, read: Callable[[str, Any], T], default: T | None = None) -> T:
        """What `read` makes of the value at `key`; `default` where there is none, or a problem without one."""
        self._taken.add(key)
        if key in self._table:
            return read(self.place(key), self._table[key])
        if default is None:
            self._checking.wrong(self.place(key), _("this is missing"))
        return cast("T", default)  # a missing one is never used: the checking ends with an error

    def finish(self) -> None:
        for key in self._table:
            if key not in self._taken:
                message = _("there is no such setting")
                problem = unknown_name(message, key, sorted(self._taken), self.place(key))
                self._checking.part("", partial(_refuse, problem))


def _refuse(problem: Problem) -> None:
    raise UserError(problem)


class _Reader:
    """Reads values; says what is wrong with them."""

    def __init__(self, checking: Checking) -> None:
        self.checking = checking
        self.languages: tuple[str, ...] = LANGUAGES

    def text(self, place: str, value: object) -> str:
        if isinstance(value, str) and value:
            return value
        self.checking.wrong(place, _("{value} is not a text").format(value=shown(value)))
        return UNREADABLE

    def texts(self, place: str, value: object) -> tuple[str, ...]:
        if isinstance(value, list) and all(isinstance(entry, str) for entry in value):
            return tuple(value)
        self.checking.wrong(place, _("{value} is not a list of texts").format(value=shown(value)))
        return ()

    def variables(self, place: str, value: object) -> Mapping[str, str]:
        if isinstance(value, Mapping) and all(isinstance(text, str) for text in value.values()):
            return dict(value)
        self.checking.wrong(place, _("{value} is not a table of texts").format(value=shown(value)))
        return {}

    def words(self, place: str, value: object) -> Words:
        if isinstance(value, Mapping) and value and all(isinstance(text, str) and text for text in value.values()):
            for name in self.languages:
                if name not in value:
                    self.checking.wrong(f"{place}.{name}", _("this language is declared, but the text is missing"))
            return dict(value)
        self.checking.wrong(place, _("{value} is not a text in each language").format(value=shown(value)))
        return {}

    def tables(self, place: str, value: object) -> tuple[object, ...]:
        if isinstance(value, list):
            return tuple(value)
        self.checking.wrong(place, _("{value} is not a list of tables").format(value=shown(value)))
        return ()


def _definition(table: Mapping[str, Any]) -> Definition:
    with Checking() as checking:
        read = _Reader(checking)
        top = _Table(checking, table)
        top.take("schema", lambda place, value: checking.whole_number(place, value, 1, 1))
        read.languages = top.take("languages", read.texts, ("en", "fr"))
        limits = _Table(checking, top.take("limits", lambda _place, value: value, {}), "limits")
        no_tables: tuple[object, ...] = ()
        asked, named = top.take("checks", read.tables, no_tables), top.take("mistakes", read.tables, no_tables)
        checks = tuple(_check(read, entry, f"checks[{place}]") for place, entry in enumerate(asked))
        mistakes = tuple(_mistake(read, entry, f"mistakes[{place}]") for place, entry in enumerate(named))
        hints = top.take("hints", read.tables, no_tables)
        definition = Definition(
            order=top.take("order", lambda place, value: checking.whole_number(place, value, 0)),
            minutes=top.take("minutes", lambda place, value: checking.whole_number(place, value, 1), 30),
            title=top.take("title", read.words),
            requires=top.take("requires", read.texts, ()),
            languages=read.languages,
            imports=top.take("imports", read.texts, ("numpy",)),
            wall_seconds=limits.take(
                "wall_s", lambda place, value: checking.number(place, value, above=0, maximum=3600), 10.0
            ),
            memory_bytes=2**20
            * limits.take("memory_mb", lambda place, value: checking.whole_number(place, value, 256, 2**20), 2048),
            hints=tuple(read.words(f"hints[{place}]", entry) for place, entry in enumerate(hints)),
            checks=checks,
            mistakes=mistakes,
            threads=limits.take(
                "threads", lambda place, value: checking.whole_number(place, value, 0, MOST_THREADS), 0
            ),
            environment=top.take("environment", read.variables, {}),
        )
        limits.finish()
        top.finish()
        _fit_together(checking, checks, mistakes)
    return definition


def _check(read: _Reader, entry: object, place: str) -> Check:
    checking = read.checking
    table = _Table(checking, entry, place)
    name = table.take("name", read.text)
    check = Check(
        name=name or UNREADABLE,
        function=table.take("function", read.text),
        points=table.take("points", lambda where, value: checking.number(where, value, minimum=0)),
        title=table.take("title", read.words),
        probe=table.take("probe", read.text, name or UNREADABLE),
        after=table.take("after", read.texts, ()),
        rule=table.take("rule", lambda where, value: _rule(checking, where, value, f"judge_{name}"), "close"),
        tolerance=table.take("tolerance", lambda where, value: checking.number(where, value, above=0, below=1), CLOSE),
        outputs=table.take("outputs", read.texts, ()),
        optional=table.take("optional", checking.flag, False),
        replaces=table.take("replaces", lambda where, value: read.text(where, value) if value else "", ""),
    )
    table.finish()
    return check


def _rule(checking: Checking, place: str, value: object, judge: str) -> str:
    """One of RULES; the judge may be named by its function as well."""
    return "judge" if value == judge else checking.one_of(place, value, RULES)


def _mistake(read: _Reader, entry: object, place: str) -> Mistake:
    table = _Table(read.checking, entry, place)
    mistake = Mistake(
        table.take("id", read.text) or UNREADABLE, table.take("check", read.text) or UNREADABLE,
        table.take("title", read.words), table.take("message", read.words),
    )  # fmt: skip
    if mistake.id != UNREADABLE and not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", mistake.id):
        read.checking.wrong(f"{place}.id", _("an id is made of lower case letters, digits and single hyphens"))
    table.finish()
    return mistake


def _fit_together(checking: Checking, checks: Sequence[Check], mistakes: Sequence[Mistake]) -> None:
    if not checks:
        checking.wrong("checks", _("an exercise without a check could never be failed"))
    names = [check.name for check in checks]
    for place, check in enumerate(checks):
        if check.name in names[:place] and check.name != UNREADABLE:
            checking.wrong(f"checks[{place}].name", _("'{name}' is there twice").format(name=check.name))
        for other in check.after or ():
            if other not in names[:place]:
                message = _("'{name}' is no check that comes before this one").format(name=other)
                checking.wrong(f"checks[{place}].after", message, tuple(names[:place]))
    if checks and all(check.optional for check in checks):
        checking.wrong("checks", _("at least one check must not be optional"))
    seen: set[str] = set()
    for place, mistake in enumerate(mistakes):
        if mistake.check not in (*names, UNREADABLE):
            message = _("there is no check '{name}'").format(name=mistake.check)
            checking.wrong(f"mistakes[{place}].check", message, tuple(names))
        if mistake.id in seen and mistake.id != UNREADABLE:
            checking.wrong(f"mistakes[{place}].id", _("'{name}' is there twice").format(name=mistake.id))
        seen.add(mistake.id)
