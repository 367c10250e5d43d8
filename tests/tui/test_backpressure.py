"""No frame is drawn that the terminal is not ready for."""

from __future__ import annotations

from queue import Queue
from types import SimpleNamespace
from typing import Any, cast

from textual.app import App

from tuitrainer.tui.backpressure import FALLBACK_INTERVAL, FrameGate, forget_waiting_writes


def app_with(driver: object, is_headless: bool = False) -> App[Any]:
    return cast(App[Any], SimpleNamespace(_driver=driver, is_headless=is_headless))


def test_closed_while_a_frame_waits_to_be_written() -> None:
    queue: Queue[str | None] = Queue()
    app = app_with(SimpleNamespace(_writer_thread=SimpleNamespace(_queue=queue)))
    gate = FrameGate(app)
    assert gate.is_open(0.0)
    queue.put("a frame")
    assert not gate.is_open(0.0)
    forget_waiting_writes(app)
    assert gate.is_open(0.0)


def test_a_low_fixed_rate_where_nothing_is_known() -> None:
    gate = FrameGate(app_with(SimpleNamespace()))
    assert gate.is_open(0.0)
    assert not gate.is_open(FALLBACK_INTERVAL / 2)
    assert gate.is_open(FALLBACK_INTERVAL)


def test_always_open_without_a_terminal() -> None:
    assert all(FrameGate(app_with(None, is_headless=True)).is_open(0.0) for _frame in range(3))


def test_the_private_queue_is_still_where_it_was() -> None:
    """When Textual moves it, this fails, and until it is adapted the fixed rate takes over."""
    from textual.drivers._writer_thread import WriterThread

    assert isinstance(vars(WriterThread(cast(Any, None)))["_queue"], Queue)
