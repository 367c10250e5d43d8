"""What counts as diverged."""

from __future__ import annotations

import numpy as np
import pytest

from tuitrainer.training.clinic import EXPLODED, first_diverged


@pytest.mark.parametrize(
    ("losses", "first_loss", "expected"),
    [
        ([1.0, 2.0, 0.5], 1.0, None),
        ([1.0, float("nan"), 2.0], 1.0, 1),
        ([float("inf"), float("nan")], 1.0, 0),
        ([1.0, 1.01 * EXPLODED], 1.0, 1),
        ([0.001, 0.9 * EXPLODED], 0.001, None),  # a tiny first loss is no measure: 1 takes its place
        ([50.0, 20 * EXPLODED], 50.0, None),
        ([50.0, 51 * EXPLODED], 50.0, 1),
        ([0.0, 0.0], 0.0, None),
        ([float("inf"), 1.0], float("inf"), 0),  # infinite from the very first step
        ([float("nan"), 1.0], float("nan"), 0),
    ],
)
def test_the_first_unsound_loss_is_found(losses: list[float], first_loss: float, expected: int | None) -> None:
    assert first_diverged(np.array(losses), first_loss) == expected
