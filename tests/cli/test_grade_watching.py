"""``tuitrainer grade --watch``: what a student sees while the file changes under it."""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from made_up import SOLUTION01, make_course

from tuitrainer.base.course import course_key
from tuitrainer.grading.progress import open_progress

WRONG = SOLUTION01.replace("return 2 * x", "return x * x")
HANGS = SOLUTION01.replace("    return", "    while True: pass\n    return")
PATIENCE = 60.0
"""Seconds for what takes one or two."""


class Watched:
    """A watch in a process of its own, and what it has said until now: `read`, and `unread` since the last wait."""

    def __init__(self, *arguments: str, **environment: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tuitrainer", "grade", "exercise01", "f.py", "--watch", *arguments],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env={**os.environ, **environment},
            creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
        )  # fmt: skip
        self._parts: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        self.read = self.unread = ""
        threading.Thread(target=self._take, daemon=True).start()

    def _take(self) -> None:
        assert self._process.stdout is not None
        while part := os.read(self._process.stdout.fileno(), 2**16):
            self._parts.put(part)

    def until(self, words: str, last: str = "Ctrl-C ends.") -> str:
        """Everything since the last wait, once `words` are in it and `last` follows them."""
        deadline = time.monotonic() + PATIENCE
        while words not in self.unread or last not in self.unread[self.unread.index(words) :]:
            assert time.monotonic() < deadline, self.unread
            with suppress(queue.Empty):
                self.unread += self._parts.get(timeout=0.2).decode("utf-8", "replace")
        said, self.unread = self.unread, ""
        self.read += said
        assert "Traceback" not in said
        return said

    def end(self) -> int:
        self._process.send_signal(getattr(signal, "CTRL_BREAK_EVENT", signal.SIGINT))
        return self._process.wait(PATIENCE)

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()
        assert self._process.stdout is not None
        self._process.stdout.close()


@pytest.fixture
def watched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Watched]:
    """On a wrong file, whose verdict is not read yet."""
    (tmp_path / "course").mkdir()
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    course = make_course(tmp_path / "course")
    Path("f.py").write_text(WRONG, encoding="utf-8")
    ours = signal.signal(signal.SIGINT, signal.default_int_handler)  # a child inherits what is ignored
    watched = Watched("--exercises", str(course.exercises))
    signal.signal(signal.SIGINT, ours)
    yield watched
    watched.kill()


needs_signals = pytest.mark.skipif(sys.platform == "win32", reason="no SIGINT for another process")


def attempts() -> int:
    with open_progress(course=course_key(Path("../course/exercises"))) as progress:
        return progress.standing("exercise01").attempts


@needs_signals
def test_each_verdict_says_what_changed_since_the_one_before(watched: Watched) -> None:
    file = Path("f.py")
    first = watched.until("You square it.")
    assert "passes now" not in first
    assert "@@" not in first
    file.write_text(SOLUTION01, encoding="utf-8")
    said = watched.until("6 of 6 points. Passed.")
    assert "+ double passes now\n+ total passes now\n" in said
    assert "Lines added since the last try: 1, removed: 1\n@@ -3,5 +3,5 @@\n" in said
    assert "\n-    return x * x\n+    return 2 * x\n" in said
    file.write_text(f"{SOLUTION01}(", encoding="utf-8")
    said = watched.until("is not Python")
    assert "no longer passes" not in said  # there are no checks to speak of
    file.write_text(SOLUTION01.replace("float(", "-float("), encoding="utf-8")
    said = watched.until("Not passed yet.")
    assert "- total no longer passes\n" in said
    assert "double passes" not in said
    assert attempts() == 4
    file.write_text(file.read_text(encoding="utf-8"), encoding="utf-8")
    said = watched.until("Not passed yet.")
    assert "total no longer" not in said
    assert "@@" not in said
    assert attempts() == 4
    assert watched.end() == 1


@needs_signals
def test_a_file_that_goes_away_may_come_back(watched: Watched) -> None:
    file = Path("f.py")
    watched.until("You square it.")
    file.unlink()
    watched.until("Error: f.py: there is no such file")
    file.mkdir()
    watched.until("Error: f.py: this is not a file")
    file.rmdir()
    other = Path("other.py")
    other.write_text(SOLUTION01, encoding="utf-8")
    file.symlink_to(other)
    said = watched.until("6 of 6 points. Passed.")
    assert "+ double passes now" in said
    file.unlink()
    watched.until("there is no such file")
    assert watched.end() == 2


@needs_signals
def test_a_save_need_not_wait_for_what_hangs(watched: Watched) -> None:
    file = Path("f.py")
    watched.until("You square it.")
    for _time in range(2):
        file.write_text(HANGS, encoding="utf-8")
        watched.until("Grading f.py…", last="save it.")
        file.write_text(SOLUTION01, encoding="utf-8")
        said = watched.until("6 of 6 points. Passed.")
        assert "No result after" not in said
    assert "TIMEOUT" not in watched.read
    assert watched.end() == 0


@needs_signals
def test_the_end_comes_at_once_while_something_hangs(watched: Watched) -> None:
    watched.until("You square it.")
    Path("f.py").write_text(HANGS, encoding="utf-8")
    watched.until("Grading f.py…", last="save it.")
    assert watched.end() == 1  # of the last verdict
