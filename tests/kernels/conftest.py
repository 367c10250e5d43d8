from __future__ import annotations

from pathlib import Path

import pytest

from tuitrainer.kernels.backend import Backend
from tuitrainer.kernels.load import load_backend


@pytest.fixture(scope="session")
def cpu(shared_cache: Path) -> Backend:
    """Its kernels are compiled at most once for the whole session, and not into the user's folders."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TUITRAINER_HOME", str(shared_cache.parent))
        return load_backend("cpu")


@pytest.fixture(params=["cpu"])
def backend(request: pytest.FixtureRequest) -> Backend:
    """Each backend that the reference judges."""
    judged: Backend = request.getfixturevalue(request.param)
    return judged
