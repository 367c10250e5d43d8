"""What a headless training leaves on stdout: a table, plain lines or one JSON document."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from tuitrainer.base.texts import _
from tuitrainer.cli.output import show_json, show_table
from tuitrainer.cli.train_progress import percent

if TYPE_CHECKING:
    from tuitrainer.training import Session
    from tuitrainer.training.session import RunResult
    from tuitrainer.training.task import Score


def show_results(session: Session, results: Sequence[RunResult], *, as_json: bool, as_text: bool) -> None:
    """All runs of a session that has ended."""
    if as_json:
        show_json(document(session, results))
    elif as_text:
        for result in results:
            click.echo(sentence(result))
    else:
        headings = (_("Run"), _("Epochs"), _("Steps"), _("Seconds"), _("Loss"), _("Accuracy"), _("Test loss"),
                    _("Test accuracy"))  # fmt: skip
        show_table(headings, map(_row, results), numbers=range(1, len(headings)))
    if not as_json:
        for run in session.runs:
            facts = ", ".join(f"{label}: {value}" for label, value in run.task.watch().facts.items())
            if facts:
                click.echo(f"{run.title or run.name}: {facts}")


def document(session: Session, results: Sequence[RunResult]) -> dict[str, Any]:
    """The document of ``--json``. Its top level is the first run; several runs stand in "runs" as well."""
    training = session.recipe.training
    head = {
        "schema": 1,
        "lab": session.recipe.title,
        "backend": session.runs[0].task.backend,
        "seed": training.seed,
        "threads": session.threads,
    }
    entries = [_entry(result) for result in results]
    if len(results) == 1:
        return head | entries[0]
    runs = [{"name": result.name} | entry for result, entry in zip(results, entries, strict=True)]
    return head | entries[0] | {"runs": runs}


def _entry(result: RunResult) -> dict[str, Any]:
    return {
        "epochs": result.epochs,
        "steps": result.steps,
        "seconds": result.seconds,
        "diverged": result.diverged,
        "train": dataclasses.asdict(result.train),
        "test": dataclasses.asdict(result.test) if result.test is not None else None,
        "history": [dataclasses.asdict(score) for score in result.history],
        "run": result.saved or None,
    }


def _row(result: RunResult) -> tuple[str, ...]:
    name = _("{run} (diverged)").format(run=result.label) if result.diverged else result.label
    return (
        name, str(result.epochs), str(result.steps), f"{result.seconds:.2f}",
        *_cells(result.train), *_cells(result.test),
    )  # fmt: skip


def _cells(score: Score | None) -> tuple[str, str]:
    if score is None:
        return "-", "-"
    return f"{score.loss:.4g}", "-" if score.accuracy is None else percent(score.accuracy)


def sentence(result: RunResult) -> str:
    """A run in one line that reads well aloud."""
    (loss, accuracy), (test_loss, test_accuracy) = _cells(result.train), _cells(result.test)
    parts = [
        _("{run}: epochs {epochs}, steps {steps}, seconds {seconds}").format(
            run=result.label, epochs=result.epochs, steps=result.steps, seconds=f"{result.seconds:.2f}"
        ),
        _("training loss {number}").format(number=loss),
        _("training accuracy {number}").format(number=accuracy) if accuracy != "-" else "",
        _("test loss {number}").format(number=test_loss) if test_loss != "-" else "",
        _("test accuracy {number}").format(number=test_accuracy) if test_accuracy != "-" else "",
        _("diverged") if result.diverged else "",
    ]
    return ", ".join(part for part in parts if part)


def explain_divergence(session: Session) -> None:
    """Say on stderr why runs diverged and what to try."""
    for run in session.runs:
        if run.diagnosis is not None:
            diagnosis = run.diagnosis
            click.echo(f"{run.title or run.name}: {diagnosis.title}. {diagnosis.message} {diagnosis.advice}", err=True)
