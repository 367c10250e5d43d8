"""Where compiled kernels are kept between two starts: a folder named by a hash of all kernel sources.

Numba notices when the file of a kernel changes, but not when a kernel that it calls does; with the hash in its name, a
folder never holds code of other sources. Compiled code is loaded and run, so nobody but its owner may write there.
"""

from __future__ import annotations

import atexit
import functools
import hashlib
import importlib.metadata
import os
import re
import shutil
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from tuitrainer.base import places
from tuitrainer.base.texts import _

_VARIABLE = "NUMBA_CACHE_DIR"
_SOURCES = Path(__file__).resolve().parent
_TEMPORARY = "tuitrainer-kernels-"
_ELSEWHERE = "cuda"
"""The kernels in this folder are compiled for a GPU, and not kept here."""
_PROBE_BYTES = 2**20
_UNUSED_SECONDS = 30 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Cache:
    directory: Path | None
    """Where compiled kernels are kept; None: nowhere, every process compiles them anew."""
    notice: str
    """What the user should be told, once; empty when the next start will find the kernels again."""


def prepare_cache() -> Cache:
    """Choose and create the folder, and name it to Numba; to be called before tuitrainer.kernels.cpu is imported.

    The folder is <cache>/kernels/<hash>. Where that can't be written to (read-only, full), it is a temporary one that
    is removed when this process ends; where that fails too, there is none. Never raises. A second call, in this process
    or in one that it starts, returns the same.
    """
    wanted = places.cache_directory() / "kernels" / sources_hash()
    directory = cache_in_force()
    if directory is None:
        directory = wanted if _usable(wanted) else _temporary()
        if directory is not None:
            _tell_numba(directory)
            _remove_unused(directory)
    if directory is None:
        message = _("compiled kernels can't be kept in '{folder}' nor anywhere else: each start compiles them again")
        return Cache(None, message.format(folder=wanted))
    if directory.parent.name.startswith(_TEMPORARY):
        message = _(
            "compiled kernels can't be kept in '{folder}' (read-only or full): the next start compiles them again"
        )
        return Cache(directory, message.format(folder=wanted))
    return Cache(directory, "")


def cache_in_force() -> Path | None:
    """The folder that was prepared for the sources as they are, by this process or the one that started it."""
    folder = os.environ.get(_VARIABLE, "")
    directory = Path(folder)
    return directory if folder and directory.name == sources_hash() and directory.is_dir() else None


@functools.cache  # what this process runs is what it read first, whatever is edited meanwhile
def sources_hash(sources: Path = _SOURCES) -> str:
    """16 hexadecimal digits that change whenever Numba or the source of a kernel for the CPU does."""
    digest = hashlib.sha256(importlib.metadata.version("numba").encode())
    for path in sorted(sources.rglob("*.py")):
        if path.is_relative_to(sources / _ELSEWHERE):
            continue
        digest.update(f"\0{path.relative_to(sources).as_posix()}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _usable(directory: Path) -> bool:
    """Create the folder for its owner alone, and write as much into it as kernels need."""
    try:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        directory.chmod(0o700)  # it may have existed; fails where it is another user's
        with tempfile.TemporaryFile(dir=directory) as probe:
            probe.write(os.urandom(_PROBE_BYTES))
        os.utime(directory)
    except OSError:
        return False
    return True


def _temporary() -> Path | None:
    try:
        parent = Path(tempfile.mkdtemp(prefix=_TEMPORARY))
    except OSError:
        return None
    atexit.register(shutil.rmtree, parent, ignore_errors=True)
    directory = parent / sources_hash()
    return directory if _usable(directory) else None


def _tell_numba(directory: Path) -> None:
    os.environ[_VARIABLE] = str(directory)
    if "numba" in sys.modules:  # it has read its environment already
        sys.modules["numba"].config.CACHE_DIR = str(directory)


def _remove_unused(directory: Path) -> None:
    """Folders of other versions, when they were not used for 30 days."""
    for other in directory.parent.glob("*"):
        try:
            unused = time.time() - other.stat().st_mtime > _UNUSED_SECONDS
        except OSError:
            continue
        if unused and other != directory and re.fullmatch("[0-9a-f]{16}", other.name):
            shutil.rmtree(other, ignore_errors=True)
