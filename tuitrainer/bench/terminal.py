"""The program in a pseudo-terminal: when its first picture is there, and how soon it quits over a slow link."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable

SIZE = (50, 200)
"""Rows and columns."""
SLOW_LINK = 250_000
"""Bytes per second: a modest connection over ssh."""
PLAYING = 4.0
"""Seconds of play before it is asked to quit: long enough for a backlog to build up, if one does."""
LONGEST = 60.0
"""Seconds after which an attempt has failed."""
SPACE, QUIT = b" ", b"\x11"


class Terminal:
    """A program whose screen is read at a limited rate. POSIX only."""

    def __init__(self, *arguments: str) -> None:
        import fcntl  # noqa: PLC0415  these four are not on Windows
        import pty  # noqa: PLC0415
        import struct  # noqa: PLC0415
        import termios  # noqa: PLC0415

        self._controller, terminal = pty.openpty()
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", *SIZE, 0, 0))
        environment = {**os.environ, "TERM": "xterm-256color", "PYTHONUTF8": "1", "TUITRAINER_LANG": "en"}
        command = [sys.executable, "-m", "tuitrainer", *arguments]
        self._process = subprocess.Popen(  # noqa: S603  our own program
            command, stdin=terminal, stdout=terminal, stderr=terminal, env=environment
        )
        os.close(terminal)
        self._seen = b""

    def press(self, key: bytes) -> None:
        os.write(self._controller, key)

    def read_until(self, condition: Callable[[bytes], bool], bytes_per_second: float = float("inf")) -> float | None:
        """Read until what was seen since the last call satisfies `condition`, or the program has ended.

        Returns the seconds that took, None when it took longer than LONGEST.
        """
        import select  # noqa: PLC0415

        began, count, self._seen = time.perf_counter(), 0, b""
        while time.perf_counter() - began < LONGEST:
            if condition(self._seen) or self._process.poll() is not None:
                return time.perf_counter() - began
            if count > (time.perf_counter() - began) * bytes_per_second:
                time.sleep(0.005)
            elif select.select([self._controller], [], [], 0.01)[0]:
                try:
                    read = os.read(self._controller, 4096)
                except OSError:  # the other end is closed: the program is about to end
                    time.sleep(0.005)
                    continue
                self._seen, count = (self._seen + read)[-200_000:], count + len(read)
        return None

    def close(self) -> None:
        """End the program."""
        self._process.kill()
        self._process.wait()
        os.close(self._controller)


def first_paint() -> float | None:
    """Seconds from starting the program to the list of labs on the screen; None where that can't be measured."""
    if sys.platform == "win32":
        return None
    terminal = Terminal()
    try:
        return terminal.read_until(lambda seen: b"iris" in seen.lower())
    finally:
        terminal.close()


def quit_over_slow_link() -> float | None:
    """Seconds from the key to the end of the program, while a network plays and the link is slow."""
    if sys.platform == "win32":
        return None
    terminal = Terminal("tui", "playground")
    try:
        if terminal.read_until(lambda seen: b"paused" in seen) is None:
            return None
        terminal.press(SPACE)
        ends = time.perf_counter() + PLAYING
        terminal.read_until(lambda _seen: time.perf_counter() > ends, SLOW_LINK)
        terminal.press(QUIT)
        return terminal.read_until(lambda _seen: False, SLOW_LINK)
    finally:
        terminal.close()
