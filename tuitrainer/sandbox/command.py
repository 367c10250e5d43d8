"""What a process apart is begun with: its command, its environment, and the sources that it runs."""

from __future__ import annotations

import marshal
import os
import sys
from collections.abc import Mapping, Sequence
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import CodeType, MappingProxyType
from typing import cast

_INSIDE = Path(__file__).resolve().parent / "inside"
_OPTIONS = ("-I", "-S", "-B", "-u", "-X", "utf8")
"""Isolated, without site-packages, no bytecode written, nothing printed kept back, UTF-8."""
_ENVIRONMENT = ("LD_LIBRARY_PATH", "OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE", "PATH", "SYSTEMROOT", "WINDIR")
"""Variables that an interpreter or NumPy may need to start at all; nothing else is handed on."""
ONE_THREAD: Mapping[str, str] = MappingProxyType(
    dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"), "1")
)
"""One thread: more would fight for the cores, and could not be begun under a limit of processes."""


def begin_command(descriptors: Sequence[int]) -> list[str]:
    """The lines of begin.py with the descriptors that they take: lifeline and report, or the control of a server."""
    begin = (_INSIDE / "begin.py").read_text(encoding="utf-8")
    return [sys.executable, *_OPTIONS, "-c", begin, *map(str, descriptors)]


def inside_code() -> bytes:
    """The other files of that folder, compiled, as begin.py takes them. Python keeps what it has compiled."""
    files = {f"inside.{path.stem}": path for path in _INSIDE.glob("*.py") if path.stem not in ("__init__", "begin")}
    return marshal.dumps({name: _nameless(_compiled(name, path), name) for name, path in files.items()})


def _compiled(name: str, path: Path) -> CodeType:
    return cast("CodeType", SourceFileLoader(name, str(path)).get_code(name))


def _nameless(code: CodeType, name: str) -> CodeType:
    """The same code, of no file: a traceback that passes through it would try to read one, and be refused."""
    parts = (_nameless(part, name) if isinstance(part, CodeType) else part for part in code.co_consts)
    return code.replace(co_filename=f"<{name}>", co_consts=tuple(parts))


def clean_environment(folder: str) -> dict[str, str]:
    """Nothing of ours but what is needed; `folder` is home, and where temporary files would go."""
    kept = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
    homes = dict.fromkeys(("HOME", "TMPDIR", "TMP", "TEMP"), folder)
    return {**kept, **ONE_THREAD, **homes, "LC_ALL": "C.UTF-8"}
