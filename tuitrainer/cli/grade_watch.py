"""``tuitrainer grade EXERCISE --watch``."""

from __future__ import annotations

import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tuitrainer.base.errors import UserError
from tuitrainer.base.texts import _
from tuitrainer.cli.failures import INTERRUPTED, say
from tuitrainer.cli.grade_report import EXIT_CODES, record, show_report

if TYPE_CHECKING:
    from tuitrainer.grading.catalog import Exercise
    from tuitrainer.sandbox.process import Sandbox


def watch(exercise: Exercise, path: Path, seed: int | None, sandbox: Sandbox | None, verbose: bool) -> int:
    """Grade now and after each save, until Ctrl-C; the exit code is that of the last verdict.

    Raises UserError where there is no file to begin with; one that goes away later may come back.
    """
    from tuitrainer.grading.grade import grade, prepared_sandbox
    from tuitrainer.grading.watching import saves

    stop = threading.Event()
    code = INTERRUPTED
    try:
        saved = saves(path.absolute(), stop)
        while True:
            begun, sandbox = sandbox, None  # grading ends it
            try:
                report = grade(exercise, path, seed, begun)
            except UserError as error:
                if code == INTERRUPTED:
                    raise
                code = say(error)
            else:
                record(report)
                if sys.stdout.isatty():
                    click.clear()
                show_report(report, exercise, "text", None, verbose)
                code = EXIT_CODES[report.status]
            click.echo(_("Watching {file}: save it to grade it again, Ctrl-C ends.").format(file=path), err=True)
            with suppress(OSError):
                sandbox = prepared_sandbox(exercise)  # the next verdict need not wait for an interpreter
            if next(saved, 0) == 0:
                return code
    except KeyboardInterrupt:
        return code
    finally:
        stop.set()
        if sandbox is not None:
            sandbox.end()
