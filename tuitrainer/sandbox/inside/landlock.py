"""Landlock: from here on a process opens nothing but what is on a list, whatever its user may open.

It holds for the thread that asks for it and for all that this one begins, and can't be taken back. What it does not
hold: whether a file exists, its size, mode and times can be asked for, and what is open already stays so.
"""

from __future__ import annotations

import os
import struct
import sys
from contextlib import suppress
from stat import S_ISDIR

from .system_call import forgo_new_privileges, system_calls

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
"""Numbers of system calls, the same on every machine that this is likely to meet."""
_ASK_VERSION = 1
_PATH_BENEATH = 1
_WRITE_FILE, READ_FILE, READ_FOLDER = 1 << 1, 1 << 2, 1 << 3
READ = READ_FILE | READ_FOLDER
READ_AND_WRITE = READ_FILE | _WRITE_FILE
_RIGHTS = ((1, 13), (2, 14), (3, 15), (5, 16))
"""(version, how many rights to files it knows): what it knows is refused where no rule allows it."""
_BIND_AND_CONNECT, _CONNECTIONS_SINCE = 0b11, 4
"""TCP."""
_SOCKETS_AND_SIGNALS, _SCOPES_SINCE = 0b11, 6
"""Abstract Unix sockets of processes outside, and signals to them."""


def landlock_version() -> int:
    """Of the kernel's interface; 0 where there is none."""
    if sys.platform != "linux":
        return 0
    try:
        return system_calls()(_CREATE_RULESET, None, 0, _ASK_VERSION)
    except OSError:
        return 0


class Ruleset:
    """A list of what stays allowed, made up before it is enforced: forks of whoever made it can enforce it, too."""

    def __init__(self) -> None:
        """Raises OSError where the kernel has no Landlock."""
        self._call = system_calls()
        self._descriptor = self._call(_CREATE_RULESET, *_attributes(landlock_version()), 0)

    def allow(self, path: str, rights: int) -> None:
        """To a file, or to a folder and all below it; where a link leads. What is not there is left out."""
        with suppress(OSError):
            place = os.open(path, os.O_PATH | os.O_CLOEXEC)
            try:
                if not S_ISDIR(os.fstat(place).st_mode):
                    rights &= READ_AND_WRITE
                self._call(_ADD_RULE, self._descriptor, _PATH_BENEATH, struct.pack("=Qi", rights, place), 0)
            finally:
                os.close(place)

    def enforce(self) -> bool:
        """Refuse this thread every other file, TCP and, from version 6 on, signals to processes outside.

        Whether that took effect. Can be asked for once.
        """
        try:
            forgo_new_privileges()
            self._call(_RESTRICT_SELF, self._descriptor, 0)
        except OSError:
            return False
        finally:
            os.close(self._descriptor)
        return True


def _attributes(version: int) -> tuple[bytes, int]:
    """A struct landlock_ruleset_attr as this version knows it, and its size."""
    count = max((count for since, count in _RIGHTS if since <= version), default=0)
    fields = [(1 << count) - 1]
    if version >= _CONNECTIONS_SINCE:
        fields.append(_BIND_AND_CONNECT)
    if version >= _SCOPES_SINCE:
        fields.append(_SOCKETS_AND_SIGNALS)
    packed = struct.pack(f"={len(fields)}Q", *fields)
    return packed, len(packed)
