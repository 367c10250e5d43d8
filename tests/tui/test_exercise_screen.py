"""An exercise in the TUI: verdicts, hints, the solution, watching, the workspace."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import cast

import pytest
import watchfiles
from fake_link import until
from made_up_course import (
    RIGHT,
    WRONG,
    FakeGrader,
    FakeSandbox,
    course_app,
    make_course,
    opened,
    report,
    status,
    verdict,
)  # fmt: skip
from textual.widgets import Markdown, Static

from tuitrainer.base.course import course_key
from tuitrainer.base.places import data_directory
from tuitrainer.grading.catalog import Exercise
from tuitrainer.grading.progress import Standing, open_progress
from tuitrainer.grading.report import Report
from tuitrainer.grading.watching import POLL
from tuitrainer.sandbox.process import Sandbox
from tuitrainer.tui.app import TrainerApp
from tuitrainer.tui.exercise.desk import Grading
from tuitrainer.tui.exercise.verdict import VerdictPane
from tuitrainer.tui.screens.exercise import ExerciseScreen
from tuitrainer.tui.screens.home import HomeScreen
from tuitrainer.tui.screens.solution_question import SolutionQuestion

SIZES = [(1, 1), (40, 12), (80, 24), (80, 50), (200, 50)]


@pytest.fixture
def exercises(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Exercise, ...]:
    """The made-up course; the current folder holds the student's exercise01.py and no other."""
    here = tmp_path / "here"
    here.mkdir()
    (here / "exercise01.py").write_text(WRONG)
    monkeypatch.chdir(here)
    return make_course(tmp_path)


@pytest.fixture
def blocked() -> Iterator[FakeGrader]:
    """A grader that takes for ever, until the test is over."""
    grader = FakeGrader()
    grader.open.clear()
    yield grader
    grader.open.set()


def standing(exercise: str = "exercise01") -> Standing:
    with open_progress(course=course_key(Path("../exercises"))) as progress:
        return progress.standing(exercise)


def said(app: TrainerApp) -> str:
    return "\n".join(notification.message for notification in app._notifications)


# -- grading -----------------------------------------------------------------------------------------------------------


async def test_for_real_a_mistake_is_named_and_the_right_file_passes(exercises: tuple[Exercise, ...]) -> None:
    app = course_app(exercises)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot)
        await pilot.press("g")
        await until(pilot, lambda: "points" in verdict(screen), 60)
        assert "added instead" in verdict(screen)
        assert "Multiply by it" in verdict(screen)
        assert "now" not in verdict(screen)  # there is nothing to compare the first try with
        assert (standing().attempts, standing().passed, standing().score) == (1, False, 1.0)
        Path("exercise01.py").write_text(RIGHT)
        await pilot.press("g")
        await until(pilot, lambda: "Passed." in verdict(screen), 60)
        assert "+ scaled passes now" in verdict(screen)
        assert "n opens the next exercise: Four times" in verdict(screen)
        assert (standing().attempts, standing().passed, standing().score) == (2, True, 3.0)
        assert "passed, 2 attempts" in status(screen)


async def test_what_changed_since_the_last_try(exercises: tuple[Exercise, ...]) -> None:
    broken = Report("exercise01", "f", "0" * 64, 1, "error", (), 0.1, "limits")
    grader = FakeGrader(report("failed", "passed"), broken, report("passed", "failed"), report("passed", "failed"))
    app = course_app(exercises, grader.grading)
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await opened(pilot)
        seen = []
        for attempt in range(1, 5):
            await pilot.press("g")
            await until(pilot, lambda attempt=attempt: standing().attempts == attempt)  # type: ignore[misc]
            seen.append([line for line in verdict(screen).splitlines() if line[:2] in ("+ ", "- ")])
    assert seen == [[], [], ["+ scaled passes now", "- negated no longer passes"], []]


async def test_a_grading_under_way_is_seen_and_the_display_lives(
    exercises: tuple[Exercise, ...], blocked: FakeGrader
) -> None:
    app = course_app(exercises, blocked.grading)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot)
        await pilot.press("g")
        await until(pilot, lambda: "Grading…" in verdict(screen))
        assert "grading" in status(screen)
        first = verdict(screen)
        await until(pilot, lambda: verdict(screen) != first)  # the seconds go by
        await pilot.press("g", "g")
        assert len(blocked.read) == 1  # it is that very file that is graded
        blocked.open.set()
        await until(pilot, lambda: standing().attempts == 1 and "Grading…" not in verdict(screen))
        assert len(blocked.read) == 1


async def test_a_verdict_gives_way_while_the_next_one_takes_its_time(exercises: tuple[Exercise, ...]) -> None:
    grader = FakeGrader(report("passed", "passed"), report("failed", "failed"))
    app = course_app(exercises, grader.grading)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot)
        await pilot.press("g")
        await until(pilot, lambda: "3 of 3 points" in verdict(screen))
        grader.open.clear()
        await pilot.press("g")
        await until(pilot, lambda: "Grading…" in verdict(screen))
        assert "points" not in verdict(screen)
        assert "n opens" not in verdict(screen)
        grader.open.set()
        await until(pilot, lambda: "0 of 3 points" in verdict(screen))
        assert "Grading…" not in verdict(screen)


async def test_leaving_discards_the_result(exercises: tuple[Exercise, ...], blocked: FakeGrader) -> None:
    app = course_app(exercises, blocked.grading)
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        await pilot.press("g")
        await until(pilot, lambda: len(blocked.read) == 1)
        threads = [thread for thread in threading.enumerate() if thread.name == "grade"]
        await pilot.press("q")
        await until(pilot, lambda: isinstance(app.screen, HomeScreen))
        blocked.open.set()
        await until(pilot, lambda: not any(thread.is_alive() for thread in threads))
        assert standing().attempts == 0


QUIT = """
import asyncio, sys, threading
sys.path[:0] = {path!r}
from pathlib import Path
from made_up_course import FakeGrader, course_app, make_course, opened
grader = FakeGrader()
grader.grade = lambda *_: threading.Event().wait()

async def main():
    app = course_app(make_course(Path({folder!r})), grader.grading)
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        await pilot.press("g", "w")
        await pilot.pause(0.5)
        await pilot.press("q", "q")
    print("left")

asyncio.run(main())
"""


def test_quitting_does_not_wait_for_a_grading(tmp_path: Path) -> None:
    """In a process of its own, which has to end."""
    (tmp_path / "exercise01.py").write_text(WRONG)
    program = QUIT.format(path=[str(Path(__file__).parent)], folder=str(tmp_path / "course"))
    finished = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False
    )
    assert (finished.stdout, finished.stderr, finished.returncode) == ("left\n", "", 0)


async def test_a_grader_that_fails_is_said(exercises: tuple[Exercise, ...]) -> None:
    def fail(*_arguments: object) -> Report:
        raise ValueError("out of chalk")

    app = course_app(exercises, Grading(fail, FakeGrader().prepare))
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot)
        await pilot.press("g")
        await until(pilot, lambda: "out of chalk" in verdict(screen))
        assert "Grading…" not in verdict(screen)
        assert "not you" in verdict(screen)


async def test_a_progress_that_can_not_be_kept_stops_nothing(exercises: tuple[Exercise, ...], clean_home: Path) -> None:
    (clean_home / "data").write_text("in the way")
    app = course_app(exercises, FakeGrader().grading)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot)
        await pilot.press("g")
        await until(pilot, lambda: "1 of 3 points" in verdict(screen))
        await pilot.press("i", "i")
        await until(pilot, lambda: "Hint 2 of 2" in verdict(screen))
        assert said(app).count("the progress can't be") == 1  # said once
    assert data_directory().is_file()


async def test_more_figures_and_fewer(exercises: tuple[Exercise, ...]) -> None:
    app = course_app(exercises)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot)
        await pilot.press("v", "v", "g")
        await until(pilot, lambda: "points" in verdict(screen), 60)
        assert "relative error" not in verdict(screen)
        await pilot.press("v")
        assert "relative error" in verdict(screen)
        await pilot.press("v")
        assert "relative error" not in verdict(screen)


# -- watching ----------------------------------------------------------------------------------------------------------


async def test_watching_grades_at_every_save_until_it_is_switched_off(exercises: tuple[Exercise, ...]) -> None:
    grader = FakeGrader()

    def grade(exercise: Exercise, file: Path, sandbox: Sandbox | None) -> Report:
        text = file.read_bytes()
        return replace(grader.grade(exercise, file, sandbox), sha256=sha256(text).hexdigest())

    app = course_app(exercises, Grading(grade, grader.prepare))
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot)
        await pilot.press("w")
        await until(pilot, lambda: "watching" in status(screen) and len(grader.read) == 1)  # at once, the first time

        for text in ("x = 1", "x = 2", "x = 2"):
            graded = len(grader.read)
            Path("exercise01.py").write_text(text)
            await until(pilot, lambda graded=graded: len(grader.read) > graded, 30)  # type: ignore[misc]
            assert grader.read[-1] == text
        await until(pilot, lambda: standing().attempts == len(set(grader.read)) == 3)  # one for each text
        await pilot.press("w")
        await until(pilot, lambda: "watching" not in status(screen))
        graded = len(grader.read)
        Path("exercise01.py").write_text("x = 3")
        await pilot.pause(1.0)
        assert len(grader.read) == graded


async def test_a_save_ends_a_grading_whose_verdict_is_never_seen(
    exercises: tuple[Exercise, ...], blocked: FakeGrader
) -> None:
    app = course_app(exercises, blocked.grading)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot)
        await pilot.press("w")
        await until(pilot, lambda: len(blocked.read) == 1)
        Path("exercise01.py").write_text(RIGHT)
        screen._noticed("saved")
        await until(pilot, lambda: bool(blocked.used) and cast("FakeSandbox", blocked.used[0]).ended == 1)
        assert blocked.read == [WRONG]
        seen = []
        screen._verdict.show_report = lambda *told: seen.append(told)  # type: ignore[method-assign]
        blocked.open.set()
        await until(pilot, lambda: blocked.read[1:2] == [RIGHT] and len(seen) == len(blocked.read) - 1)
        assert standing().attempts == 1


async def test_the_next_sandbox_is_begun_while_watching_and_ended_on_leaving(exercises: tuple[Exercise, ...]) -> None:
    grader = FakeGrader()
    app = course_app(exercises, grader.grading)
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        await pilot.press("g")
        await until(pilot, lambda: standing().attempts == 1)
        assert len(grader.sandboxes) == 1  # nobody watches
        await pilot.press("w")
        await until(pilot, lambda: len(grader.sandboxes) == 2)
        await pilot.press("g")
        await until(pilot, lambda: len(grader.used) == 2 and len(grader.sandboxes) == 3)
        assert grader.used == grader.sandboxes[:2]
        await pilot.press("q")
        await until(pilot, lambda: grader.sandboxes[2].ended == 1)
        assert [sandbox.ended for sandbox in grader.sandboxes[:2]] == [0, 0]  # those were the grader's to end


async def test_a_file_that_has_gone_keeps_no_verdict(exercises: tuple[Exercise, ...]) -> None:
    """Nor is another file of that name graded in its place."""
    app = course_app(exercises)
    Path("tuitrainer-work").mkdir()
    Path("tuitrainer-work/.tuitrainer").write_text("")
    Path("tuitrainer-work/exercise01.py").write_text(RIGHT)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot)
        await pilot.press("w")
        await until(pilot, lambda: "1 of 3 points" in verdict(screen), 60)
        Path("exercise01.py").unlink()
        await until(pilot, lambda: "there is no such file" in verdict(screen), 60)
        assert "points" not in verdict(screen)
        Path("exercise01.py").mkdir()
        await until(pilot, lambda: "this is not a file" in verdict(screen), 60)
        Path("exercise01.py").rmdir()
        Path("exercise01.py").symlink_to("tuitrainer-work/exercise01.py")
        await until(pilot, lambda: "3 of 3 points" in verdict(screen), 60)
        Path("tuitrainer-work/exercise01.py").write_text(WRONG)
        await until(pilot, lambda: "1 of 3 points" in verdict(screen), 60)


async def test_polling_is_said_as_long_as_it_lasts(
    exercises: tuple[Exercise, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_paths: object, **_named: object) -> Iterator[object]:
        raise OSError(28, "inotify watch limit reached")

    monkeypatch.setattr(watchfiles, "watch", refuse)
    app = course_app(exercises, FakeGrader().grading)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot)
        await pilot.press("w")
        await until(pilot, lambda: f"watching, every {POLL:g} s" in status(screen))
        await pilot.press("w")
        assert "every" not in status(screen)


# -- what changed in the file ------------------------------------------------------------------------------------------


def versions(*texts: str) -> Grading:
    """A grader of these versions of a file, one after the other."""
    reports = [replace(report(), source=tuple(text.split("\n"))) for text in texts]
    return FakeGrader(*reports).grading


def changes(screen: ExerciseScreen) -> str:
    return str(screen.query_one("#diff", Static).render())


@pytest.mark.parametrize(("size", "seen"), [((80, 24), 1), ((80, 50), 2), ((120, 30), 2), ((200, 50), 3)])
async def test_what_changed_in_the_file_is_a_part_of_its_own(
    exercises: tuple[Exercise, ...], size: tuple[int, int], seen: int
) -> None:
    app = course_app(exercises, versions("one\ntwo\nthree", "one\n2\nthree", "one\n2\nthree"))
    async with app.run_test(size=size) as pilot:
        screen = await opened(pilot)
        names = ("statement", "verdict", "changes")

        def displayed() -> list[str]:
            return [name for name in names if screen.query_one(f"#{name}").display]

        await pilot.press("g")
        await until(pilot, lambda: "points" in verdict(screen))
        assert "changes" not in displayed()
        assert screen.query_one("#verdict").border_subtitle == ("Tab: Statement" if seen == 1 else None)
        await pilot.press("g")
        await until(pilot, lambda: "try: 1, removed: 1" in verdict(screen))
        assert len(displayed()) == seen
        assert "verdict" in displayed()
        assert screen.query_one("#verdict").border_subtitle == (None if seen == 3 else "Tab: Changes")
        await pilot.press("tab")
        assert len(displayed()) == seen
        assert "changes" in displayed()
        await until(pilot, lambda: "\n-two\n+2\n three" in changes(screen))
        await pilot.press("tab")
        assert screen.query_one("#statement").has_class("-chosen")
        screen.action_changes()
        assert screen.query_one("#changes").has_class("-chosen")
        await pilot.press("g")  # as it was: nothing to be seen there any more
        await until(pilot, lambda: not screen.query_one("#changes").display)
        assert screen.query_one("#verdict").has_class("-chosen")
        screen.action_changes()
        await until(pilot, lambda: "Nothing has changed" in said(app))


async def test_lines_that_are_too_long_never_look_like_others(exercises: tuple[Exercise, ...]) -> None:
    long = "x = " + " ".join(["-1", "+1"] * 60)
    app = course_app(exercises, versions("a", f"a\n{long}\n\x1b[2Jb" + "\nx" * 40))
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot)
        await pilot.press("g")
        await until(pilot, lambda: "points" in verdict(screen))
        await pilot.press("g")
        await until(pilot, lambda: "try: 42, removed: 0" in verdict(screen))
        await pilot.press("tab")
        await until(pilot, lambda: "@@" in changes(screen))
        lines = changes(screen).splitlines()
        width = screen.query_one("#changes").scrollable_content_region.width
        assert max(map(len, lines)) <= width
        signed = [line[:3] for line in lines if line.startswith(("+", "-"))]
        assert signed == ["+x ", "+\N{REPLACEMENT CHARACTER}[", *["+x"] * 40]


async def test_a_sandbox_that_is_ready_too_late_is_ended(exercises: tuple[Exercise, ...]) -> None:
    grader = FakeGrader()
    begin = threading.Event()

    def prepare(exercise: Exercise) -> object:
        assert begin.wait(60)
        return grader.prepare(exercise)

    app = course_app(exercises, Grading(grader.grade, prepare))  # type: ignore[arg-type]
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        await pilot.press("w", "q")
        await until(pilot, lambda: isinstance(app.screen, HomeScreen))
        begin.set()
        await until(pilot, lambda: [sandbox.ended for sandbox in grader.sandboxes] in ([1], [1, 1]))


# -- the file ----------------------------------------------------------------------------------------------------------


async def test_no_file_and_the_workspace_that_makes_one(exercises: tuple[Exercise, ...]) -> None:
    Path("exercise01.py").unlink()
    grader = FakeGrader()
    app = course_app(exercises, grader.grading)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot)
        assert "no file yet: c makes" in status(screen)
        await pilot.press("g", "w")
        await pilot.pause()
        assert "There is no exercise01.py" in verdict(screen)
        assert "watching" not in status(screen)
        assert grader.read == []
        exercises[1].starter.unlink()  # which is said, and does not keep the first from being made
        await pilot.press("c")
        await until(pilot, lambda: str(Path("tuitrainer-work/exercise01.py")) in status(screen))
        assert "exercise02" in said(app)
        exercises[1].starter.write_text("mine to write")
        Path("tuitrainer-work/exercise01.py").unlink()
        await pilot.press("c")
        assert Path("tuitrainer-work/exercise02.py").is_file()
        Path("tuitrainer-work/exercise01.py").write_text("mine")
        await pilot.press("c")
        assert Path("tuitrainer-work/exercise01.py").read_text() == "mine"
        await pilot.press("g")
        await until(pilot, lambda: grader.read == ["mine"])


async def test_what_a_workspace_lacks_is_added_to_it(exercises: tuple[Exercise, ...]) -> None:
    Path(".tuitrainer").write_text("")
    app = course_app(exercises, FakeGrader().grading)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot, 2)
        await pilot.press("c")
        await until(pilot, lambda: "exercise02.py" in status(screen))
    assert Path("exercise02.py").is_file()
    assert Path("exercise01.py").read_text() == WRONG
    assert not Path("tuitrainer-work").exists()


async def test_a_workspace_that_can_not_be_made_is_said(exercises: tuple[Exercise, ...]) -> None:
    Path("tuitrainer-work").write_text("in the way")
    app = course_app(exercises, FakeGrader().grading)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot, 2)
        await pilot.press("c")
        await until(pilot, lambda: "this is not a folder" in said(app))
        assert "no file yet" in status(screen)


# -- help --------------------------------------------------------------------------------------------------------------


async def test_the_scroll_bar_says_where_one_is(exercises: tuple[Exercise, ...], blocked: FakeGrader) -> None:
    """Also after there was so little to see that there was none."""
    app = course_app(exercises, blocked.grading)
    blocked.open.set()
    async with app.run_test(size=(80, 12)) as pilot:
        screen = await opened(pilot)
        pane = screen.query_one("#verdict", VerdictPane)
        await pilot.press("g")
        await until(pilot, lambda: "1 of 3 points" in verdict(screen))
        await pilot.press("pagedown")
        await until(pilot, lambda: pane.vertical_scrollbar.position > 0)
        blocked.open.clear()
        await pilot.press("g")
        await until(pilot, lambda: "Grading…" in verdict(screen) and not pane.show_vertical_scrollbar)
        blocked.open.set()
        await until(pilot, lambda: pane.show_vertical_scrollbar)
        assert pane.vertical_scrollbar.position == pane.scroll_y == 0


async def test_hints_come_one_by_one_and_stay(exercises: tuple[Exercise, ...]) -> None:
    app = course_app(exercises, FakeGrader().grading)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot)
        assert "Hint" not in verdict(screen)
        await pilot.press("i")
        await until(pilot, lambda: "Adding is not enough." in verdict(screen))
        assert "Hint 2" not in verdict(screen)
        assert "1 hint" in status(screen)
        await pilot.press("g")
        await until(pilot, lambda: "points" in verdict(screen))
        assert "Hint 1 of 2" in verdict(screen)
        await pilot.press("q")
        await until(pilot, lambda: isinstance(app.screen, HomeScreen))
        screen = await opened(pilot)
        await until(pilot, lambda: "Hint 1 of 2" in verdict(screen))
        await pilot.press("i")
        await until(pilot, lambda: "There is a sign for it" in verdict(screen))
        await pilot.press("i")
        assert "all the hints" in said(app)
        assert verdict(screen).count("Hint") == 2
    assert standing().hints == 2


async def test_the_solution_comes_after_passing(exercises: tuple[Exercise, ...]) -> None:
    grader = FakeGrader(report("passed", "passed"))
    app = course_app(exercises, grader.grading)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot)
        await pilot.press("s")
        await until(pilot, lambda: isinstance(app.screen, SolutionQuestion))
        await pilot.press("q")
        await until(pilot, lambda: app.screen is screen)
        assert "x * 3" not in verdict(screen)
        assert not standing().solution_seen
        await pilot.press("g")
        await until(pilot, lambda: standing().passed)
        await pilot.press("s")
        await until(pilot, lambda: "return x * 3" in verdict(screen))
        bottom = screen.query_one("#verdict").region.bottom
        await until(pilot, lambda: screen.query_one("#solution").region.bottom < bottom)  # all of it is seen
        await pilot.press("s")
        await pilot.pause()
        assert len(screen.query("#solution")) == 1


async def test_the_solution_can_be_had_before_and_that_is_noted(exercises: tuple[Exercise, ...]) -> None:
    app = course_app(exercises, FakeGrader().grading)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot)
        await pilot.press("s")
        await until(pilot, lambda: isinstance(app.screen, SolutionQuestion))
        await pilot.press("s")
        await until(pilot, lambda: "return x * 3" in verdict(screen))
        assert "solution seen" in status(screen)
    assert standing().solution_seen


async def test_a_course_without_solutions_says_so(exercises: tuple[Exercise, ...]) -> None:
    exercises[0].solution.unlink()
    app = course_app(exercises, FakeGrader(report("passed", "passed")).grading)
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        await pilot.press("g")
        await until(pilot, lambda: standing().passed)
        await pilot.press("s")
        await until(pilot, lambda: "no reference solution" in said(app))
    assert not standing().solution_seen


# -- the screen --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES)
async def test_every_size(exercises: tuple[Exercise, ...], size: tuple[int, int]) -> None:
    app = course_app(exercises, FakeGrader().grading)
    async with app.run_test(size=size) as pilot:
        screen = await opened(pilot)
        both = size in ((80, 50), (200, 50))
        statement, shown = screen.query_one("#statement"), screen.query_one("#verdict")
        assert (statement.display, shown.display) == (True, both)
        await pilot.press("g")
        await until(pilot, lambda: standing().attempts == 1)
        assert (statement.display, shown.display) == (both, True)
        await pilot.press("tab")
        assert (statement.display, shown.display) == (True, both)
        assert statement.has_class("-chosen")
        await pilot.press("t")
        assert (statement.display, shown.display) == (True, False)
        await pilot.press("q")  # back to both, not to the list
        assert app.screen is screen
        assert shown.display
        if size == (80, 50):
            assert statement.region.bottom == shown.region.y
        if size == (200, 50):
            assert statement.region.right == shown.region.x
        await pilot.resize_terminal(60, 20)
        await until(pilot, lambda: not statement.display)
        await until(pilot, lambda: "Verdict" in app.export_screenshot())
        assert max(map(len, verdict(screen).splitlines())) <= shown.scrollable_content_region.width  # made anew


async def test_keys_scroll_the_chosen_part(exercises: tuple[Exercise, ...]) -> None:
    app = course_app(exercises, FakeGrader().grading)
    async with app.run_test(size=(120, 30)) as pilot:
        screen = await opened(pilot)
        statement = screen.query_one("#statement")
        await until(pilot, lambda: statement.max_scroll_y > 40)
        await pilot.press("down", "j")
        await until(pilot, lambda: statement.scroll_offset.y == 4)
        await pilot.press("pagedown")
        await until(pilot, lambda: statement.scroll_offset.y > 20)
        await pilot.press("pageup", "k")
        await until(pilot, lambda: statement.scroll_offset.y == 2)
        await pilot.press("tab", "down")
        assert statement.scroll_offset.y == 2


async def test_the_next_exercise_opens_in_place_of_this_one(exercises: tuple[Exercise, ...]) -> None:
    app = course_app(exercises, FakeGrader(report("passed", "passed")).grading)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot)
        await pilot.press("g")
        await until(pilot, lambda: "n opens" in verdict(screen))
        await pilot.press("n")
        await until(pilot, lambda: cast("ExerciseScreen", app.screen).exercise.id == "exercise02")
        await pilot.press("n")
        await until(pilot, lambda: "no other exercise" in said(app))
        await pilot.press("q")
        await until(pilot, lambda: isinstance(app.screen, HomeScreen))


async def test_a_statement_that_can_not_be_read_is_said(exercises: tuple[Exercise, ...]) -> None:
    (exercises[0].folder / "statement.md").unlink()
    app = course_app(exercises, FakeGrader().grading)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot)
        assert "has no statement" in screen.query_one(Markdown)._markdown
