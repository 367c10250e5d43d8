"""The levels of isolation that can be had on this machine, one layer at a time, and attacks that go around Python."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from tuitrainer.sandbox import command
from tuitrainer.sandbox.bubblewrap import find_bubblewrap
from tuitrainer.sandbox.inside.call_numbers import MACHINES
from tuitrainer.sandbox.inside.landlock import landlock_version
from tuitrainer.sandbox.isolation import LIMITS, Isolation
from tuitrainer.sandbox.trial import works

linux_only = pytest.mark.skipif(sys.platform != "linux", reason="these layers are Linux's")


@dataclass(frozen=True)
class Level:
    """A way to begin a process apart, and whether it also confines itself."""

    isolation: Isolation
    confines_itself: bool


@cache
def ways_of_bubblewrap() -> tuple[Isolation, ...]:
    """Ours have to work wherever bubblewrap itself does."""
    ways = tuple(way for way in find_bubblewrap() if works(way))
    if not ways and (program := shutil.which("bwrap")) is not None:
        plain = [program, "--unshare-all", "--ro-bind", "/", "/", "--proc", "/proc", "--tmpfs", "/tmp", "true"]
        came = subprocess.run(plain, check=False, capture_output=True)
        assert came.returncode != 0, "bubblewrap works, and we do not with it"
    return ways


def level(name: str) -> Level:
    """One layer alone, or "both". Skips the test where it can't be had here, with the reason."""
    if name in ("landlock", "both"):
        if landlock_version() == 0:
            pytest.skip("this kernel has no Landlock")
        if os.uname().machine not in MACHINES:
            pytest.skip("the numbers of this machine's calls are not listed")
    if name in ("bwrap", "bwrap in a user namespace", "both"):
        ways = ways_of_bubblewrap()
        if not ways:
            pytest.skip("bubblewrap is not installed, or does not work here")
        if name != "bwrap in a user namespace":
            return Level(ways[0], confines_itself=name == "both")
        chosen = [way for way in ways if "--unshare-user" in getattr(way, "options", ())]
        if not chosen:
            pytest.skip("no user namespaces here")
        return Level(chosen[-1], confines_itself=False)
    return Level(LIMITS, confines_itself=name == "landlock")


def without_confinement(folder: Path, patch: Callable[[object, str, object], None]) -> None:
    """Sandboxes that do not confine themselves, so that what stands around them is what holds."""
    inside = folder / "inside"
    shutil.copytree(Path(command.__file__).parent / "inside", inside)
    text = (inside / "confinement.py").read_text()
    for old in ("if self._ruleset is not None and self._ruleset.enforce()", "if refuse_calls()"):
        assert old in text
        text = text.replace(old, "if False")
    (inside / "confinement.py").write_text(text)
    patch(command, "_INSIDE", inside)


ATTACKS = """
import ctypes, os, socket, struct
import _posixsubprocess
libc = ctypes.CDLL(None, use_errno=True)
F = {folder!r}
GRADER = {grader}

def call(name, *arguments):
    passed = [a.encode() if isinstance(a, str) else a for a in arguments]
    return 0 if getattr(libc, name)(*passed) >= 0 else ctypes.get_errno()

def connect(family, kind, address):
    number = libc.socket(family, kind, 0)
    if number < 0: return ctypes.get_errno()
    return 0 if libc.connect(number, address, len(address)) == 0 else ctypes.get_errno()

def fork():
    number = libc.fork()
    if number == 0: libc._exit(0)
    return 0 if number > 0 else ctypes.get_errno()

def begin():
    _reading, errors = os.pipe()
    streams = [*[-1] * 7, errors]
    arguments = [[b"x"], [b"/bin/true"], True, (errors,), None, None,
                 *streams, False, False, -1, None, None, None, -1, None]
    for more in ([False], []):  # differs between versions of Python
        try:
            _posixsubprocess.fork_exec(*arguments, *more)
        except TypeError:
            continue
        except OSError as error:
            return error.errno
        return 0
    return -1

def share():
    number = libc.shmget(0, 4096, 0o1600)
    if number < 0: return ctypes.get_errno()
    libc.shmctl(number, 0, None)
    return 0

def unix(path): return struct.pack("=H", 1) + path + bytes(1 if path[:1] != b"\\0" else 0)

def tcp(port): return struct.pack("=H", 2) + struct.pack(">H", port) + bytes([127, 0, 0, 1]) + bytes(8)

def f(x):
    parent = os.getppid()
    return {{
        "read another submission": call("open", F + "/secret.py", 0),
        "read a solution": call("open", {solution!r}, 0),
        "read the users": call("open", "/etc/passwd", 0),
        "list": call("open", F, os.O_DIRECTORY),
        "read the grader's memory": call("open", "/proc/%d/mem" % GRADER, 0),
        "read the grader's environment": call("open", "/proc/%d/environ" % GRADER, 0),
        "read the warden's memory": call("open", "/proc/%d/mem" % parent, 0),
        "open to write": call("open", F + "/secret.py", os.O_RDWR),
        "truncate": call("open", F + "/secret.py", os.O_TRUNC),
        "truncate without rights": call("open", F + "/secret.py", os.O_TRUNC | 3),
        "create": call("open", F + "/new", os.O_WRONLY | os.O_CREAT, 0o600),
        "make a folder": call("mkdir", F + "/folder", 0o700),
        "rename": call("rename", F + "/other", F + "/another"),
        "unlink": call("unlink", F + "/third"),
        "link": call("link", F + "/secret.py", F + "/linked"),
        "symlink": call("symlink", "/", F + "/symlinked"),
        "change the mode": call("chmod", F + "/mine", 0o777),
        "change the times": call("utimes", F + "/secret.py", None),
        "connect by TCP": connect(2, 1, tcp({tcp})),
        "connect by UDP": connect(2, 2, tcp({tcp})),
        "connect to a socket's file": connect(1, 1, unix({unix!r})),
        "connect to a name": connect(1, 1, unix({abstract!r})),
        "signal the grader": call("kill", GRADER, 0),
        "signal the warden": call("kill", parent, 0),
        "signal by a pipe": call("fcntl", os.pipe()[0], 8, parent),
        "trace the warden": call("ptrace", 16, parent, None, None),
        "slow the warden": call("setpriority", 0, parent, 19),
        "limit the warden": call("prlimit", parent, 7, None, None),
        "share memory": share(),
        "make a namespace": call("unshare", 0x10000000),
        "be kept when the warden ends": call("prctl", 1, 0, 0, 0, 0),
        "fork": fork(),
        "begin a program": begin(),
    }}
"""
"""All of them by the C library, which Python's own checks do not see. 0 where one succeeds, else the error's number."""
OUTSIDE = (
    "read another submission", "read a solution", "read the users", "list", "read the grader's memory",
    "read the grader's environment", "open to write", "truncate", "truncate without rights", "create", "make a folder",
    "rename", "unlink", "link", "symlink", "change the mode", "change the times", "connect by TCP",
    "connect to a socket's file", "connect to a name", "signal the grader",
)  # fmt: skip
"""What namespaces have to hold back by themselves. What happens among their own processes is not in their power."""
