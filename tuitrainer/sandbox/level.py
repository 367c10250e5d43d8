"""What every way to keep a process apart has in common. This one only is always there and keeps apart the least."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass


class Hold:
    """What is kept of a process apart for as long as it runs. Here: nothing."""

    def limit(self, memory_bytes: int, cpu_seconds: int) -> None:
        """From here on the submission's limits hold for it, beside those that it gave itself."""

    def release(self) -> None:
        """It is gone, or has to go. Safe to call again."""


@dataclass(frozen=True, slots=True)
class Isolation:
    """One way to begin a process apart."""

    name: str
    """As reports name it."""
    creation_flags: int = 0
    """For `subprocess.Popen`, on Windows."""
    makes_folder: bool = False
    """Whether what it begins gets a folder in memory, so that none on the disk can be left over."""

    def wrap(self, command: Sequence[str], folder: str, readable: Sequence[str]) -> list[str]:  # noqa: ARG002
        """The command that begins `command`, an interpreter and its arguments, apart.

        `folder` is to be its home and current folder; of packages it reads the folders `readable`. What it begins must
        get the descriptors that it is handed, by their numbers.
        """
        return list(command)

    def adopt(self, process: subprocess.Popen[bytes]) -> Hold:  # noqa: ARG002
        """To be called once for what was begun, right after. Raises OSError when it can't be kept apart so."""
        return Hold()


LIMITS = Isolation("limits")
"""An isolated interpreter, a clean environment, limits of the system, and a tree that is killed whole. Always there."""


def base_interpreter() -> str:
    """The interpreter itself: that of a virtual environment may be a link, or a program that begins another one."""
    return os.path.realpath(getattr(sys, "_base_executable", None) or sys.executable)
