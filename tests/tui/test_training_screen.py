"""The training screen with a pilot at the keys: what it sends, what it shows, at every size."""

from __future__ import annotations

import threading
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from fake_link import (
    LABS,
    FakeLink,
    app_on,
    diverged_run,
    line_figures,
    no_course,
    plane_figures,
    run,
    snapshot,
    until,
)  # fmt: skip
from textual.pilot import Pilot
from textual.widgets import Input

from tuitrainer.base.errors import Problem, UserError
from tuitrainer.training.control import Control
from tuitrainer.training.link.link import LinkStatus
from tuitrainer.training.snapshot import RunSnapshot, Snapshot
from tuitrainer.tui.app import TrainerApp
from tuitrainer.tui.notice import NoticeBox
from tuitrainer.tui.opening import Opened
from tuitrainer.tui.panels.panel import Panel
from tuitrainer.tui.remote import LEARNING_RATE
from tuitrainer.tui.screens.home import HomeScreen
from tuitrainer.tui.screens.learning_rate import LearningRateScreen
from tuitrainer.tui.screens.training import TrainingScreen
from tuitrainer.tui.status_bar import StatusBar

IDLE_KEYS = (*"ser+-[]ln159mcw", "up", "down", "tab", "shift+tab", "space")
SIZES = [(40, 12), (80, 24), (120, 36), (200, 50)]


async def ready(pilot: Pilot[Any], version: int = 1) -> TrainingScreen:
    """The training screen once a snapshot of that version is on it."""

    def is_shown() -> bool:
        screen = pilot.app.screen
        if not isinstance(screen, TrainingScreen) or screen.remote is None or screen.remote.snapshot is None:
            return False
        seen = screen.remote.snapshot.version >= version
        return seen and (bool(shown(screen)) or screen.query_one(NoticeBox).display)

    await until(pilot, is_shown)
    screen = pilot.app.screen
    assert isinstance(screen, TrainingScreen)
    return screen


async def home(pilot: Pilot[Any]) -> None:
    """Wait for the list of labs."""
    await until(pilot, lambda: isinstance(pilot.app.screen, HomeScreen))


async def notice(pilot: Pilot[Any], text: str) -> NoticeBox:
    """The notice, once it says `text`."""
    await until(pilot, lambda: any(text in str(box.content) for box in pilot.app.screen.query(NoticeBox)))
    return pilot.app.screen.query_one(NoticeBox)


def shown(screen: TrainingScreen) -> list[int]:
    """Numbers of the panels that can be seen."""
    return [panel.NUMBER for panel in screen.query(Panel) if panel.display]


def has_size(screen: TrainingScreen, size: tuple[int, int]) -> bool:
    return screen.size == size


def status(screen: TrainingScreen) -> str:
    return screen.query_one(StatusBar).render().plain


@pytest.mark.parametrize(
    ("key", "control"),
    [
        ("space", Control("play")),
        ("s", Control("step", value=1)),
        ("right", Control("step", value=1)),
        ("e", Control("epoch")),
        ("r", Control("restart")),
        ("+", Control("speed", value=100)),
        ("-", Control("speed", value=5)),
        ("[", Control("set", LEARNING_RATE, 0.025)),
        ("]", Control("set", LEARNING_RATE, 0.1)),
        ("w", Control("save")),
    ],
)
async def test_a_key_sends_its_control(key: str, control: Control) -> None:
    link = FakeLink(snapshot())
    async with app_on(link).run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await pilot.press(key)
        assert link.sent == [control]


async def test_space_pauses_what_runs() -> None:
    link = FakeLink(snapshot(status="running"))
    async with app_on(link).run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await pilot.press("space")
        assert link.sent == [Control("pause")]


async def test_the_exact_learning_rate_is_asked_for() -> None:
    link = FakeLink(snapshot())
    async with app_on(link).run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await pilot.press("l")
        assert isinstance(pilot.app.screen, LearningRateScreen)
        field = pilot.app.screen.query_one(Input)
        for wrong in ("", "fast", "-1", "0", "nan", "inf"):
            field.value = wrong
            await pilot.press("enter")
            assert isinstance(pilot.app.screen, LearningRateScreen), wrong
        assert link.sent == []
        field.value = "0,003"
        await pilot.press("enter")
        await pilot.pause()
        assert link.sent == [Control("set", LEARNING_RATE, 0.003)]
        await pilot.press("l", "escape")
        assert len(link.sent) == 1


async def test_no_key_does_harm_before_there_is_a_training() -> None:
    link = FakeLink()
    async with app_on(link).run_test(size=(80, 24)) as pilot:
        for key in IDLE_KEYS:
            await pilot.press(key)
        assert link.sent == []
        assert isinstance(pilot.app.screen, TrainingScreen)


async def test_what_is_still_to_be_read_is_not_said_again() -> None:
    async with app_on(FakeLink()).run_test(size=(80, 24)) as pilot:
        for key in ("s", "e", "s", "s"):
            await pilot.press(key)
        assert [str(said.message) for said in pilot.app._notifications] == ["The training is not ready yet."]


@pytest.mark.parametrize("runs", [1, 3])
@pytest.mark.parametrize("size", SIZES)
async def test_every_size(size: tuple[int, int], runs: int) -> None:
    names = ["", "medium", "large"] if runs == 3 else [""]
    async with app_on(FakeLink(snapshot(*map(run, names)))).run_test(size=size) as pilot:
        screen = await ready(pilot)
        assert len(shown(screen)) == {40: 1, 80: 2, 120: 6, 200: 7}[size[0]]
        for panel in screen.query(Panel):
            assert not panel.display or screen.region.contains_region(panel.region)


async def test_resizing_while_it_runs() -> None:
    link = FakeLink(snapshot(run(figures=plane_figures())))
    async with app_on(link).run_test(size=(200, 50)) as pilot:
        screen = await ready(pilot)
        assert shown(screen) == [1, 2, 3, 4, 5, 6, 8, 9]
        for version, (width, height) in enumerate([(40, 12), (10, 3), (1, 1), (120, 36), (80, 24)], 2):
            await pilot.resize_terminal(width, height)
            link.push(snapshot(run(figures=plane_figures()), version=version))
            await until(pilot, partial(has_size, screen, (width, height)))
            await ready(pilot, version)
            too_small = "Too small" in str(screen.query_one(NoticeBox).content) and screen.query_one(NoticeBox).display
            assert too_small == (height < 9)
        assert shown(screen) == [1, 6]


@pytest.mark.parametrize(
    ("content", "first"),
    [
        (run(), [1, 2]),
        (run(accuracy=False), [1, 3]),
        (run(figures=plane_figures()), [1, 6]),
        (replace(run(accuracy=False, figures=line_figures()), layers=()), [1, 7]),
    ],
)
async def test_the_first_two_panels_are_those_that_tell_most(content: RunSnapshot, first: list[int]) -> None:
    async with app_on(FakeLink(snapshot(content))).run_test(size=(80, 24)) as pilot:
        assert shown(await ready(pilot)) == first


async def test_the_recipe_names_the_first_panels() -> None:
    link = FakeLink(snapshot())
    async with app_on(link, displays=("weights", "gradients", "unknown")).run_test(size=(80, 24)) as pilot:
        assert shown(await ready(pilot)) == [4, 5]


async def test_number_keys_and_tab_choose_panels() -> None:
    async with app_on(FakeLink(snapshot())).run_test(size=(80, 24)) as pilot:
        screen = await ready(pilot)
        await pilot.press("5")
        assert shown(screen) == [1, 5]
        await pilot.press("tab")
        assert shown(screen) == [5, 8]
        await pilot.press("m")
        assert shown(screen) == [8]
        await pilot.press("shift+tab")
        assert shown(screen) == [5]
        await pilot.press("escape")
        assert shown(screen) == [5, 8]
        await pilot.press("6")  # no data in a plane: nothing changes
        assert shown(screen) == [5, 8]
        await pilot.press("t")
        assert shown(screen) == [5, 9]
        await pilot.press("t")
        assert screen.query_one(".-chosen", Panel).NUMBER == 5


async def test_up_and_down_go_through_layers_and_texts() -> None:
    link = FakeLink(snapshot(*(run(name) for name in "abcdefghijklmnopqrstuvwxyz")))
    async with app_on(link).run_test(size=(80, 24)) as pilot:
        screen = await ready(pilot)
        await pilot.press("5", "down")
        assert "1.dense 16×16" in str(screen.query_one("#panel-weights").border_subtitle)
        await pilot.press("up", "up")
        assert "2.dense 16×2" in str(screen.query_one("#panel-weights").border_subtitle)
        await pilot.press("8", "down", "down")
        assert screen.query_one("#panel-numbers VerticalScroll").scroll_y == 6
        await pilot.press("up")
        assert screen.query_one("#panel-numbers VerticalScroll").scroll_y == 3


async def test_the_run_whose_details_are_shown() -> None:
    link = FakeLink(snapshot(run("small"), run("medium"), diverged_run("large")))
    async with app_on(link).run_test(size=(120, 36)) as pilot:
        screen = await ready(pilot)
        assert "small (1/3)" in status(screen)
        await pilot.press("n")
        assert "medium (2/3)" in status(screen)
        await pilot.press("]")
        assert link.sent == [Control("set", LEARNING_RATE, 0.1, "medium")]
        assert "learning rate 0.1" in status(screen)


@pytest.mark.parametrize("size", SIZES)
async def test_a_divergence_is_explained(size: tuple[int, int]) -> None:
    link = FakeLink(snapshot(diverged_run(), status="diverged"))
    async with app_on(link).run_test(size=size) as pilot:
        screen = await ready(pilot)
        box = screen.query_one(NoticeBox)
        assert box.display
        assert "NaN" in str(box.content)
        assert "smaller learning rate" in str(box.content)
        assert "✗ diverged" in status(screen)
        for key in "123458":
            await pilot.press(key)
        await pilot.press("space")
        assert link.sent == []
        await pilot.press("r")
        assert link.sent == [Control("restart")]


async def test_a_failed_training_can_be_started_again() -> None:
    links = [FakeLink(snapshot()), FakeLink(snapshot(version=2))]
    opened = iter(links)
    app = TrainerApp("iris", lambda _name: Opened(next(opened)), LABS, no_course)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await ready(pilot)
        links[0].state = LinkStatus("failed", "it was killed by signal 9")
        await notice(pilot, "killed by signal 9")
        await pilot.press("r")
        await ready(pilot, version=2)
        assert links[0].closed == 1
        assert not screen.query_one(NoticeBox).display


async def test_a_lab_that_can_not_be_opened_says_why() -> None:
    def refuse(_name: str) -> Opened:
        raise UserError(Problem("there is no lab 'irsi'", nearest="iris"))

    async with TrainerApp("irsi", refuse, LABS, no_course).run_test(size=(80, 24)) as pilot:
        await notice(pilot, "irsi")
        await pilot.press("space", "q")
        await home(pilot)


@pytest.mark.parametrize("key", ["q", "ctrl+q"])
async def test_leaving_while_a_lab_is_still_being_opened_closes_what_was_opened(key: str) -> None:
    link = FakeLink(snapshot())
    opening, left = threading.Event(), threading.Event()

    def open_slowly(_name: str) -> Opened:
        opening.set()
        left.wait(5)
        return Opened(link)

    async with TrainerApp("iris", open_slowly, LABS, no_course).run_test(size=(80, 24)) as pilot:
        await until(pilot, opening.is_set)
        await pilot.press(key)
        await pilot.pause(0.05)
        left.set()
        await until(pilot, lambda: link.closed == 1)


async def test_compiling_is_seen() -> None:
    link = FakeLink(state=LinkStatus("compiling", "dense_forward"))
    async with app_on(link).run_test(size=(80, 24)) as pilot:
        await notice(pilot, "dense_forward")
        link.state = LinkStatus("live")
        link.push(snapshot())
        screen = await ready(pilot)
        assert not screen.query_one(NoticeBox).display


@pytest.mark.parametrize("presses", [1, 2])
async def test_space_while_compiling_is_remembered(presses: int) -> None:
    link = FakeLink(state=LinkStatus("compiling", "dense_forward"))
    async with app_on(link).run_test(size=(80, 24)) as pilot:
        await notice(pilot, "dense_forward")
        for _press in range(presses):
            await pilot.press("space")
        assert link.sent == []
        link.state = LinkStatus("live")
        link.push(snapshot())
        await ready(pilot)
        link.push(snapshot(version=2))
        await pilot.pause(0.3)
        assert link.sent == ([Control("play")] if presses == 1 else [])


async def test_leaving_closes_the_link() -> None:
    link = FakeLink(snapshot())
    async with app_on(link).run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await pilot.press("q")
        await home(pilot)
        await until(pilot, lambda: link.closed == 1)


async def test_quitting_closes_the_link() -> None:
    link = FakeLink(snapshot())
    async with app_on(link).run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await pilot.press("ctrl+q")
    assert link.closed == 1


async def test_notices_are_said_once_and_a_checkpoint_is_named() -> None:
    def with_notice(version: int) -> Snapshot:
        saved = replace(run(), saved="/somewhere/iris.safetensors")
        return snapshot(saved, version=version, notices=("the cache is read-only",))

    link = FakeLink(with_notice(1), with_notice(2), with_notice(3))
    async with app_on(link).run_test(size=(80, 24)) as pilot:
        await ready(pilot, version=3)
        texts = [str(notification.message) for notification in pilot.app._notifications]
        assert texts.count("the cache is read-only") == 1
        assert sum("iris.safetensors" in text for text in texts) == 1


async def test_no_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    link = FakeLink(snapshot(run("a", figures=plane_figures()), diverged_run("b"), status="running"))
    async with app_on(link).run_test(size=(200, 50)) as pilot:
        screen = await ready(pilot)
        await pilot.press("n", "c", "down", "question_mark", "escape", "p")
        await pilot.pause(0.1)
        assert "▶ running" in status(screen)
