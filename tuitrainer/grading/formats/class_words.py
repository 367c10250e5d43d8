"""What the forms of a class report say in the same words: the policy, what is open, a share, a correlation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tuitrainer.base.texts import _, mark, ngettext
from tuitrainer.grading.classroom.difficulty import FEWEST, Item
from tuitrainer.grading.classroom.overview import Overview
from tuitrainer.grading.classroom.settled import Settled
from tuitrainer.grading.classroom.tally import ExerciseTally
from tuitrainer.grading.messages import number

NO_BREAK = "\N{NO-BREAK SPACE}"
STATUSES = {
    "passed": mark("passed"), "failed": mark("not passed"), "error": mark("nothing to judge"),
    "ungraded": mark("not graded"),
}  # fmt: skip


def percent(share: float | None) -> str:
    """A share in whole percent; nothing where it is not known."""
    return "" if share is None else f"{100 * share:.0f}{NO_BREAK}%"


def heading(overview: Overview) -> str:
    count = len(overview.names)
    return ngettext("Class report: {count} student", "Class report: {count} students", count).format(count=count)


def unplaced_heading() -> str:
    return _("Belongs to no exercise")


def circumstances(overview: Overview) -> Iterator[str]:
    """Sentences on what holds for the whole report."""
    policy = overview.policy
    if policy.deadline is not None:
        moment = policy.deadline.isoformat(" ", "minutes")
        zone = " " + _("(this machine's time zone)") if policy.zone_assumed else ""
        yield _("Deadline: {moment}").format(moment=moment) + zone
        if policy.late_per_day >= 1:
            yield _("Late work is refused: 0 points.")
        elif policy.late_per_day:
            said = _("Each day begun after the deadline takes {share} of the points reached.")
            yield said.format(share=percent(policy.late_per_day))
        else:
            yield _("Late work loses no points.")
        unknown = sum(not one.time_is_known for one in overview.settled)
        if unknown:
            yield _("Without a time of its own, and so taken as in time: {count}").format(count=unknown)
    if any(one.attempts > 1 for one in overview.settled):
        best, last = _("Of several attempts the best counts."), _("Of several attempts the last counts.")
        yield best if policy.attempts == "best" else last
    if overview.waiting:
        yield _("Not graded yet and in no number here: {count}").format(count=overview.waiting)
    if any(one.unjudged for one in overview.settled):
        yield _("Other attempts that the grader could not judge, marked +: grade again before you rely on the best.")


def results(tally: ExerciseTally) -> str:
    """How many did what, in one line."""
    parts = [
        (tally.passed, _("{count} passed")), (tally.failed, _("{count} not passed")),
        (tally.error, _("{count} with nothing to judge")),
        (tally.ungraded, _("{count} not graded (the grader failed)")), (tally.late, _("{count} late")),
    ]  # fmt: skip
    said = [text.format(count=count) for count, text in parts if count]
    if tally.mean_share is not None:
        said.append(_("mean {share} of the points").format(share=percent(tally.mean_share)))
    return ", ".join(said) if said else _("nothing was handed in")


def grade(one: Settled | None) -> str:
    """A student's points, in a few characters."""
    if one is None:
        return "-"
    plus = "+" if one.unjudged else ""
    if one.points is None:
        return _("not graded") + plus
    return f"{number(float(round(one.points, 2)))}/{number(one.max_points)}{plus}"


def line_ranges(ranges: Iterable[tuple[int, int]]) -> str:
    """Such as "3-9, 14"."""
    return ", ".join(f"{first}-{last}" if last > first else str(first) for first, last in ranges)


def discrimination(item: Item) -> str:
    """With the interval that it lies in."""
    if item.discrimination is None or item.interval is None:
        return ""
    low, high = item.interval
    return f"{item.discrimination:.2f} [{low:.2f}, {high:.2f}]"


def legend(items: Iterable[Item]) -> Iterator[str]:
    """What the numbers of checks mean."""
    yield _("Points: share of its points that the class reached; a low one is a hard check.")
    if all(item.discrimination is None for item in items):
        said = _("Discrimination is given from {fewest} students on whose points differ: below, it would be chance.")
    else:
        said = _(
            "Discrimination: correlation of a check's points with those of the exercise's other checks (corrected"
            " item-total correlation), in brackets where it lies with a confidence of 95 %; from {fewest} students on."
            " Near 0 or below, students who are good at the rest are no better at this one: look at the check."
        )
    yield said.format(fewest=FEWEST)
