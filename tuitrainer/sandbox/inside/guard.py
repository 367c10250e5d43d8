"""What a submission may import and do, each refusal with a sentence's worth of facts.

This layer teaches and catches accidents: whoever knows Python well can get around an audit hook. What holds against
that is outside: limits of the system, a tree of processes that is killed whole, and a verdict made elsewhere.
"""

from __future__ import annotations

import builtins
import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib.machinery import BuiltinImporter, FrozenImporter, ModuleSpec, PathFinder
from importlib.util import spec_from_file_location
from os import fsdecode
from os.path import abspath, join, normcase
from types import ModuleType
from typing import Any, NoReturn

Note = tuple[str, str]
"""What was refused: its kind ("process", "network", "write", "read", "limits"), and its name."""

_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_TRUNC
_EVENTS = {
    "os.fork": "process", "os.forkpty": "process", "os.exec": "process", "os.system": "process",
    "os.posix_spawn": "process", "os.spawn": "process", "os.startfile": "process", "os.kill": "process",
    "os.killpg": "process", "subprocess.Popen": "process", "pty.spawn": "process", "webbrowser.open": "process",
    "os.remove": "write", "os.rename": "write", "os.mkdir": "write", "os.rmdir": "write", "os.link": "write",
    "os.symlink": "write", "os.truncate": "write", "os.chmod": "write", "os.chown": "write", "os.utime": "write",
    "os.setxattr": "write", "os.removexattr": "write",
    "resource.setrlimit": "limits", "resource.prlimit": "limits", "urllib.Request": "network",
}  # fmt: skip
_FAMILIES = {"socket": "network", "shutil": "write", "tempfile": "write"}
SYSTEM_FILES = ("/dev/null", "/dev/urandom", "/etc/localtime", "/usr/share/zoneinfo")
KERNEL_FILES = ("/proc/cpuinfo",)
"""What compilers ask for the processor's name."""
_BUILD_DATA = "_sysconfigdata_"
"""Belongs to the standard library too, under a name that differs from system to system."""
OTHER_PACKAGES = ("site-packages", "dist-packages")
"""Folders in a standard library that do not belong to it: there lie packages not on offer, and maybe this course."""


class RefusedError(PermissionError):
    """The submission tried what exercises neither need nor may do."""

    def __init__(self, kind: str, name: str) -> None:
        super().__init__(f"not allowed in an exercise: {name}")
        self.kind = kind
        self.name = name


class RefusedImportError(ModuleNotFoundError):
    """The submission imports a package that this exercise does not offer."""


class NoKeyboardError(EOFError):
    """The submission waits for a person at the keyboard."""


class Packages:
    """A finder that offers the standard library and the packages that are allowed, and refuses the rest.

    `locations` are the folders of the packages themselves; what lies beside them stays out of reach.
    """

    def __init__(self, locations: Mapping[str, str]) -> None:
        self._locations = dict(locations)
        self._library = list(sys.path)

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        top, _dot, below = name.partition(".")
        if top in sys.stdlib_module_names or top.startswith(_BUILD_DATA):
            return PathFinder.find_spec(name, self._library if path is None else path, target)
        location = self._locations.get(top)
        if location is None:
            raise RefusedImportError(f"no module named {top!r} here", name=top)
        if below:
            return PathFinder.find_spec(name, path, target)
        return spec_from_file_location(name, join(location, "__init__.py"), submodule_search_locations=[location])


def offer_packages(locations: Mapping[str, str], besides: Sequence[Any] = ()) -> None:
    """From here on only these packages can be imported, beside the standard library and what `besides` finds."""
    sys.meta_path[:] = [*besides, BuiltinImporter, FrozenImporter, Packages(locations)]


def with_libraries(packages: Iterable[str]) -> list[str]:
    """The folders of packages, and the ones beside them where wheels keep their shared libraries."""
    return [path for folder in packages for path in (folder, f"{folder}.libs")]


def is_readable(library: Iterable[str], packages: Iterable[str], files: Iterable[str]) -> Callable[[str], bool]:
    """Says of an absolute path whether it lies in one of these folders, or is one of these files."""
    own = tuple(f"{normcase(abspath(folder))}{os.sep}" for folder in library if folder)
    others = tuple(f"{folder}{name}{os.sep}" for folder in own for name in OTHER_PACKAGES)
    offered = tuple(f"{normcase(abspath(folder))}{os.sep}" for folder in (*packages, *SYSTEM_FILES))
    single = frozenset((*map(normcase, map(abspath, files)), *SYSTEM_FILES, *KERNEL_FILES))

    def judge(path: str) -> bool:
        name = normcase(path)
        folder = f"{name}{os.sep}"
        if name in single or folder.startswith(offered):
            return True
        return folder.startswith(own) and not folder.startswith(others)

    return judge


def refuse_actions(readable: Callable[[str], bool], notes: list[Note]) -> None:
    """From here on no file but the readable ones can be read, none be written, and no process or connection begun."""

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open":
            path, _mode, flags = arguments
            if isinstance(path, str | bytes):
                name = abspath(fsdecode(path))
                if isinstance(flags, int) and flags & _WRITING and name != os.devnull:
                    refuse("write", name)
                if not readable(name):
                    refuse("read", name)
            return
        kind = _EVENTS.get(event) or _FAMILIES.get(event.partition(".")[0])
        if kind is not None:
            refuse(kind, event)

    def refuse(kind: str, name: str) -> NoReturn:
        notes.append((kind, name[:200]))
        raise RefusedError(kind, name[:200])

    sys.addaudithook(hook)


def no_keyboard() -> None:
    """`input` says that nobody will answer; `exit` and `quit`, which `site` would have made, exist."""

    def refuse(_prompt: object = "") -> str:
        raise NoKeyboardError("input() waits for a keyboard")

    builtins.input = refuse
    builtins.exit = builtins.quit = sys.exit  # type: ignore[assignment]
