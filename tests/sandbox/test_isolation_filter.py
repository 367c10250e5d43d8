"""The filter of calls, run by a small machine of our own, for both processors."""

from __future__ import annotations

import errno
import os
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuitrainer.sandbox.inside import call_numbers as table
from tuitrainer.sandbox.inside.seccomp import _program

ALLOWED, PROCESS = 0x7FFF0000, 4321
MACHINES = list(table.MACHINES)


def verdict(machine: str, number: int, *arguments: int, asked_by: int | None = None) -> int:
    """What the kernel would say: ALLOWED, or an error's number."""
    place, name = table.MACHINES[machine]
    values = [argument & 0xFFFFFFFFFFFFFFFF for argument in (*arguments, *[0] * 6)[:6]]
    data = struct.pack("=IIQ6Q", number, name if asked_by is None else asked_by, 0, *values)
    program = list(_program(place, name, PROCESS))
    register, position = 0, 0
    while True:
        code, holds, holds_not, value = program[position]
        position += 1
        if code == 0x06:
            return value if value == ALLOWED else value & 0xFFFF
        if code == 0x20:
            register = struct.unpack_from("=I", data, value)[0]
        elif code == 0x54:
            register &= value
        else:
            true = {0x15: register == value, 0x35: register >= value, 0x45: bool(register & value)}[code]
            position += holds if true else holds_not


def numbers(machine: str, calls: dict[str, table.Numbers]) -> set[int]:
    place = table.MACHINES[machine][0]
    return {pair[place] for pair in calls.values()} - {None}  # type: ignore[return-value]


def judged(machine: str) -> set[int]:
    """All that the filter looks at."""
    single = {
        "clone": table.CLONE, **{name: pair[0] for name, pair in table.OPENING.items()},
        **{name: pair[0] for name, pair in table.OPERATIONS.items()},
    }  # fmt: skip
    parts = (table.REFUSED, table.UNKNOWN, table.TO_A_PROCESS, single)
    return set().union(*(numbers(machine, part) for part in parts))


@pytest.mark.parametrize("machine", MACHINES)
def test_no_number_stands_for_two_calls(machine: str) -> None:
    every = [
        *table.REFUSED.values(), *table.UNKNOWN.values(), *table.TO_A_PROCESS.values(), table.CLONE, table.SECCOMP,
        *(pair[0] for pair in table.OPENING.values()), *(pair[0] for pair in table.OPERATIONS.values()),
    ]  # fmt: skip
    known = [pair[table.MACHINES[machine][0]] for pair in every]
    known = [number for number in known if number is not None]
    assert len(known) == len(set(known))


@pytest.mark.parametrize("machine", MACHINES)
def test_every_call_that_is_listed_is_refused_and_no_other(machine: str) -> None:
    for number in range(600):
        said = verdict(machine, number)
        if number in numbers(machine, table.REFUSED):
            assert said == errno.EPERM
        elif number in numbers(machine, table.UNKNOWN):
            assert said == errno.ENOSYS
        elif number not in judged(machine):
            assert said == ALLOWED


@pytest.mark.parametrize("machine", MACHINES)
def test_calls_that_a_running_python_makes_are_allowed(machine: str) -> None:
    """read, write, close, mmap, munmap, futex, exit_group, rt_sigreturn, getrandom, clock_gettime, newfstatat."""
    needed = {
        "x86_64": (0, 1, 3, 9, 11, 202, 231, 15, 318, 228, 262),
        "aarch64": (63, 64, 57, 222, 215, 98, 94, 139, 278, 113, 79),
    }[machine]
    assert {verdict(machine, number) for number in needed} == {ALLOWED}


@given(st.sampled_from(MACHINES), st.integers(0, 600), st.integers(0, 2**32 - 1))
def test_another_machine_is_refused(machine: str, number: int, other: int) -> None:
    if other != table.MACHINES[machine][1]:
        assert verdict(machine, number, asked_by=other) == errno.EPERM
    assert verdict(machine, number | 0x40000000) == errno.EPERM


@given(st.sampled_from(MACHINES), st.integers(-(2**31), 2**31 - 1))
def test_only_this_process_itself_is_reached(machine: str, target: int) -> None:
    place = table.MACHINES[machine][0]
    for name, pair in table.TO_A_PROCESS.items():
        number = pair[place]
        assert number is not None
        own = target == PROCESS or (target == 0 and name != "kill")
        assert (verdict(machine, number, target) == ALLOWED) == own
        assert verdict(machine, number, PROCESS) == ALLOWED


@given(st.sampled_from(MACHINES), st.integers(0, 2**32 - 1))
def test_a_thread_is_begun_and_a_process_is_not(machine: str, flags: int) -> None:
    number = table.CLONE[table.MACHINES[machine][0]]
    assert number is not None
    assert (verdict(machine, number, flags) == ALLOWED) == bool(flags & 0x10000)


@given(st.sampled_from(MACHINES), st.integers(0, 2**32 - 1))
def test_truncating_takes_the_right_to_write(machine: str, flags: int) -> None:
    """Landlock refuses that one where it has to; older ones do not know truncating."""
    for pair, position in table.OPENING.values():
        number = pair[table.MACHINES[machine][0]]
        if number is not None:
            arguments = [0] * position + [flags]
            hidden = bool(flags & os.O_TRUNC) and flags & 3 in (0, 3)
            assert (verdict(machine, number, *arguments) == ALLOWED) == (not hidden)
