"""From pydantic's error list to Problems in the user's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from tuitrainer.base.errors import Problem, nearest_name
from tuitrainer.base.texts import _


def join(place: str, location: Iterable[int | str]) -> str:
    """A place as it is written in messages: ``network.layers[1].units``."""
    for part in location:
        if isinstance(part, int):
            place += f"[{part}]"
        else:
            place += f".{part}" if place else part
    return place


def problems_of(error: ValidationError, accepted: Mapping[str, Any], place: str = "") -> list[Problem]:
    """One Problem for each thing that is wrong; a value that fits none of several types is said once.

    `accepted` is a tree of the keys that each table takes, for the names offered beside an unknown one.
    """
    found: dict[str, Problem] = {}
    for details in error.errors(include_url=False):
        location = _without_type_names(details)
        where = join(place, location)
        found.setdefault(where, _problem(details, where, location, accepted))
    return list(found.values())


def _without_type_names(details: ErrorDetails) -> tuple[int | str, ...]:
    """pydantic ends the location of a union's member with the member's type; that is no place in the recipe."""
    given: list[int | str] = []
    for part in details["loc"]:
        if isinstance(part, str) and (part.endswith("]") or "-" in part or part in _TYPE_NAMES):
            break
        given.append(part)
    return tuple(given)


_TYPE_NAMES = frozenset({"int", "float", "str", "bool", "none", "literal", "dict", "list", "tuple", "is-instance"})


def _problem(
    details: ErrorDetails, where: str, location: tuple[int | str, ...], accepted: Mapping[str, Any]
) -> Problem:
    kind, context, value = details["type"], details.get("ctx", {}), details.get("input")
    if kind == "extra_forbidden":
        names = _names_at(accepted, location[:-1])
        key = str(location[-1])
        return Problem(_("there is no such key"), where, names, nearest_name(key, names))
    if kind == "missing":
        return Problem(_("this is missing"), where)
    if kind == "literal_error":
        choices = tuple(part.strip(" '") for part in str(context["expected"]).replace(" or ", ",").split(","))
        nearest = nearest_name(value, choices) if isinstance(value, str) else None
        return Problem(_("{value!r} is not one of the accepted values").format(value=value), where, choices, nearest)
    bounds = {"greater_than_equal": ("ge", ">= {}"), "greater_than": ("gt", "> {}"),
              "less_than_equal": ("le", "<= {}"), "less_than": ("lt", "< {}")}  # fmt: skip
    if kind in bounds:
        name, text = bounds[kind]
        return Problem(_("{value!r} is out of range").format(value=value), where, (text.format(context[name]),))
    if kind == "too_short":
        return Problem(_("at least one entry is needed"), where)
    expected = {
        "int": _("a whole number"), "float": _("a number"), "string": _("a text"), "bool": "true, false",
        "dict": _("a table"), "model": _("a table"), "tuple": _("a list"), "list": _("a list"),
    }  # fmt: skip
    description = expected.get(kind.split("_")[0], "")
    shown = repr(value) if len(repr(value)) <= 60 else type(value).__name__
    return Problem(_("{value} does not fit here").format(value=shown), where, (description,) if description else ())


def _names_at(accepted: Mapping[str, Any], location: tuple[int | str, ...]) -> tuple[str, ...]:
    tree: Any = accepted
    for part in location:
        if isinstance(part, str) and isinstance(tree, Mapping):
            tree = tree.get(part, tree.get("*"))
    return tuple(name for name in tree if name != "*") if isinstance(tree, Mapping) else ()
