"""seccomp: from here on the kernel refuses a process the calls that an exercise has no use for.

A filter sees a call's numbers but no memory, so it knows no paths: those are Landlock's. It is a program for a small
machine in the kernel, which goes through it at every call.
"""

from __future__ import annotations

import ctypes
import errno
import os
import struct
import sys
from collections.abc import Iterator

from .call_numbers import (
    CLONE,
    MACHINES,
    OPENING,
    OPERATIONS,
    REFUSED,
    SECCOMP,
    TO_A_PROCESS,
    UNKNOWN,
    ZERO_IS_OTHERS,
    Numbers,
)
from .system_call import forgo_new_privileges, system_calls

_LOAD, _AND, _EQUAL, _LEAST, _ANY_BIT, _RETURN = 0x20, 0x54, 0x15, 0x35, 0x45, 0x06
"""Codes of instructions: on the only register, or what it is compared with."""
_NUMBER, _MACHINE, _ARGUMENTS = 0, 4, 16
"""Where a filter finds what it judges: of an argument, the lower half of its 8 bytes."""
_ALLOW = 0x7FFF0000
_REFUSE, _DENY_KNOWLEDGE = 0x00050000 | errno.EPERM, 0x00050000 | errno.ENOSYS
_SHORT_POINTERS = 0x40000000
"""From here on x86_64 numbers its calls once more."""
_THREAD = 0x00010000
_SET_FILTER, _ALL_THREADS = 1, 1

Instruction = tuple[int, int, int, int]
"""Code, instructions to skip where it holds, and where not, value."""


def refuse_calls() -> bool:
    """Refuse this process, in all its threads, what `call_numbers` lists; whether that took effect.

    It does not on machines whose numbers are not listed.
    """
    machine = os.uname().machine if sys.platform == "linux" else ""
    if machine not in MACHINES or sys.byteorder != "little" or sys.maxsize < 2**32:
        return False
    place, name = MACHINES[machine]
    program = b"".join(struct.pack("=HBBI", *instruction) for instruction in _program(place, name, os.getpid()))
    kept = ctypes.create_string_buffer(program, len(program))
    header = struct.pack("@HP", len(program) // 8, ctypes.addressof(kept))
    try:
        forgo_new_privileges()
        return system_calls()(SECCOMP[place], _SET_FILTER, _ALL_THREADS, header) == 0
    except OSError:
        return False


def _program(place: int, machine: int, process: int) -> Iterator[Instruction]:
    """A filter for calls of this machine, made by this process."""
    yield _LOAD, 0, 0, _MACHINE
    yield _EQUAL, 1, 0, machine  # the kernel takes an older machine's calls too, under other numbers
    yield _RETURN, 0, 0, _REFUSE
    yield _LOAD, 0, 0, _NUMBER
    yield _LEAST, 0, 1, _SHORT_POINTERS
    yield _RETURN, 0, 0, _REFUSE
    for numbers, judgement in _judgements(process):
        number = numbers[place]
        if number is not None:
            yield _EQUAL, 0, len(judgement), number
            yield from judgement
    yield _RETURN, 0, 0, _ALLOW


def _judgements(process: int) -> Iterator[tuple[Numbers, list[Instruction]]]:
    """A call, and what becomes of it."""
    for numbers in REFUSED.values():
        yield numbers, [(_RETURN, 0, 0, _REFUSE)]
    for numbers in UNKNOWN.values():
        yield numbers, [(_RETURN, 0, 0, _DENY_KNOWLEDGE)]
    for name, numbers in TO_A_PROCESS.items():
        allowed = (process,) if name in ZERO_IS_OTHERS else (process, 0)
        yield numbers, [_argument(0), *_unless_equal(allowed, _REFUSE), (_RETURN, 0, 0, _ALLOW)]
    for numbers, position, refused in OPERATIONS.values():
        yield numbers, [_argument(position), *_unless_equal(refused, _ALLOW), (_RETURN, 0, 0, _REFUSE)]
    yield CLONE, [_argument(0), (_ANY_BIT, 0, 1, _THREAD), (_RETURN, 0, 0, _ALLOW), (_RETURN, 0, 0, _REFUSE)]
    for numbers, position in OPENING.values():
        # to truncate without a right to write: Landlock has not always known that one
        truncating = (os.O_TRUNC | os.O_RDONLY, os.O_TRUNC | os.O_ACCMODE)
        access = (_AND, 0, 0, os.O_TRUNC | os.O_ACCMODE)
        yield (
            numbers,
            [_argument(position), access, *_unless_equal(truncating, _ALLOW), (_RETURN, 0, 0, _REFUSE)],
        )


def _argument(position: int) -> Instruction:
    return _LOAD, 0, 0, _ARGUMENTS + 8 * position


def _unless_equal(values: tuple[int, ...], verdict: int) -> Iterator[Instruction]:
    """`verdict` where the register holds none of the values; past it where it does."""
    for place, value in enumerate(values):
        yield _EQUAL, len(values) - place, 0, value
    yield _RETURN, 0, 0, verdict
