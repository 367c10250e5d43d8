"""What changed since the last try, as lines: a sign says which way, and words or the student's own lines say what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from tuitrainer.base.texts import _
from tuitrainer.grading.catalog import Exercise
from tuitrainer.grading.changes import Changes, FileLine
from tuitrainer.grading.formats.details import Line, Part, Role
from tuitrainer.grading.formats.harmless import harmless_line
from tuitrainer.grading.messages import title_of

WIDEST = 300
"""Characters of a line that are worth showing."""
_ROLES: Mapping[str, Role] = MappingProxyType({"+": "good", "-": "bad", "@": "muted", " ": ""})


def check_lines(changes: Changes, exercise: Exercise) -> Iterator[Line]:
    """One for each check whose verdict is another one now."""
    for check in changes.passing:
        yield (Part("+ " + _("{check} passes now").format(check=check.name), "good"),)
    for check in changes.failing:
        yield (Part("- " + _("{check} no longer passes").format(check=check.name), "bad"),)
    for check in changes.other:
        title = harmless_line(title_of(check.finding, exercise)) if check.finding is not None else check.status
        yield (Part("~ " + _("{check} is wrong in another way now: {title}").format(check=check.name, title=title)),)


def count_line(lines: Sequence[FileLine]) -> Line:
    """How much of the file changed. `lines` are not empty."""
    signs = Counter(line.sign for line in lines)
    text = _("Lines added since the last try: {added}, removed: {removed}")
    return (Part(text.format(added=signs["+"], removed=signs["-"]), "strong"),)


def diff_lines(lines: Sequence[FileLine], most: int | None = None, width: int = WIDEST) -> Iterator[Line]:
    """The lines themselves, at most so many; what is longer than `width` is cut."""
    for line in lines[:most]:
        text = harmless_line(str(line)[:WIDEST])
        text = text if len(text) <= width else f"{text[: width - 1]}…"
        yield (Part(text if line.sign == "@" else line.sign + text[1:], _ROLES[line.sign]),)
    if most is not None and len(lines) > most:
        yield (Part(_("and more lines: {count}").format(count=len(lines) - most), "muted"),)
