"""Every tile of the CUDA convolutions, compiled; what it costs to add a product can be read off the machine code."""

from __future__ import annotations

import re

import numpy as np
import pytest
from test_cuda_compiles import Compiled, Verbs, compiled, pytestmark

__all__ = ["compiled", "pytestmark"]

IMAGES, CHANNELS = (300, 2), (64, 32)
"""Many and few, so that large and small tiles are chosen; more columns than narrow tiles have, and not more."""


@pytest.mark.long
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_every_tile_of_a_convolution_stays_in_registers(compiled: Compiled, dtype: str) -> None:
    verbs = Verbs()
    geometry = ((1, 1), (1, 1))
    for images in IMAGES:
        for channels in CHANNELS:
            x = np.zeros((images, 8, 8, channels), dtype)
            kernels, bias = np.zeros((3, 3, channels, channels), dtype), np.zeros(channels, dtype)
            verbs.conv2d_forward(x, kernels, bias, *geometry, "relu", x.copy())
            verbs.conv2d_input_gradient(x, kernels, *geometry, x.copy())
            verbs.conv2d_kernels_gradient(x, x, *geometry, kernels)
    found = [(name, report) for (_module, name, *_rest), report in compiled.reports.items() if "_kernel." in name]
    assert len(found) >= 8
    group = "ld.shared.v4" if dtype == "float32" else "ld.shared.v2"
    assert any(group in report for _name, report in found), "no group is read at once: see _tiles.ALIGNMENT"
    for name, report in found:
        assert set(re.findall(r"(\d+) bytes spill", report)) == {"0"}, name
        assert "ld.local" not in report, name
        assert "call" not in re.findall(r"^\s*(call)", report, re.MULTILINE), name
        if dtype == "float32":
            assert not re.search(r"(fma|mul|add|div|sqrt)[.a-z]*\.f64", report), f"{name} calculates in float64"
