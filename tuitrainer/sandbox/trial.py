"""Which ways to keep a process apart work on this machine: found out by a real run, and remembered for the next time.

That a program is installed does not say that it works: systems, and containers above all, forbid parts of it.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from tuitrainer import __version__
from tuitrainer.base.places import cache_directory
from tuitrainer.sandbox.command import clean_environment
from tuitrainer.sandbox.level import Isolation, base_interpreter
from tuitrainer.sandbox.packages import find_packages

_PATIENCE = 20.0
"""Seconds for the trial: an interpreter that imports NumPy from a cold disk, on a busy machine."""
_TRIAL = """
import os, sys
sys.path.append(os.path.dirname(sys.argv[1]))
import ctypes, json, numpy
if sys.platform == "linux":
    open(f"/proc/{os.getpid()}/task/{os.getpid()}/children").close()
    os.mkdir("submission")
print("works")
"""
"""What the sandbox needs, in short: a library, NumPy, what is below a process, and a folder."""
_MAY_FORBID = (
    "/proc/sys/kernel/unprivileged_userns_clone", "/proc/sys/kernel/apparmor_restrict_unprivileged_userns",
    "/proc/sys/user/max_user_namespaces",
)  # fmt: skip
_RIGHTS = ("CapEff", "CapBnd", "NoNewPrivs", "Seccomp")
"""Of this process, lines in its status."""


def first_that_works(ways: Sequence[Isolation]) -> Isolation | None:
    """The first of these ways that works; None where none does."""
    if not ways:
        return None
    circumstances = _circumstances(ways)
    place = _remembered(circumstances)
    if place is None or place >= len(ways):
        place = next((place for place, way in enumerate(ways) if works(way)), -1)
        _remember(circumstances, place)
    return ways[place] if place >= 0 else None


def works(isolation: Isolation) -> bool:
    """Whether an interpreter begun so can do what a submission needs. Too late counts as not."""
    numpy = tuple(find_packages(["numpy"]).values())
    with tempfile.TemporaryDirectory(prefix="tuitrainer-", ignore_cleanup_errors=True) as folder:
        command = isolation.wrap([sys.executable, "-I", "-S", "-B", "-c", _TRIAL, *numpy], folder, numpy)
        try:
            process = subprocess.Popen(  # noqa: S603  our own interpreter and our own lines
                command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=folder,
                env=clean_environment(folder), creationflags=isolation.creation_flags,
            )  # fmt: skip
        except OSError:
            return False
        return _succeeds(isolation, process)


def _succeeds(isolation: Isolation, process: subprocess.Popen[bytes]) -> bool:
    try:
        hold = isolation.adopt(process)
        try:
            said, _ = process.communicate(timeout=_PATIENCE)
        finally:
            hold.release()
    except (OSError, subprocess.TimeoutExpired):
        _kill(process)
        return False
    return process.returncode == 0 and said.strip() == b"works"


def _kill(process: subprocess.Popen[bytes]) -> None:
    import psutil  # noqa: PLC0415  rarely needed

    with process, suppress(psutil.Error):
        root = psutil.Process(process.pid)
        for member in [*root.children(recursive=True), root]:
            with suppress(psutil.Error):
                member.kill()


def _circumstances(ways: Sequence[Isolation]) -> list[object]:
    """All that may change what comes of a trial."""
    files = [path for path in (base_interpreter(), *(getattr(way, "program", "") for way in ways)) if path]
    user = os.geteuid() if hasattr(os, "geteuid") else None
    return [
        __version__, repr(ways), user, platform.release(), platform.version(), *map(_stamp, files),
        *map(_text_of, _MAY_FORBID), [line for line in _text_of("/proc/self/status").splitlines()
                                      if line.partition(":")[0] in _RIGHTS],
    ]  # fmt: skip


def _stamp(path: str) -> list[object]:
    try:
        status = os.stat(path)
    except OSError:
        return [path]
    return [path, status.st_mtime_ns, status.st_size, status.st_mode]


def _text_of(path: str) -> str:
    try:
        return Path(path).read_text(encoding="ascii", errors="replace")
    except OSError:
        return ""


def _file() -> Path:
    return cache_directory() / "isolation.json"


def _remembered(circumstances: list[object]) -> int | None:
    with suppress(OSError, ValueError, TypeError, KeyError):
        kept = json.loads(_file().read_text(encoding="utf-8"))
        if kept["circumstances"] == circumstances and type(kept["place"]) is int:
            return max(-1, kept["place"])
    return None


def _remember(circumstances: list[object], place: int) -> None:
    """What can't be kept is found out again next time."""
    with suppress(OSError):
        _file().parent.mkdir(parents=True, exist_ok=True)
        unfinished = _file().with_name(f"isolation.{os.getpid()}.json")
        unfinished.write_text(json.dumps({"circumstances": circumstances, "place": place}), encoding="utf-8")
        os.replace(unfinished, _file())
