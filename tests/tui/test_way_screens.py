"""The way through the course on the screens: what comes next and why, from an exercise to its lab, and back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from fake_link import LABS, FakeLink, snapshot, until
from made_up_course import FakeGrader, make_course, opened, report, verdict
from textual.widgets import Markdown, OptionList, Static

from tuitrainer.grading.catalog import Exercise
from tuitrainer.grading.progress import open_progress
from tuitrainer.tui.app import TrainerApp
from tuitrainer.tui.course import Listing
from tuitrainer.tui.keys import place_of
from tuitrainer.tui.opening import Opened
from tuitrainer.tui.screens.exercise import ExerciseScreen
from tuitrainer.tui.screens.home import HomeScreen
from tuitrainer.tui.screens.training import TrainingScreen


@pytest.fixture
def exercises(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Exercise, ...]:
    """Of our course; the second requires the first."""
    monkeypatch.setattr("tuitrainer.grading.catalog.course_key", lambda _folder: "")
    monkeypatch.chdir(tmp_path)
    first, second = make_course(tmp_path)
    (tmp_path / "exercise01.py").write_text("")
    return first, replace(second, definition=replace(second.definition, requires=("exercise01",)))


def app_with(exercises: tuple[Exercise, ...], grader: FakeGrader | None = None) -> TrainerApp:
    """Two labs of the first exercise, and one of none."""
    labs = [replace(lab, exercise="exercise01") for lab in LABS[:2]] + [LABS[2]]
    grading = (grader or FakeGrader(report("passed", "passed"))).grading
    return TrainerApp(None, lambda _name: Opened(FakeLink(snapshot())), labs, lambda: Listing(exercises), grading)


def passes(exercise: str) -> None:
    with open_progress() as progress:
        progress.record(exercise, status="passed", score=3, max_score=3, seed=1, sha256="0")


def entries(app: TrainerApp) -> list[str]:
    return [" ".join(str(option.prompt).split()) for option in app._home.query_one(OptionList).options]


def advice(app: TrainerApp) -> str:
    return str(app._home.query_one("#next", Static).render())


async def test_home_says_what_comes_next_and_why(exercises: tuple[Exercise, ...]) -> None:
    app = app_with(exercises)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: len(entries(app)) == 7)
        assert entries(app)[5:] == ["1 Three times → next · new, 15 min", "2 Four times · new, 15 min, after 1"]
        assert "New here?" in advice(app)
        await pilot.press("n")
        await until(pilot, lambda: isinstance(app.screen, ExerciseScreen))
        passes("exercise01")
        passes("renamed since")  # which is harmless
        await pilot.press("q")
        await until(pilot, lambda: isinstance(app.screen, HomeScreen))
        assert entries(app)[5:] == ["1 Three times ✓ passed", "2 Four times → next · new, 15 min"]
        assert advice(app) == "Next: 2 Four times, n opens it. It requires 1 (passed)."
        await pilot.press("n")
        await until(pilot, lambda: isinstance(app.screen, ExerciseScreen))
        passes("exercise02")
        await pilot.press("q")
        await until(pilot, lambda: isinstance(app.screen, HomeScreen))
        assert advice(app) == "You have passed every exercise of the course."
        await pilot.press("n")
        await until(pilot, lambda: len(app._notifications) == 1)


async def test_the_text_of_an_entry_says_where_it_stands(exercises: tuple[Exercise, ...]) -> None:
    passes("exercise01")
    app = app_with(exercises)

    def shown() -> str:
        return app.screen.query_one(Markdown)._markdown if app.screen.query(Markdown) else ""

    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: "> It illustrates exercise 1, Three times (✓ passed)." in shown())
        await pilot.press("down", "down")
        await until(pilot, lambda: "recipe" in shown() or "playground" in shown())
        assert ">" not in shown()  # no exercise goes with this one
        await pilot.press("down")
        expected = (
            "# Three times\n\n> ✓ passed, 15 min. It requires no other exercise. It leads on to exercise02. Its lab:"
        )
        await until(pilot, lambda: shown().startswith(expected))
        assert f"Its lab: {LABS[0].title} · {LABS[1].title}." in shown()
        await pilot.press("down")
        await until(pilot, lambda: "> · new, 15 min. It requires exercise01, which you have passed." in shown())


async def test_from_an_exercise_to_its_lab_and_back(exercises: tuple[Exercise, ...]) -> None:
    app = app_with(exercises)
    async with app.run_test(size=(200, 50)) as pilot:
        screen = await opened(pilot)
        await pilot.press("g")
        await until(pilot, lambda: "l shows it live, in the lab: Iris: a first network learns" in verdict(screen))
        await pilot.press("l")
        await until(pilot, lambda: isinstance(app.screen, TrainingScreen))
        await until(pilot, lambda: len(app.screen.query("#text Markdown")) == 1 or len(app.screen.query(Markdown)) == 1)
        text = app.screen.query(Markdown).first()._markdown
        assert "> It illustrates exercise 1, Three times" in text
        assert "x opens it." in text
        await pilot.press("x")
        await until(pilot, lambda: isinstance(app.screen, ExerciseScreen))
        await pilot.press("q")
        await until(pilot, lambda: isinstance(app.screen, HomeScreen))


async def test_a_file_that_fails_is_offered_no_lab(exercises: tuple[Exercise, ...]) -> None:
    app = app_with(exercises, FakeGrader(report("failed", "passed")))
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot)
        await pilot.press("g")
        await until(pilot, lambda: "points" in verdict(screen))
        assert "live" not in verdict(screen)


async def test_where_nothing_goes_with_it_that_is_said(exercises: tuple[Exercise, ...]) -> None:
    app = app_with(exercises)

    def said() -> str:
        return "".join(notification.message for notification in app._notifications)

    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot, 2)
        await pilot.press("l")
        await until(pilot, lambda: "No lab goes with this exercise." in said())
        app.open_lab("playground")
        await until(pilot, lambda: place_of(app.screen) == "training")
        await pilot.press("x")
        await until(pilot, lambda: "No exercise goes with this lab." in said())
        assert place_of(app.screen) == "training"


async def test_labs_go_with_no_other_course(tmp_path: Path) -> None:
    exercises = make_course(tmp_path)
    app = app_with(exercises)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: len(app.exercises) == 2)
        assert app.labs_of(exercises[0]) == ()
        assert app.exercise_of(app.labs[0]) is None
        await pilot.press("t")
        await until(pilot, lambda: len(app.screen.query(Markdown)) == 1)
        assert "illustrates" not in app.screen.query_one(Markdown)._markdown
