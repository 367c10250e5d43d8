"""The same conditions for every test: a home of its own, English, nothing inherited from the developer's terminal."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from tuitrainer.base.texts import choose_language
from tuitrainer.kernels.backend import Backend
from tuitrainer.kernels.load import load_backend

settings.register_profile("house", deadline=None)  # speed is measured by bench, never by a test
settings.load_profile("house")

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # as a shell starts what is to run in the background
    signal.signal(signal.SIGINT, signal.default_int_handler)  # else Ctrl-C would reach no program that tests start

INHERITED = (
    "CLICOLOR_FORCE", "COLUMNS", "FORCE_COLOR", "LANG", "LC_ALL", "LC_MESSAGES", "LINES", "NO_COLOR",
    "PYTHONIOENCODING", "PYTHONUNBUFFERED", "TEXTUAL_THEME", "TUITRAINER_DEBUG",
)  # fmt: skip
"""Variables that change what is shown."""


@pytest.fixture(scope="session")
def shared_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One cache for the whole session, so that a kernel is compiled once and not for every test.

    It begins with what the folder holds that TUITRAINER_TEST_CACHE names: several sessions compile that once together.
    """
    cache = tmp_path_factory.mktemp("shared") / "cache"
    begun = os.environ.get("TUITRAINER_TEST_CACHE")
    if begun and Path(begun).is_dir():
        shutil.copytree(begun, cache)
    return cache


@pytest.fixture(autouse=True)
def clean_home(tmp_path: Path, shared_cache: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder that TUITRAINER_HOME names: empty but for the shared cache. Child processes inherit it."""
    home = tmp_path / "tuitrainer-home"
    home.mkdir()
    shared_cache.mkdir(mode=0o700, exist_ok=True)
    try:
        (home / "cache").symlink_to(shared_cache, target_is_directory=True)
    except OSError:  # Windows allows links to few; tests are then slower, not wrong
        (home / "cache").mkdir()
    for variable in INHERITED:
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("TUITRAINER_HOME", str(home))
    monkeypatch.setenv("TUITRAINER_LANG", "en")
    monkeypatch.setenv("LANGUAGE", "en")
    choose_language("en")
    yield home
    assert os.environ["TUITRAINER_HOME"] == str(home), "a test moved the home and did not put it back"


@pytest.fixture(scope="session")
def cpu(shared_cache: Path) -> Backend:
    """The cpu backend: compiled at most once for the whole session, and not into the user's folders."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TUITRAINER_HOME", str(shared_cache.parent))
        return load_backend("cpu")


@pytest.fixture(params=["cpu"])
def backend(request: pytest.FixtureRequest) -> Backend:
    """Each backend that the reference judges."""
    judged: Backend = request.getfixturevalue(request.param)
    return judged


class SVGExtension(SingleFileSnapshotExtension):
    """One .svg file a picture, to be opened in any browser."""

    file_extension = "svg"
    _write_mode = WriteMode.TEXT


@pytest.fixture
def picture(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    """``assert picture_of(app) == picture``; after a change that was meant: pytest --snapshot-update, and look."""
    return snapshot.use_extension(SVGExtension)
