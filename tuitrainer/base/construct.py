"""Making the thing that a table knows by name: initializers, layers, losses and optimizers are all found this way."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from tuitrainer.base.errors import Problem, UserError, unknown_name
from tuitrainer.base.texts import _

T = TypeVar("T")


def construct(table: Mapping[str, Callable[..., T]], name: object, arguments: Mapping[str, Any], key: str) -> T:
    """Call what `table` holds under `name` with keyword `arguments`; ``*branches`` is a list under its name.

    Raises UserError for a name that is not in the table (placed at `key`), and for arguments that are not taken, are
    missing or have wrong values, all at once; what is called checks the values itself.
    """
    if not isinstance(name, str) or name not in table:
        raise UserError(unknown_name(_("there is no '{name}'").format(name=name), str(name), table, key))
    taken = inspect.signature(table[name]).parameters
    problems = [
        unknown_name(_("'{name}' takes no such argument").format(name=name), argument, taken, argument)
        for argument in arguments
        if argument not in taken
    ]
    missing = [
        Problem(_("'{name}' needs this argument").format(name=name), argument)
        for argument, parameter in taken.items()
        if parameter.default is inspect.Parameter.empty and argument not in arguments
    ]
    if missing:
        raise UserError(*problems, *missing)
    values = {argument: value for argument, value in arguments.items() if argument in taken}
    several = [argument for argument, parameter in taken.items() if parameter.kind is inspect.Parameter.VAR_POSITIONAL]
    listed: list[Any] = []
    for argument in several:
        if not isinstance(values[argument], list | tuple):
            raise UserError(*problems, Problem(_("this is no list"), argument))
        listed += values.pop(argument)
    try:
        made = table[name](*listed, **values)
    except UserError as error:
        problems += error.problems
    if problems:
        raise UserError(*problems)
    return made
