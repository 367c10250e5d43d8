from __future__ import annotations

from pathlib import Path

import pytest

from tuitrainer.base import places

PLACES = (
    places.cache_directory, places.data_directory, places.settings_directory, places.log_directory,
    places.runs_directory,
)  # fmt: skip


def test_the_home_variable_moves_every_place(clean_home: Path) -> None:
    found = [place() for place in PLACES]
    assert all(path.is_relative_to(clean_home) for path in found)
    assert len(set(found)) == len(found)


def test_without_it_every_place_is_the_users_and_is_not_made(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("HOME", "USERPROFILE", "LOCALAPPDATA", "APPDATA"):
        monkeypatch.setenv(name, str(tmp_path))
    for name in ("XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME"):
        monkeypatch.delenv(name, raising=False)
    with monkeypatch.context() as context:
        context.delenv("TUITRAINER_HOME")
        found = [place() for place in PLACES]
    assert all("tuitrainer" in path.parts and not path.exists() for path in found)


def test_a_home_may_start_with_a_tilde(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with monkeypatch.context() as context:
        context.setenv("HOME", str(tmp_path))
        context.setenv("USERPROFILE", str(tmp_path))
        context.setenv("TUITRAINER_HOME", "~/trainer")
        assert places.data_directory() == tmp_path / "trainer" / "data"
