"""Grading again and again: the newest version counts, and no verdict on an older one is handed out as if it did."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest

from tuitrainer.base.errors import Problem, UserError
from tuitrainer.grading.desk import Desk, Outcome, doubt
from tuitrainer.grading.report import CheckReport, Finding, Report, ReportStatus
from tuitrainer.sandbox.process import Sandbox

PATIENCE = 20.0
PLAIN = Report("exercise01", "/f.py", "0" * 64, 1, "failed", (), 0.1, "limits")
BROKEN = replace(PLAIN, status="error", finding=Finding("syntax", {"line": 1, "message": "'(' was never closed"}))


class Cell:
    """A sandbox that lets go of whoever waits in it when it is ended."""

    def __init__(self) -> None:
        self.ended = threading.Event()

    def end(self) -> None:
        self.ended.set()

    give_up = end


class Grader:
    """Reports the text of a file as its hash; a text that holds "hang" waits for the end of its sandbox."""

    def __init__(self, report: Report = PLAIN) -> None:
        self.outcomes: queue.SimpleQueue[Outcome] = queue.SimpleQueue()
        self.read: list[str] = []
        self.cells: list[Cell] = []
        self._report = report
        self.desk = Desk(self._grade, self._prepare, self.outcomes.put)

    def _grade(self, file: Path, sandbox: Sandbox | None) -> Report:
        text = file.read_text(encoding="utf-8")
        self.read.append(text)
        if "hang" in text:
            assert cast("Cell", sandbox).ended.wait(PATIENCE)
        return replace(self._report, sha256=text)

    def _prepare(self) -> Sandbox:
        self.cells.append(Cell())
        return cast("Sandbox", self.cells[-1])

    def latest(self) -> Outcome:
        """The next outcome that is of interest; those that are not are passed over."""
        while True:
            outcome = self.outcomes.get(timeout=PATIENCE)
            if self.desk.is_latest():
                return outcome

    def verdict(self) -> str:
        return cast("Report", self.latest()).sha256


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "f.py"


def until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.005)


def test_a_newer_version_ends_a_grading_that_hangs(file: Path) -> None:
    grader = Grader()
    file.write_text("hang", encoding="utf-8")
    grader.desk.grade(file, saved=True)
    until(lambda: grader.read == ["hang"])
    file.write_text("right", encoding="utf-8")
    grader.desk.grade(file, saved=True)
    assert grader.cells[0].ended.wait(PATIENCE / 4)
    assert grader.verdict() == "right"
    assert grader.read == ["hang", "right"]
    assert grader.desk.seconds is None
    assert grader.outcomes.empty()


def test_of_many_saves_the_last_one_is_graded(file: Path) -> None:
    grader = Grader()
    for number in range(20):
        file.write_text("hang" * number + f"{number}", encoding="utf-8")
        grader.desk.grade(file, saved=True)
    file.write_text("last", encoding="utf-8")
    grader.desk.grade(file, saved=True)
    assert grader.verdict() == "last"
    assert len(grader.read) <= 3


def test_the_same_version_is_not_begun_twice_at_a_time(file: Path) -> None:
    grader = Grader()
    file.write_text("hang", encoding="utf-8")
    grader.desk.grade(file)
    until(lambda: grader.read == ["hang"])
    grader.desk.grade(file)
    grader.desk.grade(file)
    assert not grader.cells[0].ended.is_set()
    grader.cells[0].end()
    assert grader.verdict() == "hang"
    grader.desk.grade(file)  # but again once it is over: with other numbers
    grader.cells[-1].end()
    until(lambda: len(grader.cells) == 2)
    grader.cells[-1].end()
    assert grader.verdict() == "hang"
    assert len(grader.read) == 2


def test_closing_ends_what_is_under_way_and_what_is_ready(file: Path) -> None:
    grader = Grader()
    file.write_text("hang", encoding="utf-8")
    grader.desk.grade(file)
    until(lambda: grader.read == ["hang"])
    grader.desk.keep_ready(True)
    until(lambda: len(grader.cells) == 2)
    grader.desk.close()
    until(lambda: all(cell.ended.is_set() for cell in grader.cells))


def test_a_system_that_grants_no_sandbox_leaves_it_to_the_grader_to_say_so(file: Path) -> None:
    def prepare() -> Sandbox:
        raise OSError(11, "no more processes")

    given: queue.SimpleQueue[object] = queue.SimpleQueue()

    def grade(_file: Path, sandbox: Sandbox | None) -> Report:
        given.put(sandbox)
        return PLAIN

    outcomes: queue.SimpleQueue[Outcome] = queue.SimpleQueue()
    desk = Desk(grade, prepare, outcomes.put)
    desk.grade(file)
    assert outcomes.get(timeout=PATIENCE) == PLAIN
    assert given.get() is None


@pytest.mark.parametrize("error", [UserError(Problem("no such file")), KeyboardInterrupt(), MemoryError()])
def test_whatever_ends_a_grading_is_an_outcome(file: Path, error: BaseException) -> None:
    def grade(_file: Path, _sandbox: Sandbox | None) -> Report:
        raise error

    outcomes: queue.SimpleQueue[Outcome] = queue.SimpleQueue()
    desk = Desk(grade, lambda: cast("Sandbox", Cell()), outcomes.put)
    desk.grade(file)
    assert outcomes.get(timeout=PATIENCE) is error


# -- half a file -------------------------------------------------------------------------------------------------------


def test_half_a_file_has_no_verdict(file: Path) -> None:
    """The first half does not parse; the rest comes a moment later."""
    grader = Grader(BROKEN)
    file.write_text("def f(", encoding="utf-8")
    grader.desk.grade(file, saved=True)
    until(lambda: len(grader.read) == 1)
    file.write_text("def f(x): ...", encoding="utf-8")
    grader.desk.grade(file, saved=True)
    assert grader.verdict() == "def f(x): ..."


def test_only_a_doubtful_verdict_on_what_was_just_saved_waits(file: Path) -> None:
    def seconds(report: Report, saved: bool) -> float:
        grader = Grader(report)
        file.write_text("x", encoding="utf-8")
        begun = time.monotonic()
        grader.desk.grade(file, saved=saved)
        grader.latest()
        return time.monotonic() - begun

    assert seconds(BROKEN, saved=True) >= doubt(BROKEN) > 0
    assert min(seconds(BROKEN, saved=False) for _ in range(5)) < doubt(BROKEN)
    assert min(seconds(PLAIN, saved=True) for _ in range(5)) < doubt(BROKEN)


@pytest.mark.parametrize(
    ("status", "finding", "check", "waits"),
    [
        ("error", "syntax", "", True),
        ("error", "empty", "", True),
        ("error", "raised", "", True),
        ("failed", "", "missing", True),
        ("failed", "", "sign", False),
        ("failed", "unchanged", "not-implemented", False),
        ("passed", "", "", False),
        ("ungraded", "grader-fault", "", False),
    ],
)
def test_what_half_a_file_could_have_earned(status: ReportStatus, finding: str, check: str, waits: bool) -> None:
    checks = (CheckReport("one", "one", "failed", 0.0, 1.0, Finding(check)),) if check else ()
    report = replace(PLAIN, status=status, finding=Finding(finding) if finding else None, checks=checks)
    assert (doubt(report) > 0) == waits
    assert doubt(UserError(Problem("no such file"))) == 0


def test_an_empty_file_is_doubted_longer() -> None:
    assert doubt(replace(BROKEN, finding=Finding("empty"))) > doubt(BROKEN)
