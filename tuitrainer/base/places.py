"""Where things are kept: where platformdirs says, or all under TUITRAINER_HOME when that is set.

Functions only name a folder; whoever writes there creates it and copes with a folder that can't be created.
"""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs

APPLICATION = "tuitrainer"


def _place(kind: str, default: Path) -> Path:
    home = os.environ.get("TUITRAINER_HOME")
    return Path(home).expanduser() / kind if home else default


def cache_directory() -> Path:
    """What can be made again at any time: compiled kernels."""
    return _place("cache", platformdirs.user_cache_path(APPLICATION, appauthor=False))


def data_directory() -> Path:
    """What the user made: progress and runs."""
    return _place("data", platformdirs.user_data_path(APPLICATION, appauthor=False))


def settings_directory() -> Path:
    """What the user chose: theme, layout."""
    return _place("settings", platformdirs.user_config_path(APPLICATION, appauthor=False))


def log_directory() -> Path:
    """What is written down when something breaks."""
    return _place("logs", platformdirs.user_log_path(APPLICATION, appauthor=False))


def runs_directory() -> Path:
    """Checkpoints of finished and interrupted runs."""
    return data_directory() / "runs"
