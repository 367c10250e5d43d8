"""macOS's own sandbox: no network, nothing written, and neither the home nor this course nor other submissions read.

Apple calls sandbox-exec deprecated and offers nothing in its place; it enforces its profiles all the same. Not run by
our own tests, which know Linux only.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tuitrainer.sandbox.inside.guard import OTHER_PACKAGES, with_libraries
from tuitrainer.sandbox.level import Hold, Isolation, base_interpreter
from tuitrainer.sandbox.memory_watch import MemoryWatch

_OURS = Path(__file__).resolve().parents[2]
"""The checkout, with solutions, or the folder of packages that this one is installed in."""


@dataclass(frozen=True, slots=True)
class Seatbelt(Isolation):
    """sandbox-exec begins the process; its memory is watched from outside, since macOS refuses to limit it."""

    program: str = "/usr/bin/sandbox-exec"

    def wrap(self, command: Sequence[str], folder: str, readable: Sequence[str]) -> list[str]:
        interpreter = base_interpreter()
        return [self.program, "-p", profile(interpreter, folder, readable), interpreter, *command[1:]]

    def adopt(self, process: subprocess.Popen[bytes]) -> Hold:
        return MemoryWatch(process)


SEATBELT = Seatbelt("seatbelt")


def profile(interpreter: str, folder: str, packages: Sequence[str]) -> str:
    """A profile in the system's language. Of two rules for one thing, the later one holds."""
    library = os.path.dirname(os.path.realpath(os.__file__))
    return "\n".join((
        "(version 1)",
        "(allow default)",
        "(deny network*)",
        "(deny signal)",
        "(allow signal (target same-sandbox))",
        "(deny file-write*)",
        '(allow file-write-data (literal "/dev/null"))',
        f"(allow file-write* {_below([folder])})",
        # the data: whether a file is there has to be seen on the way to what may be read
        f"(deny file-read-data {_below([str(Path.home()), str(_OURS), tempfile.gettempdir()])})",
        f"(allow file-read-data {_below([library, os.path.dirname(os.path.dirname(interpreter))])})",
        f"(deny file-read-data {_below([str(_OURS), *(os.path.join(library, name) for name in OTHER_PACKAGES)])})",
        f"(allow file-read-data {_below([interpreter, folder, *with_libraries(packages)])})",
    ))  # fmt: skip


def _below(paths: Iterable[str]) -> str:
    """These files and folders with all that lies below; real ones, since what is checked is where links lead."""
    real = dict.fromkeys(os.path.realpath(path) for path in paths)
    return " ".join(f'(subpath "{_escaped(path)}")' for path in real)


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')
