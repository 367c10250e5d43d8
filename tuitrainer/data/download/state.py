"""What lies on the disk of the data sets that are fetched: where, and whether it is what was published."""

from __future__ import annotations

import hashlib
import stat
from pathlib import Path
from typing import Literal

from tuitrainer.base.errors import Problem, UserError
from tuitrainer.base.texts import _
from tuitrainer.data.download.sources import RemoteFile, Source, in_megabytes

Condition = Literal["missing", "damaged", "good"]
_BLOCK = 1 << 20


def folder_of(source: Source) -> Path:
    """Where its files are kept. Only named here, not made."""
    from tuitrainer.base.places import data_directory  # noqa: PLC0415  who makes a set by a formula needs no places

    return data_directory() / "datasets" / source.name


def path_of(source: Source, file: RemoteFile) -> Path:
    return folder_of(source) / file.name


def is_fetched(source: Source) -> bool:
    """Whether all files are there in their full size. Cheap: nothing is read."""
    return all(_size(path_of(source, file)) == file.size for file in source.files)


def is_begun(source: Source) -> bool:
    """Whether something of it is there, whole or not. Cheap."""
    paths = [path_of(source, file) for file in source.files]
    return any(_size(each) is not None for path in paths for each in (path, part_of(path)))


def part_of(path: Path) -> Path:
    """Where a file lies as long as it is not whole."""
    return path.with_name(f"{path.name}.part")


def condition_of(source: Source, file: RemoteFile) -> Condition:
    """Reads the whole file. Raises UserError when it can't be read."""
    path = path_of(source, file)
    size = _size(path)
    if size is None:
        return "missing"
    return "good" if size == file.size and _sha256(path) == file.sha256 else "damaged"


def conditions(source: Source) -> dict[str, Condition]:
    """The condition of each file by name."""
    return {file.name: condition_of(source, file) for file in source.files}


def verified_folder(source: Source) -> Path:
    """The folder of a set whose files are all there and right. Raises UserError that says what to do otherwise."""
    found = conditions(source)
    if "missing" in found.values():
        message = _("the data set '{name}' has not been fetched yet: run `tuitrainer data fetch {name}` ({size})")
        raise UserError(Problem(message.format(name=source.name, size=in_megabytes(source.size)), "name"))
    damaged = [name for name, condition in found.items() if condition == "damaged"]
    if damaged:
        message = _("this file is damaged: run `tuitrainer data fetch {name}` to fetch it again")
        raise UserError(*(Problem(message.format(name=source.name), str(folder_of(source) / name)) for name in damaged))
    return folder_of(source)


def _size(path: Path) -> int | None:
    """None where there is no file; -1 where something else stands in its place, which is never right."""
    try:
        found = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise UserError(Problem(unreadable(error), str(path))) from None
    return found.st_size if stat.S_ISREG(found.st_mode) else -1


def _sha256(path: Path) -> str:
    total = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                total.update(block)
    except OSError as error:
        raise UserError(Problem(unreadable(error), str(path))) from None
    return total.hexdigest()


def unreadable(error: OSError) -> str:
    """The sentence for a file that the system does not let us read."""
    return _("this can't be read: {reason}").format(reason=error.strerror or type(error).__name__)
