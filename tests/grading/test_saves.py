"""Noticing that a file was saved, however an editor does it."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import watchfiles

from tuitrainer.grading.watching import saves

PATIENCE = 20.0
"""Seconds for what takes a fraction of one."""
QUIET = 0.7
"""Seconds in which nothing may come."""


def save(file: Path) -> None:
    file.write_text("saved", encoding="utf-8")


def save_as_editors_do(file: Path) -> None:
    other = file.with_name("s.py.tmp")
    other.write_text("replaced", encoding="utf-8")
    other.replace(file)


def delete_and_save(file: Path) -> None:
    file.unlink()
    file.write_text("again", encoding="utf-8")


@contextmanager
def noticed(file: Path, meanwhile: Callable[[Path], None] | None = None) -> Iterator[queue.SimpleQueue[str]]:
    """What `saves` gives, as it comes. `meanwhile` happens when it is made, but not asked yet."""
    stop, seen = threading.Event(), queue.SimpleQueue[str]()
    saved = saves(file, stop)
    if meanwhile is not None:
        meanwhile(file)

    def listen() -> None:
        for _save in saved:
            seen.put("saved")
        seen.put("end")

    thread = threading.Thread(target=listen)
    thread.start()
    try:
        yield seen
    finally:
        stop.set()
        thread.join(PATIENCE)
        assert not thread.is_alive()


@pytest.fixture(params=["told by the system", "polling"])
def file(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    if request.param == "polling":

        def refuse(*_paths: object, **_named: object) -> Iterator[object]:
            raise OSError(28, "inotify watch limit reached")

        monkeypatch.setattr(watchfiles, "watch", refuse)
    path = tmp_path / "s.py"
    path.write_text("before", encoding="utf-8")
    return path


@pytest.mark.parametrize("change", [save, save_as_editors_do, delete_and_save])
def test_a_save_is_noticed(file: Path, change: Callable[[Path], None]) -> None:
    with noticed(file) as seen:
        for _ in range(2):
            change(file)
            assert seen.get(timeout=PATIENCE) == "saved"
            while True:  # a file that was written in two steps may be seen twice
                try:
                    seen.get(timeout=QUIET / 2)
                except queue.Empty:
                    break


def test_what_is_beside_it_or_taken_away_is_no_save(file: Path) -> None:
    with noticed(file) as seen:
        file.with_name("other.py").write_text("x", encoding="utf-8")
        file.unlink()
        with pytest.raises(queue.Empty):
            seen.get(timeout=QUIET)
        save(file)
        assert seen.get(timeout=PATIENCE) == "saved"


@pytest.mark.parametrize("change", [save, save_as_editors_do])
def test_a_save_before_the_first_look_is_not_missed(file: Path, change: Callable[[Path], None]) -> None:
    """The first verdict takes its time, and students save meanwhile."""
    with noticed(file, meanwhile=change) as seen:
        assert seen.get(timeout=PATIENCE) == "saved"


def test_a_file_that_nobody_saves_is_no_save_and_the_end_comes_when_asked_for(file: Path) -> None:
    with noticed(file) as seen, pytest.raises(queue.Empty):
        seen.get(timeout=QUIET)
    assert seen.get(timeout=PATIENCE) == "end"
