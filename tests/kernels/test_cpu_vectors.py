"""The traps that quietly cost most of the speed, each looked for in the code that LLVM made.

A loop that lost its vectors still gives the right numbers, only three to ten times later: an index that may be negative
(Numba counts from the end then), one array handed over twice, too many arrays in one loop, a call of the C library.
"""

from __future__ import annotations

import functools
import importlib
import re

import numba
import numpy as np
import pytest

from tuitrainer.kernels.backend import Backend
from tuitrainer.kernels.cpu._simd import SHAPE, make_tile

NUMBER, COUNT = numba.float32, numba.int64
ROW, TABLE = NUMBER[::1], COUNT[::1]
KERNELS = {
    "activations.relu_backward": (ROW, ROW),
    "activations.apply_tanh": (ROW,),
    "activations.apply_sigmoid": (ROW,),
    "activations.apply_exponential": (ROW,),
    "dense.add_row": (ROW, ROW),
    "optimizers.adam": (ROW, ROW, ROW, ROW, COUNT, *[numba.float64] * 5),
    "attention.total": (ROW,),
    "attention.softmax_row": (ROW, NUMBER),
    "_lstm.lstm_steps_back": (COUNT, ROW, ROW, ROW, ROW, TABLE, TABLE, COUNT, COUNT, ROW),
}


@functools.cache
def compiled(name: str) -> str:
    """The code of a kernel in LLVM's language."""
    file, _dot, kernel = name.rpartition(".")
    dispatcher = getattr(importlib.import_module(f"tuitrainer.kernels.cpu.{file}"), kernel)
    options = {key: value for key, value in dispatcher.targetoptions.items() if key != "nopython"}
    again = numba.njit(**options)(dispatcher.py_func)
    again.compile(KERNELS[name])
    (code,) = again.inspect_llvm().values()
    return str(code)


@pytest.mark.parametrize("name", KERNELS)
def test_inner_loops_became_vector_code(cpu: Backend, name: str) -> None:
    assert re.search(r"<\d+ x float>", compiled(name))


@pytest.mark.parametrize("name", [name for name in KERNELS if name.startswith(("activations", "_lstm"))])
def test_no_loop_calls_the_c_library(cpu: Backend, name: str) -> None:
    assert not re.search(r"call [^\n]*@(exp|tanh|log|expf|tanhf|logf)\(", compiled(name))


def test_a_tile_stays_in_registers() -> None:
    """Its innermost loop multiplies and adds, and never parks a sum on the stack."""
    tile = make_tile(SHAPE.rows)

    @numba.njit
    def call(a, a_rows, depths, b, out, out_rows, floor):  # type: ignore[no-untyped-def]
        tile(
            a.ctypes.data, a_rows.ctypes.data, depths.ctypes.data, depths.size, b.ctypes.data, 1, 0, b.ctypes.data,
            out.ctypes.data, out_rows.ctypes.data, floor,
        )  # fmt: skip

    call.compile((ROW, TABLE, TABLE, ROW, ROW, TABLE, NUMBER))
    (assembly,) = call.inspect_asm().values()
    blocks = re.split(r"\n\.L\w+:", assembly)
    inner = max(blocks, key=lambda block: len(re.findall(r"vfmadd|fmla|mulps", block)))
    if "vfmadd" not in inner:
        pytest.skip("no fused instructions on this processor")
    assert len(re.findall("vfmadd", inner)) >= SHAPE.rows * SHAPE.vectors
    assert not re.search(r"vmov\w+\s+%[xyz]mm\d+, \S*\(%rsp\)", inner)


def test_a_tile_uses_as_many_columns_as_it_says() -> None:
    assert SHAPE.columns == SHAPE.vectors * SHAPE.bytes // np.dtype(np.float32).itemsize
