"""The wheel that an instructor gives: it has to be of this very version, whose commands the packs call."""

from __future__ import annotations

import zipfile
from pathlib import Path

import tuitrainer
from tuitrainer.base.errors import Problem, UserError
from tuitrainer.base.texts import _
from tuitrainer.grading.pack.assignment import Wheel

OPTION = "--wheel"
_NEEDED = "tuitrainer/cli/main.py"


def read_wheel(path: Path) -> Wheel:
    """Raises UserError for a file that is no wheel of tuitrainer, or one of another version."""
    accepted = f"tuitrainer-{tuitrainer.__version__}-py3-none-any.whl"
    if path.name != accepted:  # pip reads name and version from the file's name
        message = _("'{name}' is not the wheel of this version").format(name=path.name)
        raise UserError(Problem(message, OPTION, (accepted,)))
    try:
        with zipfile.ZipFile(path) as archive:
            complete = _NEEDED in archive.namelist()
        content = path.read_bytes()
    except zipfile.BadZipFile:
        complete, content = False, b""
    except OSError as error:
        message = _("this file can't be read: {reason}").format(reason=error.strerror or error)
        raise UserError(Problem(message, str(path))) from None
    if not complete:
        raise UserError(Problem(_("'{name}' is no wheel of tuitrainer").format(name=path), OPTION))
    return Wheel(path.name, content)
