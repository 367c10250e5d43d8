"""The statements of an exercise say the same in every language, as far as a program can see that."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from tuitrainer.base.texts import _
from tuitrainer.grading.catalog import Exercise
from tuitrainer.grading.trusted import CourseError


@dataclass(frozen=True, slots=True)
class _Shape:
    """What does not depend on the language."""

    headings: tuple[str, ...]
    """Their levels, in order: h1, h2."""
    blocks: int
    """Of code or of figures."""
    numbers: Counter[str]
    """Runs of digits in those blocks: 0.25 and 0,25 are both 0 and 25."""


def differing_statements(exercise: Exercise) -> list[str]:
    """Where a statement differs from that of the first language: headings, blocks, worked numbers.

    Raises CourseError for one that is not UTF-8.
    """
    first, *others = exercise.definition.languages
    expected = _shape(exercise.statement_path(first))
    found = []
    for path in map(exercise.statement_path, others):
        shape, other = _shape(path), exercise.statement_path(first).name
        if not expected.headings or shape.headings != expected.headings:
            said = _("{path} has the headings {got}, {other} has {expected}")
            found.append(
                said.format(
                    path=path.name, other=other, got=" ".join(shape.headings) or "-",
                    expected=" ".join(expected.headings) or "-",
                )
            )  # fmt: skip
        if shape.blocks != expected.blocks:
            said = _("{path} has {got} blocks of code or figures, {other} has {expected}")
            found.append(said.format(path=path.name, other=other, got=shape.blocks, expected=expected.blocks))
        elif shape.numbers != expected.numbers:
            differing = (shape.numbers - expected.numbers) + (expected.numbers - shape.numbers)
            said = _("{path} and {other} differ in the numbers of their blocks: {numbers}")
            found.append(said.format(path=path.name, other=other, numbers=", ".join(sorted(differing))))
    return found


def _shape(path: Path) -> _Shape:
    from markdown_it import MarkdownIt  # noqa: PLC0415  only for authors

    try:
        tokens = MarkdownIt().parse(path.read_text(encoding="utf-8"))
    except UnicodeDecodeError as error:
        raise CourseError(f"{path}: {error}") from None
    blocks = [token.content for token in tokens if token.type in ("fence", "code_block")]
    headings = tuple(token.tag for token in tokens if token.type == "heading_open")
    return _Shape(headings, len(blocks), Counter(re.findall(r"\d+", "\n".join(blocks))))
