"""What a report says in words: a title and a sentence for every finding, in the language in force."""

from __future__ import annotations

from collections.abc import Mapping

from tuitrainer.base.texts import _
from tuitrainer.grading.catalog import Exercise
from tuitrainer.grading.definition import in_language
from tuitrainer.grading.findings import FINDINGS
from tuitrainer.grading.report import Finding, Value


def title_of(finding: Finding, exercise: Exercise | None) -> str:
    """A few words. Without an exercise there are no named mistakes."""
    mistake = exercise.mistake(finding.id) if finding.is_mistake and exercise is not None else None
    if mistake is not None:
        return in_language(mistake.title)
    return _(FINDINGS[finding.id][0]) if finding.id in FINDINGS else finding.id


def message_of(finding: Finding, exercise: Exercise | None, function: str = "") -> str:
    """One or two plain sentences. `function` is what the check asks for."""
    mistake = exercise.mistake(finding.id) if finding.is_mistake and exercise is not None else None
    if mistake is not None:
        return in_language(mistake.message)
    if finding.id not in FINDINGS:
        return finding.id
    values: dict[str, Value] = {"function": function}
    if exercise is not None:
        definition = exercise.definition
        values |= {"imports": ", ".join(definition.imports), "limit": definition.memory_bytes // 2**20}
    filled = _Filled({**values, **finding.values})
    sentence = _(FINDINGS[finding.id][1]).format_map(filled).rstrip()
    if sentence.endswith(":"):  # an exception without a message
        sentence = sentence.removesuffix(":").rstrip() + "."
    if finding.values.get("negative"):
        sentence += " " + _("The sign is wrong too.")
    return f"{finding.values['output']}: {sentence}" if "output" in finding.values else sentence


class _Filled(dict[str, str]):
    """The values of a sentence as it shows them; what is not known is a question mark."""

    def __init__(self, values: Mapping[str, Value]) -> None:
        super().__init__({name: number(value) for name, value in values.items()})

    def __missing__(self, key: str) -> str:
        return "?"


def number(value: Value) -> str:
    """A number in at most six digits; a text as it is."""
    return f"{value:.6g}" if isinstance(value, float) else str(value)
