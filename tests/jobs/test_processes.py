"""Processes that work here: they end with us, and Ctrl-C is not for them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import BrokenExecutor
from pathlib import Path

import pytest

from tuitrainer.jobs.executor import open_crew, usable_cores


def test_work_is_done_in_other_processes() -> None:
    with open_crew(2) as crew:
        assert crew.workers == 2
        assert crew.executor.submit(os.getpid).result() != os.getpid()
        assert list(crew.executor.map(abs, [-1, -2, -3])) == [1, 2, 3]


def test_an_exception_comes_back() -> None:
    with open_crew(1) as crew, pytest.raises(ZeroDivisionError):
        crew.executor.submit(divmod, 1, 0).result()


def test_a_process_that_is_killed_breaks_the_executor() -> None:
    with open_crew(1) as crew, pytest.raises(BrokenExecutor):
        crew.executor.submit(os._exit, 3).result()


def test_ctrl_c_is_not_for_them() -> None:
    with open_crew(1) as crew:
        os.kill(crew.executor.submit(os.getpid).result(), signal.SIGINT)
        assert crew.executor.submit(abs, -3).result() == 3


def test_they_end_when_we_are_killed(tmp_path: Path) -> None:
    script = tmp_path / "master.py"
    script.write_text(
        "import os, time\nfrom tuitrainer.jobs.executor import open_crew\n"
        "if __name__ == '__main__':\n"
        "    with open_crew(1) as crew:\n"
        "        print(crew.executor.submit(os.getpid).result(), flush=True)\n"
        "        crew.executor.submit(time.sleep, 100)\n"
        "        time.sleep(100)\n"
    )
    process = subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE)
    assert process.stdout is not None
    with process.stdout:
        worker = int(process.stdout.readline())
        process.kill()
        process.wait()
    deadline = time.monotonic() + 20
    while _is_there(worker):
        assert time.monotonic() < deadline
        time.sleep(0.02)


def _is_there(number: int) -> bool:
    import psutil

    try:
        return bool(psutil.Process(number).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def test_cores_that_may_be_used() -> None:
    assert 1 <= usable_cores() <= (os.cpu_count() or 1)
