"""Fetching, from servers on loopback with files that the tests make: nothing here leaves the machine."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from made_up_downloads import Server, cut_after, put_down, serving, source_of

from tuitrainer.base.errors import UserError
from tuitrainer.data.download import transfer
from tuitrainer.data.download.fetch import FetchError, fetch
from tuitrainer.data.download.sources import SOURCES, RemoteFile, Source, find_source, in_megabytes
from tuitrainer.data.download.state import conditions, folder_of, is_begun, is_fetched, part_of, verified_folder

FILES = {"a.gz": bytes(range(256)) * 1200, "b.gz": b"second"}
A = "a.gz"
TESTS = Path(__file__).resolve().parents[1]


def bring(source: Source) -> list[str]:
    """Names of what was fetched."""
    return [file.name for file in fetch(source, lambda _file, _done: None, lambda: None)]


def failure_of(source: Source) -> UserError:
    with pytest.raises(UserError) as caught:
        bring(source)
    assert not (folder_of(source) / A).exists(), "no half file has the name of a whole one"
    return caught.value


def files_of(source: Source) -> dict[str, bytes]:
    """What lies in the folder, but for the lock."""
    return {path.name: path.read_bytes() for path in folder_of(source).iterdir() if path.name != ".lock"}


def dead_mirror() -> str:
    """An address where nobody listens."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{unused.getsockname()[1]}/"


def test_fetch_brings_every_file_once_and_says_how_far_it_is() -> None:
    with serving(Server(FILES)) as server:
        source = source_of("mnist", FILES, server.address)
        assert not is_begun(source)
        told: list[tuple[str, int]] = []
        assert [file.name for file in fetch(source, lambda file, done: told.append((file.name, done)), lambda: None)] \
            == list(FILES)  # fmt: skip
        assert files_of(source) == FILES
        assert is_fetched(source)
        assert set(conditions(source).values()) == {"good"}
        assert verified_folder(source) == folder_of(source)
        counts = [done for name, done in told if name == A]
        assert counts == sorted(counts)
        assert (counts[0], counts[-1]) == (0, len(FILES[A]))
        assert bring(source) == []
        assert [name for name, _range in server.requests] == list(FILES), "what is there is not asked for again"


def test_only_what_is_missing_or_damaged_is_fetched() -> None:
    with serving(Server(FILES)) as server:
        source = source_of("mnist", FILES, server.address)
        put_down(source, {A: FILES[A], "b.gz": b"sECOND"})
        assert conditions(source) == {A: "good", "b.gz": "damaged"}
        assert is_fetched(source), "the cheap look sees sizes only"
        with pytest.raises(UserError, match=r"b\.gz: this file is damaged: run `tuitrainer data fetch mnist`"):
            verified_folder(source)
        assert bring(source) == ["b.gz"]
        assert files_of(source) == FILES


def test_a_wrong_checksum_leads_to_the_next_mirror() -> None:
    wrong = {A: FILES[A][::-1], "b.gz": FILES["b.gz"]}
    with serving(Server(wrong)) as first, serving(Server(FILES)) as second:
        source = source_of("mnist", FILES, first.address, second.address)
        bring(source)
        assert files_of(source) == FILES
        assert [name for name, _range in second.requests] == [A]


@pytest.mark.parametrize("damage", ["changed", "longer", "shorter", "longer, not announced"])
def test_what_is_damaged_everywhere_is_an_error_and_is_not_kept(damage: str) -> None:
    changes = {"changed": FILES[A][:-1] + b"!", "shorter": FILES[A][:-1]}

    def unannounced(request: BaseHTTPRequestHandler, data: bytes) -> bool:
        request.send_response(200)
        request.end_headers()
        request.wfile.write(data)
        return True

    behaviour = unannounced if "not" in damage else None
    with serving(Server({A: changes.get(damage, FILES[A] + b"x" * 70_000)}, behaviour)) as server:
        source = source_of("mnist", {A: FILES[A]}, server.address)
        error = failure_of(source)
    assert isinstance(error, FetchError)
    assert error.damaged
    assert error.problems[0].place == A
    assert server.address.split("/")[2] in error.problems[0].message
    assert {name for name, data in files_of(source).items() if data} == set()


def test_a_dead_mirror_is_passed_over() -> None:
    with serving(Server(FILES)) as server:
        source = source_of("mnist", FILES, dead_mirror(), server.address)
        bring(source)
    assert files_of(source) == FILES


@pytest.mark.parametrize("status", [403, 404, 503])
def test_a_mirror_that_refuses_is_passed_over(status: int) -> None:
    def refuse(request: BaseHTTPRequestHandler, data: bytes) -> bool:
        request.send_error(status)
        return True

    with serving(Server(FILES, refuse)) as first, serving(Server(FILES)) as second:
        assert f"it answers {status}" in str(failure_of(source_of("mnist", FILES, first.address)))
        source = source_of("mnist", FILES, first.address, second.address)
        bring(source)
    assert files_of(source) == FILES


def test_redirects_are_followed() -> None:
    with serving(Server(FILES)) as second:

        def redirect(request: BaseHTTPRequestHandler, data: bytes) -> bool:
            request.send_response(302)
            request.send_header("Location", second.address + request.path.rpartition("/")[2])
            request.send_header("Content-Length", "0")
            request.end_headers()
            return True

        with serving(Server(FILES, redirect)) as first:
            source = source_of("mnist", FILES, first.address)
            bring(source)
    assert files_of(source) == FILES


def test_offline_says_what_to_do() -> None:
    source = source_of("mnist", FILES, dead_mirror(), dead_mirror())
    error = failure_of(source)
    assert isinstance(error, FetchError)
    assert not error.damaged
    reason, advice = error.problems
    assert reason.place == A
    assert reason.message.count("it can't be reached") == 2
    assert "network" in advice.message
    assert "`tuitrainer data fetch mnist`" in advice.message
    assert str(folder_of(source)) in advice.message


def test_a_cut_is_gone_on_from_where_it_was() -> None:
    with serving(Server(FILES, cut_after(100_000))) as server:
        source = source_of("mnist", FILES, server.address)
        bring(source)
        assert server.requests[:2] == [(A, ""), (A, "bytes=98304-")], "all whole chunks that came are kept"
    assert files_of(source) == FILES


def test_a_later_fetch_goes_on_at_another_mirror() -> None:
    with serving(Server(FILES)) as server:
        source = source_of("mnist", {A: FILES[A]}, dead_mirror(), server.address)
        put_down(source, {f"{A}.part": FILES[A][:120_000]})
        assert is_begun(source)
        assert not is_fetched(source)
        bring(source)
        assert server.requests == [(A, "bytes=120000-")]
    assert files_of(source) == {A: FILES[A]}


def test_a_server_without_ranges_sends_all_of_it_again() -> None:
    with serving(Server(FILES, ranges=False)) as server:
        source = source_of("mnist", FILES, server.address)
        put_down(source, {f"{A}.part": FILES[A][:100_000]})
        bring(source)
        assert server.requests[0] == (A, "bytes=100000-")
    assert files_of(source) == FILES


@pytest.mark.parametrize("part", [FILES[A][::-1], FILES[A][:1000] + b"!" * 1000, FILES[A] + b"!"])
def test_a_part_that_is_wrong_costs_one_more_try(part: bytes) -> None:
    with serving(Server(FILES)) as server:
        source = source_of("mnist", FILES, server.address)
        put_down(source, {f"{A}.part": part})
        bring(source)
    assert files_of(source) == FILES


def test_a_server_that_sends_another_part_is_not_believed() -> None:
    def elsewhere(request: BaseHTTPRequestHandler, data: bytes) -> bool:
        if not request.headers.get("Range"):
            return False
        request.send_response(206)
        request.send_header("Content-Range", f"bytes 7-{len(data) - 1}/{len(data)}")
        request.send_header("Content-Length", str(len(data) - 1000))
        request.end_headers()
        request.wfile.write(data[7 : 7 + len(data) - 1000])
        return True

    with serving(Server(FILES, elsewhere)) as first, serving(Server(FILES)) as second:
        source = source_of("mnist", FILES, first.address, second.address)
        put_down(source, {f"{A}.part": FILES[A][:1000]})
        bring(source)
        assert (first.requests[0], second.requests[0]) == ((A, "bytes=1000-"), (A, ""))
    assert files_of(source) == FILES


def test_a_connection_that_brings_nothing_is_given_up() -> None:
    with serving(Server(FILES, cut_after(0, times=99))) as server:
        assert "the connection broke" in str(failure_of(source_of("mnist", FILES, server.address)))
        assert len(server.requests) == 1


def test_too_little_room_is_said_before_anything_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage("/")._replace(free=1000)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage)
    with serving(Server(FILES)) as server:
        source = source_of("mnist", FILES, server.address)
        assert "too little room: 307.2 kB are needed, 1.0 kB are free" in str(failure_of(source))
        assert not server.requests


def test_a_disk_that_fills_up_is_said_and_left_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    write = transfer._Arriving.write

    def full(self: transfer._Arriving, data: bytes) -> None:
        if self.length > 100_000:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        write(self, data)

    monkeypatch.setattr(transfer._Arriving, "write", full)
    with serving(Server(FILES)) as server:
        source = source_of("mnist", FILES, server.address, server.address)
        (problem,) = failure_of(source).problems
        assert problem.message == "the disk is full"
        assert len(server.requests) == 1, "no mirror helps"
    assert files_of(source) == {}


def test_a_place_that_can_not_be_written_is_said(clean_home: Path) -> None:
    (clean_home / "data").write_text("a file where a folder should be")
    with pytest.raises(UserError, match="can't be written"):
        bring(source_of("mnist", FILES, dead_mirror()))


def test_something_else_in_the_place_of_a_file_is_damaged() -> None:
    source = source_of("mnist", FILES, dead_mirror())
    (folder_of(source) / A).mkdir(parents=True)
    assert conditions(source) == {A: "damaged", "b.gz": "missing"}
    assert not is_fetched(source)


def test_two_fetches_at_once_fetch_once() -> None:
    def slowly(request: BaseHTTPRequestHandler, data: bytes) -> bool:
        time.sleep(0.3)
        return False

    waited: list[bool] = []
    came: list[int] = []
    with serving(Server(FILES, slowly)) as server:
        source = source_of("mnist", FILES, server.address)

        def run() -> None:
            came.append(len(fetch(source, lambda _file, _done: None, lambda: waited.append(True))))

        threads = [threading.Thread(target=run) for _number in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(came) == [0, 2]
        assert waited == [True]
        assert len(server.requests) == 2
    assert files_of(source) == FILES


PROGRAM = """
import sys
sys.path.insert(0, {tests!r})
from made_up_downloads import source_of, sources_with
from tuitrainer.data.download import sources
from tuitrainer.cli.main import run
sources.SOURCES = sources_with(source_of("mnist", {{"a.gz": {data}}}, {address!r}))
sys.exit(run(["data", "fetch", "mnist"]))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGINT for a child there")
def test_ctrl_c_leaves_no_half_file_under_its_name_and_the_next_fetch_goes_on() -> None:
    half = threading.Event()
    leave = threading.Event()

    def stall(request: BaseHTTPRequestHandler, data: bytes) -> bool:
        if half.is_set():
            return False
        request.send_response(200)
        request.send_header("Content-Length", str(len(data)))
        request.end_headers()
        request.wfile.write(data[:200_000])
        half.set()
        leave.wait(30)
        return True

    with serving(Server(FILES, stall)) as server:
        source = source_of("mnist", {A: FILES[A]}, server.address)
        program = PROGRAM.format(tests=str(TESTS), data="bytes(range(256)) * 1200", address=server.address)
        child = subprocess.Popen([sys.executable, "-c", program], stderr=subprocess.PIPE, text=True)
        assert half.wait(30)
        deadline = time.monotonic() + 30
        part = part_of(folder_of(source) / A)
        while not (part.exists() and part.stat().st_size) and time.monotonic() < deadline:
            time.sleep(0.02)
        child.send_signal(signal.SIGINT)
        _out, errors = child.communicate(timeout=30)
        leave.set()
        assert child.returncode == 130, errors
        assert "Traceback" not in errors
        kept = files_of(source)
        assert set(kept) == {part.name}
        assert FILES[A].startswith(kept[part.name])
        bring(source)
        assert server.requests[-1][1] == f"bytes={len(kept[part.name])}-"
    assert files_of(source) == {A: FILES[A]}


def test_the_table_says_what_was_published() -> None:
    """A slip of the pen would show at the first real download only, which is not run here."""
    assert list(SOURCES) == ["mnist", "cifar10"]
    names = [file.name for source in SOURCES.values() for file in source.files]
    assert len(set(names)) == 5
    for source in SOURCES.values():
        assert all(mirror.startswith("https://") and mirror.endswith("/") for mirror in source.mirrors)
        assert len(source.mirrors) == 2
        assert source.licence
        assert source.home in source.citation
        for file in source.files:
            assert isinstance(file, RemoteFile)
            assert len(bytes.fromhex(file.sha256)) == 32
    assert in_megabytes(SOURCES["mnist"].size) == "11.6 MB"
    assert in_megabytes(SOURCES["cifar10"].size) == "170.1 MB"
    with pytest.raises(UserError, match="Did you mean 'cifar10'"):
        find_source("cifar-10")
