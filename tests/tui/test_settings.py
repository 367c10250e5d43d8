"""Settings come back, and a home that can't be written or read stops nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tuitrainer.base.errors import UserError
from tuitrainer.tui.settings import Settings, load_settings, save_settings, settings_path


def test_there_are_defaults() -> None:
    assert load_settings() == Settings()


def test_what_was_saved_comes_back() -> None:
    save_settings(Settings("nord", reduced_motion=True))
    assert load_settings() == Settings("nord", reduced_motion=True)
    assert [path.name for path in settings_path().parent.iterdir()] == ["settings.toml"]


@pytest.mark.parametrize("text", ["theme = ", "theme = 3", "reduced_motion = 'yes'", "\udcff"])
def test_settings_that_make_no_sense_are_refused_with_their_place(text: str) -> None:
    settings_path().parent.mkdir(parents=True)
    settings_path().write_text(text, encoding="utf-8", errors="surrogateescape")
    with pytest.raises(UserError, match=r"settings\.toml"):
        load_settings()


def test_a_folder_that_can_not_be_made_is_said(clean_home: Path) -> None:
    (clean_home / "settings").write_text("in the way")
    with pytest.raises(UserError, match="can't be saved"):
        save_settings(Settings())
