"""Modules that a submission has to leave as they are: what it replaced is found, and put back."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from sys import getrecursionlimit, setprofile, setrecursionlimit, settrace
from types import ModuleType

WATCHED = (
    "builtins", "math", "json", "json.encoder", "inspect",
    "numpy", "numpy.linalg", "numpy.random", "numpy.fft", "time", "probes",
)  # fmt: skip
_HOOKS = ("__import__", "__build_class__")
"""Names with underscores that matter; the others are Python's own book-keeping."""


class Untouched:
    """Remembers what modules hold."""

    def __init__(self, names: Iterable[str] = WATCHED) -> None:
        self._modules: dict[str, ModuleType] = {name: sys.modules[name] for name in names if name in sys.modules}
        self._before = {
            name: {key: value for key, value in vars(module).items() if key in _HOOKS or not key.startswith("_")}
            for name, module in self._modules.items()
        }
        self._limit = getrecursionlimit()
        self._loaded = sys.modules

    def restore(self) -> list[str]:
        """Put back what is no longer what it was, and say what that was, by its full name, sorted."""
        settrace(None)
        setprofile(None)
        setrecursionlimit(self._limit)
        changed = []
        for name, module in self._modules.items():
            dict.__setitem__(self._loaded, name, module)
            now = vars(module)
            for key, value in self._before[name].items():
                if now.get(key) is not value:
                    changed.append(f"{name}.{key}")
                    now[key] = value
        return sorted(changed)
