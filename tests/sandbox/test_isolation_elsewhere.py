"""What can be known here of the levels of macOS and Windows: their profile, their limits, and the watch over memory."""

from __future__ import annotations

import ctypes
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuitrainer.sandbox.job_object import JOB_OBJECT, BasicLimits, ExtendedLimits, limits
from tuitrainer.sandbox.memory_watch import MemoryWatch
from tuitrainer.sandbox.seatbelt import SEATBELT, _below, profile

ROOT = Path(__file__).resolve().parents[2]
LIBRARY = os.path.dirname(os.path.realpath(os.__file__))


def may_read(text: str, path: str) -> bool:
    """What a profile says of reading a file: the last rule that names a folder above it holds."""
    allowed = True
    for line in text.splitlines():
        rule = re.match(r"\((allow|deny) (file-read-data|default)", line)
        folders = re.findall(r'\(subpath "([^"]*)"\)', line)
        if rule and (rule[2] == "default" or any(f"{path}/".startswith(f"{folder}/") for folder in folders)):
            allowed = rule[1] == "allow"
    return allowed


def test_the_profile_leaves_readable_what_is_needed_and_nothing_of_ours() -> None:
    folder = os.path.realpath(tempfile.mkdtemp(dir=os.path.realpath(tempfile.gettempdir())))
    packages = [str(ROOT / "packages" / "numpy"), os.path.join(LIBRARY, "site-packages", "numpy")]
    text = profile("/opt/python/bin/python3", folder, packages)
    os.rmdir(folder)
    for readable in (
        *packages,
        f"{packages[0]}.libs",
        folder,
        os.path.join(LIBRARY, "json"),
        "/opt/python/bin/python3",
    ):
        assert may_read(text, f"{readable}/file"), readable
    beside = os.path.dirname(folder)
    for hidden in (
        str(Path.home().resolve()), str(ROOT / "solutions"), os.path.join(beside, "tuitrainer-other"),
        os.path.join(LIBRARY, "site-packages", "tuitrainer"), str(ROOT / "packages"),
    ):  # fmt: skip
        assert not may_read(text, f"{hidden}/file"), hidden
    assert "(deny network*)" in text
    assert text.index("(deny file-write*)") < text.index("(allow file-write*")
    assert text.count("(") == text.count(")")


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=30))
def test_no_name_of_a_folder_ends_its_rule(name: str) -> None:
    path = os.path.realpath(f"/folder/{name}")
    text = _below([path])
    assert text[:10] == '(subpath "'
    body, end = text[10:-2], text[-2:]
    assert end == '")'
    assert not re.search(r'(?<!\\)(\\\\)*"', body)
    assert re.sub(r"\\(.)", r"\1", body, flags=re.DOTALL) == path


def test_the_interpreter_itself_is_begun_with_the_same_arguments() -> None:
    command = [sys.executable, "-I", "-c", "text", "3"]
    for isolation in (SEATBELT, JOB_OBJECT):
        wrapped = isolation.wrap(command, "/folder", [])
        assert wrapped[-4:] == command[1:]
        assert os.path.realpath(wrapped[-5]) == wrapped[-5]


@pytest.mark.skipif(ctypes.sizeof(ctypes.c_void_p) != 8, reason="sizes of 64 bits")
def test_limits_lie_in_memory_as_windows_reads_them() -> None:
    assert (ctypes.sizeof(BasicLimits), ctypes.sizeof(ExtendedLimits)) == (64, 144)
    told = limits(memory_bytes=2**31, cpu_seconds=10)
    content = bytes(told)
    assert int.from_bytes(content[8:16], "little") == 10 * 10**7  # PerJobUserTimeLimit
    assert int.from_bytes(content[16:20], "little") == 0x2000 | 0x400 | 0x100 | 0x8 | 0x4  # LimitFlags
    assert int.from_bytes(content[40:44], "little") == 1  # ActiveProcessLimit
    assert int.from_bytes(content[112:120], "little") == 2**31  # ProcessMemoryLimit
    assert limits().basic.flags == 0x2000 | 0x400 | 0x8


@pytest.mark.skipif(sys.platform == "win32", reason="there it works")
def test_a_job_object_elsewhere_is_refused() -> None:
    process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    with process, pytest.raises(OSError, match="Windows"):
        JOB_OBJECT.adopt(process)


TAKES = """
import sys
kept = bytearray({size})
kept[::4096] = bytes([1]) * len(kept[::4096])
print("ok", flush=True)
sys.stdin.read()
"""


@pytest.mark.parametrize(("size", "survives"), [(2**20, True), (300 * 2**20, False)])
def test_memory_is_watched(size: int, survives: bool) -> None:
    process = subprocess.Popen(
        [sys.executable, "-I", "-S", "-c", TAKES.format(size=size)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    watch = MemoryWatch(process)
    watch.limit(100 * 2**20, 1)
    try:
        if survives:
            assert process.stdout is not None
            assert process.stdout.read(2) == b"ok"
            assert process.poll() is None
        else:
            assert process.wait(10) != 0
    finally:
        watch.release()
        watch.release()
        process.communicate()
