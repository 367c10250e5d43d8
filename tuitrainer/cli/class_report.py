"""``tuitrainer class report PLACE``."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tuitrainer.base.errors import Problem, UserError
from tuitrainer.base.strict_json import strict_json
from tuitrainer.base.texts import _, mark
from tuitrainer.cli.options import course
from tuitrainer.cli.output import show_lines, write_lines
from tuitrainer.grading.feedback import LEVELS, Level

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tuitrainer.base.course import Course
    from tuitrainer.grading.catalog import Exercise
    from tuitrainer.grading.classroom.overview import Overview
    from tuitrainer.grading.classroom.submitted import Graded

FORMATS = ("text", "html", "csv", "json")


@click.command("report", help=mark("Say what a class got wrong, and who has how many points."))
@click.argument("place", type=click.Path(path_type=Path), metavar=mark("PLACE"))
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", help=mark("Form of the report."))
@click.option("--json", "as_json", is_flag=True, help=mark("Print one JSON document."))
@click.option("--output", type=click.Path(path_type=Path), metavar=mark("FILE"), help=mark("Write the report there."))
@click.option(
    "--worksheet", type=click.Path(path_type=Path), metavar=mark("FILE"),
    help=mark("Fill in Moodle's grading worksheet: a copy beside it, or the file that --output names."),
)  # fmt: skip
@click.option(
    "--feedback", type=click.Choice(LEVELS), default="full",
    help=mark("How much the comments in a worksheet tell a student."),
)  # fmt: skip
@click.option("--only", multiple=True, metavar=mark("EXERCISE"), help=mark("Leave all other exercises out."))
@click.option("--deadline", metavar=mark("TIME"), help=mark("What is handed in later is late: 2026-12-01T23:59."))
@click.option("--grace", metavar=mark("TIME"), help=mark("How much later still is in time: 15m, 2h, 1d."))
@click.option("--late", metavar=mark("COST"), help=mark("What lateness costs: accept, refuse, or 10%/day."))
@click.option("--attempts", metavar="best|last", help=mark("Which of several attempts counts."))
@click.option("--anonymous", is_flag=True, help=mark("Numbers instead of names, to show it to the class."))
@click.option("--bom", is_flag=True, help=mark("Begin a CSV file so that spreadsheets know it is UTF-8."))
@click.option("--verbose", is_flag=True, help=mark("Name every student."))
@click.pass_context
def command(
    context: click.Context,
    place: Path,
    form: str,
    as_json: bool,
    output: Path | None,
    worksheet: Path | None,
    feedback: Level,
    only: tuple[str, ...],
    deadline: str | None,
    grace: str | None,
    late: str | None,
    attempts: str | None,
    anonymous: bool,
    bom: bool,
    verbose: bool,
) -> None:
    """PLACE is the folder that was graded, or the file with its results."""
    if worksheet is not None and (anonymous or form != "text"):
        raise click.UsageError(_("--worksheet takes neither --anonymous nor --format"))
    options = {"deadline": deadline, "grace": grace, "late": late, "attempts": attempts}
    asked = {name: text for name, text in options.items() if text is not None}
    overview = _overview(course(context), place, only, asked, anonymous)
    if worksheet is not None:
        from tuitrainer.cli.class_worksheet import fill_worksheet

        fill_worksheet(overview, worksheet, output, feedback, as_json=as_json)
        return
    _show(overview, "json" if as_json else form, output, bom, verbose)


def _overview(asked: Course, place: Path, only: Sequence[str], options: Mapping[str, str], anonymous: bool) -> Overview:
    from tuitrainer.grading.classroom.overview import overview
    from tuitrainer.grading.classroom.policy import read_policy
    from tuitrainer.grading.classroom.store import open_results

    read_policy(options)  # what is wrong with what was typed is said before anything is opened
    with open_results(place) as results:
        kept, graded, waiting = results.policy, list(results.graded()), results.waiting
    policy = read_policy({**kept, **options})  # what was typed here goes before what `class grade` was told
    return overview(graded, _exercises(asked, graded, only), policy, waiting=waiting, anonymous=anonymous)


def _exercises(asked: Course, graded: Sequence[Graded], only: Sequence[str]) -> list[Exercise]:
    """Those that something was handed in for, in the order of the course."""
    from tuitrainer.base.errors import unknown_name
    from tuitrainer.grading.catalog import find_exercise

    names = sorted({one.exercise for one in graded if one.exercise})
    for name in only:
        if name not in names:
            message = _("nothing was handed in for '{name}'").format(name=name)
            raise UserError(unknown_name(message, name, names, "--only"))
    found = [find_exercise(asked, name) for name in names if not only or name in only]
    return sorted(found, key=lambda exercise: (exercise.definition.order, exercise.id))


def _show(overview: Overview, form: str, output: Path | None, bom: bool, verbose: bool) -> None:
    if form == "text":
        from tuitrainer.grading.formats.class_text import lines

        if output is None:
            show_lines(lines(overview, min(shutil.get_terminal_size((100, 24)).columns, 100), verbose))
        else:
            write_file(write_lines(lines(overview, verbose=verbose)).encode("utf-8", "replace"), output)
        return
    if form == "csv":
        from tuitrainer.grading.classroom.gradebook import encoded, gradebook

        text = gradebook(overview.settled, [chapter.exercise for chapter in overview.chapters])
        content = encoded(text, with_mark=bom)
    elif form == "html":
        from tuitrainer.grading.formats.class_html import page

        content = page(overview).encode("utf-8")
    else:
        from tuitrainer.grading.formats.class_json import document

        content = (strict_json(document(overview)) + "\n").encode("ascii")
    if output is None:
        click.echo(content, nl=False)
    else:
        write_file(content, output)


def write_file(content: bytes, path: Path) -> None:
    """Put it there in one go, or not at all: a full disk spoils no file that was there. Raises UserError."""
    import os
    from contextlib import suppress

    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        if path.exists() and not path.is_file():  # such as /dev/stdout
            path.write_bytes(content)
            return
        with temporary.open("xb") as file:
            file.write(content)
        temporary.replace(path)
    except OSError as error:
        with suppress(OSError):
            temporary.unlink()
        message = _("this file can't be written: {reason}").format(reason=error.strerror or error)
        raise UserError(Problem(message, str(path))) from None
