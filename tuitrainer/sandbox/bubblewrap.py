"""bubblewrap: a process in namespaces of its own, where nothing exists but the interpreter and the packages on offer.

There is no network, no other process, no home, no other submission; all can only be read, but for one folder in memory.
Whatever a process does to its namespaces is gone when it is.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from glob import glob
from pathlib import Path

from tuitrainer.sandbox.inside.guard import OTHER_PACKAGES, SYSTEM_FILES, with_libraries
from tuitrainer.sandbox.level import Isolation, base_interpreter

_APART = ("--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts", "--unshare-cgroup-try", "--as-pid-1")
"""The process is the first one of its namespace: none inside can kill it, and all inside end when it does."""
_AS_USER = ("--unshare-user", *_APART, "--cap-drop", "ALL")
"""Anybody may do so, in a namespace whose root is nobody outside."""
_FOR_THE_WARDEN = ("CAP_SETUID", "CAP_SETGID", "CAP_KILL")
_AS_ROOT = (*_APART, "--cap-drop", "ALL", *(part for name in _FOR_THE_WARDEN for part in ("--cap-add", name)))
"""So that a submission can become a user of its own, with no capability at all (`inside.privileges`), and be killed."""
_LIBRARY_FOLDERS = ("/usr/lib", "/usr/lib32", "/usr/lib64", "/lib", "/lib32", "/lib64")
_LOADER_FILES = ("/etc/ld.so.cache", "/etc/alternatives", "/etc/ld-musl-*.path")
"""What shared libraries are found by."""


@dataclass(frozen=True, slots=True)
class Bubblewrap(Isolation):
    """bubblewrap begins the process.

    It is not asked to end the process when we end: to the system, "we" is the thread that began it, and that may end
    long before. What ends it is that our end of a pipe is closed.
    """

    makes_folder: bool = True
    program: str = "bwrap"
    options: tuple[str, ...] = _AS_USER

    def wrap(self, command: Sequence[str], folder: str, readable: Sequence[str]) -> list[str]:
        interpreter = base_interpreter()
        return [
            self.program, *self.options, *_mounts((interpreter, *with_libraries(readable))), "--proc", "/proc",
            "--tmpfs", folder, "--chdir", folder, "--remount-ro", "/", "--", interpreter, *command[1:],
        ]  # fmt: skip


def find_bubblewrap() -> list[Bubblewrap]:
    """The ways in which it may work here, the best one first."""
    program = shutil.which("bwrap") if sys.platform == "linux" else None
    if program is None:
        return []
    options = (_AS_ROOT, _AS_USER) if os.geteuid() == 0 else (_AS_USER,)
    return [Bubblewrap("bwrap", program=program, options=each) for each in options]


def _mounts(needed: Iterable[str]) -> Iterator[str]:
    """Arguments that show what is needed at its own place. What comes later lies on top of what came before."""
    shown: list[str] = []
    above: set[str] = set()
    for folder in dict.fromkeys((*_LIBRARY_FOLDERS, *_own_folders())):
        if os.path.islink(folder):  # as where /lib is /usr/lib
            yield from ("--symlink", os.readlink(folder), folder)
        elif os.path.isdir(folder) and not any(f"{folder}/".startswith(f"{other}/") for other in shown):
            yield from _shown("--ro-bind", folder, above)
            shown.append(folder)
    for folder in shown:
        for hidden in _other_packages(folder):
            yield from ("--tmpfs", hidden)
    for path in (*needed, *(path for pattern in _LOADER_FILES for path in glob(pattern))):
        yield from _shown("--ro-bind", path, above)
    for path in SYSTEM_FILES:
        yield from _shown("--dev-bind" if path.startswith("/dev/") else "--ro-bind", path, above)


def _shown(option: str, path: str, above: set[str]) -> Iterator[str]:
    """Arguments for what is there, and for the folders above it, which are anybody's to pass, unlike outside."""
    if os.path.exists(path):
        for folder in reversed(Path(path).parents):
            if str(folder) not in above:
                above.add(str(folder))
                yield from ("--dir", str(folder))
        yield from (option, path, path)


def _own_folders() -> Iterator[str]:
    """Where the standard library lies, and the shared libraries of an interpreter that did not come with the system."""
    for prefix in (sys.base_prefix, sys.base_exec_prefix):
        for name in ("lib", "lib64"):
            yield os.path.realpath(os.path.join(prefix, name))
    yield os.path.dirname(os.path.realpath(os.__file__))


def _other_packages(folder: str) -> Iterator[str]:
    """Folders in it with packages that are not on offer, and maybe this course."""
    libraries = [os.path.join(folder, name) for name in os.listdir(folder) if "python" in name or "pypy" in name]
    for library in (folder, *libraries):
        for name in OTHER_PACKAGES:
            if os.path.isdir(os.path.join(library, name)):
                yield os.path.join(library, name)
