from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numba.core import config
from numba.core.caching import FunctionCache

from tuitrainer.base import places
from tuitrainer.kernels import cache
from tuitrainer.kernels.backend import Array, Backend
from tuitrainer.kernels.cache import Cache, cache_in_force, prepare_cache, sources_hash
from tuitrainer.kernels.compiling import watch_compiling

numba_config: Any = config
SOURCES = Path(cache.__file__).parent


@pytest.fixture
def unprepared(cpu: Backend, tmp_path: Path) -> Iterator[Path]:
    """As in a process that has just started, with a home of its own; gives the folder that it wants for kernels."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TUITRAINER_HOME", str(tmp_path / "home"))
        patch.setenv("NUMBA_CACHE_DIR", "")
        patch.setattr(numba_config, "CACHE_DIR", "")
        patch.setattr(tempfile, "tempdir", str(tmp_path))
        assert cache_in_force() is None
        yield places.cache_directory() / "kernels" / sources_hash()


def test_the_name_of_the_folder_changes_with_any_source(tmp_path: Path) -> None:
    hashes = [sources_hash(SOURCES)]
    for number, name in enumerate(("cpu/_mathematics.py", "cpu/_run_loop.py", "backend.py")):
        copy = shutil.copytree(SOURCES, tmp_path / str(number), ignore=shutil.ignore_patterns("__pycache__"))
        assert sources_hash(copy) == hashes[0]
        changed = shutil.copytree(copy, tmp_path / f"{number}-changed")
        (changed / name).write_text((changed / name).read_text(encoding="utf-8") + "\n", encoding="utf-8")
        hashes.append(sources_hash(changed))
    elsewhere = shutil.copytree(SOURCES, tmp_path / "cuda", ignore=shutil.ignore_patterns("__pycache__"))
    (elsewhere / "cuda").mkdir(exist_ok=True)
    (elsewhere / "cuda" / "one_more.py").write_text("", encoding="utf-8")
    assert sources_hash(elsewhere) == hashes[0], "what runs on a GPU is not kept in this folder"
    renamed = shutil.copytree(SOURCES, tmp_path / "renamed", ignore=shutil.ignore_patterns("__pycache__"))
    (renamed / "load.py").rename(renamed / "loads.py")
    hashes.append(sources_hash(renamed))
    assert len(set(hashes)) == len(hashes)


def test_the_folder_is_the_owners_alone_and_named_to_numba(unprepared: Path) -> None:
    assert prepare_cache() == Cache(unprepared, "")
    assert os.environ["NUMBA_CACHE_DIR"] == numba_config.CACHE_DIR == str(unprepared)
    assert cache_in_force() == unprepared
    assert list(unprepared.iterdir()) == []
    if os.name == "posix":
        assert unprepared.stat().st_mode & 0o777 == 0o700
    assert prepare_cache() == Cache(unprepared, "")


@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
def test_a_folder_that_others_could_write_to_is_closed(unprepared: Path) -> None:
    unprepared.mkdir(parents=True)
    unprepared.chmod(0o777)
    assert prepare_cache() == Cache(unprepared, "")
    assert unprepared.stat().st_mode & 0o777 == 0o700


def test_a_folder_that_cannot_be_made_means_a_temporary_one(unprepared: Path, tmp_path: Path) -> None:
    (tmp_path / "home").write_text("in the way of the folder")
    first = prepare_cache()
    assert first.directory is not None
    assert first.directory.is_relative_to(tmp_path)
    assert first.directory.name == sources_hash()
    assert str(unprepared) in first.notice
    assert prepare_cache() == first
    assert os.environ["NUMBA_CACHE_DIR"] == str(first.directory)


class FullFile:
    """A file on a full disk."""

    def __enter__(self) -> FullFile:
        return self

    def __exit__(self, *_error: object) -> None:
        pass

    def write(self, _data: bytes) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")


def fill_disk(monkeypatch: pytest.MonkeyPatch, beneath: Path) -> None:
    real = tempfile.TemporaryFile

    def fake(*, dir: Path) -> Any:  # noqa: A002 the name that tempfile gives it
        return FullFile() if dir.is_relative_to(beneath) else real(dir=dir)

    monkeypatch.setattr(tempfile, "TemporaryFile", fake)


def test_a_full_disk_means_a_temporary_folder(
    unprepared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill_disk(monkeypatch, tmp_path / "home")
    prepared = prepare_cache()
    assert prepared.directory is not None
    assert not prepared.directory.is_relative_to(tmp_path / "home")
    assert str(unprepared) in prepared.notice


def test_no_folder_at_all_means_no_cache(unprepared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill_disk(monkeypatch, tmp_path)
    prepared = prepare_cache()
    assert prepared.directory is None
    assert str(unprepared) in prepared.notice
    assert cache_in_force() is None
    assert prepare_cache() == prepared


def test_folders_of_other_versions_go_after_a_month(unprepared: Path) -> None:
    old, recent, foreign = (unprepared.with_name(name) for name in ("0" * 16, "1" * 16, "mine"))
    for folder, days in ((old, 31), (recent, 29), (foreign, 31)):
        folder.mkdir(parents=True)
        (folder / "kernel.nbc").write_bytes(b"machine code")
        then = time.time() - days * 24 * 3600
        os.utime(folder, (then, then))
    prepare_cache()
    assert not old.exists()
    assert recent.exists()
    assert foreign.exists()


def test_using_a_folder_keeps_it(unprepared: Path) -> None:
    unprepared.mkdir(parents=True)
    os.utime(unprepared, (0, 0))
    prepare_cache()
    assert time.time() - unprepared.stat().st_mtime < 60


def fresh_kernel() -> Any:
    """A kernel that nothing has compiled in this process; the same one for the cache."""
    from tuitrainer.kernels.cpu._jit import kernel

    def twice(x: Array) -> float:
        total = 0.0
        for i in range(x.size):
            total += 2 * x[i]
        return total

    return kernel(twice)


def test_a_kernel_comes_back_from_the_cache(unprepared: Path) -> None:
    prepare_cache()
    x = np.ones(3)
    fresh_kernel()(x)
    assert [path.suffix for path in sorted(unprepared.rglob("*.nb*"))] == [".nbc", ".nbi"]
    again = fresh_kernel()
    assert again(x) == 6.0
    assert sum(again.stats.cache_hits.values()) == 1


def test_without_a_prepared_folder_nothing_is_kept(unprepared: Path) -> None:
    kernel = fresh_kernel()
    assert kernel(np.ones(3)) == 6.0
    assert kernel.stats.cache_path is None


def test_a_disk_that_fills_up_later_stops_nothing(unprepared: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_arguments: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    prepare_cache()
    monkeypatch.setattr(FunctionCache, "save_overload", full)
    kernel = fresh_kernel()
    assert kernel(np.ones(3)) == 6.0
    assert kernel(np.ones(2)) == 4.0
    assert list(unprepared.rglob("*.nbc")) == []


def test_a_folder_that_is_taken_away_stops_nothing(unprepared: Path) -> None:
    prepare_cache()
    kernel = fresh_kernel()
    shutil.rmtree(unprepared)
    unprepared.write_text("in the way of the folder")
    assert kernel(np.ones(3)) == 6.0


@pytest.mark.parametrize("suffix", [".nbi", ".nbc"])
def test_a_damaged_file_is_compiled_again(unprepared: Path, suffix: str) -> None:
    prepare_cache()
    fresh_kernel()(np.ones(3))
    for path in unprepared.rglob(f"*{suffix}"):
        path.write_bytes(path.read_bytes()[:-20])
    assert fresh_kernel()(np.ones(3)) == 6.0
    again = fresh_kernel()
    assert again(np.ones(3)) == 6.0
    assert sum(again.stats.cache_hits.values()) == 1  # the damage is repaired


PROCESS = """
import numpy as np
from tuitrainer.kernels.cache import prepare_cache
from tuitrainer.kernels.compiling import watch_compiling
from tuitrainer.kernels.load import load_backend

backend = load_backend("cpu")
compiled = []
with watch_compiling(compiled.append):
    assert backend.norm(np.full(4, 2.0)) == 4.0
print(prepare_cache().directory, *compiled, sep="\\n")
"""


def in_a_process(home: Path) -> list[str]:
    environment = os.environ | {"TUITRAINER_HOME": str(home), "NUMBA_CACHE_DIR": ""}
    command = [sys.executable, "-W", "error", "-c", PROCESS]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert done.stderr == ""
    return done.stdout.split()


def test_the_next_process_compiles_nothing(tmp_path: Path) -> None:
    first, second = in_a_process(tmp_path), in_a_process(tmp_path)
    assert first[1:] == ["display.euclidean_norm"]
    assert second == first[:1]


def test_a_temporary_folder_goes_with_its_process(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.write_text("in the way of the folder")
    directory = Path(in_a_process(home)[0])
    assert directory.name == sources_hash()
    assert not directory.parent.exists()


def test_compilations_are_told_once(unprepared: Path) -> None:
    compiled: list[str] = []
    kernel = fresh_kernel()
    with watch_compiling(compiled.append):
        kernel(np.ones(3))
    assert compiled == []  # not a kernel of ours
    kernel = fresh_kernel()
    kernel.py_func.__module__ = "tuitrainer.kernels.cpu._some_file"
    with watch_compiling(compiled.append):
        kernel(np.ones(3))
        kernel(np.ones(4))
    kernel(np.ones(3, np.float32))
    assert compiled == ["some_file.twice"]
