"""Windows' job objects: a process that begins no other, takes no more memory and time, and ends when we do.

Files and the network stay in its reach: Windows keeps these apart only for programs that were made for it. Not run by
our own tests, which know Linux only.
"""

from __future__ import annotations

import ctypes
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tuitrainer.sandbox.level import Hold, Isolation, base_interpreter

_CREATE_SUSPENDED = 0x4
_EXTENDED_LIMITS, _USER_INTERFACE = 9, 4
"""Kinds of information about a job."""
_JOB_TIME, _ACTIVE_PROCESSES, _PROCESS_MEMORY, _DIE_ON_FAULT, _KILL_ON_CLOSE = 0x4, 0x8, 0x100, 0x400, 0x2000
_NO_USER_INTERFACE = 0xFF
"""Neither the clipboard nor windows, desktops, settings or the end of the session."""
_TICKS = 10_000_000
"""Of time, in a second."""


class BasicLimits(ctypes.Structure):
    """JOBOBJECT_BASIC_LIMIT_INFORMATION."""

    _fields_ = (
        ("process_time", ctypes.c_int64),
        ("job_time", ctypes.c_int64),
        ("flags", ctypes.c_uint32),
        ("least_working_set", ctypes.c_size_t),
        ("most_working_set", ctypes.c_size_t),
        ("active_processes", ctypes.c_uint32),
        ("affinity", ctypes.c_size_t),
        ("priority", ctypes.c_uint32),
        ("scheduling", ctypes.c_uint32),
    )


class ExtendedLimits(ctypes.Structure):
    """JOBOBJECT_EXTENDED_LIMIT_INFORMATION."""

    _fields_ = (
        ("basic", BasicLimits),
        ("transfers", ctypes.c_uint64 * 6),
        ("process_memory", ctypes.c_size_t),
        ("job_memory", ctypes.c_size_t),
        ("most_process_memory", ctypes.c_size_t),
        ("most_job_memory", ctypes.c_size_t),
    )


@dataclass(frozen=True, slots=True)
class JobObject(Isolation):
    """Begun suspended, the process runs once it is in its job."""

    def wrap(self, command: Sequence[str], folder: str, readable: Sequence[str]) -> list[str]:  # noqa: ARG002
        return [base_interpreter(), *command[1:]]  # in a virtual environment, another one would only begin this one

    def adopt(self, process: subprocess.Popen[bytes]) -> Hold:
        import psutil  # noqa: PLC0415  only where it is needed

        job = _Job()
        try:
            job.take(process)
            psutil.Process(process.pid).resume()
        except (OSError, psutil.Error) as error:
            job.release()
            raise OSError(f"no job for the process: {error}") from error
        return job


JOB_OBJECT = JobObject("job-object", creation_flags=_CREATE_SUSPENDED)


def limits(memory_bytes: int = 0, cpu_seconds: int = 0) -> ExtendedLimits:
    """One process that ends with us; no limit where a number is 0."""
    told = ExtendedLimits()
    told.basic.flags = _KILL_ON_CLOSE | _ACTIVE_PROCESSES | _DIE_ON_FAULT
    told.basic.active_processes = 1
    if memory_bytes:
        told.basic.flags |= _PROCESS_MEMORY
        told.process_memory = memory_bytes
    if cpu_seconds:
        told.basic.flags |= _JOB_TIME
        told.basic.job_time = cpu_seconds * _TICKS
    return told


class _Job(Hold):
    """A job of the system's; closing it kills what is in it."""

    def __init__(self) -> None:
        self._system = _system()
        self._handle: int | None = self._system.CreateJobObjectW(None, None)
        if not self._handle:
            raise _failure()
        self._inform(_EXTENDED_LIMITS, limits())
        self._inform(_USER_INTERFACE, ctypes.c_uint32(_NO_USER_INTERFACE))

    def take(self, process: subprocess.Popen[bytes]) -> None:
        """Raises OSError."""
        handle = int(process._handle)  # type: ignore[attr-defined]  # it has no other name
        if not self._system.AssignProcessToJobObject(self._handle, handle):
            raise _failure()

    def limit(self, memory_bytes: int, cpu_seconds: int) -> None:
        self._inform(_EXTENDED_LIMITS, limits(memory_bytes, cpu_seconds))

    def release(self) -> None:
        if self._handle:
            self._system.CloseHandle(self._handle)
        self._handle = None

    def _inform(self, kind: int, told: Any) -> None:
        """Raises OSError."""
        if self._handle and not self._system.SetInformationJobObject(
            self._handle, kind, ctypes.byref(told), ctypes.sizeof(told)
        ):
            raise _failure()


def _system() -> Any:
    """Raises OSError on systems other than Windows."""
    if sys.platform == "win32":
        system = ctypes.WinDLL("kernel32", use_last_error=True)
        handle = ctypes.c_void_p
        system.CreateJobObjectW.restype = handle
        system.CreateJobObjectW.argtypes = (handle, ctypes.c_wchar_p)
        system.AssignProcessToJobObject.argtypes = (handle, handle)
        system.SetInformationJobObject.argtypes = (handle, ctypes.c_int, handle, ctypes.c_uint32)
        system.CloseHandle.argtypes = (handle,)
        return system
    raise OSError("job objects are Windows' own")


def _failure() -> OSError:
    if sys.platform == "win32":
        return ctypes.WinError(ctypes.get_last_error())
    return OSError("job objects are Windows' own")
