"""A class report as lines for a terminal: what the class got wrong first, its students last."""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from tuitrainer.base.texts import _
from tuitrainer.grading.classroom.overview import Chapter, Overview, mistake_message, mistake_title, unplaced_message
from tuitrainer.grading.classroom.similarity import Pair
from tuitrainer.grading.classroom.tally import MistakeTally
from tuitrainer.grading.formats.class_words import (
    circumstances,
    discrimination,
    grade,
    heading,
    legend,
    line_ranges,
    percent,
    results,
    unplaced_heading,
)
from tuitrainer.grading.formats.text import Line, Part, Role, printable

_INDENT = 2
_BAR = 10
"""Cells of a bar that stands for the whole class."""
_NARROWEST = 8
"""Cells of a table's first column, at least."""
_MISTAKES = 12
"""Mistakes of an exercise that are listed."""
_NAMED = 4
"""Students that are named beside a mistake; the other forms name all."""
_LISTED = 40
"""Students whose points are listed."""
_LARGEST_NAME = 28
"""Cells of a student's name in the list."""


def lines(overview: Overview, width: int = 100, verbose: bool = False) -> list[Line]:
    """The whole report in lines of at most `width` cells where words allow it; none can command a terminal.

    With `verbose`, every student is named everywhere.
    """
    said = [
        (Part(heading(overview), "strong"),),
        *_wrapped(circumstances(overview), width, 0),
        *(line for chapter in overview.chapters for line in _chapter(chapter, overview, width, verbose)),
        *_explained(overview, width),
        *_unplaced(overview, width),
        *_students(overview, width, verbose),
    ]
    return [tuple(Part(printable(part.text), part.role) for part in line) for line in said]


def _chapter(chapter: Chapter, overview: Overview, width: int, verbose: bool) -> Iterator[Line]:
    exercise = chapter.exercise
    yield ()
    yield (Part(exercise.id, "strong"), Part(f"  {exercise.title}"))
    yield from _wrapped([results(chapter.tally)], width, _INDENT)
    if not chapter.tally.judged:
        return
    yield ()
    yield from _checks(chapter, width)
    if chapter.mistakes:
        yield ()
        yield (Part(_("What went wrong, by the number of students"), "strong"),)
        shown = chapter.mistakes if verbose else chapter.mistakes[:_MISTAKES]
        for mistake in shown:
            yield from _mistake(mistake, chapter, overview, width, verbose)
        yield from _more(len(chapter.mistakes) - len(shown), _("and rarer ones: {count} (--verbose shows them)"))
    if chapter.pairs:
        yield ()
        yield (Part(_("Worth a look: parts of these files are alike, which can have many reasons"), "strong"),)
        for pair in chapter.pairs:
            yield from _pair(pair, overview, width)


# -- checks ------------------------------------------------------------------------------------------------------------


def _checks(chapter: Chapter, width: int) -> Iterator[Line]:
    headings = (
        _("Check"), _("passed"), _("failed"), _("error"), _("skipped"), _("points"), _("discrimination"),
    )  # fmt: skip
    rows = [
        (
            check.check, *map(str, (check.passed, check.failed, check.error, check.skipped)), percent(item.difficulty),
            discrimination(item),
        )
        for check, item in zip(chapter.checks, chapter.items, strict=True)
    ]  # fmt: skip
    some = any(row[-1] for row in rows)  # an empty column only takes room
    yield from _table([row if some else row[:-1] for row in (headings, *rows)], width)


def _table(rows: Sequence[Sequence[str]], width: int) -> Iterator[Line]:
    """The first row is the heading; where there is no room, the first column gives way."""
    widths = [max(cells(row[column]) for row in rows) for column in range(len(rows[0]))]
    gap = 2 if sum(widths) + 2 * len(widths[1:]) <= width else 1
    widths[0] = min(widths[0], max(width - sum(column + gap for column in widths[1:]), _NARROWEST))
    for place, row in enumerate(rows):
        numbers = (_right(text, column) for text, column in zip(row[1:], widths[1:], strict=True))
        yield (Part((" " * gap).join((padded(row[0], widths[0]), *numbers)), "" if place else "muted"),)


def _explained(overview: Overview, width: int) -> Iterator[Line]:
    if any(chapter.tally.judged for chapter in overview.chapters):
        yield ()
        items = [item for chapter in overview.chapters for item in chapter.items]
        yield from _wrapped(legend(items), width, 0, "muted")


# -- pairs -------------------------------------------------------------------------------------------------------------


def _pair(pair: Pair, overview: Overview, width: int) -> Iterator[Line]:
    said = _("{name}, lines {lines}")
    sides = ((pair.first, pair.first_lines), (pair.second, pair.second_lines))
    told = [said.format(name=overview.names[key], lines=line_ranges(lines)) for key, lines in sides]
    share = f"{percent(pair.share):>{_INDENT + 4}}  "
    wrapped = textwrap.wrap("; ".join(told), max(width - cells(share), 20), break_on_hyphens=False)
    for place, line in enumerate(wrapped):
        yield (Part(share if not place else " " * cells(share)), Part(line))


# -- mistakes ----------------------------------------------------------------------------------------------------------


def _mistake(mistake: MistakeTally, chapter: Chapter, overview: Overview, width: int, verbose: bool) -> Iterator[Line]:
    exercise = chapter.exercise
    role: Role = "bad" if mistake.finding.is_mistake else ""
    named = mistake_title(mistake, exercise)
    if mistake.check:
        named = _("{check}: {message}").format(check=mistake.check, message=named)
    count = f"{len(mistake.students):>{_INDENT + 3}} {percent(mistake.share):>6}  "
    filled = max(1, round(mistake.share * _BAR))
    bar = "\N{FULL BLOCK}" * filled + "\N{LIGHT SHADE}" * (_BAR - filled)
    indent = cells(count) + _BAR + 2
    title = textwrap.wrap(named, max(width - indent, 20)) or [""]
    yield (Part(count), Part(bar), Part(f"  {title[0]}", role))
    yield from ((Part(" " * indent), Part(line, role)) for line in title[1:])
    message = mistake_message(mistake, exercise, overview.is_anonymous)
    yield from _wrapped([message] if message else [], width, indent)
    yield from _wrapped([_some(mistake.students, overview, verbose)], width, indent, "muted")


def _some(students: Sequence[str], overview: Overview, verbose: bool) -> str:
    shown = students if verbose or len(students) <= _NAMED + 1 else students[:_NAMED]
    names = ", ".join(overview.names[student] for student in shown)
    if len(shown) == len(students):
        return names
    return _("{names} and others: {count}").format(names=names, count=len(students) - len(shown))


# -- students ----------------------------------------------------------------------------------------------------------


def _unplaced(overview: Overview, width: int) -> Iterator[Line]:
    if overview.unplaced:
        yield ()
        yield (Part(unplaced_heading(), "strong"),)
    for one in overview.unplaced:
        said = _("{name}: {message}")
        message = unplaced_message(one, overview.is_anonymous)
        yield from _wrapped([said.format(name=overview.names[one.student], message=message)], width, _INDENT)


def _students(overview: Overview, width: int, verbose: bool) -> Iterator[Line]:
    by_student: dict[str, dict[str, str]] = {student: {} for student in overview.names}
    for one in overview.settled:
        late = " " + _("late") if one.days_late else ""
        by_student[one.student][one.exercise] = grade(one) + late
    if not by_student:
        return
    exercises = [chapter.exercise.id for chapter in overview.chapters]
    rows = [
        (shortened(overview.names[student], _LARGEST_NAME), *(own.get(name, "-") for name in exercises))
        for student, own in by_student.items()
    ]
    shown = rows if verbose or len(rows) <= _LISTED else rows[:_LISTED]
    yield ()
    yield from _table([(_("Student"), *exercises), *shown], width)
    yield from _more(len(rows) - len(shown), _("and more students: {count} (--verbose shows them)"))


def _more(count: int, said: str) -> Iterator[Line]:
    if count:
        yield (Part(said.format(count=count), "muted"),)


# -- text --------------------------------------------------------------------------------------------------------------


def _wrapped(sentences: Iterable[str], width: int, indent: int, role: Role = "") -> Iterator[Line]:
    for sentence in sentences:
        for line in textwrap.wrap(sentence, max(width - indent, 20), break_on_hyphens=False):
            yield (Part(" " * indent), Part(line, role))


def cells(text: str) -> int:
    """How many cells of a terminal a text takes."""
    return sum(map(_width, text))


def _width(letter: str) -> int:
    if unicodedata.category(letter) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(letter) in ("W", "F") else 1


def shortened(text: str, width: int) -> str:
    """At most so many cells, with an ellipsis where something was cut off."""
    if cells(text) <= width:
        return text
    while text and cells(text) > width - 1:
        text = text[:-1]
    return text + "…"


def _right(text: str, width: int) -> str:
    return " " * (width - cells(text)) + text


def padded(text: str, width: int) -> str:
    """Just so many cells."""
    text = shortened(text, width)
    return text + " " * (width - cells(text))
