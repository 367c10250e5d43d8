"""Calls of the Linux kernel that no module of Python offers."""

from __future__ import annotations

import ctypes
import os
from collections.abc import Callable

_SET_NO_NEW_PRIVILEGES = 38
"""Operation of prctl(2)."""


def system_calls() -> Callable[..., int]:
    """A function that makes the call of a number, with numbers and bytes, and returns what the call returns.

    It raises OSError where the kernel does not know or refuses the call, and so does this where there are none.
    """
    call = _library().syscall
    call.restype = ctypes.c_long

    def make(number: int, *arguments: int | bytes | None) -> int:
        # numbers as long ones: ctypes would pass 32 bits of them, and the kernel reads 64
        result: int = call(number, *(ctypes.c_long(value) if isinstance(value, int) else value for value in arguments))
        if result < 0:
            raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
        return result

    return make


def forgo_new_privileges() -> None:
    """Never get more rights than it has now, without which no process may confine itself. Raises OSError."""
    if _library().prctl(_SET_NO_NEW_PRIVILEGES, 1, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


def _library() -> ctypes.CDLL:
    """Raises OSError where this system has none with such calls."""
    try:
        library = ctypes.CDLL(None, use_errno=True)
    except TypeError as error:  # what Windows says
        raise OSError("no calls of a Linux kernel here") from error
    if not (hasattr(library, "syscall") and hasattr(library, "prctl")):
        raise OSError("no calls of a Linux kernel here")
    return library
