"""What a process apart is begun with: its command, its environment, and the sources that it runs."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

_INSIDE = Path(__file__).resolve().parent / "inside"
_OPTIONS = ("-I", "-S", "-B", "-u", "-X", "utf8")
"""Isolated, without site-packages, no bytecode written, nothing printed kept back, UTF-8."""
_ENVIRONMENT = ("LD_LIBRARY_PATH", "OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE", "PATH", "SYSTEMROOT", "WINDIR")
"""Variables that an interpreter or NumPy may need to start at all; nothing else is handed on."""
_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS")
"""One thread: more would fight for the cores, and could not be begun under a limit of processes."""


def begin_command(descriptors: Sequence[int]) -> list[str]:
    """The lines of begin.py with the two descriptors that they take."""
    begin = (_INSIDE / "begin.py").read_text(encoding="utf-8")
    return [sys.executable, *_OPTIONS, "-c", begin, *map(str, descriptors)]


def inside_sources() -> bytes:
    """The other files of that folder, as begin.py takes them."""
    files = [path for path in _INSIDE.glob("*.py") if path.stem not in ("__init__", "begin")]
    return json.dumps({path.stem: path.read_text(encoding="utf-8") for path in files}).encode("ascii")


def clean_environment(folder: str) -> dict[str, str]:
    """Nothing of ours but what is needed; `folder` is home, and where temporary files would go."""
    kept = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
    homes = dict.fromkeys(("HOME", "TMPDIR", "TMP", "TEMP"), folder)
    return {**kept, **dict.fromkeys(_THREADS, "1"), **homes, "LC_ALL": "C.UTF-8"}
