"""What a submission may import and do, each refusal with a sentence's worth of facts.

This layer teaches and catches accidents: whoever knows Python well can get around an audit hook. What holds against that
is outside: limits of the system, a tree of processes that is killed whole, and a verdict made elsewhere.
"""

from __future__ import annotations

import builtins
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from importlib.machinery import ModuleSpec, PathFinder
from importlib.util import spec_from_file_location
from types import ModuleType
from typing import Any, NoReturn

Note = tuple[str, str]
"""What was refused: its kind ("import", "process", "network", "write", "read", "limits"), and its name."""

_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_TRUNC
_EVENTS = {
    "os.fork": "process", "os.forkpty": "process", "os.exec": "process", "os.system": "process",
    "os.posix_spawn": "process", "os.spawn": "process", "os.startfile": "process", "os.kill": "process",
    "os.killpg": "process", "subprocess.Popen": "process", "pty.spawn": "process",
    "os.remove": "write", "os.rename": "write", "os.mkdir": "write", "os.rmdir": "write", "os.link": "write",
    "os.symlink": "write", "os.truncate": "write", "os.chmod": "write", "os.chown": "write", "os.utime": "write",
    "os.setxattr": "write", "os.removexattr": "write",
    "resource.setrlimit": "limits", "resource.prlimit": "limits",
}  # fmt: skip
_FAMILIES = {"socket": "network", "shutil": "write", "tempfile": "write"}
_READABLE = ("/dev/null", "/dev/urandom", "/etc/localtime", "/usr/share/zoneinfo")


class RefusedError(PermissionError):
    """The submission tried what exercises neither need nor may do."""


class RefusedImportError(ModuleNotFoundError):
    """The submission imports a package that this exercise does not offer."""


class NoKeyboardError(EOFError):
    """The submission waits for a person at the keyboard."""


class Packages:
    """A finder that offers the standard library and the packages that are allowed, and refuses the rest.

    `locations` are the folders of the packages themselves; what lies beside them stays out of reach.
    """

    def __init__(self, locations: Mapping[str, str], notes: list[Note]) -> None:
        self._locations = dict(locations)
        self._notes = notes

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        top, _dot, below = name.partition(".")
        if top in sys.stdlib_module_names or top in sys.builtin_module_names:
            return PathFinder.find_spec(name, path, target)
        location = self._locations.get(top)
        if location is None:
            self._notes.append(("import", top[:60]))
            raise RefusedImportError(f"no module named {top!r} here", name=top)
        if below:
            return PathFinder.find_spec(name, path, target)
        return spec_from_file_location(
            name, os.path.join(location, "__init__.py"), submodule_search_locations=[location]
        )


def offer_packages(locations: Mapping[str, str], notes: list[Note]) -> None:
    """From here on only these packages can be imported, beside the standard library."""
    builtin = [finder for finder in sys.meta_path if finder is not PathFinder]
    sys.meta_path[:] = [*builtin, Packages(locations, notes)]


def refuse_actions(roots: Iterable[str], notes: list[Note]) -> None:
    """From here on files outside `roots` can't be read, none can be written, and no process or connection be made."""
    allowed = (*(root.rstrip(os.sep) for root in roots), *_READABLE)

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open":
            path, _mode, flags = arguments
            if isinstance(path, str | bytes):
                name = os.path.abspath(os.fsdecode(path))
                if isinstance(flags, int) and flags & _WRITING and name != os.devnull:
                    refuse("write", name)
                if not name.startswith(allowed):
                    refuse("read", name)
            return
        kind = _EVENTS.get(event) or _FAMILIES.get(event.partition(".")[0])
        if kind is not None:
            refuse(kind, event)

    def refuse(kind: str, name: str) -> NoReturn:
        notes.append((kind, name[:200]))
        raise RefusedError(f"not allowed in an exercise: {name}")

    sys.addaudithook(hook)


def no_keyboard() -> None:
    """`input` says that nobody will answer; `exit` and `quit`, which `site` would have made, exist."""

    def refuse(prompt: object = "") -> str:
        raise NoKeyboardError("input() waits for a keyboard")

    builtins.input = refuse
    builtins.exit = builtins.quit = sys.exit  # type: ignore[assignment]


class Untouched:
    """Remembers what modules hold, to find out later whether a submission has changed them."""

    def __init__(self, names: Iterable[str]) -> None:
        self._before = {name: dict(vars(sys.modules[name])) for name in names if name in sys.modules}

    def changed(self) -> list[str]:
        """The full names of what is no longer what it was, sorted."""
        return sorted(
            f"{module}.{name}"
            for module, names in self._before.items()
            for name, value in names.items()
            if not name.startswith("_") and vars(sys.modules.get(module, sys)).get(name) is not value
        )
