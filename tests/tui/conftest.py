"""Pictures of the whole screen, compared with the ones that were looked at."""

from __future__ import annotations

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode


class SVGExtension(SingleFileSnapshotExtension):
    """One .svg file a picture, to be opened in any browser."""

    file_extension = "svg"
    _write_mode = WriteMode.TEXT


@pytest.fixture
def picture(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    """``assert picture_of(app) == picture``; after a change that was meant: pytest --snapshot-update, and look."""
    return snapshot.use_extension(SVGExtension)
