"""Reads events that came out of the sandbox. Once a submission runs, any of them may be made up by it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tuitrainer.sandbox.outcome import CallResult, Fault, FaultValue, ToldCall

_KINDS = frozenset((
    "missing", "not-callable", "not-implemented", "raised", "exit", "input", "import", "memory", "recursion", "syntax",
    "refused-process", "refused-network", "refused-write", "refused-read", "refused-limits",
))  # fmt: skip
"""Faults that are told from inside. None of them is ours, whatever a submission writes."""
_TEXTS, _NUMBERS = ("type", "message", "name", "inside"), ("line",)
_LONGEST = 500
_MOST = 1000


class EventError(ValueError):
    """No event that the sandbox sends."""


def kind_of(event: object) -> str:
    """Which event it is; empty for what is none."""
    kind = event.get("event") if isinstance(event, dict) else None
    return kind if isinstance(kind, str) else ""


def read_confined(event: Mapping[str, Any]) -> frozenset[str]:
    """What took effect when the process confined itself, before the submission was loaded."""
    names = event.get("confined") if isinstance(event, dict) else None
    return frozenset(name for name in names if isinstance(name, str)) if isinstance(names, list) else frozenset()


def read_fault(event: Mapping[str, Any]) -> Fault:
    """Raises EventError where none is told."""
    told = _dict(event.get("fault"))
    kind = told.get("kind")
    if not isinstance(kind, str) or kind not in _KINDS:
        raise EventError("no fault that is known")
    details: dict[str, FaultValue] = {}
    for name in _TEXTS:
        if isinstance(told.get(name), str):
            details[name] = shown(told[name][:_LONGEST])
    for name in _NUMBERS:
        if type(told.get(name)) is int and told[name] >= 0:
            details[name] = told[name]
    return Fault(kind, details)


def read_observed(event: Mapping[str, Any]) -> tuple[tuple[tuple[str, str], ...], tuple[str, ...]]:
    """(what was refused, what was changed). Raises EventError."""
    refused = []
    for note in _list(event.get("refused")):
        kind, name = map(_text, note if isinstance(note, list) and len(note) == 2 else [None, None])
        if f"refused-{kind}" not in _KINDS:
            raise EventError("refused for no reason that is known")
        refused.append((kind, name))
    return tuple(refused), tuple(_text(name) for name in _list(event.get("changed")))


def read_result(event: Mapping[str, Any]) -> CallResult:
    """What the `end` of a call tells. Raises EventError."""
    refused, changed = read_observed(event)
    links = _dict(event.get("links", {}))
    return CallResult(
        fault=read_fault(event) if "fault" in event else None,
        results={_text(key): value for key, value in _dict(event.get("results", {})).items()},
        links={_text(key): _position(place) for key, place in links.items()},
        calls=tuple(_call(_dict(told)) for told in _list(event.get("calls", []))),
        refused=refused,
        changed=changed,
    )


def shown(text: str) -> str:
    """Without what would move a terminal's cursor or change its colours."""
    return "".join(sign if sign.isprintable() or sign in "\n\t" else "\N{REPLACEMENT CHARACTER}" for sign in text)


def _call(told: Mapping[str, Any]) -> ToldCall:
    return ToldCall(
        function=_text(told.get("function")),
        modified=tuple(_position(place) for place in _list(told.get("modified"))),
        finished=told.get("finished") is True,
        returned=told.get("returned"),
    )


def _dict(value: object) -> dict[Any, Any]:
    if not isinstance(value, dict):
        raise EventError("no dictionary")
    return value


def _list(value: object) -> list[Any]:
    if not isinstance(value, list) or len(value) > _MOST:
        raise EventError("no list")
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise EventError("no text")
    return shown(value[:_LONGEST])


def _position(value: object) -> int:
    if type(value) is not int or not 0 <= value < _MOST:
        raise EventError("no position")
    return value
