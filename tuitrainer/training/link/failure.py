"""One plain sentence for each way in which a training can be lost, and a file with what a developer needs."""

from __future__ import annotations

import os
import signal
import time
import traceback

from tuitrainer.base.places import log_directory
from tuitrainer.base.texts import _

_CRASHES = ("SIGSEGV", "SIGBUS", "SIGILL", "SIGFPE", "SIGABRT", "SIGSYS", "SIGTRAP")
_WINDOWS_STATUS = 0xC0000000
"""Exit codes from here on are status codes of Windows, written in hexadecimal everywhere."""


def describe_exception(error: BaseException) -> str:
    """A sentence with the error's type and message, and where its traceback was written to, if it could be."""
    what = traceback.format_exception_only(error)[-1].strip()
    return _with_log(_("The training failed: {error}").format(error=what), "".join(traceback.format_exception(error)))


def describe_exit(code: int, error_output: str) -> str:
    """A sentence for a training process that ended with a code of `subprocess` and without a word of its own.

    Negative codes are signals. `error_output` is the end of what it wrote to stderr.
    """
    if code < 0:
        return _with_log(_describe_signal(-code), error_output)
    shown = hex(code) if code >= _WINDOWS_STATUS else str(code)
    message = _("The training process ended by itself (exit code {code})").format(code=shown)
    return _with_log(message, error_output)


def _describe_signal(number: int) -> str:
    try:
        name = signal.Signals(number).name
    except ValueError:
        name = ""
    shown = f"{number}, {name}" if name else str(number)
    if name in _CRASHES:
        return _("The training process crashed (signal {signal})").format(signal=shown)
    if name == "SIGKILL":
        return _("The training process was killed (signal {signal}), perhaps because memory ran out").format(
            signal=shown
        )
    return _("The training process was killed (signal {signal})").format(signal=shown)


def _with_log(message: str, details: str) -> str:
    """`message`, with the path of a new file that holds `details`; `message` alone when there are none or no file."""
    if not details.strip():
        return message
    path = log_directory() / f"training-{time.strftime('%Y%m%d-%H%M%S')}-{os.getpid()}-{time.monotonic_ns()}.log"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(details, encoding="utf-8", errors="backslashreplace")
    except OSError:
        return message
    return _("{message}; details are in {path}").format(message=message, path=path)
