"""Nothing that was begun inside outlives its job, whoever is killed.

The limits of `limit_process` deny a submission every further process. Here they are taken back, so that what stands
behind them has something to do.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from sandbox_jobs import RIGHT, fault, job, marked_processes, open_descriptors, run

from tuitrainer.sandbox import command
from tuitrainer.sandbox.inside.tree import descendants, is_confined, kill_strays
from tuitrainer.sandbox.isolation import LIMITS
from tuitrainer.sandbox.process import begin_sandbox
from tuitrainer.sandbox.run import run_job

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="what is below a process is known on Linux only")

DAEMON = """
import ctypes, os, signal, time
libc = ctypes.CDLL(None)

def daemon():
    '''Twice away from its parent, in a session of its own, deaf, and with nothing open.'''
    if libc.fork() == 0:
        os.setsid()
        if libc.fork() == 0:
            libc.prctl(1, 0, 0, 0, 0)
            for number in range(1, 65):
                try: signal.signal(number, signal.SIG_IGN)
                except (OSError, ValueError): pass
            os.closerange(0, 100)
            while True: time.sleep(1)
        os._exit(0)
"""
PATIENCE = 10.0


def wait_for(condition: Callable[[], object], what: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, f"waited in vain until {what}"
        time.sleep(0.01)


@pytest.fixture(autouse=True)
def without_namespaces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tuitrainer.sandbox.interpreter.choose_isolation", lambda: LIMITS)


@pytest.fixture
def unlimited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sandboxes in which a submission may begin processes, and may kill its warden even where that is root's."""
    inside = tmp_path / "inside"
    shutil.copytree(Path(command.__file__).parent / "inside", inside)
    for name, old, new in (
        ("limits.py", '"RLIMIT_NPROC": (0, 0),', ""),
        ("privileges.py", "if os.geteuid() != 0:", "if True:"),
        ("confinement.py", "if self._ruleset is not None and self._ruleset.enforce()", "if False"),
        ("confinement.py", "if refuse_calls()", "if False"),
    ):
        text = (inside / name).read_text()
        assert old in text
        (inside / name).write_text(text.replace(old, new))
    monkeypatch.setattr(command, "_INSIDE", inside)


def test_limits_deny_every_further_process() -> None:
    found = fault("""
        import ctypes
        libc = ctypes.CDLL(None, use_errno=True)
        def f(x):
            number = libc.fork()
            if number == 0:
                import time
                time.sleep(100)
            raise ValueError(f"{number} {ctypes.get_errno()}")
    """)
    assert found.details["message"] in ("-1 1", "-1 11")  # EPERM, EAGAIN


def test_a_submission_is_not_root_and_can_not_reach_us() -> None:
    """Whoever may kill or trace its warden or us could end the grading, or write its verdict."""
    source = f"""
        import ctypes, os, resource
        libc = ctypes.CDLL(None, use_errno=True)
        def f(x):
            said = [os.getuid(), os.geteuid(), os.getgid()]
            for path in ("/proc/{os.getpid()}/mem", f"/proc/{{os.getppid()}}/mem", f"/proc/{{os.getppid()}}/fd/5"):
                said.append(libc.open(path.encode(), os.O_RDWR))
            said.append(resource.getrlimit(resource.RLIMIT_NPROC)[1])
            if {os.getuid()} == 0:
                said += [libc.kill(os.getppid(), 0), libc.kill({os.getpid()}, 0), libc.setuid(0)]
            raise ValueError(said)
    """
    user, effective, group, *rest = map(int, str(fault(source).details["message"]).strip("[]").split(","))
    if os.getuid() == 0:
        assert user == effective == group > 0
        assert rest == [-1, -1, -1, 0, -1, -1, -1]
    else:
        assert rest == [-1, -1, -1, 0]


@pytest.mark.usefixtures("unlimited")
def test_daemons_are_counted_and_killed() -> None:
    ran = run(DAEMON + "def f(x):\n  daemon()\n  time.sleep(0.2)\n  return x")
    assert ran.calls[0].fault is None
    assert ran.left_running == 1


@pytest.mark.usefixtures("unlimited")
def test_a_daemon_begun_before_an_endless_loop_is_killed() -> None:
    assert fault(DAEMON + "daemon()\ndef f(x):\n  while True: pass", wall=1.0).kind == "timeout"


@pytest.mark.usefixtures("unlimited")
@pytest.mark.parametrize("bomb", ["while True: libc.fork()", "while True:\n    if libc.fork(): time.sleep(100)"])
def test_a_fork_bomb_is_stopped(bomb: str) -> None:
    assert fault(DAEMON + f"def f(x):\n  {bomb}", wall=4.0).kind == "crowd"


@pytest.mark.usefixtures("unlimited")
@pytest.mark.parametrize("number", [signal.SIGKILL, pytest.param(signal.SIGSTOP, marks=pytest.mark.long)])
def test_without_its_warden_nothing_survives_either(number: int) -> None:
    source = f"""
        {textwrap.indent(DAEMON, "        ").strip()}
        def f(x):
            daemon()
            time.sleep(0.2)
            libc.prctl(1, 0, 0, 0, 0)
            libc.kill(os.getppid(), {int(number)})
            daemon()
            while True: time.sleep(1)
    """
    assert fault(source, wall=1.0).kind in ("timeout", "ended")


@pytest.mark.usefixtures("unlimited")
def test_processes_of_others_are_spared() -> None:
    """Neither what we began before, nor what another thread begins meanwhile, nor their dead, nor another sandbox."""
    before = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(100)"])
    other = begin_sandbox(("numpy",))
    sandbox = begin_sandbox(("numpy",))
    meanwhile = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(100)"])
    dead = subprocess.Popen([sys.executable, "-c", "raise SystemExit(7)"])
    kill = (
        DAEMON + "def f(x):\n  daemon()\n  libc.prctl(1, 0, 0, 0, 0)\n  libc.kill(os.getppid(), 9)\n  time.sleep(100)"
    )
    ran = run_job(job(kill, wall=1.0), sandbox)
    assert ran.calls[0].fault is not None
    assert [before.poll(), meanwhile.poll()] == [None, None]
    assert dead.wait() == 7
    ran = run_job(job(RIGHT), other)
    assert ran.calls[0].fault is None
    for process in (before, meanwhile):
        process.kill()
        assert process.wait() == -signal.SIGKILL


@pytest.mark.usefixtures("unlimited")
def test_two_jobs_at_once_do_not_disturb_each_other() -> None:
    kill = (
        DAEMON + "def f(x):\n  daemon()\n  libc.prctl(1, 0, 0, 0, 0)\n  libc.kill(os.getppid(), 9)\n  time.sleep(100)"
    )
    slow = RIGHT + "import time\ndef f(x):\n  time.sleep(0.3)\n  return x"
    outcomes: dict[int, list[str | None]] = {}

    def work(place: int, source: str) -> None:
        outcomes[place] = []
        for _ in range(2):
            ran = run(source, wall=4.0)
            found = ran.calls[0].fault
            outcomes[place].append(found.kind if found else None)

    threads = [threading.Thread(target=work, args=pair) for pair in enumerate((slow, kill, slow))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes[0] == outcomes[2] == [None, None]
    assert set(outcomes[1]) <= {"timeout", "ended"}  # without a warden, whoever ends first ends it too


MASTER = """
import sys, tempfile
sys.path[:0] = {path!r}
tempfile.tempdir = {folder!r}
from sandbox_jobs import job
from tuitrainer.sandbox import command
from tuitrainer.sandbox.process import begin_sandbox
from tuitrainer.sandbox.run import run_job
from pathlib import Path
command._INSIDE = Path({inside!r})
from tuitrainer.sandbox.isolation import LIMITS
sandbox = begin_sandbox(("numpy",), LIMITS)
run_job(job({source!r}, wall=100.0), sandbox)
"""


@pytest.mark.usefixtures("unlimited")
def test_when_we_are_killed_everything_inside_ends(folders: Path) -> None:
    source = DAEMON + "daemon()\nprint('here')\nwhile True: time.sleep(1)"
    path = [str(Path(__file__).parent), str(Path(command.__file__).parents[2])]
    master = MASTER.format(path=path, folder=str(folders), inside=str(command._INSIDE), source=source)
    process = subprocess.Popen([sys.executable, "-c", master])
    try:
        wait_for(lambda: sum(map(is_confined, descendants(process.pid))) >= 2, "submission and daemon run")
        below = descendants(process.pid)
    finally:
        process.kill()
        process.wait()
    wait_for(lambda: not any(map(is_running, below)), "all have ended")
    wait_for(lambda: not list(folders.iterdir()), "their folder is gone")


def is_running(number: int) -> bool:
    try:
        return Path(f"/proc/{number}/stat").read_text(errors="replace").rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def test_thirty_jobs_leave_no_trace(folders: Path) -> None:
    descriptors, threads = open_descriptors(), threading.active_count()
    for place in range(30):
        sandbox = begin_sandbox(("numpy",))
        if place % 3 == 1:
            assert run_job(job(RIGHT), sandbox).fault is None
        sandbox.end()
        sandbox.end()
    assert open_descriptors() == descriptors
    assert threading.active_count() == threads
    assert not list(folders.iterdir())
    assert not marked_processes(folders)


def test_no_process_means_no_sandbox(folders: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with pytest.raises(OSError, match="No such file"):
        begin_sandbox(("numpy",))
    assert not list(folders.iterdir())


def test_only_strays_are_killed() -> None:
    process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    assert kill_strays() == 0
    assert process.poll() is None
    process.communicate(b"\n")
    assert process.returncode == 0
