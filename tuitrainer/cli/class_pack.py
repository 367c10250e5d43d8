"""``tuitrainer class pack EXERCISE... --for PLATFORM``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from tuitrainer.base.texts import _, language, mark
from tuitrainer.cli.options import asked_exercises, course
from tuitrainer.grading.feedback import LEVELS
from tuitrainer.grading.pack.targets import TARGETS

ISOLATION = ("landlock", "bwrap")


@click.command("pack", help=mark("Write what a learning platform needs to grade exercises."))
@click.argument("names", nargs=-1, required=True, metavar=mark("EXERCISE..."))
@click.option("--for", "target", type=click.Choice(tuple(TARGETS)), required=True, help=mark("The platform."))
@click.option(
    "--output", type=click.Path(path_type=Path), metavar=mark("PATH"),
    help=mark("Write it there: a zip if it ends with .zip, else a folder."),
)  # fmt: skip
@click.option("--feedback", type=click.Choice(LEVELS), default="full", help=mark("How much students are told."))
@click.option(
    "--require-isolation", "isolation", type=click.Choice(ISOLATION), help=mark("Grade nothing with weaker isolation.")
)
@click.option(
    "--wheel", type=click.Path(path_type=Path), metavar=mark("FILE"),
    help=mark("Carry this wheel of tuitrainer instead of having pip look for one."),
)  # fmt: skip
@click.option("--force", is_flag=True, help=mark("Write over what is there."))
@click.option(
    "--publish-solutions", "publish", is_flag=True,
    help=mark("Let students' repositories hold the solutions of your own exercises."),
)  # fmt: skip
@click.pass_context
def pack(
    context: click.Context,
    names: tuple[str, ...],
    target: str,
    output: Path | None,
    feedback: str,
    isolation: str | None,
    wheel: Path | None,
    force: bool,
    publish: bool,
) -> None:
    """Nothing is written when anything is wrong."""
    from tuitrainer.grading.catalog import find_exercise
    from tuitrainer.grading.pack.assignment import Assignment
    from tuitrainer.grading.pack.build import build_pack
    from tuitrainer.grading.pack.wheel import read_wheel
    from tuitrainer.grading.pack.writing import write_pack

    asked = course(context)
    assignment = Assignment(
        exercises=tuple(find_exercise(asked, name) for name in dict.fromkeys(names)),
        language=language(),
        course=asked if asked_exercises(context) is not None else None,  # ours comes with tuitrainer
        wheel=read_wheel(wheel) if wheel is not None else None,
        options=_options(feedback, isolation),
    )
    files = build_pack(target, assignment, publish)
    place = output if output is not None else _default_output(target, [found.id for found in assignment.exercises])
    write_pack(files, place, force)
    click.echo(_("Written: {path}").format(path=place))
    if assignment.wheel is not None:
        click.echo(_("It installs the wheel that it carries, {name}.").format(name=assignment.wheel.name))
    else:
        said = _("It installs {requirement} from pip's index; to carry a wheel instead, give `--wheel FILE`.")
        click.echo(said.format(requirement=assignment.requirement))
    click.echo(_(TARGETS[target].next_step))


def _options(feedback: str, isolation: str | None) -> tuple[str, ...]:
    """For each `tuitrainer grade` of the pack; what is the default there needs no word."""
    told = ("--feedback", feedback) if feedback != "full" else ()
    return (*told, *(("--require-isolation", isolation) if isolation is not None else ()))


def _default_output(target: str, packed: Sequence[str]) -> Path:
    few = 3
    listed = "-".join(packed) if len(packed) <= few else f"{packed[0]}-{packed[-1]}"
    return Path(f"{target}-{listed}{TARGETS[target].suffix}")
