"""What is shown when something fails, and the exit code that goes with it. A traceback is kept, never shown."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import click

import tuitrainer
from tuitrainer.base.errors import UserError
from tuitrainer.base.places import log_directory
from tuitrainer.base.texts import _

USAGE = 2
UNEXPECTED = 3
INTERRUPTED = 130
READER_GONE = 141


def say(error: UserError) -> int:
    """One line for each problem; returns the exit code of a request that can't be carried out."""
    for problem in error.problems:
        click.echo(_("Error: {message}").format(message=problem), err=True)
    return USAGE


def interrupted() -> int:
    """Ctrl-C where there was nothing to save."""
    click.echo("\n" + _("Interrupted."), err=True)
    return INTERRUPTED


def reader_gone() -> int:
    """Whoever read our output has gone away, as ``head`` does."""
    _let_go_of_output()
    return READER_GONE


def unexpected(error: Exception) -> int:
    """A defect, or a machine in trouble: one sentence, and where the details are."""
    _let_go_of_output()
    if os.environ.get("TUITRAINER_DEBUG") == "1":
        import traceback

        traceback.print_exception(error)
        return UNEXPECTED
    summary = " ".join(f"{type(error).__name__}: {error}".split())
    message = _("something went wrong ({summary})").format(summary=summary)
    click.echo(_("Error: {message}").format(message=message), err=True)
    path = _write_down(error)
    if path is not None:
        click.echo(_("Details are in {path}").format(path=path), err=True)
    return UNEXPECTED


def _let_go_of_output() -> None:
    """Where stdout can't take what is still buffered, forget it: Python would complain of it once more at the exit."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _write_down(error: Exception) -> Path | None:
    import platform
    import tempfile
    import traceback

    name = time.strftime("error-%Y%m%d-%H%M%S") + f"-{os.getpid()}.log"
    system = f"tuitrainer {tuitrainer.__version__}, Python {platform.python_version()}, {platform.platform()}"
    text = f"{system}\n{sys.argv}\n\n{''.join(traceback.format_exception(error))}"
    for directory in (log_directory(), Path(tempfile.gettempdir())):
        try:
            directory.mkdir(parents=True, exist_ok=True)
            (directory / name).write_text(text, encoding="utf-8", errors="backslashreplace")
        except OSError:
            continue
        return directory / name
    return None
