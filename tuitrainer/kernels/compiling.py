"""To be told when a kernel is being compiled, so that a display can say what it is waiting for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def watch_compiling(callback: Callable[[str], None]) -> Iterator[None]:
    """Within this context `callback` is called with the name of each kernel whose compilation starts.

    A name is file and function ("dense.product"); kernels that it calls follow. What is loaded from the cache is not
    reported. The call comes in whatever thread compiles, and Numba is imported on entering.
    """
    from numba.core import event  # noqa: PLC0415 Numba takes a while to import

    class Listener(event.Listener):
        def on_start(self, event: Any) -> None:
            function = event.data["dispatcher"].py_func
            room, _dot, file = function.__module__.rpartition(".")
            if room.startswith("tuitrainer.kernels"):
                callback(f"{file.lstrip('_')}.{function.__name__.lstrip('_')}")

        def on_end(self, event: Any) -> None:
            pass

    with event.install_listener("numba:compile", Listener()):
        yield
