"""Root is given up before a submission runs: graders in containers often are root, and no limit holds for that one."""

from __future__ import annotations

import ctypes
import os
import struct
import sys
from collections.abc import Iterable
from contextlib import suppress

from .limits import prctl

_USERS, _MANY = 2_000_000_000, 100_000_000
"""A user of its own for every submission: its number is drawn from so many. The process's own number would not do:

in namespaces of processes it is the same again and again, and limits that are counted by user know no namespaces.
"""
_NOBODY = 65534
_SET_KEEP_CAPABILITIES, _SET_NO_NEW_PRIVILEGES = 8, 38
_CAPABILITY_VERSION = 0x20080522
_READ_AND_SEARCH = 1 << 2
"""CAP_DAC_READ_SEARCH: to read what file modes deny."""


def give_up_root(needed: Iterable[str]) -> bool:
    """Become a user that nobody else is, with no rights at all, and no way to gain any; whether it is such a user now.

    Only where such a user can't read one of the folders `needed` (root's own interpreter) is the right to read kept.
    Does nothing for whoever is not root, and what a container does not grant is left out.
    """
    if sys.platform != "linux":
        return False
    prctl(_SET_NO_NEW_PRIVILEGES, 1)
    if os.geteuid() != 0:
        return False
    folders = [folder for folder in needed if os.path.exists(folder)]
    prctl(_SET_KEEP_CAPABILITIES, 1)
    with suppress(OSError):
        os.setgroups([])
    for user in (_USERS + int.from_bytes(os.urandom(8), "little") % _MANY, _NOBODY):
        with suppress(OSError):
            os.setresgid(user, user, user)
            os.setresuid(user, user, user)
            break
    _keep_capabilities(0, _READ_AND_SEARCH)
    readable = all(os.access(folder, os.R_OK | os.X_OK) for folder in folders)
    if readable or not _keep_capabilities(_READ_AND_SEARCH, _READ_AND_SEARCH):
        _keep_capabilities(0, 0)
    return os.getuid() >= _USERS


def _keep_capabilities(effective: int, permitted: int) -> bool:
    """capset(2): this process's capabilities are these, of the first 32, and no others. False where it lacks them."""
    header = struct.pack("=Ii", _CAPABILITY_VERSION, 0)
    data = struct.pack("=6I", effective, permitted, 0, 0, 0, 0)
    try:
        return bool(ctypes.CDLL(None).capset(header, data) == 0)
    except (OSError, AttributeError):
        return False
