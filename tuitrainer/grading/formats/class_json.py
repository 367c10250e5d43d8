"""A class report as the JSON document of schema 1, described in docs/class.md."""

from __future__ import annotations

from typing import Any

from tuitrainer.base.texts import language
from tuitrainer.grading.catalog import Exercise
from tuitrainer.grading.classroom.difficulty import Item
from tuitrainer.grading.classroom.overview import Chapter, Overview, mistake_message, mistake_title
from tuitrainer.grading.classroom.policy import Policy
from tuitrainer.grading.classroom.settled import Settled
from tuitrainer.grading.classroom.tally import CheckTally, MistakeTally
from tuitrainer.grading.definition import in_language

SCHEMA = 1


def document(overview: Overview) -> dict[str, Any]:
    """Values for `strict_json`; texts in the language in force."""
    results: dict[str, list[dict[str, Any]]] = {key: [] for key in overview.names}
    for one in overview.settled:
        results[one.student].append(_result(one, overview.is_anonymous))
    return {
        "schema": SCHEMA, "lang": language(), "anonymous": overview.is_anonymous, "waiting": overview.waiting,
        "policy": _policy(overview.policy),
        "exercises": [_chapter(chapter, overview) for chapter in overview.chapters],
        "students": [
            {"student": key, "name": name, "results": results[key]} for key, name in overview.names.items()
        ],
    }  # fmt: skip


def _policy(policy: Policy) -> dict[str, Any]:
    return {
        "deadline": policy.deadline.isoformat() if policy.deadline is not None else None,
        "zone_assumed": policy.zone_assumed, "grace_s": policy.grace.total_seconds(),
        "late_per_day": policy.late_per_day, "attempts": policy.attempts,
    }  # fmt: skip


def _chapter(chapter: Chapter, overview: Overview) -> dict[str, Any]:
    tally, exercise = chapter.tally, chapter.exercise
    return {
        "exercise": exercise.id, "title": exercise.title, "passed": tally.passed, "failed": tally.failed,
        "error": tally.error, "ungraded": tally.ungraded, "late": tally.late, "unknown_times": tally.unknown_times,
        "mean_share": tally.mean_share,
        "checks": [
            _check(check, item, exercise) for check, item in zip(chapter.checks, chapter.items, strict=True)
        ],
        "mistakes": [_mistake(mistake, exercise, overview.is_anonymous) for mistake in chapter.mistakes],
        "similar": [
            {
                "first": pair.first, "second": pair.second, "share": pair.share, "shared": pair.shared,
                "first_lines": pair.first_lines, "second_lines": pair.second_lines,
            }
            for pair in chapter.pairs
        ],
    }  # fmt: skip


def _check(check: CheckTally, item: Item, exercise: Exercise) -> dict[str, Any]:
    return {
        "name": check.check, "title": in_language(exercise.check(check.check).title), "students": check.students,
        "passed": check.passed, "failed": check.failed, "error": check.error, "skipped": check.skipped,
        "difficulty": item.difficulty, "discrimination": item.discrimination,
        "discrimination_interval": list(item.interval) if item.interval is not None else None,
    }  # fmt: skip


def _mistake(mistake: MistakeTally, exercise: Exercise, anonymous: bool) -> dict[str, Any]:
    return {
        "id": mistake.finding.id, "check": mistake.check or None, "named": mistake.finding.is_mistake,
        "title": mistake_title(mistake, exercise), "message": mistake_message(mistake, exercise, anonymous),
        "count": len(mistake.students), "share": mistake.share, "students": mistake.students,
    }  # fmt: skip


def _result(one: Settled, anonymous: bool) -> dict[str, Any]:
    result = {
        "exercise": one.exercise, "status": one.report.status, "points": one.points, "score": one.report.score,
        "max_points": one.max_points, "attempts": one.attempts, "unjudged_attempts": one.unjudged,
        "days_late": one.days_late,
    }  # fmt: skip
    if not anonymous:  # each of these would tell who it is
        result |= {
            "submitted": one.graded.submitted, "late_s": one.lateness.total_seconds(),
            "identifier": one.graded.identifier, "file": one.graded.file, "sha256": one.report.sha256,
            "seed": one.report.seed,
        }  # fmt: skip
    return result
