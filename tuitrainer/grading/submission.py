"""A student's file, as it lies on the disk: read once, so that what is graded is what its hash says."""

from __future__ import annotations

import hashlib
import io
import re
import tokenize
from dataclasses import dataclass
from pathlib import Path

from tuitrainer.base.errors import Problem, UserError
from tuitrainer.base.texts import _
from tuitrainer.grading.report import Finding

LARGEST = 2**20
"""Bytes of source that are accepted."""


@dataclass(frozen=True, slots=True)
class Submission:
    file: Path
    """Absolute."""
    content: bytes
    sha256: str
    lines: tuple[str, ...]
    """Empty where it is no text."""
    problem: Finding | None
    """Why there is no use in running it."""


def read_submission(file: Path) -> Submission:
    """Read a file. Raises UserError for one that does not exist or can't be read: that is no answer yet."""
    try:
        path = Path(file).absolute()
        if not path.is_file():
            message = _("this is not a file") if path.exists() else _("there is no such file")
            raise UserError(Problem(message, str(file)))
        with path.open("rb") as opened:
            content = opened.read(LARGEST + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise UserError(Problem(_("this file can't be read: {reason}").format(reason=reason), str(file))) from None
    return submission_of(path, content)


def submission_of(path: Path, content: bytes) -> Submission:
    """What a file of that path and content is."""
    digest = hashlib.sha256(content).hexdigest()
    problem = _problem(path, content)
    lines = () if problem is not None else tuple(re.split(r"\r\n|\r|\n", _decoded(content)))  # as Python counts them
    return Submission(path, content, digest, lines, problem)


def _problem(path: Path, content: bytes) -> Finding | None:
    if len(content) > LARGEST:
        return Finding("too-large", {"limit": LARGEST})
    if not content.strip():
        return Finding("empty")
    if path.suffix.lower() == ".ipynb" or re.match(rb'\s*\{\s*"(cells|metadata|nbformat)"', content):
        return Finding("notebook", {"name": path.name})
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return Finding("other-encoding", {"encoding": "UTF-16"})
    if b"\0" in content:
        return Finding("binary")
    try:
        _decoded(content)
    except (SyntaxError, LookupError, ValueError) as error:
        return _encoding_problem(content, str(error))
    return None


def _encoding_problem(content: bytes, reason: str) -> Finding:
    """Of a text that Python can't decode: bytes of another encoding, or a comment that names a wrong one."""
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return Finding("not-utf8", {"byte": f"0x{content[error.start]:02x}", "line": line})
    return Finding("bad-encoding", {"reason": reason[:100]})


def _decoded(content: bytes) -> str:
    """As Python would read it: UTF-8, or what a coding comment names."""
    encoding, _lines = tokenize.detect_encoding(io.BytesIO(content).readline)
    return content.decode(encoding)
