"""``tuitrainer author``: for those who write exercises."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from tuitrainer.base.errors import UserError
from tuitrainer.base.texts import _, mark
from tuitrainer.cli.options import Nested, course

if TYPE_CHECKING:
    from tuitrainer.grading.author import Proof

UNPROVEN = 1


@click.command("check", help=mark("Prove exercises: starter, reference and every named mistake, on many seeds."))
@click.argument("names", nargs=-1, metavar=mark("[EXERCISE]..."))
@click.option("--seeds", type=click.IntRange(1, 100_000), default=100, help=mark("How many seeds to try."))
@click.pass_context
def check(context: click.Context, names: tuple[str, ...], seeds: int) -> None:
    """Exit codes: 0 all proven, 1 not all."""
    from tuitrainer.grading.author import Proof, prove
    from tuitrainer.grading.catalog import exercise_ids, find_exercise, no_exercises

    asked = course(context)
    known = exercise_ids(asked)
    if not known:
        raise UserError(no_exercises(asked))
    unproven = False
    for name in names or known:
        try:
            exercise = find_exercise(asked, name)
        except UserError as error:
            if name not in known:
                raise
            proof = Proof(name, 0, 0, 0, tuple(map(str, error.problems)))
        else:
            with _Counter(name, seeds) as count:
                proof = prove(exercise, known, seeds, count.update)
        _show(proof)
        unproven = unproven or bool(proof.problems)
    if unproven:
        raise click.exceptions.Exit(UNPROVEN)


class _Counter:
    """The number of seeds done, on a terminal."""

    def __init__(self, name: str, seeds: int) -> None:
        self._name, self._seeds = name, seeds
        self._shown = sys.stderr.isatty()

    def __enter__(self) -> _Counter:
        return self

    def update(self, done: int) -> None:
        if self._shown:
            click.echo(f"\r{self._name}: {done}/{self._seeds}", nl=False, err=True)

    def __exit__(self, *_error: object) -> None:
        if self._shown:
            click.echo("\r\033[K", nl=False, err=True)


def _show(proof: Proof) -> None:
    if not proof.problems:
        text = _("{exercise}: proven. Checks {checks}, named mistakes {mistakes}, seeds {seeds}.")
        click.echo(
            text.format(exercise=proof.exercise, checks=proof.checks, mistakes=proof.mistakes, seeds=proof.seeds)
        )
        return
    click.echo(_("{exercise}: NOT proven.").format(exercise=proof.exercise))
    for problem in proof.problems:
        click.echo(f"  - {problem}")


command = Nested("author", {"check": check}, help=mark("Prove exercises that you have written."))
