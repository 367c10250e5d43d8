"""The exercises on the first screen: below the labs, with how far the student is."""

from __future__ import annotations

from pathlib import Path

import pytest
from fake_link import until
from made_up_course import FakeGrader, course_app, make_course, report
from textual.widgets import Markdown, OptionList

from tuitrainer.grading.progress import open_progress
from tuitrainer.tui.app import TrainerApp
from tuitrainer.tui.commands import commands_of
from tuitrainer.tui.course import read_course
from tuitrainer.tui.keys import place_of
from tuitrainer.tui.screens.exercise import ExerciseScreen
from tuitrainer.tui.screens.home import HomeScreen
from tuitrainer.tui.screens.text import TextScreen


def entries(app: TrainerApp) -> list[str]:
    """The list as text, one entry each."""
    return [" ".join(str(option.prompt).split()) for option in app._home.query_one(OptionList).options]


async def test_exercises_stand_below_the_labs(tmp_path: Path) -> None:
    app = course_app(make_course(tmp_path), FakeGrader().grading)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: len(entries(app)) == 7)
        assert entries(app)[0] == "Labs"
        assert entries(app)[4:] == ["Exercises", "1 Three times → next · new, 15 min", "2 Four times · new, 15 min"]
        await pilot.press("down", "down", "down")  # past the heading
        await until(pilot, lambda: "Three times" in app.screen.query_one(Markdown)._markdown)
        await pilot.press("t")
        await until(pilot, lambda: isinstance(app.screen, TextScreen))
        await pilot.press("q", "enter")
        await until(pilot, lambda: isinstance(app.screen, ExerciseScreen))


async def test_the_state_is_read_again_when_home_is_shown_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "exercise01.py").write_text("")
    grader = FakeGrader(report("failed", "passed"), report("passed", "passed"))
    app = course_app(make_course(tmp_path), grader.grading)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: len(entries(app)) == 7)
        await pilot.press("down", "down", "down")
        for state in ("→ next … tried, best 1/3, 1 hint", "✓ passed, 2 hints"):
            await pilot.press("enter")
            await until(pilot, lambda: isinstance(app.screen, ExerciseScreen))
            await pilot.press("i", "g")
            await until(pilot, lambda: len(app.screen.query("#report")) == 1 and "points" in app.export_screenshot())
            await pilot.press("q")
            await until(pilot, lambda: isinstance(app.screen, HomeScreen))
            await until(pilot, lambda state=state: entries(app)[5] == f"1 Three times {state}")  # type: ignore[misc]
            assert app._home.query_one(OptionList).highlighted == 5  # the cursor stays


async def test_the_palette_opens_exercises(tmp_path: Path) -> None:
    app = course_app(make_course(tmp_path), FakeGrader().grading)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: len(app.exercises) == 2)
        commands = {command.title: command for command in commands_of(app, app.screen)}
        commands["Open the exercise: Four times"].callback()
        await until(pilot, lambda: isinstance(app.screen, ExerciseScreen))
        titles = [command.title for command in commands_of(app, app.screen)]
        assert len(titles) == len(set(titles))
        assert {"Grade your file", "One more hint", "Open the exercise: Three times"} <= set(titles)
        app.open_lab("iris")  # in place of the exercise
        await until(pilot, lambda: place_of(app.screen) == "training")
        await pilot.press("q")
        await until(pilot, lambda: isinstance(app.screen, HomeScreen))


async def test_what_can_not_be_read_is_said_and_the_rest_works(tmp_path: Path) -> None:
    make_course(tmp_path)
    (tmp_path / "exercises" / "exercise02" / "exercise.toml").write_text("order = 'first'")
    listing = read_course(tmp_path / "exercises")
    assert [exercise.id for exercise in listing.exercises] == ["exercise01"]
    assert "exercise02" in listing.problem
    app = course_app(listing.exercises, FakeGrader().grading, listing.problem)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: len(entries(app)) == 6)
        assert "exercise02" in "".join(notification.message for notification in app._notifications)


async def test_labs_work_without_a_course(tmp_path: Path) -> None:
    listing = read_course(tmp_path / "nowhere")
    assert listing.exercises == ()
    app = course_app((), problem=listing.problem)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: "not a folder" in "".join(each.message for each in app._notifications))
        await pilot.press("enter")
        await until(pilot, lambda: place_of(app.screen) == "training")


async def test_a_progress_that_can_not_be_read_is_said(tmp_path: Path, clean_home: Path) -> None:
    (clean_home / "data").mkdir()
    (clean_home / "data" / "progress.sqlite3").write_text("no data base, but long enough to be taken for one" * 99)
    app = course_app(make_course(tmp_path), FakeGrader().grading)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: len(entries(app)) == 7)
        assert "progress" in "".join(notification.message for notification in app._notifications)


async def test_a_lab_that_opens_at_once_does_not_hide_the_exercises(tmp_path: Path) -> None:
    from fake_link import LABS, FakeLink, snapshot

    from tuitrainer.tui.course import Listing
    from tuitrainer.tui.opening import Opened

    exercises = make_course(tmp_path)
    with open_progress(course=exercises[0].course) as progress:
        progress.show_hint("exercise01", 2)
    app = TrainerApp("iris", lambda _name: Opened(FakeLink(snapshot())), LABS, lambda: Listing(exercises))
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: len(app.exercises) == 2)
        await until(pilot, lambda: place_of(app.screen) == "training")
        await pilot.press("q")
        await until(pilot, lambda: isinstance(app.screen, HomeScreen))
        assert entries(app)[5] == "1 Three times → next … begun, 1 hint"
