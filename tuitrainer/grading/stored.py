"""A report as plain data and back: what databases keep and what travels between processes. No words, only values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from tuitrainer.grading.report import CheckReport, Evidence, Finding, Report, Shown

_INDICES = ("expected_shape", "got_shape", "worst_index", "first_index")


def report_to_data(report: Report) -> dict[str, Any]:
    """Dictionaries, lists, texts and numbers; what is not finite stays so."""
    return asdict(report)


def report_from_data(data: Mapping[str, Any]) -> Report:
    """The report again, also when lists have taken the place of tuples on the way. Raises TypeError or KeyError."""
    values = dict(data)
    values["checks"] = tuple(map(_check, values["checks"]))
    values["finding"] = _finding(values["finding"])
    values["source"] = tuple(values["source"])
    return Report(**values)


def _check(data: Mapping[str, Any]) -> CheckReport:
    values = dict(data)
    values["finding"] = _finding(values["finding"])
    values["also"] = tuple(_some_finding(finding) for finding in values.get("also", ()))
    values["remarks"] = tuple(_some_finding(finding) for finding in values.get("remarks", ()))
    if values["evidence"] is not None:
        evidence = dict(values["evidence"])
        evidence |= {name: tuple(evidence[name]) for name in _INDICES if evidence[name] is not None}
        values["evidence"] = Evidence(**evidence)
    if values["call"] is not None:
        call = values["call"]
        values["call"] = Shown(call["function"], tuple((name, text) for name, text in call["arguments"]))
    return CheckReport(**values)


def _finding(data: Mapping[str, Any] | None) -> Finding | None:
    return None if data is None else _some_finding(data)


def _some_finding(data: Mapping[str, Any]) -> Finding:
    return Finding(data["id"], dict(data["values"]), data["is_mistake"])
