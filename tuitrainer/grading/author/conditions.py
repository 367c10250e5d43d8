"""How mutants are tried, where that is to be otherwise than a submission is: the table [mutants] of survivors.toml.

    [mutants]
    environment = { NUMBA_DISABLE_JIT = "1" }    # beside that of exercise.toml, and before it
    without = ["speed"]                          # checks that a mutant is not asked

A mutant is called once, and there are a hundred: it need not be compiled to be seen to be wrong, and how long it takes
says nothing then. What they are spared is told with the proof.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tuitrainer.base.checks import Check as Checking
from tuitrainer.base.checks import shown
from tuitrainer.base.errors import UserError, unknown_name
from tuitrainer.base.texts import _
from tuitrainer.grading.author.survivors import CONDITIONS, placed, read_table
from tuitrainer.grading.catalog import Exercise

_KEYS = ("environment", "without")


@dataclass(frozen=True, slots=True)
class Conditions:
    """Under which mutants are tried."""

    environment: Mapping[str, str] = field(default_factory=dict)
    """Variables, which go before those of the exercise."""
    without: tuple[str, ...] = ()
    """Names of checks that are left out."""


def read_conditions(exercise: Exercise) -> Conditions:
    """Those of an exercise; as for a submission where it names none. Raises UserError for all that is wrong."""
    table = read_table(exercise.folder).get(CONDITIONS, {})
    names = [check.name for check in exercise.definition.checks]
    with placed(exercise.folder), Checking() as checking:
        if not isinstance(table, Mapping):
            checking.wrong(CONDITIONS, _("{value} is not a table").format(value=shown(table)))
            table = {}
        for key in table:
            if key not in _KEYS:
                checking.part(f"{CONDITIONS}.{key}", lambda key=key: _refuse(key))  # type: ignore[misc]
        return Conditions(
            _variables(checking, table.get("environment", {})), _checks(checking, table.get("without", []), names)
        )


def _variables(checking: Checking, value: object) -> Mapping[str, str]:
    if isinstance(value, Mapping) and all(isinstance(text, str) for text in value.values()):
        return dict(value)
    checking.wrong(f"{CONDITIONS}.environment", _("{value} is not a table of texts").format(value=shown(value)))
    return {}


def _checks(checking: Checking, value: object, names: Sequence[str]) -> tuple[str, ...]:
    place = f"{CONDITIONS}.without"
    if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
        checking.wrong(place, _("{value} is not a list of texts").format(value=shown(value)))
        return ()
    for name in value:
        if name not in names:
            checking.wrong(place, _("there is no check '{name}'").format(name=name), tuple(names))
    if names and set(names) <= set(value):
        checking.wrong(place, _("at least one check has to be left"))
    return tuple(value)


def _refuse(key: str) -> None:
    raise UserError(unknown_name(_("there is no such setting"), key, _KEYS, key))
