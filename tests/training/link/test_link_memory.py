from __future__ import annotations

import os
import sys
import threading
from pathlib import Path

import psutil
import pytest

from tuitrainer.training.link import memory as memory_module
from tuitrainer.training.link.memory import SharedMemory
from tuitrainer.training.snapshot import MAXIMUM_BYTES


@pytest.fixture(params=["as here", "as elsewhere"])
def memory(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> SharedMemory:
    """Of both kinds that POSIX systems have."""
    if request.param == "as elsewhere":
        monkeypatch.delattr(os, "memfd_create", raising=False)
        monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return SharedMemory.create()


def reader_of(memory: SharedMemory) -> SharedMemory:
    """Another view of the same memory, as another process has it."""
    if sys.platform == "win32":
        return SharedMemory.open(memory.address)
    return SharedMemory.open(str(os.dup(int(memory.address))))


def test_the_latest_block_wins_and_is_read_once(memory: SharedMemory) -> None:
    reader = reader_of(memory)
    assert reader.read() is None
    for number in range(5):
        memory.write(b"block %d" % number)
    assert reader.read() == b"block 4"
    assert reader.read() is None
    memory.write(b"")
    assert reader.read() == b""
    memory.write(b"x" * MAXIMUM_BYTES)
    assert reader.read() == b"x" * MAXIMUM_BYTES
    with pytest.raises(OverflowError):
        memory.write(b"x" * (MAXIMUM_BYTES + 1))
    memory.close()
    reader.close()


def test_the_memory_has_no_name_and_costs_nothing_until_it_is_used(memory: SharedMemory, tmp_path: Path) -> None:
    reader = reader_of(memory)
    assert not [path for path in tmp_path.iterdir() if path.is_file()]
    before = psutil.Process().memory_info().rss
    memory.write(b"x" * 100_000)
    assert reader.read() == b"x" * 100_000
    assert psutil.Process().memory_info().rss - before < 4_000_000
    memory.close()
    reader.close()


def test_the_reader_needs_no_writer_any_more(memory: SharedMemory) -> None:
    reader = reader_of(memory)
    memory.write(b"last words")
    memory.close()
    assert reader.read() == b"last words"
    reader.close()


def test_no_descriptor_is_left_open(memory: SharedMemory) -> None:
    process = psutil.Process()
    memory.close()
    before = process.num_fds()
    for _repetition in range(3):
        writer = SharedMemory.create()
        reader = reader_of(writer)
        writer.close()
        writer.close()
        reader.close()
    assert process.num_fds() == before


def test_a_torn_write_is_seen_and_not_believed(memory: SharedMemory) -> None:
    reader = reader_of(memory)
    memory.write(b"a" * 1000)
    start = memory._slot(1) + memory_module._DATA
    memory._map[start + 500 : start + 501] = b"b"
    assert reader.read() is None
    memory.write(b"c" * 1000)
    assert reader.read() == b"c" * 1000
    memory.close()
    reader.close()


def test_a_block_that_is_overwritten_while_it_is_copied_is_tried_again(
    memory: SharedMemory, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = reader_of(memory)
    memory.write(b"1" * 1000)
    checksum = memory_module._checksum
    overtaken = False

    def overtake(number: int, length: int, block: bytes) -> int:
        """Between the reader's copy and its check, the writer comes round to the same slot."""
        nonlocal overtaken
        if not overtaken:
            overtaken = True
            memory.write(b"2" * 1000)
            memory.write(b"3" * 1000)
            return checksum(number, length, b"1" * 500 + b"3" * 500)  # what a copy torn in the middle would give
        return checksum(number, length, block)

    monkeypatch.setattr(memory_module, "_checksum", overtake)
    assert reader.read() == b"3" * 1000
    assert overtaken
    memory.close()
    reader.close()


def test_a_damaged_index_is_not_believed(memory: SharedMemory) -> None:
    reader = reader_of(memory)
    memory.write(b"sound")
    memory_module._LATEST.pack_into(memory._map, 0, 77)
    assert reader.read() is None
    memory_module._LATEST.pack_into(memory._map, 0, 1)
    memory_module._SLOT.pack_into(memory._map, memory._slot(1), 1, 2**63, 0)
    assert reader.read() is None
    memory.close()
    reader.close()


def test_a_hurried_writer_never_shows_a_mixture(memory: SharedMemory) -> None:
    """Both at full speed: every block read is whole, and they come in order."""
    reader = reader_of(memory)
    ended = threading.Event()

    def write() -> None:
        for number in range(1, 3001):
            memory.write(number.to_bytes(4, "little") * (1000 + number % 7000))
        ended.set()

    thread = threading.Thread(target=write)
    thread.start()
    seen: list[int] = []
    while not ended.is_set() or not seen or seen[-1] != 3000:
        block = reader.read()
        if block is not None:
            seen.append(int.from_bytes(block[:4], "little"))
            assert block == seen[-1].to_bytes(4, "little") * (1000 + seen[-1] % 7000)
    thread.join()
    assert seen == sorted(set(seen))
    assert seen[-1] == 3000
    memory.close()
    reader.close()
