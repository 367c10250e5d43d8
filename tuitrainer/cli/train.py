"""``tuitrainer train LAB|RECIPE.toml``: training without a display, in this process."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from types import FrameType
from typing import TYPE_CHECKING

import click

from tuitrainer.base.places import runs_directory
from tuitrainer.base.texts import _, mark
from tuitrainer.cli.failures import INTERRUPTED

if TYPE_CHECKING:
    from tuitrainer.cli.train_progress import Shown
    from tuitrainer.training import Session

DIVERGED = 1


@click.command("train", help=mark("Train a lab or a recipe without a display. Ctrl-C stops and saves what was learnt."))
@click.argument("lab", metavar=mark("LAB|RECIPE.toml"))
@click.option(
    "--set", "settings", multiple=True, metavar="A.B=C", help=mark("Change a value of the recipe; repeatable.")
)
@click.option("--epochs", type=int, metavar="N", help=mark("Passes over the training data."))
@click.option("--seed", type=int, metavar="N", help=mark("Seed of weights and order."))
@click.option("--backend", metavar="B", help=mark("Who computes: auto, cpu, cuda or reference."))
@click.option("--threads", type=int, metavar="N", help=mark("Threads of a step."))
@click.option("--json", "as_json", is_flag=True, help=mark("Print one JSON document."))
@click.option("--text", "as_text", is_flag=True, help=mark("Plain lines, for screen readers and logs."))
@click.pass_context
def command(
    context: click.Context,
    lab: str,
    settings: tuple[str, ...],
    epochs: int | None,
    seed: int | None,
    backend: str | None,
    threads: int | None,
    as_json: bool,
    as_text: bool,
) -> None:
    """Exit codes: 0, 1 when a run diverged, 130 when it was interrupted (and saved)."""
    if as_json and as_text:
        raise click.UsageError(_("--json and --text exclude each other"))
    from tuitrainer.cli.train_progress import choose_progress
    from tuitrainer.cli.train_results import explain_divergence, show_results
    from tuitrainer.training import Session
    from tuitrainer.training.labs import find_recipe

    short = {"epochs": epochs, "seed": seed, "backend": backend, "threads": threads}
    changes = [f"training.{key}={value}" for key, value in short.items() if value is not None]
    recipe = find_recipe(lab, settings=[*settings, *changes])
    with choose_progress(as_text, sys.stderr) as progress, _compiling_shown(progress, recipe.training.backend):
        session = Session(recipe)
        with stopped_by_signals(session) as was_interrupted:
            session.run(progress.publish)
    interrupted = was_interrupted()
    _keep(session, interrupted)
    for notice in session.notices:
        click.echo(notice, err=True)
    results = session.results()
    show_results(session, results, as_json=as_json, as_text=as_text)
    explain_divergence(session)
    if interrupted:
        context.exit(INTERRUPTED)
    if any(result.diverged for result in results):
        context.exit(DIVERGED)


def _compiling_shown(progress: Shown, backend: str) -> AbstractContextManager[None]:
    """Within it, `progress` is told of each kernel that is compiled."""
    if progress.publish is None or backend == "reference":
        return nullcontext()
    from tuitrainer.kernels.compiling import watch_compiling

    return watch_compiling(progress.compiling)


def _keep(session: Session, interrupted: bool) -> None:
    """Save what was learnt; a disk that is full or must not be written costs the checkpoint, not the results."""
    try:
        paths = session.save()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        message = _("What was learnt could not be saved ({reason}: {path})")
        click.echo(message.format(reason=reason, path=error.filename or runs_directory()), err=True)
        return
    message = _("Interrupted; what was learnt is kept in {path}") if interrupted else _("Saved: {path}")
    for path in paths:
        click.echo(message.format(path=path), err=True)


@contextmanager
def stopped_by_signals(session: Session) -> Iterator[Callable[[], bool]]:
    """While it is open, Ctrl-C, SIGTERM and a lost terminal end the session after its step; the second one at once.

    A signal that is ignored stays so (`nohup`, jobs in the background). Yields a function that says whether one came.
    """
    from tuitrainer.training.control import Control

    came: list[int] = []

    def stop(number: int, frame: FrameType | None) -> None:
        if came:
            raise KeyboardInterrupt
        came.append(number)
        session.control(Control("stop"))

    numbers = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
    heeded = [number for number in numbers if signal.getsignal(number) is not signal.SIG_IGN]
    before = {number: signal.signal(number, stop) for number in heeded}
    try:
        yield lambda: bool(came)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
