"""How far a student is with an exercise: a sign, words, and a colour that only repeats them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from tuitrainer.base.texts import _, ngettext

if TYPE_CHECKING:
    from tuitrainer.grading.progress import Standing


def state_of(standing: Standing | None) -> tuple[str, str, str]:
    """Sign, words, colour; None where the exercise was never touched."""
    if standing is None:
        return "·", _("new"), "$muted"
    if standing.passed:
        return "✓", _("passed"), "$text-success"
    if standing.attempts:
        words = _("tried, best {score}/{max}").format(score=f"{standing.score:g}", max=f"{standing.max_score:g}")
        return "…", words, "$text-warning"
    if standing.hints or standing.solution_seen:
        return "…", _("begun"), "$text-warning"
    return "·", _("new"), "$muted"


def help_used(standing: Standing | None) -> list[str]:
    """Hints shown and whether the solution was, each in words; nothing where none was."""
    used: list[str] = []
    if standing is not None and standing.hints:
        used.append(ngettext("{count} hint", "{count} hints", standing.hints).format(count=standing.hints))
    if standing is not None and standing.solution_seen:
        used.append(_("solution seen"))
    return used


def standing_line(standing: Standing | None, *more: str) -> Content:
    """All of it in one line, and `more` behind it."""
    sign, words, colour = state_of(standing)
    rest = "".join(f", {text}" for text in (*help_used(standing), *more))
    return Content.assemble((f"{sign} {words}", colour), (rest, "$muted"))
