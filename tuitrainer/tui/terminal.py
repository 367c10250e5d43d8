"""Whether this terminal can show the program at all, asked before anything is drawn."""

from __future__ import annotations

import codecs
from typing import TextIO

from tuitrainer.base.errors import Problem
from tuitrainer.base.texts import _


def check_terminal(stdin: TextIO, stdout: TextIO, stderr: TextIO) -> Problem | None:
    """What keeps the display from working, with the way out; None when nothing does.

    Charts are drawn with Braille and block characters: on an output that is not UTF-8 they would be written as
    escape sequences of letters that tear the screen apart. Textual draws on the error stream, so that one counts too.
    """
    if not (stdin.isatty() and stdout.isatty() and stderr.isatty()):
        return Problem(
            _("the display needs a terminal for input, output and errors; `tuitrainer train LAB --text` needs none")
        )
    encoding = stdout.encoding or "ascii"
    try:
        name = codecs.lookup(encoding).name
    except LookupError:
        name = encoding
    if name != "utf-8":
        return Problem(
            _(
                "the display needs UTF-8 and this terminal's output is {encoding}. Set PYTHONUTF8=1 "
                "or a UTF-8 LANG (LANG=C.UTF-8), or use `tuitrainer train LAB --text`"
            ).format(encoding=encoding)
        )
    return None
