"""Noticing that a file was saved, however an editor does it."""

from __future__ import annotations

import os
import queue
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import watchfiles

from tuitrainer.grading import watching
from tuitrainer.grading.watching import saves

PATIENCE = 20.0
"""Seconds for what takes a fraction of one."""
QUIET = 0.4
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


def retarget(file: Path) -> None:
    """A link to one file becomes a link to another, in one step."""
    target, link = file.with_name(f"target of {file.name}"), file.with_name("link")
    target.write_text("elsewhere", encoding="utf-8")
    link.symlink_to(target)
    link.replace(file)


def close_to_us(file: Path) -> None:
    file.chmod(0o200 if file.stat().st_mode & 0o400 else 0o600)


def put_a_folder_there(file: Path) -> None:
    if file.is_dir():
        file.rmdir()
        file.write_text("a file again", encoding="utf-8")
    else:
        file.unlink()
        file.mkdir()


@contextmanager
def noticed(file: Path, meanwhile: Callable[[Path], None] | None = None) -> Iterator[queue.SimpleQueue[str]]:
    """What `saves` gives but for "polling", as it comes. `meanwhile` happens when it is made, but not asked yet."""
    stop, seen = threading.Event(), queue.SimpleQueue[str]()
    saved = saves(file, stop)
    if meanwhile is not None:
        meanwhile(file)

    def listen() -> None:
        for notice in saved:
            if notice != "polling":
                seen.put(notice)
        seen.put("end")

    thread = threading.Thread(target=listen)
    thread.start()
    try:
        yield seen
    finally:
        stop.set()
        thread.join(PATIENCE)
        assert not thread.is_alive()


def refuse(*_paths: object, **_named: object) -> Iterator[object]:
    raise OSError(28, "inotify watch limit reached")


def say_nothing(*_paths: object, **named: object) -> Iterator[set[object]]:
    """As on a network file system: no complaint, and no event."""
    stop = named["stop_event"]
    assert isinstance(stop, threading.Event)
    while not stop.wait(0.02):
        yield set()


@pytest.fixture(params=["told by the system", "refused", "deaf"])
def file(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    if request.param != "told by the system":
        monkeypatch.setattr(watchfiles, "watch", refuse if request.param == "refused" else say_nothing)
    path = tmp_path / "s.py"
    path.write_text("before", encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "change", [save, save_as_editors_do, delete_and_save, retarget, close_to_us, put_a_folder_there]
)
def test_a_save_is_noticed(file: Path, change: Callable[[Path], None]) -> None:
    with noticed(file) as seen:
        for _ in range(2):
            change(file)
            assert seen.get(timeout=PATIENCE) == "saved"
            while True:  # a file that was written in two steps may be seen twice
                try:
                    seen.get(timeout=0.15)
                except queue.Empty:
                    break


def test_what_is_beside_it_is_no_save(file: Path) -> None:
    with noticed(file) as seen:
        file.with_name("other.py").write_text("x", encoding="utf-8")
        with pytest.raises(queue.Empty):
            seen.get(timeout=QUIET)


def test_a_file_that_has_gone_is_noticed_and_may_come_back(file: Path) -> None:
    with noticed(file) as seen:
        file.unlink()
        assert seen.get(timeout=PATIENCE) == "gone"
        save(file)
        assert seen.get(timeout=PATIENCE) == "saved"


def test_a_file_that_is_written_anew_was_never_gone(file: Path) -> None:
    with noticed(file) as seen:
        file.unlink()
        time.sleep(0.2)
        save(file)
        assert seen.get(timeout=PATIENCE) == "saved"


def test_the_system_tells_of_the_file_behind_a_link_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "POLL", 1000.0)
    (tmp_path / "elsewhere").mkdir()
    target, file = tmp_path / "elsewhere" / "t.py", tmp_path / "s.py"
    target.write_text("before", encoding="utf-8")
    file.symlink_to(target)
    with noticed(file) as seen:
        time.sleep(0.5)  # until it listens
        save(target)
        assert seen.get(timeout=PATIENCE) == "saved"


def test_the_file_behind_a_link_is_meant(file: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    target = tmp_path / "elsewhere" / "t.py"
    file.replace(target)
    file.symlink_to(target)
    with noticed(file) as seen:
        save(target)
        assert seen.get(timeout=PATIENCE) == "saved"


def test_a_clock_that_stands_still_hides_no_save(tmp_path: Path) -> None:
    """Some file systems count time in steps of two seconds."""
    file = tmp_path / "s.py"
    file.write_text("x = 1", encoding="utf-8")
    os.utime(file, (1e9, 1e9))
    with noticed(file) as seen:
        for text in ("x = 2", "x = 3"):
            time.sleep(0.05)
            with file.open("r+", encoding="utf-8") as opened:
                opened.write(text)
                opened.flush()
                os.utime(file, (1e9, 1e9))
            assert seen.get(timeout=PATIENCE) == "saved"
            while not seen.empty():
                seen.get()


def test_two_saves_at_once_are_one_and_the_last_one_counts(file: Path) -> None:
    with noticed(file) as seen:
        file.write_text("x = 1", encoding="utf-8")
        time.sleep(0.01)
        save_as_editors_do(file)
        read: list[str] = []
        while not read or read[-1] != "replaced":
            assert seen.get(timeout=PATIENCE) == "saved"
            read.append(file.read_text(encoding="utf-8"))
        assert len(read) <= 2


@pytest.mark.parametrize(("watch", "told_at"), [(refuse, 0), (say_nothing, 2)])
def test_polling_is_said_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, watch: Callable[..., Iterator[object]], told_at: int
) -> None:
    """At once where the system refuses; after two saves that it has not told where it pretends to."""
    monkeypatch.setattr(watchfiles, "watch", watch)
    file, stop = tmp_path / "s.py", threading.Event()
    file.write_text("0", encoding="utf-8")
    notices = saves(file, stop)
    seen, number = [], 0
    while number < 4:
        number += 1
        file.write_text("x" * number, encoding="utf-8")
        seen.append(next(notices))
        if seen[-1] == "polling":
            seen.append(next(notices))
    stop.set()
    expected = ["saved"] * 4
    expected.insert(max(0, told_at - 1), "polling")
    assert seen == expected


def test_a_system_that_tells_is_not_said_to_be_deaf(tmp_path: Path) -> None:
    file, stop = tmp_path / "s.py", threading.Event()
    file.write_text("0", encoding="utf-8")
    notices = saves(file, stop)
    seen = []
    for number in range(1, 5):
        file.write_text("x" * number, encoding="utf-8")
        seen.append(next(notices))
    stop.set()
    assert seen == ["saved"] * 4


def test_a_system_that_tells_now_and_then_is_not_said_to_be_deaf(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A look may come just before the system tells."""

    def watch(*_paths: object, **_named: object) -> Iterator[set[object]]:
        while True:
            yield set()
            yield {"changed"}

    monkeypatch.setattr(watchfiles, "watch", watch)
    file = tmp_path / "s.py"
    file.write_text("", encoding="utf-8")
    notices = saves(file, threading.Event())
    for number in range(1, 7):
        file.write_text("x" * number, encoding="utf-8")
        assert next(notices) == "saved"


@pytest.mark.parametrize("change", [save, save_as_editors_do])
def test_a_save_before_the_first_look_is_not_missed(file: Path, change: Callable[[Path], None]) -> None:
    """The first verdict takes its time, and students save meanwhile."""
    with noticed(file, meanwhile=change) as seen:
        assert seen.get(timeout=PATIENCE) == "saved"


def test_a_file_that_nobody_saves_is_no_save_and_the_end_comes_when_asked_for(file: Path) -> None:
    with noticed(file) as seen, pytest.raises(queue.Empty):
        seen.get(timeout=QUIET)
    assert seen.get(timeout=PATIENCE) == "end"
