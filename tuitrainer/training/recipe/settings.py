"""Values changed from outside: ``--set optimizer.learning_rate=0.1`` and the `set` of a run."""

from __future__ import annotations

import copy
import re
import tomllib
from collections.abc import Mapping, Sequence
from typing import Any

from tuitrainer.base.errors import Problem, UserError
from tuitrainer.base.texts import _


def parse_setting(text: str) -> tuple[str, Any]:
    """``a.b=c`` as (path, value); the value is read as TOML, and as plain text where it is none."""
    path, equals, value = text.partition("=")
    if not equals or not path.strip():
        raise UserError(
            Problem(_("'{text}' is no setting").format(text=text), "--set", ("optimizer.learning_rate=0.01",))
        )
    try:
        return path.strip(), tomllib.loads(f"value = {value}")["value"]
    except tomllib.TOMLDecodeError:
        return path.strip(), value.strip()


def apply_setting(recipe: Mapping[str, Any], path: str, value: Any, place: str) -> dict[str, Any]:
    """A copy of the recipe's mapping with one value changed; tables on the way are created.

    `path` is ``table.key``, and ``network.layers[0].units`` or ``network.layers.0.units`` in lists.
    """
    changed = copy.deepcopy(dict(recipe))
    keys = [int(part) if part.isdigit() else part for part in re.sub(r"\[(\d+)\]", r".\1", path).split(".")]
    if "" in keys:
        raise UserError(Problem(_("'{path}' is no path").format(path=path), place, ("optimizer.learning_rate",)))
    target: Any = changed
    for key, following in zip(keys, (*keys[1:], None), strict=True):
        if isinstance(target, list):
            if not isinstance(key, int) or key >= len(target):
                accepted = (_("0 to {last}").format(last=len(target) - 1),)
                raise UserError(
                    Problem(_("'{path}': there is no entry {key}").format(path=path, key=key), place, accepted)
                )
        elif isinstance(target, dict):
            key = str(key)  # noqa: PLW2901  a number is an index in lists only
        else:
            raise UserError(Problem(_("'{path}' goes through a value that is no table").format(path=path), place))
        if following is None:
            target[key] = value
        else:
            target = target.setdefault(key, {}) if isinstance(target, dict) else target[key]
    return changed


def apply_settings(recipe: Mapping[str, Any], settings: Sequence[str]) -> dict[str, Any]:
    """Apply each ``a.b=c`` in order."""
    changed = dict(recipe)
    for text in settings:
        path, value = parse_setting(text)
        changed = apply_setting(changed, path, value, "--set")
    return changed
