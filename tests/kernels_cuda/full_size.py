"""Verbs with the sizes of blocks and tiles that a GPU gets, on the simulator: run by `test_full_size`.

The contract's tests have blocks of four threads there, which is fast. What only the real sizes show is an index that is
wrong in a tile of 128 rows, or in the second half of a warp.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import numba
from numba import cuda  # noqa: F401 the simulator, as long as the switch is on
from simulator import improve

improve()
os.environ.pop("NUMBA_CACHE_DIR", None)  # whoever started this may have prepared one; the simulator compiles nothing
numba.config.ENABLE_CUDASIM = 0  # type: ignore[attr-defined]  # sizes in _launch go by it
sys.path.append(str(Path(__file__).parent.parent / "kernels"))

from contract import compare  # noqa: E402
from device import OnDevice  # noqa: E402
from test_verbs_attention import test_attention  # noqa: E402
from test_verbs_convolution import Case  # noqa: E402
from test_verbs_normalization import test_batch_norm, test_layer_norm  # noqa: E402
from test_verbs_recurrent import test_a_backend_gives_what_the_reference_gives as test_recurrent  # noqa: E402

from tuitrainer.kernels.cuda import convolution  # noqa: E402
from tuitrainer.kernels.cuda._launch import THREADS  # noqa: E402
from tuitrainer.kernels.cuda._tiles import HIGH_TILES, NARROW_TILES, Tile  # noqa: E402


def keep(test: Any, *arguments: Any) -> None:
    """Run the body of one of the contract's tests once."""
    test.hypothesis.inner_test(OnDevice(), *arguments)


def convolve(case: Case, dtype: str, tile: Tile) -> None:
    module: Any = convolution
    module.choose_high_tile = lambda *_shape: tile
    x, kernels, bias, dy = case.arrays(dtype, 0)
    geometry, scale = (case.strides, case.before), 4 * kernels.size + 4 * dy.size
    backend: Any = OnDevice()
    for activation in ("relu", "tanh"):
        arguments = (x, kernels, bias, *geometry, activation)
        compare(backend, "conv2d_forward", *arguments, shape=dy.shape, dtype=dtype, scale=scale)
    compare(backend, "conv2d_input_gradient", dy, kernels, *geometry, shape=x.shape, dtype=dtype, scale=scale)
    compare(backend, "conv2d_kernels_gradient", x, dy, *geometry, shape=kernels.shape, dtype=dtype, scale=scale)


def main() -> None:
    assert THREADS == 256
    for tile in (*HIGH_TILES, *NARROW_TILES):
        convolve(Case(2, (5, 7), 3, 5, (3, 2), (1, 1), (1, 1), (1, 0)), "float32", tile)
    convolve(Case(1, (9, 16), 11, 70, (2, 3), (2, 1), (0, 1), (1, 1)), "float32", HIGH_TILES[0])
    keep(test_attention, "float32", True, 1, 19, 2, 17, 0)
    keep(test_attention, "float64", False, 1, 17, 1, 3, 0)
    for layer in ("simple_rnn", "lstm", "gru"):
        keep(test_recurrent, layer, "float32", 3, 3, 2, 5, 0)
        keep(test_recurrent, layer, "float32", 1, 2, 2, 37, 0)
    keep(test_batch_norm, "float32", 70, 33, 0.3, 0)
    keep(test_layer_norm, "float32", 9, 35, 0)


if __name__ == "__main__":
    main()
