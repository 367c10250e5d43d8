"""Doing the same again with less to say."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol


class RecordingVerbs(Protocol):
    def record(self, step: Callable[[], None]) -> Callable[[], None]:
        """Run `step`, which calls verbs, and return what does the same again, as fast as the backend can.

        What is returned need not be `step`: it may be no more than the verbs' work, on the same arrays with the same
        numbers. So what changes from time to time is to be read from arrays, and `step` does nothing else that counts.
        The arrays live as long as it does.
        """
