"""Reports for other programs: each format is one file of this folder and one line of the table."""

from __future__ import annotations

import importlib
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tuitrainer.grading.catalog import Exercise
    from tuitrainer.grading.report import Report

FORMATS: Mapping[str, str] = MappingProxyType({
    "json": "tuitrainer.grading.formats.json",
    "junit": "tuitrainer.grading.formats.junit",
    "gradescope": "tuitrainer.grading.formats.gradescope",
    "exercism": "tuitrainer.grading.formats.exercism",
    "github": "tuitrainer.grading.formats.github",
    "vpl": "tuitrainer.grading.formats.vpl",
})  # fmt: skip
"""Name of a format -> module with `one(report, exercise)` and `several(pairs)`, which return the document as text.

Both are given harmless texts, but for `EXACT` formats, which tell every text as it was and escape it themselves.
"""
EXACT = frozenset({"json"})


def render(name: str, report: Report, exercise: Exercise) -> str:
    """One report in a format of the table."""
    text: str = importlib.import_module(FORMATS[name]).one(_harmless(name, report), exercise)
    return text


def render_several(name: str, pairs: Sequence[tuple[Report, Exercise]]) -> str:
    """A list of reports in a format of the table."""
    cleaned = [(_harmless(name, report), exercise) for report, exercise in pairs]
    text: str = importlib.import_module(FORMATS[name]).several(cleaned)
    return text


def _harmless(name: str, report: Report) -> Report:
    from tuitrainer.grading.formats.harmless import harmless  # noqa: PLC0415  this table is read before anything heavy

    return report if name in EXACT else harmless(report)
