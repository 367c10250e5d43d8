"""After every test here: no process, no folder, no descriptor and no thread of a sandbox is left."""

from __future__ import annotations

import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sandbox_jobs import marked_processes, open_descriptors

PATIENCE = 5.0


@pytest.fixture(autouse=True)
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where sandboxes make their folders in this test."""
    folder = tmp_path / "sandboxes"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    descriptors, threads = open_descriptors(), threading.active_count()
    yield folder
    deadline = time.monotonic() + PATIENCE
    while (left := _left(folder, threads)) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not left
    assert open_descriptors() <= descriptors


def _left(folder: Path, threads: int) -> list[object]:
    return [*marked_processes(folder), *folder.iterdir(), *threading.enumerate()[threads:]]
