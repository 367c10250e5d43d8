"""The first lines that run inside: they take the other files of this folder from standard input, and begin.

Run with `python -c` and two numbers as arguments: descriptors of the lifeline and of the report, -1 where the system can't
fork. The text stands for itself, since nothing else of ours can be imported where it runs.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from types import ModuleType

PACKAGE = "inside"


class Sources:
    """Finds and loads modules whose sources came over the pipe."""

    def __init__(self, sources: dict[str, str]) -> None:
        self._sources = sources

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if name != PACKAGE and name.removeprefix(f"{PACKAGE}.") not in self._sources:
            return None
        return ModuleSpec(name, self, is_package=name == PACKAGE)  # type: ignore[arg-type]  a loader by its methods

    def create_module(self, spec: ModuleSpec) -> None:
        return None

    def exec_module(self, module: ModuleType) -> None:
        name = module.__name__.removeprefix(f"{PACKAGE}.")
        if name != PACKAGE:
            exec(compile(self._sources[name], f"<{module.__name__}>", "exec"), vars(module))  # noqa: S102


def take(size: int) -> bytes:
    """So many bytes of standard input; whoever began this is gone when there are fewer."""
    parts = b""
    while len(parts) < size:
        part = os.read(0, size - len(parts))
        if not part:
            os._exit(0)
        parts += part
    return parts


def main(lifeline: int, report: int) -> None:
    sys.meta_path.insert(0, Sources(json.loads(take(int.from_bytes(take(8), "little")))))  # type: ignore[arg-type]
    from inside.guest import serve  # type: ignore[import-not-found]  # noqa: PLC0415

    if lifeline < 0:
        serve()
    else:
        from inside.warden import watch_over  # type: ignore[import-not-found]  # noqa: PLC0415

        watch_over(serve, lifeline, report)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
