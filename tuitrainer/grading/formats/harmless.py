"""Texts of a submission, so that they command nothing: no terminal, no log of a CI service, no grade book.

What a submission prints, raises, names or is named reaches a report as text. A terminal obeys control characters.
GitHub's runner obeys `::name ...::` at the start of a line, spaces before it or not, and `##[name]` anywhere in a line
(actions/runner, ActionCommand.cs); Azure and TeamCity obey `##vso[` and `##teamcity[`; Moodle's VPL takes grades from
`Grade :=>>` and comments from `Comment :=>>` and `<|--`. Sentences are put together and wrapped after this, so that
each of these is taken apart wherever it stands.
"""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from tuitrainer.base.strict_json import strict_json
from tuitrainer.grading.report import Report

_COMMAND = re.compile(r"::(?=[^\W\d])|##(?=\w*\[)|:=>>|<\|--|--\|>")
"""What makes a line a command; `array[::2]` and comments are none."""


def harmless(report: Report) -> Report:
    """The report with all of its texts harmless, each on one line but for what was printed."""
    cleaned: Report = _cleaned(report)
    printed = "\n".join(harmless_line(line.expandtabs()) for line in report.output.splitlines())
    return dataclasses.replace(cleaned, output=printed)


def harmless_line(text: str) -> str:
    """A text on one line that neither a terminal nor a log takes for a command."""
    line = printable(re.sub(r"[\r\n\v\f]+", " ", text.expandtabs(4)))
    return _COMMAND.sub(lambda found: f"{found[0][0]} {found[0][1:]}", line)


def harmless_json(value: object, indent: int | None = 2) -> str:
    """`value` as strict JSON that is harmless in a log and still holds every text as it was."""
    text = strict_json(value, indent)
    return _COMMAND.sub(lambda found: f"{found[0][0]}\\u{ord(found[0][1]):04x}{found[0][2:]}", text)


def printable(text: str) -> str:
    """Without what a terminal would take for a command. Spaces of every width stay."""
    letters = (letter for letter in set(text) if not letter.isprintable() and unicodedata.category(letter) != "Zs")
    return text.translate(dict.fromkeys(map(ord, letters), "\N{REPLACEMENT CHARACTER}"))


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return harmless_line(value)
    if isinstance(value, tuple):
        return tuple(map(_cleaned, value))
    if isinstance(value, Mapping):
        return {key: _cleaned(part) for key, part in value.items()}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        parts = {field.name: _cleaned(getattr(value, field.name)) for field in dataclasses.fields(value)}
        return dataclasses.replace(value, **parts)
    return value
