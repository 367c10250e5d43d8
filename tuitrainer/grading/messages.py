"""What a report says in words: a title and a sentence for every finding, in the language in force."""

from __future__ import annotations

from collections.abc import Mapping

from tuitrainer.base.texts import _
from tuitrainer.grading.catalog import Exercise
from tuitrainer.grading.definition import in_language
from tuitrainer.grading.findings import FINDINGS
from tuitrainer.grading.report import Finding, Value


def title_of(finding: Finding, exercise: Exercise) -> str:
    """A few words."""
    mistake = exercise.mistake(finding.id) if finding.is_mistake else None
    if mistake is not None:
        return in_language(mistake.title)
    return _(FINDINGS[finding.id][0]) if finding.id in FINDINGS else finding.id


def message_of(finding: Finding, exercise: Exercise, function: str = "") -> str:
    """One or two plain sentences. `function` is what the check asks for."""
    mistake = exercise.mistake(finding.id) if finding.is_mistake else None
    if mistake is not None:
        return in_language(mistake.message)
    if finding.id not in FINDINGS:
        return finding.id
    filled = _Filled({
        "function": function, "imports": ", ".join(exercise.definition.imports),
        "limit": exercise.definition.memory_bytes // 2**20, **finding.values,
    })  # fmt: skip
    sentence = _(FINDINGS[finding.id][1]).format_map(filled).rstrip()
    if sentence.endswith(":"):  # an exception without a message
        sentence = sentence.removesuffix(":").rstrip() + "."
    if finding.values.get("negative"):
        sentence += " " + _("The sign is wrong too.")
    return sentence


class _Filled(dict[str, str]):
    """The values of a sentence as it shows them; what is not known is a question mark."""

    def __init__(self, values: Mapping[str, Value]) -> None:
        super().__init__({name: number(value) for name, value in values.items()})

    def __missing__(self, key: str) -> str:
        return "?"


def number(value: Value) -> str:
    """A number in at most six digits; a text as it is."""
    return f"{value:.6g}" if isinstance(value, float) else str(value)
