"""What is said in the middle of the screen."""

from __future__ import annotations

from fake_link import FakeLink, diverged_run, run, snapshot

from tuitrainer.training.link.link import LinkStatus
from tuitrainer.tui.notice import notice_of
from tuitrainer.tui.remote import Remote


def test_before_there_is_a_training() -> None:
    notice = notice_of(None)
    assert notice is not None
    assert notice.kind == "wait"


def test_the_kernel_being_compiled_is_named() -> None:
    notice = notice_of(Remote(FakeLink(state=LinkStatus("compiling", "dense_forward"))))
    assert notice is not None
    assert "dense_forward" in notice.title


def test_nothing_is_said_while_all_is_well() -> None:
    remote = Remote(FakeLink(snapshot()))
    remote.poll()
    assert notice_of(remote) is None


def test_a_failed_training_says_why_and_what_to_do() -> None:
    remote = Remote(FakeLink(snapshot(), state=LinkStatus("failed", "it was killed by signal 9")))
    remote.poll()
    notice = notice_of(remote)
    assert notice is not None
    assert (notice.kind, notice.message) == ("error", "it was killed by signal 9")
    assert "r " in notice.advice


def test_a_training_that_can_not_be_started_says_why() -> None:
    notice = notice_of(None, "there is no lab 'irsi'")
    assert notice is not None
    assert notice.message == "there is no lab 'irsi'"


def test_a_divergence_names_run_and_layer_whichever_run_is_shown() -> None:
    remote = Remote(FakeLink(snapshot(run("small"), diverged_run("large"))))
    remote.poll()
    notice = notice_of(remote)
    assert notice is not None
    assert "large" in notice.title
    assert "1.dense" in notice.title
    assert "NaN" in notice.message
    assert "smaller" in notice.advice
