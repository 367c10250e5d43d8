"""What a training process and a training thread have in common: take a session from its recipe to its end."""

from __future__ import annotations

import importlib
import threading
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from tuitrainer.base.errors import UserError
from tuitrainer.training.control import Control
from tuitrainer.training.link.failure import describe_exception
from tuitrainer.training.link.link import LinkStatus
from tuitrainer.training.snapshot import Snapshot

Publish = Callable[[Snapshot], None]


class Drivable(Protocol):
    """What a link needs of a session; `Session` is one."""

    def warm_up(self) -> None:
        """Compile or load whatever the first step would have to wait for."""

    def control(self, control: Control) -> None:
        """Called from any thread, and from a signal handler."""

    def run(self, publish: Publish | None = None, *, stay: bool = False) -> None:
        """Obey controls until `stop`, handing out snapshots, the first one at once."""


def open_session(recipe: Mapping[str, Any]) -> Drivable:
    """The session of a recipe. Raises UserError for what is wrong with it."""
    from tuitrainer.training.recipe import recipe_from_mapping  # noqa: PLC0415  a link to another factory needs neither
    from tuitrainer.training.session import Session  # noqa: PLC0415

    return Session(recipe_from_mapping(recipe))


def find_factory(name: str) -> Callable[[Mapping[str, Any]], Drivable]:
    """The function called `name`, "module:function"."""
    module, _colon, function = name.partition(":")
    factory: Callable[[Mapping[str, Any]], Drivable] = getattr(importlib.import_module(module), function)
    return factory


class Driver:
    """Builds a session and runs it. `report` and `publish` are called from the thread that calls `run`."""

    def __init__(self, factory: Callable[[], Drivable], publish: Publish, report: Callable[[LinkStatus], None]) -> None:
        self._factory = factory
        self._publish = publish
        self._report = report
        self._live = False
        self._session: Drivable | None = None
        self._waiting: list[Control] = []
        self._lock = threading.RLock()  # `send` may interrupt itself: a signal handler calls it too

    @property
    def ready(self) -> bool:
        """Whether the session is running; before that, controls wait."""
        return self._session is not None

    def send(self, control: Control) -> None:
        """Pass a control on, in order, as soon as there is a session."""
        with self._lock:
            if self._session is None:
                self._waiting.append(control)
            else:
                self._session.control(control)

    def run(self) -> None:
        """From the recipe to the end. Every end is reported: "ended", or "failed" with its sentence."""
        from tuitrainer.kernels.compiling import watch_compiling  # noqa: PLC0415

        try:
            with watch_compiling(self._compiling):
                session = self._factory()
                session.warm_up()
                self._hand_over(session)
                session.run(self._show, stay=True)
        except UserError as error:
            self._report(LinkStatus("failed", str(error)))
        except Exception as error:  # noqa: BLE001  whatever it was, the display says it instead of a traceback
            self._report(LinkStatus("failed", describe_exception(error)))
        else:
            self._report(LinkStatus("ended"))

    def _hand_over(self, session: Drivable) -> None:
        with self._lock:
            for control in self._waiting:
                session.control(control)
            self._waiting.clear()
            self._session = session

    def _compiling(self, kernel: str) -> None:
        self._live = False
        self._report(LinkStatus("compiling", kernel))

    def _show(self, snapshot: Snapshot) -> None:
        self._publish(snapshot)
        if not self._live:
            self._live = True
            self._report(LinkStatus("live"))
