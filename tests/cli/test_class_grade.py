"""`tuitrainer class grade`: what is typed, what is interrupted, and the same on a cluster."""

from __future__ import annotations

import os
import re
import shlex
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

import pytest
from made_up import SOLUTION01, make_course

from tuitrainer.jobs.executor import open_crew

WRONG = SOLUTION01.replace("return 2 * x", "return x * x")
SLOW = "import time\ntime.sleep(0.2)\n" + SOLUTION01
HOSTILE = "import os\nos._exit(0)\n"


@pytest.fixture
def course(tmp_path: Path) -> Path:
    folder = tmp_path / "course"
    folder.mkdir()
    return make_course(folder).exercises


def hand_in(place: Path, sources: dict[str, str]) -> Path:
    for student, source in sources.items():
        folder = place / student
        folder.mkdir(parents=True)
        (folder / "exercise01.py").write_text(source, encoding="utf-8")
    return place


def tuitrainer(*arguments: object) -> list[str]:
    return [sys.executable, "-m", "tuitrainer", *map(str, arguments)]


def said(*arguments: object, code: int = 0) -> str:
    """What a command says, on both streams; and it ends with this exit code."""
    command = tuitrainer(*arguments)
    ran = subprocess.run(command, check=False, capture_output=True, text=True, encoding="utf-8", timeout=120)
    assert ran.returncode == code, ran
    assert "Traceback" not in ran.stderr, ran.stderr
    return ran.stdout + ran.stderr


def verdicts(place: Path) -> dict[str, str]:
    with closing(sqlite3.connect(f"{place}.grades.sqlite3", timeout=10)) as connection:
        rows = connection.execute("SELECT student, status FROM attempts").fetchall()
    return dict(rows)


def wait_for(condition: Callable[[], object], what: str, patience: float = 60.0) -> None:
    deadline = time.monotonic() + patience
    while not condition():
        assert time.monotonic() < deadline, f"waited in vain until {what}"
        time.sleep(0.02)


def some_are_graded(place: Path) -> bool:
    try:
        return any(verdicts(place).values())
    except sqlite3.Error:
        return False


def test_a_folder_and_a_zip(course: Path, tmp_path: Path) -> None:
    place = hand_in(tmp_path / "tp 1", {"Zoé, “Z”": SOLUTION01, "bob": WRONG, "eve": HOSTILE})
    (place / "nothing").mkdir()
    told = said("class", "grade", place, "--exercises", course, "--jobs", 1)
    assert "4 submissions: 1 passed, 1 failed, 2 nothing to judge" in told
    next_one = shlex.split(told.partition("Next: ")[2].splitlines()[0])
    assert "squared" in said(*next_one[1:])  # as it is printed
    assert verdicts(place) == {"Zoé, “Z”": "passed", "bob": "failed", "eve": "error", "nothing": "error"}
    assert "nothing new" in said("class", "grade", place, "--exercises", course)
    told = said("class", "report", place, "--exercises", course)
    assert "Nothing was handed in: nothing is empty." in told
    assert "squared" in told
    packed = tmp_path / "tp1.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        for file in place.rglob("*.py"):
            archive.write(file, file.relative_to(place))
    said("class", "grade", packed, "--exercises", course, "--jobs", 1)
    assert verdicts(packed) == {"Zoé, “Z”": "passed", "bob": "failed", "eve": "error"}


def test_the_same_seed_for_all_and_again(course: Path, tmp_path: Path) -> None:
    place = hand_in(tmp_path / "tp1", {"ada": SOLUTION01, "bob": WRONG})
    said("class", "grade", place, "--exercises", course, "--jobs", 1)
    hand_in(place, {"cid": SOLUTION01})
    said("class", "grade", place, "--exercises", course, "--jobs", 1)
    with closing(sqlite3.connect(f"{place}.grades.sqlite3")) as connection:
        seeds = {re.findall(r'"seed": (\d+)', text)[0] for (text,) in connection.execute("SELECT report FROM attempts")}
    assert len(seeds) == 1


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("nowhere",), ["nowhere"]),
        (("tp1", "--exercise", "exercise1"), ["exercise01"]),
        (("tp1", "--deadline", "soon"), ["soon"]),
        (("tp1", "--jobs", "2", "--scheduler", "tcp://127.0.0.1:1"), ["--jobs"]),
        (("tp1", "--scheduler", "127.0.0.1:1"), ["scheduler"]),
        (("tp1", "--results", "nowhere/at/all"), ["nowhere"]),
        (("tp1", "--exercises", "nowhere"), ["nowhere"]),
    ],
)
def test_what_can_not_be(
    arguments: Sequence[str], words: Sequence[str], course: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hand_in(tmp_path / "tp1", {"ada": SOLUTION01})
    monkeypatch.chdir(tmp_path)
    told = said("class", "grade", "--exercises", course, *arguments, code=2)
    assert all(word in told for word in words), told


def test_isolation_that_can_not_be_had_is_no_zero(
    course: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without bubblewrap on the path it can't be had."""
    monkeypatch.setenv("PATH", str(tmp_path))
    place = hand_in(tmp_path / "tp1", {"ada": SOLUTION01})
    told = said("class", "grade", place, "--exercises", course, "--require-isolation", "bwrap", code=3)
    assert "no fault of the students" in told
    assert verdicts(place) == {"ada": "ungraded"}
    said("class", "grade", place, "--exercises", course)
    assert verdicts(place) == {"ada": "passed"}


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL], ids=["Ctrl-C", "kill -9"])
def test_an_interrupted_run_goes_on(number: signal.Signals, course: Path, tmp_path: Path) -> None:
    place = hand_in(tmp_path / "tp1", {f"s{index:02}": SLOW for index in range(24)})
    command = tuitrainer("class", "grade", place, "--exercises", course, "--jobs", 1)
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    wait_for(lambda: some_are_graded(place), "some are graded")
    process.send_signal(number)
    _out, error = process.communicate(timeout=60)
    assert "Traceback" not in error
    if number == signal.SIGINT:
        assert process.returncode == 130
        assert "The same command goes on" in error
    before = {student for student, status in verdicts(place).items() if status}
    assert 0 < len(before) < 24
    told = said("class", "grade", place, "--exercises", course, "--jobs", 2)
    assert f"{24 - len(before)} passed ({len(before)} had a verdict before)" in told
    assert set(verdicts(place).values()) == {"passed"}


# -- on a cluster ------------------------------------------------------------------------------------------------------


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """A scheduler and two workers of Dask's on loopback: the address, and the workers."""
    pytest.importorskip("distributed")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{free.getsockname()[1]}"
    (tmp_path / "dask").mkdir()
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": tmp_path / "dask"}
    dask = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--no-dashboard"]
    scheduler = subprocess.Popen([*dask, "--port", address.rpartition(":")[2]], **quiet)  # type: ignore[call-overload]
    work = [
        sys.executable,
        "-m",
        "distributed.cli.dask_worker",
        address,
        "--nthreads",
        "1",
        "--no-nanny",
        "--no-dashboard",
    ]
    workers = [subprocess.Popen(work, **quiet) for _worker in range(2)]  # type: ignore[call-overload]
    try:
        wait_for(lambda: _workers(address) == 2, "two workers are there")
        yield address, workers
    finally:
        for process in (*workers, scheduler):
            process.kill()
            process.wait()


def _workers(address: str) -> int:
    from distributed import Client

    try:
        with Client(address, timeout=5, set_as_default=False) as client:
            return len(client.scheduler_info()["workers"])
    except OSError:
        return 0


def test_a_cluster_that_loses_a_worker_half_way(
    course: Path, tmp_path: Path, cluster: tuple[str, list[subprocess.Popen[bytes]]]
) -> None:
    address, workers = cluster
    with open_crew(7, address) as crew:
        assert crew.workers == 2  # its own, whatever there is here
    sources = {f"s{index:02}": WRONG if index % 3 else SLOW for index in range(40)}
    place = hand_in(tmp_path / "tp1", sources)
    command = tuitrainer("class", "grade", place, "--exercises", course, "--scheduler", address)
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    wait_for(lambda: some_are_graded(place), "some are graded")
    workers[0].kill()
    _out, error = process.communicate(timeout=120)
    assert process.returncode == 0, error
    assert "Traceback" not in error
    assert verdicts(place) == {name: "failed" if source == WRONG else "passed" for name, source in sources.items()}
