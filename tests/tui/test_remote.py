"""What the keys mean, without a screen."""

from __future__ import annotations

from dataclasses import replace

import pytest
from fake_link import FakeLink, run, snapshot

from tuitrainer.training.control import Control
from tuitrainer.training.snapshot import Snapshot
from tuitrainer.tui.remote import LEARNING_RATE, PATIENCE, Remote


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def remote_on(first: Snapshot) -> tuple[Remote, FakeLink, Clock]:
    link, clock = FakeLink(first), Clock()
    remote = Remote(link, clock)
    assert remote.poll()
    return remote, link, clock


def test_play_and_pause_alternate_before_any_answer_has_come() -> None:
    remote, link, _clock = remote_on(snapshot())
    remote.play_pause()
    remote.play_pause()
    remote.play_pause()
    assert [control.verb for control in link.sent] == ["play", "pause", "play"]


def test_what_the_training_says_is_believed_after_a_while() -> None:
    remote, link, clock = remote_on(snapshot())
    remote.play_pause()
    clock.now = PATIENCE + 0.1
    remote.play_pause()
    assert [control.verb for control in link.sent] == ["play", "play"]


def test_speed_moves_from_notch_to_notch_and_ends_without_limit() -> None:
    remote, link, _clock = remote_on(snapshot(speed=20.0))
    for _press in range(5):
        remote.change_speed(1)
    assert [control.value for control in link.sent] == [100, 500, 2000, 0, 0]
    remote.change_speed(-1)
    assert link.sent[-1] == Control("speed", value=2000)


@pytest.mark.parametrize(("speed", "notches", "wanted"), [(7, 1, 20), (7, -1, 5), (1, -1, 1), (0, 1, 0), (0, -1, 2000)])
def test_speed_from_anywhere(speed: float, notches: int, wanted: float) -> None:
    remote, link, _clock = remote_on(snapshot(speed=speed))
    remote.change_speed(notches)
    assert link.sent == [Control("speed", value=wanted)]


def test_learning_rate_doubles_from_what_was_asked_last() -> None:
    remote, link, _clock = remote_on(snapshot())
    remote.scale_learning_rate(2)
    remote.scale_learning_rate(2)
    assert [control.value for control in link.sent] == [0.1, 0.2]
    link.push(snapshot(replace(run(), learning_rate=0.2), version=2))
    remote.poll()
    link.push(snapshot(replace(run(), learning_rate=0.05), version=3))  # a restart, say
    remote.poll()
    assert remote.learning_rate == 0.05


def test_learning_rate_is_set_in_the_run_that_is_shown() -> None:
    remote, link, _clock = remote_on(snapshot(run("small"), run("large")))
    remote.next_run()
    remote.set_learning_rate(0.3)
    assert link.sent == [Control("set", LEARNING_RATE, 0.3, "large")]
    remote.next_run()
    assert remote.run is not None
    assert remote.run.name == "small"
    assert remote.learning_rate == 0.05


@pytest.mark.parametrize(
    ("status", "can_play", "can_step"),
    [("paused", True, True), ("running", True, True), ("finished", True, False), ("diverged", False, False)],
)
def test_what_is_possible(status: str, can_play: bool, can_step: bool) -> None:
    remote, _link, _clock = remote_on(snapshot(status=status))
    assert (remote.can_play, remote.can_step) == (can_play, can_step)


def test_restart_forgets_what_was_asked() -> None:
    remote, link, _clock = remote_on(snapshot())
    remote.scale_learning_rate(2)
    remote.restart()
    assert remote.learning_rate == 0.05
    assert link.sent[-1] == Control("restart")
