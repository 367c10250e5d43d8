"""A class report as one HTML file: no script, nothing from the network, light or dark as the reader's system is.

Everything that is not ours is escaped, and the file's own policy forbids the browser to load or run anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape

from tuitrainer.base.texts import _, language
from tuitrainer.grading.classroom.difficulty import Item
from tuitrainer.grading.classroom.overview import Chapter, Overview, mistake_message, mistake_title, unplaced_message
from tuitrainer.grading.classroom.tally import CheckTally, MistakeTally
from tuitrainer.grading.definition import in_language
from tuitrainer.grading.formats.class_style import STYLE
from tuitrainer.grading.formats.class_words import (
    STATUSES,
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
from tuitrainer.grading.formats.text import printable

POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def page(overview: Overview) -> str:
    """The whole file."""
    title = heading(overview)
    body = [
        _element("h1", title),
        *(_element("p", sentence, "muted") for sentence in circumstances(overview)),
        *(part for chapter in overview.chapters for part in _chapter(chapter, overview)),
        *_unplaced(overview),
        *_students(overview),
    ]
    return (
        f'<!DOCTYPE html>\n<html lang="{language()}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f"{_element('title', title)}\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n"
        + "\n".join(body)
        + "\n</main>\n</body>\n</html>\n"
    )


def _chapter(chapter: Chapter, overview: Overview) -> Iterator[str]:
    exercise = chapter.exercise
    yield f'<section aria-labelledby="{_id(exercise.id)}">'
    yield f'<h2 id="{_id(exercise.id)}">{_text(exercise.title)} <code>{_text(exercise.id)}</code></h2>'
    yield _element("p", results(chapter.tally))
    if chapter.tally.judged:
        yield from _checks(chapter)
        yield from _mistakes(chapter, overview)
    yield from _pairs(chapter, overview)
    yield "</section>"


# -- checks ------------------------------------------------------------------------------------------------------------


def _checks(chapter: Chapter) -> Iterator[str]:
    headings = (
        _("Check"), _("passed"), _("failed"), _("error"), _("skipped"), _("points"), _("discrimination"),
    )  # fmt: skip
    rows = [_check_row(check, item, chapter) for check, item in zip(chapter.checks, chapter.items, strict=True)]
    yield _table(_("Checks of {exercise}").format(exercise=chapter.exercise.id), headings, rows)
    sentences = "".join(_element("p", sentence) for sentence in legend(chapter.items))
    yield _details(_("What these numbers mean"), sentences)


def _check_row(check: CheckTally, item: Item, chapter: Chapter) -> list[str]:
    title = in_language(chapter.exercise.check(check.check).title)
    return [
        f"{_text(title)}<br><code>{_text(check.check)}</code>",
        *(str(count) for count in (check.passed, check.failed, check.error, check.skipped)),
        _bar(item.difficulty, "good"), _text(discrimination(item)),
    ]  # fmt: skip


# -- mistakes ----------------------------------------------------------------------------------------------------------


def _mistakes(chapter: Chapter, overview: Overview) -> Iterator[str]:
    if not chapter.mistakes:
        return
    headings = (_("Mistake"), _("Students"))
    rows = [_mistake_row(mistake, chapter, overview) for mistake in chapter.mistakes]
    yield _table(_("What went wrong in {exercise}").format(exercise=chapter.exercise.id), headings, rows)


def _mistake_row(mistake: MistakeTally, chapter: Chapter, overview: Overview) -> list[str]:
    title = _element("strong", mistake_title(mistake, chapter.exercise))
    message = mistake_message(mistake, chapter.exercise, overview.is_anonymous)
    names = ", ".join(_name(overview.names[student]) for student in mistake.students)
    who = _details(_("Who"), names)
    place = f"<code>{_text(mistake.check)}</code>" if mistake.check else _text(_("whole file"))
    told = f"<p>{_text(message)}</p>" if message else ""
    return [f"{title}<br>{place}{told}{who}", f"{len(mistake.students)}, {_bar(mistake.share, 'bad')}"]


def _pairs(chapter: Chapter, overview: Overview) -> Iterator[str]:
    if not chapter.pairs:
        return
    rows = [
        [_side(pair.first, pair.first_lines, overview), _side(pair.second, pair.second_lines, overview),
         percent(pair.share)]
        for pair in chapter.pairs
    ]  # fmt: skip
    caption = _("Worth a look in {exercise}: parts of these files are alike").format(exercise=chapter.exercise.id)
    yield _table(caption, (_("Student"), _("Student"), _("Share")), rows)
    yield _element("p", _("Likeness can have many reasons, such as a common source that is allowed."), "muted")


def _side(student: str, lines: Iterable[tuple[int, int]], overview: Overview) -> str:
    said = _("lines {lines}").format(lines=line_ranges(lines))
    return f'{_name(overview.names[student])}<br><span class="muted">{_text(said)}</span>'


# -- students ----------------------------------------------------------------------------------------------------------


def _unplaced(overview: Overview) -> Iterator[str]:
    rows = [
        [_name(overview.names[one.student]), _text(unplaced_message(one, overview.is_anonymous))]
        for one in overview.unplaced
    ]
    if rows:
        yield _table(unplaced_heading(), (_("Student"), _("Reason")), rows)


def _students(overview: Overview) -> Iterator[str]:
    if not overview.settled:
        return
    exercises = [chapter.exercise.id for chapter in overview.chapters]
    by_student: dict[str, dict[str, str]] = {student: {} for student in overview.names}
    for one in overview.settled:
        late = " " + _("late") if one.days_late else ""
        status = _text(_(STATUSES[one.report.status]))
        words = "" if one.points is None else f'<br><span class="muted">{status}</span>'
        by_student[one.student][one.exercise] = _text(grade(one) + late) + words
    rows = [
        [_name(overview.names[student]), *(own.get(exercise, "-") for exercise in exercises)]
        for student, own in by_student.items()
    ]
    title = _text(_("Students"))
    yield f'<section aria-labelledby="students"><h2 id="students">{title}</h2>'
    yield _table(_("Points of each student"), (_("Student"), *exercises), rows)
    yield "</section>"


# -- parts of a page ---------------------------------------------------------------------------------------------------


def _table(caption: str, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Cells are HTML already; the first of each row is its heading. It scrolls by itself where the page is narrow."""
    head = "".join(f'<th scope="col">{_text(word)}</th>' for word in headings)
    body = "\n".join(
        f'<tr><th scope="row">{first}</th>' + "".join(f"<td>{cell}</td>" for cell in rest) + "</tr>"
        for first, *rest in rows
    )
    return (
        f'<div class="table" role="region" tabindex="0" aria-label="{_text(caption)}"><table>'
        f"<caption>{_text(caption)}</caption>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody></table></div>"
    )


def _bar(share: float | None, look: str) -> str:
    """A share as a number and a bar."""
    if share is None:
        return ""
    width = f"{100 * min(max(share, 0.0), 1.0):.1f}%"
    inner = f'<span class="{look}" style="width:{width}"></span>'
    return f'{percent(share)}<span class="bar" aria-hidden="true">{inner}</span>'


def _details(summary: str, content: str) -> str:
    """What is seen when it is asked for; `content` is HTML already."""
    return f"<details>{_element('summary', summary)}{content}</details>"


def _element(name: str, text: str, look: str = "") -> str:
    attribute = f' class="{look}"' if look else ""
    return f"<{name}{attribute}>{_text(text)}</{name}>"


def _name(text: str) -> str:
    """A person's name, whose direction of writing stays its own."""
    return f"<bdi>{_text(text)}</bdi>"


def _text(text: str) -> str:
    return escape(printable(text))


def _id(text: str) -> str:
    return "exercise-" + "".join(letter if letter.isalnum() else "-" for letter in text)
