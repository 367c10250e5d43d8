"""The application around the screens: home, help, palette, themes and settings."""

from __future__ import annotations

from pathlib import Path

import pytest
from fake_link import LABS, FakeLink, app_on, no_course, snapshot, until
from textual.command import CommandList, CommandPalette
from textual.widgets import OptionList

from tuitrainer.tui.app import TrainerApp
from tuitrainer.tui.commands import commands_of
from tuitrainer.tui.keys import place_of
from tuitrainer.tui.opening import Opened
from tuitrainer.tui.screens.help import HelpScreen
from tuitrainer.tui.screens.home import HomeScreen
from tuitrainer.tui.screens.text import TextScreen
from tuitrainer.tui.screens.training import TrainingScreen
from tuitrainer.tui.settings import Settings, load_settings, save_settings, settings_path
from tuitrainer.tui.themes import LIGHT_THEME


async def test_home_opens_the_lab_under_the_cursor() -> None:
    opened: list[str] = []

    def open_lab(name: str) -> Opened:
        opened.append(name)
        return Opened(FakeLink(snapshot()))

    app = TrainerApp(None, open_lab, LABS, no_course)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: isinstance(app.screen, HomeScreen))
        await pilot.press("down", "j", "up", "enter")
        await until(pilot, lambda: isinstance(app.screen, TrainingScreen))
        await until(pilot, lambda: opened == ["wine"])


@pytest.mark.parametrize("size", [(1, 1), (40, 12), (80, 24), (200, 50)])
async def test_home_at_every_size(size: tuple[int, int]) -> None:
    app = app_on(FakeLink(), lab=None)
    async with app.run_test(size=size) as pilot:
        await pilot.press("down")
        await pilot.resize_terminal(60, 20)
        await pilot.pause()
        assert app.screen.query_one(OptionList).highlighted == 2  # below the heading and one lab


async def test_no_labs_is_said() -> None:
    app = TrainerApp(None, lambda _name: Opened(FakeLink()), (), no_course)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("enter", "t", "down")
        assert "incomplete" in str(app.screen.query_one("#next").render())


@pytest.mark.parametrize("lab", [None, "iris"])
async def test_help_and_text_open_and_close(lab: str | None) -> None:
    app = app_on(FakeLink(snapshot()), lab=lab)
    async with app.run_test(size=(80, 24)) as pilot:
        below = "home" if lab is None else "training"
        await until(pilot, lambda: place_of(app.screen) == below)
        await pilot.press("question_mark")
        await until(pilot, lambda: isinstance(app.screen, HelpScreen))
        await pilot.press("q")
        await until(pilot, lambda: place_of(app.screen) == below)
        if lab is None:
            await pilot.press("t")
            await until(pilot, lambda: isinstance(app.screen, TextScreen))
            await pilot.press("escape")
            await until(pilot, lambda: place_of(app.screen) == below)


async def test_the_palette_offers_every_key_and_lab() -> None:
    link = FakeLink(snapshot())
    app = app_on(link)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: len(app.screen.query(".-chosen")) == 1)
        titles = [command.title for command in commands_of(app, app.screen)]
        assert len(titles) == len(set(titles))
        assert {"Play or pause", "Open the lab: Wine: why inputs are scaled", "Theme", "Quit the program"} <= set(
            titles
        )
        await pilot.press("p")
        assert isinstance(app.screen, CommandPalette)
        await pilot.press(*"pause")
        results = app.screen.query_one(CommandList)
        await until(pilot, lambda: 0 < results.option_count < 5)  # no longer all of them
        await pilot.press("enter")
        await until(pilot, lambda: [control.verb for control in link.sent] == ["play"])


async def test_the_theme_is_remembered() -> None:
    async with app_on(FakeLink(), lab=None).run_test() as pilot:
        pilot.app.theme = LIGHT_THEME
        await pilot.pause()
    assert load_settings() == Settings(LIGHT_THEME)
    async with app_on(FakeLink(), lab=None).run_test() as pilot:
        assert pilot.app.theme == LIGHT_THEME


async def test_a_home_that_can_not_be_written_is_said_once_and_ignored(clean_home: Path) -> None:
    (clean_home / "settings").write_text("in the way")
    app = app_on(FakeLink(), lab=None)
    async with app.run_test() as pilot:
        for theme in ("nord", "gruvbox", LIGHT_THEME):
            app.theme = theme
            await pilot.pause()
        assert app.theme == LIGHT_THEME
        said = [notification.message for notification in app._notifications]
        assert len([text for text in said if "can't be saved" in text]) == 1


@pytest.mark.parametrize("text", ["theme = 'no such theme'", "what is this", "theme = 1"])
async def test_settings_that_make_no_sense_do_not_keep_it_from_starting(text: str) -> None:
    settings_path().parent.mkdir(parents=True)
    settings_path().write_text(text)
    async with app_on(FakeLink(), lab=None).run_test() as pilot:
        await pilot.pause()
        assert pilot.app.theme == Settings().theme


async def test_less_motion_is_remembered_and_kept() -> None:
    save_settings(Settings(reduced_motion=True))
    app = app_on(FakeLink(), lab=None)
    async with app.run_test():
        levels = [app.animation_level]
        app.action_toggle_motion()
        levels.append(app.animation_level)
        assert levels == ["none", "full"]
    assert load_settings() == Settings()


async def test_a_picture_is_saved(clean_home: Path) -> None:
    app = app_on(FakeLink(), lab=None)
    async with app.run_test() as pilot:
        app.action_picture()
        pictures = clean_home / "data" / "pictures"
        await until(pilot, lambda: pictures.exists() and len(list(pictures.iterdir())) == 1)
    (picture,) = (clean_home / "data" / "pictures").iterdir()
    assert picture.read_text(encoding="utf-8").startswith("<svg")


async def test_every_theme_can_show_every_screen() -> None:
    app = app_on(FakeLink(snapshot()))
    async with app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: len(app.screen.query(".-chosen")) == 1)
        for theme in app.available_themes:
            app.theme = theme
            await pilot.pause()
            assert "Loss" in app.export_screenshot(), theme


async def test_a_lab_opens_in_place_of_another() -> None:
    app = app_on(FakeLink(snapshot()), lab="iris")
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: isinstance(app.screen, TrainingScreen))
        first = app.screen
        app.open_lab("wine")
        await until(pilot, lambda: isinstance(app.screen, TrainingScreen) and app.screen is not first)
        await pilot.press("q")
        await until(pilot, lambda: isinstance(app.screen, HomeScreen))
