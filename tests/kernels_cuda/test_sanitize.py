"""What is run under compute-sanitizer can be run: its calls are tried on the reference, which needs no GPU."""

from __future__ import annotations

import numpy as np
import pytest
from sanitize import in_several_blocks, train_recorded

from tuitrainer.kernels import reference


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_every_call_is_one_that_verbs_take(dtype: str) -> None:
    for call in in_several_blocks(reference, dtype):
        call()


def test_networks_are_trained() -> None:
    losses = train_recorded("reference", "float32")
    assert len(losses) == 8
    assert np.isfinite(losses).all()
    assert losses[1] < losses[0]
