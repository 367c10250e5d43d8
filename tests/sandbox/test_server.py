"""One server for many submissions: whatever one of them does, the next is served as if it were the first."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sandbox_jobs import RIGHT, job, marked_processes

from tuitrainer.sandbox import server as serving
from tuitrainer.sandbox.inside.tree import children, descendants
from tuitrainer.sandbox.isolation import LIMITS
from tuitrainer.sandbox.outcome import SandboxRun
from tuitrainer.sandbox.run import run_job
from tuitrainer.sandbox.server import CAN_SERVE, Server

pytestmark = pytest.mark.skipif(not CAN_SERVE, reason="servers fork on Linux only")

EVIL: dict[str, tuple[str, set[str]]] = {
    "ends": ("import os\ndef f(x): os._exit(0)", {"ended"}),
    "raises SystemExit": ("def f(x): raise SystemExit(0)", {"exit"}),
    "hangs": ("def f(x):\n  while True:\n    try:\n      while True: 1\n    except BaseException: 1", {"timeout"}),
    "floods": ("def f(x):\n  while True: print('x' * 10000)", {"flood"}),
    "needs memory": ("def f(x): return bytearray(2**30)", {"memory"}),
    "crashes": ("import ctypes\ndef f(x): ctypes.string_at(1)", {"crashed"}),
    "closes everything": ("import os\ndef f(x): os.closerange(0, 100)", {"ended", "garbled", "timeout"}),
    "kills its session": ("import ctypes\ndef f(x):\n  ctypes.CDLL(None).kill(0, 9)\n  return x", {"crashed", ""}),
    "kills its warden": (
        "import ctypes, os\ndef f(x):\n  ctypes.CDLL(None).kill(os.getppid(), 9)\n  while True: pass",
        {"ended", "timeout", "crashed"},
    ),
    "kills all it can": (
        "import ctypes\ndef f(x):\n  ctypes.CDLL(None).kill(-1, 9)\n  return x", {"ended", "crashed", "timeout", ""},
    ),
}  # fmt: skip


@pytest.fixture
def server() -> Iterator[Server]:
    with Server(("numpy",), LIMITS) as begun:
        yield begun


def fault_of(ran: SandboxRun) -> str:
    found = ran.fault or ran.calls[0].fault
    return "" if found is None else found.kind


def evil() -> list[str]:
    """Where root runs the tests, what kills everything else within reach is no test for a shared machine."""
    return [name for name in EVIL if name != "kills all it can" or os.geteuid() == 0]


def test_after_each_kind_of_evil_the_next_one_is_right(server: Server) -> None:
    for name in evil():
        source, kinds = EVIL[name]
        assert fault_of(run_job(job(source, wall=1.0, memory=512), server.sandbox())) in kinds, name
        ran = run_job(job(RIGHT, "f", "g", "h"), server.sandbox())
        assert fault_of(ran) == "", (name, ran)
        assert ran.calls[1].fault is None


def test_a_fork_serves_again_in_the_same_process(server: Server) -> None:
    run_job(job(RIGHT), server.sandbox())
    before = children(os.getpid())
    for _again in range(3):
        assert fault_of(run_job(job(RIGHT), server.sandbox())) == ""
    assert children(os.getpid()) == before
    assert len(descendants()) == len(before)


def test_nothing_of_one_submission_is_found_by_the_next(server: Server) -> None:
    spoil = """
        import builtins, os, sys, numpy
        builtins.leftover = numpy.leftover = sys.leftover = 1
        os.environ["LEFTOVER"] = "1"
        numpy.random.seed(3)
        def f(x): return 1
    """
    look = """
        import builtins, os, sys, numpy
        def f(x):
            found = [hasattr(module, "leftover") for module in (builtins, numpy, sys)]
            return [*found, "LEFTOVER" in os.environ, "submission" in repr(sys.modules.get("submission_before"))]
    """
    run_job(job(spoil), server.sandbox())
    ran = run_job(job(look), server.sandbox())
    assert ran.calls[0].results["result"] == [False] * 5


def test_a_server_that_was_killed_is_begun_anew() -> None:
    before = set(children(os.getpid()))
    with Server(("numpy",), LIMITS) as server:
        run_job(job(RIGHT), server.sandbox())
        for child in set(children(os.getpid())) - before:
            os.kill(child, signal.SIGKILL)
        assert fault_of(run_job(job(RIGHT), server.sandbox())) == ""


def test_a_sandbox_that_is_ended_half_way_leaves_nothing(server: Server, folders: Path) -> None:
    sandbox = server.sandbox()
    sandbox.end()
    assert fault_of(run_job(job(RIGHT), server.sandbox())) == ""
    server.close()
    assert not marked_processes(folders)
    assert not list(folders.iterdir())


def test_files_left_behind_are_gone(server: Server, folders: Path) -> None:
    """With the layers out of the way that would forbid them."""
    leave = "import ctypes, os\ndef f(x):\n  return ctypes.CDLL(None).mkdir(b'left', 0o700)"
    run_job(job(leave), server.sandbox())
    assert not list(folders.glob("*/submission"))
    assert fault_of(run_job(job(RIGHT), server.sandbox())) == ""


def test_no_interpreter_means_no_server(monkeypatch: pytest.MonkeyPatch, folders: Path) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with pytest.raises(OSError, match="No such file"):
        Server(("numpy",), LIMITS)
    assert not list(folders.iterdir())


def test_a_server_without_numpy_says_why(folders: Path) -> None:
    with Server((), LIMITS) as server, pytest.raises(OSError, match="numpy"):
        server.sandbox()
    assert not list(folders.iterdir())


def test_where_nothing_forks_each_one_is_a_new_interpreter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "CAN_SERVE", False)
    before = children(os.getpid())
    with Server(("numpy",), LIMITS) as server:
        assert children(os.getpid()) == before
        assert fault_of(run_job(job(RIGHT), server.sandbox())) == ""


def test_when_we_are_gone_so_is_the_server(folders: Path) -> None:
    master = (
        "import tempfile, time\n"
        f"tempfile.tempdir = {str(folders)!r}\n"
        "from tuitrainer.sandbox.server import Server\n"
        "server = Server(('numpy',))\nsandbox = server.sandbox()\nprint('here', flush=True)\ntime.sleep(100)\n"
    )
    process = subprocess.Popen([sys.executable, "-c", master], stdout=subprocess.PIPE)
    assert process.stdout is not None
    with process.stdout:
        assert process.stdout.readline() == b"here\n"
        _wait_for(lambda: len(descendants(process.pid)) >= 3)  # server, warden, work
        below = descendants(process.pid)
        process.kill()
        process.wait()
    _wait_for(lambda: not any(map(_runs, below)))
    _wait_for(lambda: not list(folders.iterdir()))


def _wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def _runs(number: int) -> bool:
    try:
        return Path(f"/proc/{number}/stat").read_text(errors="replace").rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False
