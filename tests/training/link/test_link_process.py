"""Each test here starts a real training process, driven by a session that trains nothing."""

from __future__ import annotations

import gc
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import pytest

from tuitrainer.base.places import log_directory
from tuitrainer.training.control import Control
from tuitrainer.training.link.link import Link, LinkStatus
from tuitrainer.training.link.memory import SharedMemory
from tuitrainer.training.link.process import ProcessLink
from tuitrainer.training.snapshot import Snapshot

HERE = Path(__file__).parent
PATIENCE = 20.0
"""Seconds: far more than anything here takes, even on a busy machine."""


def wait_for(condition: Callable[[], Any], what: str, patience: float = PATIENCE) -> Any:
    end = time.monotonic() + patience
    while not (value := condition()):
        assert time.monotonic() < end, f"waited in vain for {what}"
        time.sleep(0.005)
    return value


def wait_for_state(link: Link, *states: str) -> str:
    """Its detail."""
    wait_for(lambda: link.status.state in states, f"{states}, not {link.status}")
    return link.status.detail


def wait_for_snapshot(link: Link, version: int) -> Snapshot:
    """The first one that is not older than `version`."""
    seen: list[Snapshot] = []

    def arrived() -> bool:
        snapshot = link.latest()
        if snapshot is not None:
            seen.append(snapshot)
        return bool(seen) and seen[-1].version >= version

    wait_for(arrived, f"snapshot {version}")
    return seen[-1]


def is_gone(pid: int) -> bool:
    """Whether the process has ended; one that only its new parent has not reaped yet has."""
    try:
        return bool(psutil.Process(pid).status() == psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return True


@contextmanager
def opened(factory: str, recipe: dict[str, Any] | None = None, language: str = "en") -> Iterator[ProcessLink]:
    link = ProcessLink(recipe or {}, language, f"standin_sessions:{factory}")
    try:
        yield link
    finally:
        link.close()
        assert not psutil.pid_exists(link.pid), "a process or a zombie is left"


def test_a_session_lives_obeys_in_order_and_ends() -> None:
    with opened("obedient") as link:
        assert link.status == LinkStatus("starting")
        sent = [Control("speed", value=float(number)) for number in range(200)]
        sent.append(Control("set", "optimizer.learning_rate", float("inf"), "é\ud800"))
        for control in sent:  # most of them before there is a session
            link.send(control)
        snapshot = wait_for_snapshot(link, 1 + len(sent))
        assert link.status == LinkStatus("live")
        assert [entry.control for entry in snapshot.log] == sent
        assert link.latest() is None
        link.send(Control("stop"))
        wait_for_state(link, "ended")
        assert wait_for_snapshot(link, 2 + len(sent)).log[-1].control.verb == "stop"
        link.send(Control("play"))
        assert link.status == LinkStatus("ended")


def test_a_recipe_larger_than_a_pipe_arrives_and_blocks_nobody() -> None:
    started = time.perf_counter()
    with opened("obedient", {"title": "é" * 200_000, "points": 9}) as link:
        assert time.perf_counter() - started < 0.2
        assert len(wait_for_snapshot(link, 1).runs[0].curves["curve 0"].step) == 9


def test_starting_takes_no_time_and_leaves_no_thread_descriptor_or_process() -> None:
    process = psutil.Process()
    gc.collect()
    before = process.num_fds(), threading.active_count(), set(process.children(recursive=True))
    started = time.perf_counter()
    link = ProcessLink({}, "en", "standin_sessions:obedient")
    assert time.perf_counter() - started < 0.2
    wait_for_state(link, "live")
    link.close()
    link.close()
    assert link.status == LinkStatus("ended")
    assert link.latest() is None
    wait_for(lambda: threading.active_count() == before[1], "the end of the threads")
    assert (process.num_fds(), threading.active_count(), set(process.children(recursive=True))) == before


def test_it_may_be_closed_before_it_has_started() -> None:
    with opened("obedient") as link:
        started = time.perf_counter()
        link.close()
        assert time.perf_counter() - started < 1.0
        assert link.status == LinkStatus("ended")


def test_a_session_that_is_still_being_prepared_is_not_waited_for() -> None:
    with opened("slow_to_prepare") as link:
        time.sleep(0.5)
        started = time.perf_counter()
        link.close()
        assert time.perf_counter() - started < 0.5
        assert link.status == LinkStatus("ended")


@pytest.mark.parametrize("factory", ["in_a_long_kernel", "holding_the_gil"])
def test_close_takes_less_than_a_second_even_in_a_long_kernel(factory: str) -> None:
    with opened(factory) as link:
        link.send(Control("play"))
        wait_for_snapshot(link, 1000)
        started = time.perf_counter()
        link.close()
        assert time.perf_counter() - started < 1.0
        assert link.status == LinkStatus("ended")


def test_a_killed_training_is_said() -> None:
    with opened("in_a_long_kernel") as link:
        link.send(Control("play"))
        wait_for_snapshot(link, 1000)
        os.kill(link.pid, signal.SIGKILL)
        detail = wait_for_state(link, "failed")
        assert detail == "The training process was killed (signal 9, SIGKILL), perhaps because memory ran out"


def test_a_crash_in_compiled_code_is_said_and_its_place_is_kept() -> None:
    with opened("crashing") as link:
        link.send(Control("play"))
        detail = wait_for_state(link, "failed")
        assert detail.startswith("The training process crashed (signal 11, SIGSEGV); details are in ")
        log = Path(detail.rpartition(" in ")[2]).read_text(encoding="utf-8")
        assert "string_at" in log
        assert "standin_sessions.py" in log
        assert wait_for_snapshot(link, 1).version == 1, "the last snapshot can still be seen"


def test_an_exception_is_said_in_one_sentence_and_its_traceback_is_kept() -> None:
    with opened("raising") as link:
        link.send(Control("play"))
        detail = wait_for_state(link, "failed")
        assert detail.startswith("The training failed: ZeroDivisionError: the seventh wheel; details are in ")
        assert "in play" in Path(detail.rpartition(" in ")[2]).read_text(encoding="utf-8")


def test_an_exception_is_said_where_nothing_can_be_written(clean_home: Path) -> None:
    log_directory().write_text("a file where the folder should be")
    with opened("raising") as link:
        link.send(Control("play"))
        assert wait_for_state(link, "failed") == "The training failed: ZeroDivisionError: the seventh wheel"


def test_a_training_that_leaves_is_said() -> None:
    with opened("leaving") as link:
        link.send(Control("play"))
        assert wait_for_state(link, "failed") == "The training process ended by itself (exit code 7)"


def test_what_the_user_can_put_right_is_said_in_the_language_of_the_link() -> None:
    with opened("refusing", language="fr") as link:
        assert wait_for_state(link, "failed") == "network.layers[1].units: spoken in fr"


def test_a_factory_that_does_not_exist_is_said() -> None:
    with opened("missing") as link:
        assert "AttributeError: module 'standin_sessions' has no attribute 'missing'" in wait_for_state(link, "failed")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_signals(number: signal.Signals) -> None:
    """SIGTERM ends the session like `stop`; an interrupt is for the display alone."""
    with opened("obedient") as link:
        wait_for_state(link, "live")
        assert os.getsid(link.pid) == link.pid, "Ctrl-C in the terminal would reach the training"
        os.kill(link.pid, number)
        if number == signal.SIGTERM:
            wait_for_state(link, "ended")
        else:
            link.send(Control("pause"))
            assert wait_for_snapshot(link, 2).log[0].control.verb == "pause"


def test_what_a_session_prints_disturbs_nothing() -> None:
    with opened("chattering") as link:
        link.send(Control("play"))
        assert wait_for_snapshot(link, 2).version == 2
        assert link.status == LinkStatus("live")


def test_of_what_a_crashing_process_wrote_the_end_is_kept() -> None:
    with opened("chattering", {"crash": True}) as link:
        link.send(Control("play"))
        log = Path(wait_for_state(link, "failed").rpartition(" in ")[2])
        assert log.stat().st_size <= 8192
        assert "last words" in log.read_text(encoding="utf-8")


def test_a_slow_display_gets_the_latest_whole_snapshot_and_memory_stays_bounded() -> None:
    with opened("prolific", {"snapshots": 1000, "rest": 1.0}) as link:
        wait_for_state(link, "live")
        processes = psutil.Process(link.pid), psutil.Process()
        before = [process.memory_info().rss for process in processes]
        link.send(Control("play"))
        seen: list[int] = []
        while not seen or seen[-1] < 1001:
            snapshot = link.latest()
            if snapshot is None:
                continue
            seen.append(snapshot.version)
            for curve in snapshot.runs[0].curves.values():
                if snapshot.version > 1:
                    assert np.all(curve.mean == snapshot.version)
                    assert np.all(curve.high == snapshot.version)
            time.sleep(0.002 * (len(seen) % 7))
        assert seen == sorted(set(seen))
        assert len(seen) < 1000
        after = [process.memory_info().rss for process in processes]
        assert np.all(np.subtract(after, before) < 32_000_000)


def test_a_process_that_does_not_read_blocks_nobody() -> None:
    with opened("obedient") as link:
        wait_for_state(link, "live")
        os.kill(link.pid, signal.SIGSTOP)
        started = time.perf_counter()
        for _repetition in range(5000):
            link.send(Control("set", "x" * 100))
        assert link.latest() is None or time.perf_counter() - started < 1.0
        assert time.perf_counter() - started < 1.0
        link.close()
        assert time.perf_counter() - started < 2.0


def test_a_block_that_cannot_be_read_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    with opened("obedient") as link:
        wait_for_state(link, "live")
        monkeypatch.setattr(SharedMemory, "read", lambda _self: b"from another version")
        assert link.latest() is None
        assert wait_for_state(link, "failed").startswith("The training sent something unreadable")


def test_no_process_to_be_had_is_an_error_and_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    process = psutil.Process()
    before = process.num_fds()
    monkeypatch.setattr(sys, "executable", str(HERE / "no python"))
    with pytest.raises(FileNotFoundError):
        ProcessLink({}, "en")
    assert process.num_fds() == before


def test_modules_in_the_current_folder_are_not_taken_for_the_librarys(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "random.py").write_text("raise SystemExit('a student was here')")
    monkeypatch.chdir(tmp_path)
    with opened("obedient") as link:
        wait_for_state(link, "live")


DISPLAY = """
import os, sys, time
sys.path.insert(0, {here!r})
if {elsewhere!r}:
    del os.memfd_create
from tuitrainer.training.control import Control
from tuitrainer.training.link.process import ProcessLink
link = ProcessLink({{}}, "en", "standin_sessions:" + {factory!r})
link.send(Control("play"))
while (snapshot := link.latest()) is None or snapshot.version < 2:
    time.sleep(0.005)
print(link.pid, flush=True)
{ending}
"""


@pytest.mark.parametrize(
    ("factory", "ending", "elsewhere"),
    [
        ("in_a_long_kernel", "time.sleep(60)", False),
        ("obedient", "time.sleep(60)", True),
        ("in_a_long_kernel", "", False),
    ],
    ids=["killed in a kernel", "killed without memfd", "exits without close"],
)
def test_nothing_outlives_the_display(factory: str, ending: str, elsewhere: bool, tmp_path: Path) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    script = DISPLAY.format(here=str(HERE), factory=factory, ending=ending, elsewhere=elsewhere)
    shared = set(os.listdir("/dev/shm")) if os.path.isdir("/dev/shm") else set()
    with subprocess.Popen(
        [sys.executable, "-W", "error", "-c", script],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ, "TMPDIR": str(temporary)},
    ) as display:  # fmt: skip
        assert display.stdout is not None
        assert display.stderr is not None
        training = int(display.stdout.readline())
        assert psutil.pid_exists(training)
        if ending:
            display.kill()
        died = time.monotonic()
        wait_for(lambda: is_gone(training), "the end of the training", 2.0 if ending else PATIENCE)
        assert not ending or time.monotonic() - died < 2.0
        display.wait(PATIENCE)
        assert display.returncode == (-signal.SIGKILL if ending else 0), display.stderr.read()
        assert display.stderr.read() == ""
    assert list(temporary.iterdir()) == []
    left = set(os.listdir("/dev/shm")) - shared if os.path.isdir("/dev/shm") else set()
    assert not [name for name in left if str(training) in name or str(display.pid) in name or "tuitrainer" in name]
