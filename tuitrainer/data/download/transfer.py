"""One file from one address to the disk. What came before the line broke is kept, and gone on from where servers allow.

Pooch carries it: its HTTPDownloader talks to the server, its `retrieve` compares the checksum and only then gives the
file its name.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from tuitrainer.base.texts import _
from tuitrainer.data.download.sources import RemoteFile
from tuitrainer.data.download.state import part_of

if TYPE_CHECKING:
    from requests import Response

Report = Callable[[RemoteFile, int], None]
"""Told of each file how many of its bytes are there."""
_CHUNK = 1 << 14
_PATIENCE = (10.0, 30.0)
"""Seconds to wait for a connection, and for the next bytes."""


class MirrorError(Exception):
    """One address gave no right file: why, in a few words, and whether it was the file that was wrong."""

    def __init__(self, reason: str, *, damaged: bool = False) -> None:
        super().__init__(reason)
        self.reason, self.damaged = reason, damaged


def transfer(url: str, path: Path, file: RemoteFile, report: Report) -> None:
    """Bring `file` from `url` to `path`, which is never less than whole and right.

    Raises MirrorError where another address may help, OSError where none does (a full disk).
    """
    import pooch  # type: ignore[import-untyped]  # noqa: PLC0415  brings Requests, which only fetching needs
    from requests.exceptions import RequestException  # noqa: PLC0415

    pooch.get_logger().setLevel(logging.WARNING)

    def download(address: str, whole: str, _pooch: object) -> None:
        _download(address, part_of(path), file, report)
        os.replace(part_of(path), whole)

    try:
        pooch.retrieve(url, f"sha256:{file.sha256}", path.name, path.parent, downloader=download)
    except RequestException as error:  # an OSError too, as Requests has it
        raise MirrorError(_reason(error)) from None
    except ValueError:
        raise MirrorError(_("what it sends is damaged (its checksum is wrong)"), damaged=True) from None


def _download(url: str, part: Path, file: RemoteFile, report: Report) -> None:
    """Add to `part` what is missing of `file`."""
    from pooch import HTTPDownloader  # noqa: PLC0415

    if part.exists() and part.stat().st_size > file.size:
        part.unlink()
    with part.open("ab") as stream:
        arriving = _Arriving(stream, file, report)
        if arriving.length == file.size:
            return
        headers = {"Accept-Encoding": "identity"}  # a server must not unpack a .gz on the way
        if arriving.length:
            headers["Range"] = f"bytes={arriving.length}-"
        fetch = HTTPDownloader(
            chunk_size=_CHUNK, headers=headers, timeout=_PATIENCE, hooks={"response": arriving.begin}
        )
        try:
            fetch(url, arriving, None)
        finally:
            arriving.close()
    if arriving.length < file.size:
        raise MirrorError(_("the connection broke"))


class _Arriving:
    """The open part as Pooch writes to it, and Requests' hook that sees the answer before the first byte of it."""

    def __init__(self, stream: IO[bytes], file: RemoteFile, report: Report) -> None:
        self._stream, self._file, self._report = stream, file, report
        self._answer: Response | None = None
        self.length = stream.seek(0, os.SEEK_END)
        report(file, self.length)

    def begin(self, answer: Response, **_options: Any) -> None:
        """Refuse what can't be the file; begin again where the server sends all of it and not only the rest."""
        self._answer = answer
        if answer.status_code == 416:  # no such range: the file is shorter there than what we have
            self._restart()
            raise MirrorError(_("what it offers is shorter"), damaged=True)
        if answer.status_code not in {200, 206}:
            return  # redirects are followed, errors raised by Pooch
        if answer.status_code == 200:
            self._restart()
        elif not answer.headers.get("Content-Range", "").startswith(f"bytes {self.length}-"):
            self._restart()
            raise MirrorError(_("it sends another part than was asked for"))
        announced = answer.headers.get("Content-Length", "")
        if announced.isascii() and announced.isdigit() and self.length + int(announced[:18]) != self._file.size:
            message = _("it offers {got} bytes instead of {expected}")
            raise MirrorError(
                message.format(got=self.length + int(announced[:18]), expected=self._file.size), damaged=True
            )

    def write(self, data: bytes) -> None:
        if self.length + len(data) > self._file.size:
            self._restart()
            raise MirrorError(_("it sends more than the file has"), damaged=True)
        self._stream.write(data)
        self.length += len(data)
        self._report(self._file, self.length)

    def flush(self) -> None:
        """Pooch asks for it after each chunk; leaving it to the buffer costs nothing but a little of what came last."""

    def close(self) -> None:
        if self._answer is not None:
            self._answer.close()

    def _restart(self) -> None:
        self._stream.flush()
        self._stream.truncate(0)
        self.length = 0


def _reason(error: Exception) -> str:
    from requests import exceptions  # noqa: PLC0415

    if isinstance(error, exceptions.HTTPError) and error.response is not None:
        return _("it answers {status}").format(status=error.response.status_code)
    if isinstance(error, exceptions.Timeout):
        return _("it does not answer")
    if isinstance(error, exceptions.SSLError):
        return _("its certificate can't be trusted")
    if isinstance(error, exceptions.ConnectionError) and "Connection aborted" not in str(error):
        return _("it can't be reached")
    return _("the connection broke")
