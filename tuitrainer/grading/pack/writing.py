"""A pack on the disk: a zip whose bytes depend on its files alone, or a folder. Nothing is written over unasked."""

from __future__ import annotations

import io
import os
import stat
import tarfile
import tempfile
import zipfile
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path

from tuitrainer.base.errors import Problem, UserError
from tuitrainer.base.texts import _
from tuitrainer.grading.pack.assignment import PackedFile

_UNIX = 3
_MOMENT = (1980, 1, 1, 0, 0, 0)
"""The first that a zip can name."""


def write_pack(files: Sequence[PackedFile], output: Path, force: bool = False) -> None:
    """Write a zip where `output` ends with .zip, else a folder.

    With `force`, files of the same names are written over; others in a folder are left alone. Raises UserError.
    """
    try:
        if output.suffix.lower() == ".zip":
            _refuse(output, _("this is a folder"), output.is_dir())
            _refuse_old(output, output.exists() and not force)
            output.parent.mkdir(parents=True, exist_ok=True)
            _write(output, zipped(files))
            return
        _refuse(output, _("this is not a folder"), output.exists() and not output.is_dir())
        _refuse_old(output, output.is_dir() and any(output.iterdir()) and not force)
        for file in files:
            path = output / file.path
            path.parent.mkdir(parents=True, exist_ok=True)
            _write(path, file.content, file.executable)
    except OSError as error:
        message = _("the pack can't be written: {reason}").format(reason=error.strerror or error)
        raise UserError(Problem(message, str(output))) from None


def zipped(files: Iterable[PackedFile]) -> bytes:
    """A zip archive: sorted, not compressed, with modes and without dates."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for file in sorted(files, key=lambda file: file.path):
            entry = zipfile.ZipInfo(file.path, _MOMENT)
            entry.create_system = _UNIX
            entry.external_attr = (stat.S_IFREG | _mode(file)) << 16
            archive.writestr(entry, file.content)
    return buffer.getvalue()


def tarred(files: Iterable[PackedFile]) -> bytes:
    """The same as a tar archive, which every Unix can unpack."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for file in sorted(files, key=lambda file: file.path):
            entry = tarfile.TarInfo(file.path)
            entry.size, entry.mode = len(file.content), _mode(file)
            archive.addfile(entry, io.BytesIO(file.content))
    return buffer.getvalue()


def _mode(file: PackedFile) -> int:
    return 0o755 if file.executable else 0o644


def _refuse(output: Path, message: str, refused: bool) -> None:
    if refused:
        raise UserError(Problem(message, str(output)))


def _refuse_old(output: Path, refused: bool) -> None:
    _refuse(output, _("this exists already; `--force` writes over it"), refused)


def _write(path: Path, content: bytes, executable: bool = False) -> None:
    """Whole or not at all; a link is replaced, never followed."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(name).chmod(0o755 if executable else 0o644)
        Path(name).replace(path)
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise
