"""What changed from one try to the next."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_up import make_course

from tuitrainer.grading.catalog import Exercise, find_exercise
from tuitrainer.grading.changes import CONTEXT, FileLine, compare_reports, file_changes, is_same_try
from tuitrainer.grading.formats.changes import check_lines, count_line, diff_lines
from tuitrainer.grading.formats.details import Line
from tuitrainer.grading.report import CheckReport, CheckStatus, Finding, Report, ReportStatus

FILES = st.lists(st.sampled_from(["", "a", "b", "    return x", "-1", "+1", "@@ -1 +1 @@"]), max_size=40)


def report(status: ReportStatus = "failed", **checks: tuple[CheckStatus, str]) -> Report:
    """(status, finding) of each check; no finding where that is empty."""
    made = tuple(
        CheckReport(name, name, state, 0.0, 1.0, Finding(finding) if finding else None)
        for name, (state, finding) in checks.items()
    )
    return Report("exercise01", "/f.py", "0" * 64, 1, status, made, 0.1, "limits")


def names(checks: Sequence[CheckReport]) -> list[str]:
    return [check.name for check in checks]


# -- the verdict -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after", "where"),
    [
        (("failed", "sign"), ("passed", ""), "passing"),
        (("skipped", "after"), ("passed", ""), "passing"),
        (("passed", ""), ("failed", "sign"), "failing"),
        (("passed", ""), ("timeout", "timeout"), "failing"),
        (("passed", ""), ("skipped", "after"), ""),
        (("passed", ""), ("skipped", "optional"), "failing"),
        (("failed", "sign"), ("failed", "ratio"), "other"),
        (("failed", "sign"), ("error", "raised"), "other"),
        (("skipped", "after"), ("failed", "sign"), "other"),
        (("failed", "sign"), ("failed", "sign"), ""),
        (("failed", "sign"), ("skipped", "after"), ""),
        (("skipped", "optional"), ("skipped", "optional"), ""),
        (("passed", ""), ("passed", ""), ""),
    ],
)
def test_where_a_check_went(before: tuple[CheckStatus, str], after: tuple[CheckStatus, str], where: str) -> None:
    changes = compare_reports(report(one=before), report(one=after))
    assert {kind: names(getattr(changes, kind)) for kind in ("passing", "failing", "other")} == {
        kind: ["one"] if kind == where else [] for kind in ("passing", "failing", "other")
    }
    assert bool(changes) == bool(where)


@pytest.mark.parametrize("status", ["error", "ungraded"])
def test_what_did_not_come_to_its_checks_is_compared_with_nothing(status: ReportStatus) -> None:
    judged, other = report(one=("passed", "")), report(status, one=("skipped", ""))
    assert not compare_reports(judged, other)
    assert not compare_reports(other, judged)
    assert not compare_reports(None, judged)


def test_a_check_that_is_new_to_the_exercise_is_no_change() -> None:
    assert not compare_reports(report(one=("failed", "sign")), report(one=("failed", "sign"), two=("passed", "")))


def test_the_same_text_with_the_same_verdict_is_no_further_try() -> None:
    first = report(one=("failed", "sign"))
    assert is_same_try(first, replace(first, seed=2, duration=9.0))
    assert not is_same_try(first, replace(first, sha256="1" * 64))
    assert not is_same_try(first, replace(first, status="passed"))
    assert not is_same_try(None, first)


# -- the file ----------------------------------------------------------------------------------------------------------


def patched(before: Sequence[str], lines: Sequence[FileLine]) -> list[str]:
    """What `patch` would make of `before`; everything that a diff says is looked at."""
    after: list[str] = []
    position = 0
    left_old = left_new = 0
    for line in lines:
        if line.sign == "@":
            assert left_old == left_new == 0
            found = re.fullmatch(r"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@", line.text)
            assert found is not None
            old, new = int(found[1]), int(found[3])
            left_old, left_new = (1 if found[n] is None else int(found[n]) for n in (2, 4))
            begin = old - 1 if left_old else old
            assert begin >= position
            after += before[position:begin]
            position = begin
            assert len(after) == (new - 1 if left_new else new)
            continue
        if line.sign in " -":
            assert before[position] == line.text
            position += 1
            left_old -= 1
        if line.sign in " +":
            after.append(line.text)
            left_new -= 1
    assert left_old == left_new == 0
    return [*after, *before[position:]]


@given(FILES, FILES)
def test_a_diff_makes_one_version_of_the_other(before: list[str], after: list[str]) -> None:
    lines = file_changes(before, after)
    assert patched(before, lines) == after
    assert bool(lines) == (before != after)


@given(FILES, st.integers(0, 40), FILES)
def test_what_is_far_from_any_change_is_left_out(before: list[str], place: int, added: list[str]) -> None:
    place = min(place, len(before))
    lines = file_changes(before, [*before[:place], *added, *before[place:]])
    assert sum(line.sign == " " for line in lines) <= 2 * CONTEXT + 2 * CONTEXT * len(added)
    assert sum(line.sign == "+" for line in lines) - sum(line.sign == "-" for line in lines) == len(added)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (["x"] * 1000, ["x", "y"] * 500),
        ([f"{number % 100}" for number in range(1000)], [f"{number % 100 * (number % 2)}" for number in range(1000)]),
        (
            [f"{number % 133}" for number in range(20_000)],
            [f"{number % 133 * (number % 2)}" for number in range(20_000)],
        ),
        ([""] * 500_000, [*[""] * 250_000, "x", *[""] * 250_000]),
        ([f"{number}" for number in range(30_000)], [f"{number}" for number in reversed(range(30_000))]),
        ([], [""] * 100_000),
    ],
    ids=["alternating", "repeated", "often repeated", "a line in the middle", "upside down", "nothing before"],
)
def test_no_file_takes_long(before: list[str], after: list[str]) -> None:
    begun = time.monotonic()
    lines = file_changes(before, after)
    assert time.monotonic() - begun < 5  # without care: minutes
    assert patched(before, lines) == after


# -- in words ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def exercise(tmp_path: Path) -> Exercise:
    return find_exercise(make_course(tmp_path), "exercise01")


def text(lines: Sequence[Line]) -> list[str]:
    return ["".join(part.text for part in line) for line in lines]


def test_each_way_has_a_sign_and_words(exercise: Exercise) -> None:
    before = report(double=("failed", "sign"), total=("passed", ""), triple=("failed", "sign"))
    after = report(double=("passed", ""), total=("failed", "sign"), triple=("failed", "offset"))
    assert text(list(check_lines(compare_reports(before, after), exercise))) == [
        "+ double passes now", "- total no longer passes", "~ triple is wrong in another way now: constant offset",
    ]  # fmt: skip


def test_a_mistake_is_called_by_its_title(exercise: Exercise) -> None:
    before, after = report(double=("failed", "sign")), report(double=("failed", "x"))
    mistake = replace(after.checks[0], finding=Finding("double-squares", is_mistake=True))
    told = check_lines(compare_reports(before, replace(after, checks=(mistake,))), exercise)
    assert text(list(told)) == ["~ double is wrong in another way now: squared"]


def test_lines_are_counted_cut_and_command_no_terminal() -> None:
    lines = file_changes(["a"], ["a", "\x1b[2J", "b\ttab", "c" * 10_000, "d"])
    assert text([count_line(lines)]) == ["Lines added since the last try: 4, removed: 0"]
    told = text(list(diff_lines(lines, 4)))
    assert told[0] == "@@ -1 +1,5 @@"
    assert told[1:4] == [" a", "+\N{REPLACEMENT CHARACTER}[2J", "+b  tab"]
    assert told[4] == "and more lines: 2"
    assert max(map(len, text(list(diff_lines(lines, width=40))))) == 40
    assert all(len(line) < 1000 and line.isprintable() for line in text(list(diff_lines(lines))))
