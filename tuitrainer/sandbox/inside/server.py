"""A process that is ready for submissions, and forks itself for each: see `tuitrainer.sandbox.server`.

It has one thread, since what other threads hold would be held for ever in a fork.
"""

from __future__ import annotations

import ctypes  # noqa: F401  what a fork would import by itself, each one anew
import gc
import os
import resource  # noqa: F401
import shutil
import socket
from contextlib import suppress

from .guest import Ready, get_ready, serve_warm
from .limits import adopt_orphans, die_with_parent, hide_memory
from .tree import kill_descendants
from .warden import watch_over

_HANDED = 5
"""Descriptors that come for each submission: incoming, told, printed, lifeline, report."""


def serve_forks(control: int) -> None:
    """Serve until the other end of `control` is closed."""
    hide_memory()
    adopt_orphans()
    connection = socket.socket(fileno=control)
    ready = get_ready(0)
    if ready is None:
        return
    gc.collect()
    gc.freeze()  # a fork that collects need not copy what is there already
    connection.sendall(b"r")
    home = os.getcwd()
    while True:
        _message, handed, _flags, _address = socket.recv_fds(connection, 1, _HANDED)
        if len(handed) < _HANDED:
            break
        _serve_one(ready, connection, handed, home)
        with suppress(OSError):
            connection.sendall(b"g")
    with suppress(OSError):
        os.rmdir(home)  # in case that nobody else is left to do it
    os._exit(0)


def _serve_one(ready: Ready, connection: socket.socket, handed: list[int], home: str) -> None:
    """Fork for one submission, and wait until nothing is left of it."""
    folder = os.path.join(home, "submission")
    os.mkdir(folder)
    process = os.fork()
    if process == 0:
        connection.close()
        die_with_parent()
        _move_into(folder)
        for place, descriptor in enumerate(handed[:3]):
            os.dup2(descriptor, place)
            os.close(descriptor)
        lifeline, report = handed[3:]
        watch_over(lambda: serve_warm(ready), lifeline, report)
    for descriptor in handed:
        os.close(descriptor)
    os.waitpid(process, 0)
    kill_descendants()
    shutil.rmtree(folder, ignore_errors=True)  # there is only something left where the warden was killed


def _move_into(folder: str) -> None:
    os.chdir(folder)
    for name in ("HOME", "TMPDIR", "TMP", "TEMP"):
        os.environ[name] = folder
