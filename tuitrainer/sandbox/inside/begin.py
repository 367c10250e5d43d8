"""The first lines that run inside: they take the other files of this folder from standard input, and begin.

Run with `python -c` and numbers as arguments: descriptors of the lifeline and of the report, -1 where the system can't
fork; or that of a server's control alone. The text stands for itself, since nothing else of ours can be imported where
it runs.
"""

from __future__ import annotations

import builtins
import importlib
import marshal
import os
import sys
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import CodeType, ModuleType

PACKAGE = "inside"


class Carried(MetaPathFinder, Loader):
    """Finds and loads modules that came over the pipe, compiled by the same interpreter."""

    def __init__(self, code: dict[str, CodeType]) -> None:
        self._code = code

    def find_spec(self, name: str, path: object = None, target: object = None) -> ModuleSpec | None:  # noqa: ARG002
        return ModuleSpec(name, self, is_package=name == PACKAGE) if name == PACKAGE or name in self._code else None

    def exec_module(self, module: ModuleType) -> None:
        # builtins of their own, so that a submission that replaces some can't disturb the one who tells on it
        vars(module)["__builtins__"] = dict(vars(builtins))
        if module.__name__ in self._code:
            exec(self._code[module.__name__], vars(module))  # noqa: S102  our own


def take(size: int) -> bytes:
    """So many bytes of standard input; whoever began this is gone when there are fewer."""
    taken = b""
    while len(taken) < size:
        part = os.read(0, size - len(taken))
        if not part:
            os._exit(0)
        taken += part
    return taken


def main(*descriptors: int) -> None:
    carried = take(int.from_bytes(take(8), "little"))
    sys.meta_path.insert(0, Carried(marshal.loads(carried)))  # noqa: S302  from us, who began this
    if len(descriptors) == 1:
        importlib.import_module(f"{PACKAGE}.server").serve_forks(*descriptors)
        return
    lifeline, report = descriptors
    serve = importlib.import_module(f"{PACKAGE}.guest").serve
    if lifeline < 0:
        serve()
    else:
        importlib.import_module(f"{PACKAGE}.warden").watch_over(serve, lifeline, report)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
