"""From a thread back to the display."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from textual.app import App


def tell(app: App[Any], callback: Callable[..., None], *arguments: object) -> None:
    """Call something in the application's own thread, from another one; nothing where the application has ended.

    Only for daemon threads: an application that ends just now may never answer.
    """
    if not app.is_running:
        return
    try:
        app.call_from_thread(callback, *arguments)
    except RuntimeError:
        if app.is_running:
            raise
