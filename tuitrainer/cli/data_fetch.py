"""``tuitrainer data fetch NAME...``: the one command that asks servers for data."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from tuitrainer.base.errors import Problem, UserError
from tuitrainer.base.texts import _, mark
from tuitrainer.cli import failures

if TYPE_CHECKING:
    from tuitrainer.data.download.sources import RemoteFile, Source
    from tuitrainer.data.download.transfer import Report

DAMAGED = 1
_EVERY = 5.0
"""Seconds between two lines about how far it is, where there is no terminal."""


@click.command(
    "fetch", help=mark("Fetch data sets from the internet, and check them. What is there already is not fetched again.")
)
@click.argument("names", nargs=-1, required=True, metavar=mark("NAME..."))
@click.pass_context
def command(context: click.Context, names: tuple[str, ...]) -> None:
    """Exit codes: 0, 1 when what was sent was damaged, 2 offline or wrong usage, 130 interrupted: it goes on later."""
    from tuitrainer.data.download.fetch import FetchError, fetch
    from tuitrainer.data.download.sources import in_megabytes
    from tuitrainer.data.download.state import folder_of

    sources = _sources(names)
    for source in sources:
        try:
            with _shown(source) as report:
                came = fetch(source, report, lambda: click.echo(_("Another fetch is under way; waiting."), err=True))
        except FetchError as error:
            code = failures.say(error)
            context.exit(DAMAGED if error.damaged else code)
        if came:
            size = in_megabytes(sum(file.size for file in came))
            said = _("{name}: fetched and checked, {size} in {folder}")
            click.echo(said.format(name=source.name, size=size, folder=folder_of(source)))
        else:
            click.echo(_("{name}: everything is there and checked").format(name=source.name))


def _sources(names: tuple[str, ...]) -> list[Source]:
    """What there is to fetch of `names`, each once. Every wrong name is said before anything begins."""
    from tuitrainer.data import ENTRIES
    from tuitrainer.data.download.sources import find_source

    here = {entry.name for entry in ENTRIES if entry.origin != "fetched"}
    found, problems = [], []
    for name in dict.fromkeys(names):
        if name in here:
            problems.append(Problem(_("the data set '{name}' is always there: nothing to fetch").format(name=name)))
            continue
        try:
            found.append(find_source(name))
        except UserError as error:
            problems += error.problems
    if problems:
        raise UserError(*problems)
    return found


@contextmanager
def _shown(source: Source) -> Iterator[Report]:
    """A bar for each file on a terminal, a line now and then elsewhere; both on stderr."""
    if not sys.stderr.isatty():
        yield _lines()
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn, TransferSpeedColumn

    columns = (
        TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn(), TimeRemainingColumn(),
    )  # fmt: skip
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        bars = {file.name: progress.add_task(file.name, total=file.size, visible=False) for file in source.files}
        yield lambda file, done: progress.update(bars[file.name], completed=done, visible=True)


def _lines() -> Callable[[RemoteFile, int], None]:
    last = time.monotonic()

    def report(file: RemoteFile, done: int) -> None:
        nonlocal last
        if time.monotonic() - last >= _EVERY:
            last = time.monotonic()
            said = _("{file}: {done} of {total} bytes").format(file=file.name, done=done, total=file.size)
            click.echo(said, err=True)

    return report
