"""A run over time: recipes, tasks, sessions and what a display gets to see of them.

The names below are loaded when they are first asked for, so that listing labs stays cheap.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tuitrainer.training.session import Session
    from tuitrainer.training.stepping import run_steps

__all__ = ["Session", "run_steps"]

_PLACES = {"Session": "tuitrainer.training.session", "run_steps": "tuitrainer.training.stepping"}


def __getattr__(name: str) -> Any:
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(_PLACES[name]), name)
