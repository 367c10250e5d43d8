"""How commands write their results. Everything else goes to stderr."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import click

from tuitrainer.base.strict_json import strict_json

if TYPE_CHECKING:
    from rich.console import RenderableType

    from tuitrainer.grading.formats.text import Line

NO_BREAK = "\N{NO-BREAK SPACE}"
_BLANK = "\N{BRAILLE PATTERN BLANK}"
"""Looks like a space, and is none to Rich, which breaks lines at no-break spaces too."""
PIPE_WIDTH = 120
"""Columns of a table that is not read in a terminal."""

LOOKS: Mapping[str, Mapping[str, Any]] = MappingProxyType({
    "good": {"fg": "green", "bold": True}, "bad": {"fg": "red", "bold": True}, "muted": {"dim": True},
    "strong": {"bold": True}, "code": {"fg": "cyan"},
})  # fmt: skip
"""How a terminal shows the roles that parts of a line have. None means anything that the words do not say."""


def show(renderable: RenderableType) -> None:
    """Something of Rich's on stdout. Rich leaves out colour and line drawing where they can't be shown.

    Rich only makes the text: when the reader has gone away, it would end the program with an exit code of its own.
    """
    from rich.console import Console

    console = Console(
        file=sys.stdout, highlight=False, width=None if sys.stdout.isatty() else PIPE_WIDTH,
        color_system="auto" if _takes_colours() else None,
    )  # fmt: skip
    with console.capture() as capture:
        console.print(renderable)
    # not click.echo, which takes ASCII for a mistake and writes UTF-8
    sys.stdout.write(capture.get().replace(_BLANK, NO_BREAK))
    sys.stdout.flush()


def show_markdown(text: str) -> None:
    """A text on stdout. Where French has a no-break space, before ; and :, no line is broken."""
    from rich.markdown import Markdown
    from rich.padding import Padding

    show(Padding(Markdown(text.replace(NO_BREAK, _BLANK)), (1, 2)))


def show_json(value: object) -> None:
    """One document on stdout."""
    click.echo(strict_json(value))


def show_table(headings: Iterable[str], rows: Iterable[Iterable[str]], numbers: Iterable[int] = ()) -> None:
    """A table on stdout; `numbers` are the columns that are aligned on the right."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    right = set(numbers)
    table = Table(box=box.SIMPLE_HEAD)
    for column, heading in enumerate(headings):
        table.add_column(heading, justify="right" if column in right else "left")
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))  # never Rich markup: a name may hold square brackets
    show(table)


def _takes_colours() -> bool:
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def show_lines(lines: Iterable[Line]) -> None:
    """Lines of a report on stdout, with colours where there is a terminal that shows them."""
    colours = _takes_colours()
    for line in lines:
        parts = (click.style(part.text, **LOOKS.get(part.role, {})) if colours else part.text for part in line)
        sys.stdout.write("".join(parts).rstrip() + "\n")
    sys.stdout.flush()


def write_lines(lines: Iterable[Line]) -> str:
    """Lines of a report as plain text."""
    return "".join("".join(part.text for part in line).rstrip() + "\n" for line in lines)
