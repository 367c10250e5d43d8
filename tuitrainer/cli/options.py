"""What every command shares: the options accepted on the group and after any command, and its texts in the language."""

from __future__ import annotations

import copy
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import MappingProxyType

import click

import tuitrainer
from tuitrainer.base.course import Course, find_course
from tuitrainer.base.errors import UserError, unknown_name
from tuitrainer.base.places import data_directory
from tuitrainer.base.texts import LANGUAGES, _, choose_language, mark

CONTEXT = MappingProxyType({"help_option_names": ["-h", "--help"], "max_content_width": 100})
_EXERCISES = "tuitrainer.exercises"
ISOLATION = ("landlock", "bwrap")
"""Levels that can be required, the weaker one first."""


def _language(context: click.Context, parameter: click.Parameter, value: str | None) -> None:
    if value is not None:
        choose_language(value)


def _version(context: click.Context, parameter: click.Parameter, value: bool) -> None:
    if value and not context.resilient_parsing:
        click.echo(f"tuitrainer {tuitrainer.__version__}")
        context.exit()


def _exercises(context: click.Context, parameter: click.Parameter, value: Path | None) -> None:
    if value is not None:
        context.meta[_EXERCISES] = find_course(value)


def course(context: click.Context) -> Course:
    """The course that --exercises names, else the one that came with tuitrainer."""
    asked: Course | None = context.meta.get(_EXERCISES)  # one table is shared by a command and its group
    if asked is None:
        return find_course()
    _warn_once(asked.exercises)
    return asked


def asked_exercises(context: click.Context) -> Path | None:
    """The folder that --exercises names."""
    return course(context).exercises if _EXERCISES in context.meta else None


def _warn_once(folder: Path) -> None:
    """Say whose code exercises are, the first time that this folder is used; where that can't be kept, every time."""
    from hashlib import sha256

    name = sha256(os.fsencode(folder)).hexdigest()[:32]
    warned = data_directory() / "exercise-folders" / name
    if os.path.isfile(warned):  # unlike Path.is_file, no error for a folder that is closed to us
        return
    said = _(
        "Note: the exercises in {folder} are programs of their author, and tuitrainer runs them with your rights. Use"
        " only those that you trust. (This is said once for each folder.)"
    )
    click.echo(said.format(folder=folder), err=True)
    with suppress(OSError):
        warned.parent.mkdir(parents=True, exist_ok=True)
        warned.write_text(f"{folder}\n", encoding="utf-8", errors="replace")


def common_options() -> list[click.Parameter]:
    """New options for one command."""
    return [
        click.Option(
            ["--lang"], type=click.Choice(LANGUAGES), is_eager=True, expose_value=False, callback=_language,
            help=mark("Language of everything that is shown."),
        ),
        click.Option(
            ["--exercises"], type=click.Path(path_type=Path), metavar=mark("DIR"), expose_value=False,
            callback=_exercises, help=mark("Take the exercises from this folder."),
        ),
        click.Option(
            ["--version"], is_flag=True, is_eager=True, expose_value=False, callback=_version,
            help=mark("Show the version and exit."),
        ),
    ]  # fmt: skip


def prepared(command: click.Command) -> click.Command:
    """A copy of `command` with its texts in the language in force and with the options that every command takes.

    Commands are made when their module is imported, with texts that are only marked; one process may show them in
    more than one language.
    """
    twin = copy.copy(command)
    twin.context_settings = dict(CONTEXT)
    twin.params = [_translated(parameter) for parameter in (*command.params, *common_options())]
    twin.help = _(command.help) if command.help else None
    return twin


class Nested(click.Group):
    """A command with commands of its own, each prepared like any other.

    `alone`, where there is one, is called without a command of these, and before one of them: it asks the context.
    """

    def __init__(
        self, name: str, commands: Mapping[str, click.Command], help: str,  # noqa: A002  Click's word
        alone: click.Command | None = None,
    ) -> None:  # fmt: skip
        super().__init__(
            name, commands=dict(commands), help=help, invoke_without_command=alone is not None,
            callback=alone.callback if alone is not None else None, params=list(alone.params) if alone else None,
        )  # fmt: skip

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        found = super().get_command(ctx, cmd_name)
        return prepared(found) if found is not None else None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] not in self.commands and not args[0].startswith("-"):
            message = _("there is no command '{name}'").format(name=f"{self.name} {args[0]}")
            raise UserError(unknown_name(message, args[0], self.commands))
        return super().resolve_command(ctx, args)


def _translated(parameter: click.Parameter) -> click.Parameter:
    twin = copy.copy(parameter)
    twin.metavar = _(twin.metavar) if twin.metavar else None
    if isinstance(twin, click.Option):
        twin.help = _(twin.help) if twin.help else None
    return twin
