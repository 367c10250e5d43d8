from __future__ import annotations

import threading
import time

import pytest
import standin_sessions

from tuitrainer.training.control import Control
from tuitrainer.training.link.link import Link, LinkStatus
from tuitrainer.training.link.thread import ThreadLink
from tuitrainer.training.snapshot import Snapshot


def wait_for_version(link: Link, version: int) -> Snapshot:
    end = time.monotonic() + 10
    while time.monotonic() < end:
        snapshot = link.latest()
        if snapshot is not None and snapshot.version >= version:
            return snapshot
        time.sleep(0.002)
    pytest.fail(f"no snapshot {version}: {link.status}")


def wait_for_end(link: Link) -> str:
    end = time.monotonic() + 10
    while link.status.state not in ("ended", "failed"):
        assert time.monotonic() < end, link.status
        time.sleep(0.002)
    return link.status.detail


def test_a_session_on_a_thread_lives_obeys_in_order_and_ends() -> None:
    link: Link = ThreadLink(lambda: standin_sessions.obedient({}))
    sent = [Control("speed", value=float(number)) for number in range(20)]
    for control in sent:
        link.send(control)
    assert [entry.control for entry in wait_for_version(link, 21).log] == sent
    assert link.latest() is None
    assert link.status == LinkStatus("live")
    link.close()
    link.close()
    link.send(Control("play"))
    assert link.status == LinkStatus("ended")
    assert not [thread for thread in threading.enumerate() if thread.name == "training"]


def test_failures_are_said_as_in_a_process() -> None:
    refused = ThreadLink(lambda: standin_sessions.refusing({}))
    assert wait_for_end(refused) == "network.layers[1].units: spoken in en"
    raised = ThreadLink(lambda: standin_sessions.raising({}))
    raised.send(Control("play"))
    assert wait_for_end(raised).startswith("The training failed: ZeroDivisionError: the seventh wheel; details are in")


def test_compiling_is_said_until_snapshots_come(monkeypatch: pytest.MonkeyPatch) -> None:
    """The kernels' own reports are tested where they are made."""
    compiling, go_on = threading.Event(), threading.Event()
    link: ThreadLink

    class Session(standin_sessions.StandIn):
        def warm_up(self) -> None:
            link._driver._compiling("dense_forward")
            compiling.set()
            go_on.wait(10)

    ready = threading.Event()

    def make() -> Session:
        ready.wait(10)
        return Session()

    link = ThreadLink(make)
    ready.set()
    assert compiling.wait(10)
    assert link.status == LinkStatus("compiling", "dense_forward")
    go_on.set()
    wait_for_version(link, 1)
    link.close()
    assert link.status == LinkStatus("ended")
