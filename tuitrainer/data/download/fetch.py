"""Fetch a data set: every file that is missing or damaged, from the first mirror that has it."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from tuitrainer.base.errors import Problem, UserError
from tuitrainer.base.texts import _
from tuitrainer.data.download.lock import alone_in
from tuitrainer.data.download.sources import RemoteFile, Source, in_megabytes
from tuitrainer.data.download.state import condition_of, folder_of, part_of
from tuitrainer.data.download.transfer import MirrorError, Report, transfer

TRIES = 4
"""At one mirror, as long as each brings more of the file."""


class FetchError(UserError):
    """No mirror gave the file. `damaged` where one gave a wrong one, which no network explains."""

    def __init__(self, *problems: Problem, damaged: bool) -> None:
        super().__init__(*problems)
        self.damaged = damaged


def fetch(source: Source, report: Report, waiting: Callable[[], None]) -> tuple[RemoteFile, ...]:
    """Bring what is not there yet or not right, and return it; nothing is asked of any server when all is well.

    `waiting` is called when another process fetches the same. Raises FetchError, and UserError for a disk that is full
    or can't be written. An interrupted fetch leaves no file under its name that is not whole.
    """
    folder = folder_of(source)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with alone_in(folder, waiting):
            wanted = tuple(file for file in source.files if condition_of(source, file) != "good")
            _check_room(folder, wanted)
            for file in wanted:
                _fetch_file(source, file, folder, report)
    except OSError as error:
        raise UserError(_unwritable(error, folder)) from None
    return wanted


def _fetch_file(source: Source, file: RemoteFile, folder: Path, report: Report) -> None:
    path = folder / file.name
    failures: list[tuple[str, MirrorError]] = []
    for mirror in source.mirrors:
        for _attempt in range(TRIES):
            before = _length(part_of(path))
            begun_anew = False
            try:
                transfer(mirror + file.name, path, file, report)
            except MirrorError as failed:
                failures.append((mirror, failed))
                begun_anew = failed.damaged and before > 0  # what was wrong may have come from another mirror
            except OSError as error:
                if error.errno in {errno.ENOSPC, errno.EDQUOT}:
                    part_of(path).unlink(missing_ok=True)  # a full disk is no place to leave half a file
                raise
            else:
                return
            if _length(part_of(path)) <= before and not begun_anew:
                break
    raise FetchError(*_problems(source, file, folder, failures), damaged=_any_damaged(failures))


def _problems(
    source: Source, file: RemoteFile, folder: Path, failures: list[tuple[str, MirrorError]]
) -> tuple[Problem, ...]:
    """Why each mirror failed (its last reason), and what to do."""
    reasons = {_host(mirror): failed.reason for mirror, failed in failures}
    said = "; ".join(f"{host}: {reason}" for host, reason in reasons.items())
    message = _("can't be fetched ({reasons})").format(reasons=said)
    if _any_damaged(failures):
        advice = _("Try again later; nothing that is wrong was kept")
    else:
        advice = _(
            "Is this machine on the network? `tuitrainer data fetch {name}` goes on from where it was. Or bring the"
            " files from another machine into {folder}, then run `tuitrainer data verify {name}`"
        ).format(name=source.name, folder=folder)
    return Problem(message, file.name), Problem(advice)


def _any_damaged(failures: list[tuple[str, MirrorError]]) -> bool:
    return any(failed.damaged for _mirror, failed in failures)


def _check_room(folder: Path, wanted: tuple[RemoteFile, ...]) -> None:
    """Raises UserError when the disk can't take what is still to come."""
    needed = sum(file.size - min(_length(part_of(folder / file.name)), file.size) for file in wanted)
    free = shutil.disk_usage(folder).free
    if needed > free:
        message = _("the disk has too little room: {needed} are needed, {free} are free")
        raise UserError(Problem(message.format(needed=in_megabytes(needed), free=in_megabytes(free)), str(folder)))


def _unwritable(error: OSError, folder: Path) -> Problem:
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return Problem(_("the disk is full"), str(folder))
    return Problem(_("can't be written: {reason}").format(reason=error.strerror or type(error).__name__), str(folder))


def _length(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _host(mirror: str) -> str:
    return urlsplit(mirror).netloc
