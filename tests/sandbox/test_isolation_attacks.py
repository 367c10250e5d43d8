"""Every layer alone holds back what it is there for, whatever Python's own checks let pass."""

from __future__ import annotations

import os
import shutil
import socket
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from isolation_levels import ATTACKS, OUTSIDE, level, linux_only, without_confinement
from sandbox_jobs import job

from tuitrainer.sandbox.process import begin_sandbox
from tuitrainer.sandbox.run import run_job

pytestmark = linux_only
SOLUTION = Path(__file__).parents[2] / "solutions" / "exercise04.py"


class Victim:
    """Things outside that anybody on this machine may read, write and connect to."""

    def __init__(self, stack: ExitStack) -> None:
        # not in pytest's folder, which is closed to other users, as which a submission of root's runs
        self.folder = Path(tempfile.mkdtemp(dir="/tmp", prefix="tuitrainer-test-"))
        stack.callback(shutil.rmtree, self.folder)
        for name in ("secret.py", "other", "third", "mine"):
            (self.folder / name).write_text("answer = 42")
            (self.folder / name).chmod(0o666)
        self.folder.chmod(0o777)
        self.tcp = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        self.unix = stack.enter_context(socket.socket(socket.AF_UNIX))
        self.unix.bind(str(self.folder / "socket"))
        (self.folder / "socket").chmod(0o777)
        self.abstract = stack.enter_context(socket.socket(socket.AF_UNIX))
        self.abstract.bind("")  # the system finds a name
        for listening in (self.unix, self.abstract):
            listening.listen(5)
        self.before = self.state()

    def state(self) -> list[object]:
        return [
            (path.name, path.stat().st_mode, path.stat().st_mtime_ns, path.is_file() and path.read_text())
            for path in sorted(self.folder.iterdir())
        ]

    def attacks(self) -> str:
        abstract = self.abstract.getsockname()
        return ATTACKS.format(
            folder=str(self.folder), grader=os.getpid(), solution=str(SOLUTION), tcp=self.tcp.getsockname()[1],
            unix=str(self.folder / "socket").encode(), abstract=abstract,
        )  # fmt: skip


@pytest.fixture
def victim() -> Iterator[Victim]:
    with ExitStack() as stack:
        yield Victim(stack)


def attacked(name: str, victim: Victim) -> dict[str, int]:
    """What becomes of each attack: 0 where it succeeds."""
    ran = run_job(job(victim.attacks(), wall=10.0), begin_sandbox(("numpy",), level(name).isolation))
    assert ran.calls, ran
    assert ran.calls[0].fault is None, ran.calls[0].fault
    return ran.calls[0].results["result"]  # type: ignore[no-any-return]


def test_the_attacks_are_real(victim: Victim, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without any layer they succeed, so that what fails below fails because of the layer."""
    without_confinement(tmp_path, monkeypatch.setattr)
    came = attacked("limits", victim)
    real = {name for name, error in came.items() if error == 0}
    assert real >= {
        "read another submission", "read the users", "list", "open to write", "truncate", "create", "make a folder",
        "rename", "unlink", "symlink", "change the times", "connect by TCP", "connect by UDP",
        "connect to a socket's file", "connect to a name", "share memory", "be kept when the warden ends",
        "signal by a pipe",
    }, came  # fmt: skip
    assert victim.state() != victim.before


@pytest.mark.parametrize("name", ["landlock", "both"])
def test_a_confined_process_can_do_none_of_it(name: str, victim: Victim) -> None:
    assert [attack for attack, error in attacked(name, victim).items() if error == 0] == []
    assert victim.state() == victim.before


@pytest.mark.parametrize("name", ["bwrap", "bwrap in a user namespace"])
def test_namespaces_alone_keep_what_is_outside_out_of_reach(
    name: str, victim: Victim, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_confinement(tmp_path, monkeypatch.setattr)
    came = attacked(name, victim)
    assert [attack for attack in OUTSIDE if came[attack] == 0] == []
    assert victim.state() == victim.before
