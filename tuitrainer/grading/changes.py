"""What changed from one try to the next: in the verdict, and in the student's file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import takewhile
from typing import Literal

from tuitrainer.grading.report import CheckReport, Report

CONTEXT = 2
"""Unchanged lines around each change."""
_LARGEST = 1000
"""Lines between the first and the last change beyond which they are not matched: that could take minutes."""

Sign = Literal["+", "-", " ", "@"]


@dataclass(frozen=True, slots=True)
class FileLine:
    """A line of a unified diff: added, removed, or unchanged; "@" for the place where a group of them begins."""

    sign: Sign
    text: str

    def __str__(self) -> str:
        return self.text if self.sign == "@" else f"{self.sign}{self.text}"


@dataclass(frozen=True, slots=True)
class Changes:
    """Checks as they are now, in the order of the exercise."""

    passing: tuple[CheckReport, ...] = ()
    """Right now, and were not."""
    failing: tuple[CheckReport, ...] = ()
    """Were right, and no longer are; but for those that only wait for one that is wrong."""
    other: tuple[CheckReport, ...] = ()
    """Wrong as before, but in another way; or looked at for the first time, and wrong."""

    def __bool__(self) -> bool:
        return bool(self.passing or self.failing or self.other)


def has_checks(report: Report) -> bool:
    """Whether it came to the checks at all."""
    return report.status in ("passed", "failed")


def is_same_try(before: Report | None, after: Report) -> bool:
    """Whether it is the same verdict on the same text: a file that was saved as it was is no further attempt."""
    return before is not None and (before.sha256, before.status, before.score) == (
        after.sha256, after.status, after.score,
    )  # fmt: skip


def compare_reports(before: Report | None, after: Report) -> Changes:
    """Nothing where there was no try before, or where one of the two did not come to its checks."""
    if before is None or not has_checks(before) or not has_checks(after):
        return Changes()
    earlier = {check.name: check for check in before.checks}
    pairs = [(earlier[check.name], check) for check in after.checks if check.name in earlier]
    return Changes(
        passing=tuple(new for old, new in pairs if new.status == "passed" != old.status),
        failing=tuple(new for old, new in pairs if old.status == "passed" != new.status and not _waits(new)),
        other=tuple(
            new for old, new in pairs if _is_wrong(new) and old.status != "passed" and _kind(old) != _kind(new)
        ),
    )


def _is_wrong(check: CheckReport) -> bool:
    return check.status not in ("passed", "skipped")


def _waits(check: CheckReport) -> bool:
    return check.status == "skipped" and check.finding is not None and check.finding.id == "after"


def _kind(check: CheckReport) -> tuple[str, str]:
    return check.status, check.finding.id if check.finding is not None else ""


def file_changes(before: Sequence[str], after: Sequence[str]) -> list[FileLine]:
    """A unified diff of two versions of a file, by lines; empty where they are equal.

    Where very much changed, everything between the first and the last change is removed and added.
    """
    same = _common(zip(before, after, strict=False))
    most = min(len(before), len(after)) - same
    tail = min(most, _common(zip(reversed(before), reversed(after), strict=False)))
    first = max(0, same - CONTEXT)
    old = before[first : len(before) - tail + min(tail, CONTEXT)]
    new = after[first : len(after) - tail + min(tail, CONTEXT)]
    lines: list[FileLine] = []
    for group in _groups(old, new):
        lines.append(FileLine("@", _place(group, first)))
        for tag, old_begin, old_end, new_begin, new_end in group:
            if tag == "equal":
                lines += [FileLine(" ", text) for text in old[old_begin:old_end]]
            else:
                lines += [FileLine("-", text) for text in old[old_begin:old_end]]
                lines += [FileLine("+", text) for text in new[new_begin:new_end]]
    return lines


_Step = tuple[str, int, int, int, int]


def _groups(old: Sequence[str], new: Sequence[str]) -> Iterator[list[_Step]]:
    if max(len(old), len(new)) > _LARGEST:
        yield [("replace", 0, len(old), 0, len(new))]
    elif old != new:
        yield from SequenceMatcher(None, old, new).get_grouped_opcodes(CONTEXT)


def _place(group: Sequence[_Step], first: int) -> str:
    """As in every unified diff: where the group begins in both versions, counted from 1, and its lines in each."""
    old_begin, old_end = group[0][1], group[-1][2]
    new_begin, new_end = group[0][3], group[-1][4]
    return f"@@ -{_range(first + old_begin, old_end - old_begin)} +{_range(first + new_begin, new_end - new_begin)} @@"


def _range(begin: int, length: int) -> str:
    if length == 1:
        return str(begin + 1)
    return f"{begin + 1 if length else begin},{length}"


def _common(pairs: Iterator[tuple[str, str]]) -> int:
    return sum(1 for _pair in takewhile(lambda pair: pair[0] == pair[1], pairs))
