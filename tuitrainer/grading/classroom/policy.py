"""What is asked of a class beside right code: a deadline, what lateness costs, and which attempt counts."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Literal, cast

from tuitrainer.base.errors import Problem, UserError
from tuitrainer.base.texts import _

Attempts = Literal["best", "last"]
ATTEMPTS = ("best", "last")
LATE = ("accept", "10%/day", "refuse")
"""What `--late` takes; the share is any from 0 to 100."""
_DAY = timedelta(days=1)
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9]{2}:[0-9]{2}(:[0-9]{2})?(Z|[+-][0-9]{2}:?[0-9]{2})?)?")
"""Of what ISO 8601 allows: Python's own reader also takes a row of digits for a date."""
_SHARE = re.compile(r"(\d{1,3}(?:[.,]\d+)?)\s*%\s*/\s*(?:day|d|jour|j)", re.ASCII)
_SPAN = re.compile(r"(\d{1,5})\s*([mhd])", re.ASCII)


@dataclass(frozen=True, slots=True)
class Policy:
    """How attempts are taken. Without a deadline nothing is late."""

    deadline: datetime | None = None
    """With its zone. What is handed in at this very moment is in time."""
    zone_assumed: bool = False
    """Whether nobody said which zone is meant, so that this machine's was taken."""
    grace: timedelta = timedelta()
    """What is late by no more than this counts as in time; what is later is late since the deadline."""
    late_per_day: float = 0.0
    """The share of the points reached that each day takes, also one that has only begun: 0 takes nothing, 1 all."""
    attempts: Attempts = "best"

    def lateness(self, submitted: float | None) -> timedelta:
        """How long after the deadline. Nothing where the deadline or the moment is not known."""
        if self.deadline is None or submitted is None:
            return timedelta()
        late = timedelta(seconds=submitted - self.deadline.timestamp())
        return late if late > max(self.grace, timedelta()) else timedelta()

    def days_late(self, submitted: float | None) -> int:
        """Days begun after the deadline."""
        return math.ceil(self.lateness(submitted) / _DAY)

    def kept(self, submitted: float | None) -> float:
        """The share of its points that an attempt keeps."""
        return max(0.0, 1.0 - self.late_per_day * self.days_late(submitted))


def read_policy(texts: Mapping[str, str]) -> Policy:
    """A policy from what options say: `deadline`, `grace`, `late` and `attempts`, all of which may be missing.

    Raises UserError for all of them that make no sense.
    """
    problems: list[Problem] = []
    deadline, assumed = _deadline(texts.get("deadline", ""), problems)
    return _without(
        problems,
        Policy(
            deadline, assumed, _grace(texts.get("grace", ""), problems), _late(texts.get("late", ""), problems),
            _attempts(texts.get("attempts", ""), problems),
        ),
    )  # fmt: skip


def _without(problems: list[Problem], policy: Policy) -> Policy:
    if problems:
        raise UserError(*problems)
    return policy


def _deadline(text: str, problems: list[Problem]) -> tuple[datetime | None, bool]:
    """And whether its zone had to be assumed."""
    if not text.strip():
        return None, False
    moment = _moment(text.strip())
    if moment is None:
        accepted = ("2026-12-01", "2026-12-01T23:59", "2026-12-01T23:59+01:00")
        problems.append(Problem(_("'{text}' is no date and time").format(text=text), "--deadline", accepted))
        return None, False
    if moment.tzinfo is not None:
        return moment, False
    return moment.astimezone(), True


def _moment(text: str) -> datetime | None:
    """A date and time; a day alone lasts until its end. None for what is no such thing, or out of every calendar."""
    found = _MOMENT.fullmatch(text)
    if found is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
        moment = datetime.combine(moment, time.max) if found[1] is None else moment
        moment.astimezone().timestamp()
    except (ValueError, OverflowError, OSError):
        return None
    return moment


def _grace(text: str, problems: list[Problem]) -> timedelta:
    text = text.strip()
    found = _SPAN.fullmatch(text)
    if found is not None:
        return timedelta(**{_UNITS[found[2]]: int(found[1])})
    if text not in ("", "0"):
        message = _("'{text}' is no length of time").format(text=text)
        problems.append(Problem(message, "--grace", ("15m", "2h", "1d")))
    return timedelta()


def _late(text: str, problems: list[Problem]) -> float:
    text = text.strip()
    found = _SHARE.fullmatch(text)
    share = float(found[1].replace(",", ".")) / 100 if found is not None else None
    if share is not None and share <= 1:
        return share
    if text not in ("", "accept", "refuse"):
        message = _("'{text}' does not say what lateness costs").format(text=text)
        problems.append(Problem(message, "--late", LATE))
    return 1.0 if text == "refuse" else 0.0


def _attempts(text: str, problems: list[Problem]) -> Attempts:
    if text.strip() in ATTEMPTS:
        return cast(Attempts, text.strip())
    if text.strip():
        problems.append(Problem(_("'{text}' is no choice of an attempt").format(text=text), "--attempts", ATTEMPTS))
    return "best"
