"""The file of an exercise among those handed in. Links are never followed: one could lead to the reference solution."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tuitrainer.base.texts import _
from tuitrainer.grading.formats.text import printable

_DEEPEST = 4
_SHOWN = 10
"""How many names a remark holds."""


@dataclass(frozen=True, slots=True)
class HandedIn:
    path: Path | None
    """None where there is none."""
    remark: str = ""
    """What the student has to know about the choice."""


def find_handed_in(folder: Path, exercise: str, alone: bool) -> HandedIn:
    """The file named like the exercise, in whatever case, the one nearest to the top; else, where there is only this
    exercise, the only program or notebook there is.
    """
    wanted = f"{exercise}.py"
    files = sorted(_files(folder), key=lambda path: (len(path.parts), path.as_posix()))
    named = [path for path in files if path.name.lower() == wanted.lower()]
    if not named and alone:
        named = [path for path in files if path.suffix.lower() in (".py", ".ipynb")]
        if len(named) == 1:
            return HandedIn(named[0], _said(_("{file} is graded as {wanted}."), folder, wanted, named[:1]))
        named = []
    if not named:
        found = files[:_SHOWN]
        text = _("{wanted} is missing. You handed in: {file}.") if found else _("{wanted} is missing.")
        return HandedIn(None, _said(text, folder, wanted, found))
    if len(named) > 1:
        text = _("There are several files named {wanted}; {file} is graded.")
        return HandedIn(named[0], _said(text, folder, wanted, named[:1]))
    return HandedIn(named[0])


def _said(text: str, folder: Path, wanted: str, files: list[Path]) -> str:
    names = ", ".join(printable(os.fsencode(file.relative_to(folder)).decode(errors="replace")) for file in files)
    return text.format(file=names, wanted=wanted)


def _files(top: Path) -> Iterator[Path]:
    """Real files, not too deep; nothing of what computers leave behind."""
    for place, folders, names in os.walk(top):
        depth = len(Path(place).relative_to(top).parts)
        folders[:] = [
            name for name in folders if depth < _DEEPEST and not name.startswith((".", "__")) and name != "venv"
        ]
        for name in names:
            path = Path(place, name)
            if not name.startswith(".") and path.is_file() and not path.is_symlink():
                yield path
