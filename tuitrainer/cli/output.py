"""Where commands write: results to stdout, everything else to stderr."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from tuitrainer.base.strict_json import strict_json

if TYPE_CHECKING:
    from rich.console import Console

PIPE_WIDTH = 120
"""Columns of a table that is not read in a terminal."""


def results() -> Console:
    """The console of results. Rich itself leaves out colour and line drawing where they can't be shown."""
    from rich.console import Console

    return Console(file=sys.stdout, highlight=False, width=None if sys.stdout.isatty() else PIPE_WIDTH)


def messages() -> Console:
    """The console of progress and notices."""
    from rich.console import Console

    return Console(file=sys.stderr, highlight=False)


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
    results().print(table)
