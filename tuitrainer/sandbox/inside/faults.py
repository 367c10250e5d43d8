"""What an exception of a submission's says of it, as data."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from types import TracebackType
from typing import Any

from .guard import NoKeyboardError, RefusedError
from .values import clean_text, type_name

_KINDS: tuple[tuple[type[BaseException], str], ...] = (
    (NotImplementedError, "not-implemented"),
    (SystemExit, "exit"),
    (KeyboardInterrupt, "exit"),
    (NoKeyboardError, "input"),
    (MemoryError, "memory"),
    (RecursionError, "recursion"),
)
_LONGEST = 300


def fault_of(error: BaseException, trace: TracebackType | None, file: str) -> dict[str, Any]:
    """Kind, type, message, and the last line of `file` on the way. The exception's own code may only spoil details."""
    fault: dict[str, Any] = {"kind": "raised", "type": type_name(error)[:60], "message": _message(error)}
    for known, kind in _KINDS:
        if issubclass(type(error), known):
            fault["kind"] = kind
            break
    lines = list(_lines(trace, file))
    if lines:
        fault["line"], fault["inside"] = lines[-1]
    with suppress(BaseException):  # an exception of the submission's own may do anything
        fault |= _details(error, bool(lines), file)
    return fault


def _details(error: BaseException, ran: bool, file: str) -> dict[str, Any]:
    """What the exceptions hold that say more than their message."""
    if issubclass(type(error), ModuleNotFoundError):
        return {"kind": "import", "name": _short(error.name, 60)}  # type: ignore[attr-defined]
    if issubclass(type(error), RefusedError):
        return {"kind": f"refused-{error.kind}", "name": _short(error.name, 200)}  # type: ignore[attr-defined]
    if issubclass(type(error), SyntaxError) and not ran and error.filename == file:  # type: ignore[attr-defined]
        line = error.lineno  # type: ignore[attr-defined]
        message = _short(error.msg, _LONGEST)  # type: ignore[attr-defined]
        return {"kind": "syntax", "message": message, "line": line if type(line) is int else 0}
    return {}


def _lines(trace: TracebackType | None, file: str) -> Iterator[tuple[int, str]]:
    while trace is not None:
        code = trace.tb_frame.f_code
        if code.co_filename == file:
            yield trace.tb_lineno, clean_text(code.co_name[:60])
        trace = trace.tb_next


def _message(error: BaseException) -> str:
    with suppress(BaseException):
        return _short(error, _LONGEST)
    return ""


def _short(value: object, length: int) -> str:
    return clean_text(str.__getitem__(str(value), slice(length)))
