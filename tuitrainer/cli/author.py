"""``tuitrainer author``: for those who write exercises."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tuitrainer.base.errors import UserError
from tuitrainer.base.texts import _, mark
from tuitrainer.cli.options import Nested, asked_exercises, course

if TYPE_CHECKING:
    from tuitrainer.grading.author import Proof

UNPROVEN = 1
DEFAULT = "exercises"
"""The folder in which a new exercise is made."""
_FOLDER = "tuitrainer.new-exercises"


class _Making(click.Command):
    """A command whose --exercises need not exist yet."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        for parameter in self.params:
            if parameter.name == "exercises":
                parameter.callback = _keep
        return super().parse_args(ctx, args)


def _keep(context: click.Context, parameter: click.Parameter, value: Path | None) -> None:
    context.meta.setdefault(_FOLDER, value)


@click.command("new", cls=_Making, help=mark("Make a tiny exercise that is complete, to be changed piece by piece."))
@click.argument("name", metavar=mark("EXERCISE"))
@click.pass_context
def new(context: click.Context, name: str) -> None:
    """Without --exercises in the folder `exercises` here."""
    from tuitrainer.grading.author.scaffold import new_exercise
    from tuitrainer.grading.catalog import find_exercise
    from tuitrainer.grading.workspace import command_for, short

    made = new_exercise(context.meta.get(_FOLDER) or asked_exercises(context) or Path(DEFAULT), name)
    exercise = find_exercise(made.course, made.name)
    text = _("New: {folder} and {solution}")
    click.echo(text.format(folder=short(exercise.folder), solution=short(exercise.solution)))
    click.echo(_("It is complete already: replace its parts one by one. What comes next:"))
    check_it = command_for(exercise, "check").replace("tuitrainer", "tuitrainer author", 1)
    for line in (check_it, command_for(exercise, "show"), command_for(exercise, "grade", exercise.solution)):
        click.echo(f"    {line}")


@click.command("check", help=mark("Prove exercises: starter, reference, mistakes, mutants of the reference."))
@click.argument("names", nargs=-1, metavar=mark("[EXERCISE]..."))
@click.option("--seeds", type=click.IntRange(1, 100_000), default=100, help=mark("How many seeds to try."))
@click.option("--json", "as_json", is_flag=True, help=mark("Print one JSON document."))
@click.pass_context
def check(context: click.Context, names: tuple[str, ...], seeds: int, as_json: bool) -> None:
    """Exit codes: 0 all proven, 1 not all."""
    from dataclasses import asdict

    from tuitrainer.cli.output import show_json
    from tuitrainer.grading.author import Proof, prove
    from tuitrainer.grading.catalog import exercise_ids, find_exercise, no_exercises

    asked = course(context)
    known = exercise_ids(asked)
    if not known:
        raise UserError(no_exercises(asked))
    proofs: list[Proof] = []
    for name in names or known:
        try:
            exercise = find_exercise(asked, name)
        except UserError as error:
            if name not in known:
                raise
            proof = Proof(name, problems=tuple(map(str, error.problems)))
        else:
            with _Counter(name) as count:
                proof = prove(exercise, known, seeds, count.update)
        proofs.append(proof)
        if not as_json:
            _show(proof)
    if as_json:
        entries: list[dict[str, Any]] = [{**asdict(proof), "proven": not proof.problems} for proof in proofs]
        show_json({"schema": 1, "exercises": entries})
    if any(proof.problems for proof in proofs):
        raise click.exceptions.Exit(UNPROVEN)


class _Counter:
    """How far it is, on a terminal."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._shown = sys.stderr.isatty()

    def __enter__(self) -> _Counter:
        return self

    def update(self, what: str, done: int, of: int) -> None:
        if self._shown:
            click.echo(f"\r\033[K{self._name}: {what} {done}/{of}", nl=False, err=True)

    def __exit__(self, *_error: object) -> None:
        if self._shown:
            click.echo("\r\033[K", nl=False, err=True)


def _show(proof: Proof) -> None:
    if proof.problems:
        click.echo(_("{exercise}: NOT proven.").format(exercise=proof.exercise))
    else:
        text = _(
            "{exercise}: proven. Checks {checks}, mistakes {mistakes}, seeds {seeds}, alternatives {alternatives}."
        )
        click.echo(
            text.format(
                exercise=proof.exercise, checks=proof.checks, mistakes=proof.mistakes, seeds=proof.seeds,
                alternatives=proof.alternatives,
            )
        )  # fmt: skip
    for problem in proof.problems:
        click.echo(f"  - {problem}")
    if proof.mutants:
        text = _("Mutants of the reference: {mutants}, rejected {rejected} ({share:.1f}%), passed {passed}.")
        passed = len(proof.survivors)
        shown = text.format(mutants=proof.mutants, rejected=proof.rejected, passed=passed, share=100 * proof.share)
        click.echo(f"  {shown}")
    if proof.mutants and proof.conditions.environment:
        given = ", ".join(f"{name}={value}" for name, value in proof.conditions.environment.items())
        click.echo(f"  {_('Mutants were tried with {given}.').format(given=given)}")
    if proof.mutants and proof.conditions.without:
        names = ", ".join(proof.conditions.without)
        click.echo(f"  {_('Mutants were not asked: {names}.').format(names=names)}")
    for survivor in proof.survivors:
        text = _("line {number}, {function}: `{line}` became `{becomes}`: {reason}")
        reason = survivor.reason or _("no check notices it")
        shown = text.format(
            number=survivor.number, function=survivor.function, line=survivor.line, becomes=survivor.becomes,
            reason=reason,
        )  # fmt: skip
        click.echo(f"  . {shown}")


command = Nested("author", {"new": new, "check": check}, help=mark("Write exercises, and prove them."))
