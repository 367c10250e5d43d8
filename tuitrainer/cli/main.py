"""The command ``tuitrainer``: the table of its commands, and what becomes of every error.

A command is one file in this folder that defines `command`; it is imported when it is asked for, or for the list of all
commands, and itself imports what is heavy only when it runs.
"""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Mapping, Sequence
from types import MappingProxyType

import click
from click.shell_completion import shell_complete

from tuitrainer.base.errors import UserError, unknown_name
from tuitrainer.base.texts import _, choose_language, language_from_arguments, mark
from tuitrainer.cli import failures
from tuitrainer.cli.options import CONTEXT, prepared

PROGRAM = "tuitrainer"
DEFAULT = "tui"

COMMANDS: Mapping[str, str] = MappingProxyType({
    "tui": "tuitrainer.cli.tui",
    "labs": "tuitrainer.cli.labs",
    "exercises": "tuitrainer.cli.exercises",
    "progress": "tuitrainer.cli.progress",
    "start": "tuitrainer.cli.start",
    "show": "tuitrainer.cli.show",
    "hint": "tuitrainer.cli.hint",
    "solution": "tuitrainer.cli.solution",
    "grade": "tuitrainer.cli.grade",
    "class": "tuitrainer.cli.classroom",
    "train": "tuitrainer.cli.train",
    "summary": "tuitrainer.cli.summary",
    "data": "tuitrainer.cli.data",
    "author": "tuitrainer.cli.author",
    "devices": "tuitrainer.cli.devices",
    "warmup": "tuitrainer.cli.warmup",
    "bench": "tuitrainer.cli.bench",
})  # fmt: skip
"""Name of a command -> module that defines it as `command`."""


class Commands(click.Group):
    """The commands of the table, each imported only when it is needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        module = COMMANDS.get(cmd_name)
        return prepared(importlib.import_module(module).command) if module is not None else None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] not in COMMANDS and not args[0].startswith("-"):
            message = _("there is no command '{name}'").format(name=args[0])
            raise UserError(unknown_name(message, args[0], COMMANDS))
        return super().resolve_command(ctx, args)


def build_group() -> click.Command:
    """The whole command line, its texts in the language in force."""

    @click.pass_context
    def without_command(context: click.Context) -> None:
        if context.invoked_subcommand is None:
            context.invoke(importlib.import_module(COMMANDS[DEFAULT]).command)

    return prepared(
        Commands(
            PROGRAM,
            callback=without_command,
            invoke_without_command=True,
            context_settings=CONTEXT,
            help=mark("Learn deep learning by doing, in the terminal. Without a command, opens the TUI."),
        )
    )


def run(arguments: Sequence[str]) -> int:
    """Carry out a command line and return the exit code; every error has been said, in a sentence, when it returns."""
    choose_language(language_from_arguments(arguments))
    group = build_group()
    try:
        completion = os.environ.get("_TUITRAINER_COMPLETE")
        if completion:  # bash, zsh and fish ask this way what could follow
            return shell_complete(group, {}, PROGRAM, "_TUITRAINER_COMPLETE", completion)
        with group.make_context(PROGRAM, list(arguments)) as context:
            group.invoke(context)
        sys.stdout.flush()
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except UserError as error:
        return failures.say(error)
    except (KeyboardInterrupt, EOFError, click.Abort):
        return failures.interrupted()
    except BrokenPipeError:
        return failures.reader_gone()
    except Exception as error:  # noqa: BLE001 the last resort: a sentence instead of a traceback
        return failures.unexpected(error)
    return 0


def main() -> int:
    """Entry point of the console script."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a terminal that is not UTF-8 shows '?' where it can't show a character
            stream.reconfigure(errors="replace")
    return run(sys.argv[1:])
