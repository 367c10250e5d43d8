"""The innermost loop of every matrix product, written as vector instructions: the one file that is not plain Python.

A processor multiplies and adds whole vectors (8 float32 on AVX2) in one instruction, but only as fast as the numbers
reach it. So a tile of the result, ROWS rows of VECTORS vectors, stays in registers while the depth of the product runs
by: each step loads VECTORS vectors of b and ROWS numbers of a, and uses every one of them ROWS or VECTORS times (Goto
and van de Geijn, "Anatomy of high-performance matrix multiplication", 2008; Van Zee and van de Geijn, "BLIS", 2015). A
plain loop in Numba never keeps a tile in registers; measured on Zen 3, it reaches a third of this speed.

The shape of the tile is the largest whose accumulators, with a vector of a and those of b, fit into the registers: one
row more and they spill to memory, at half the speed. For a processor that is none of those listed the tile is small,
and LLVM makes of it what that processor has, down to plain loops over single numbers.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

import llvmlite.binding
import numpy as np
from llvmlite import ir
from numba.core import cgutils, types
from numba.extending import intrinsic

START_ZERO, START_ROW, START_OUT = (cast(int, np.int64(mode)) for mode in range(3))
"""What a tile starts from: zeros, one row for all of its rows (a bias), or what stands in the result already.

Numbers of NumPy: Numba would compile a kernel once more for each literal of Python in a call.
"""


@dataclass(frozen=True, slots=True)
class TileShape:
    """How a tile lies in the registers of this processor."""

    bytes: int
    """Of one vector."""
    rows: int
    vectors: int
    fused: bool
    """Whether one instruction multiplies and adds; where there is none, asking for it would be a slow call."""

    @property
    def columns(self) -> int:
        """Columns of a tile of float32; of float64 it has half as many."""
        return self.bytes * self.vectors // 4


def tile_shape() -> TileShape:
    """The shape for the processor that this runs on."""
    found = llvmlite.binding.get_host_cpu_features()
    if found.get("avx512f"):
        return TileShape(64, 12, 2, fused=True)  # 32 registers: 24 accumulators
    if found.get("avx2") and found.get("fma"):
        return TileShape(32, 6, 2, fused=True)  # 16 registers: 12 accumulators
    if found.get("neon"):
        return TileShape(16, 6, 4, fused=True)  # 32 registers: 24 accumulators
    return TileShape(16, 4, 2, fused=False)


SHAPE = tile_shape()


def make_tile(rows: int, shape: TileShape = SHAPE) -> Callable[..., None]:
    """The function that calculates a tile of `rows` rows and shape.columns columns (half of them in float64).

    tile(a, a_rows, depths, depth, b, b_stride, mode, start, out, out_rows, floor): all addresses are those of numbers
    in memory, all strides and tables count elements, and nothing is checked.

        acc[i, j]          = 0 | start[j] | out[out_rows[i] + j], by `mode`
        acc[i, j]         += sum over k < depth of a[a_rows[i] + depths[k]] * b[k * b_stride + j]
        out[out_rows[i] + j] = acc[i, j], but at least `floor` (0 is ReLU, -inf changes nothing; nan stays nan)

    The rows of a and the steps along its depth come from tables (int64), so that one function multiplies a matrix, its
    transpose, and the patches of an image that a convolution looks at, without copying any of them.
    """

    @intrinsic
    def tile(
        _typing: Any, _a: Any, _a_rows: Any, _depths: Any, _depth: Any, _b: Any, _b_stride: Any, _mode: Any,
        _start: Any, _out: Any, _out_rows: Any, floor: Any,
    ) -> Any:  # fmt: skip
        integers = [types.int64] * 10
        return types.void(*integers, floor), generate

    def generate(context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        name = f"tuitrainer.tile.{rows}x{shape.columns}.{arguments[-1].type}"
        function = builder.module.globals.get(name)
        if function is None:
            types_of_arguments = [argument.type for argument in arguments]
            function = ir.Function(builder.module, ir.FunctionType(ir.VoidType(), types_of_arguments), name)
            function.linkage = "internal"
            # A function of its own: inlined into a loop with variables of its own, the pointers would not all stay in
            # registers (measured: a third of the speed lost).
            function.attributes.add("noinline")
            _write_tile(function, rows, shape)
        builder.call(function, arguments)
        return context.get_dummy_value()

    return tile


def _write_tile(function: Any, rows: int, shape: TileShape) -> None:
    """The body of a tile: see `make_tile`."""
    builder = ir.IRBuilder(function.append_basic_block("entry"))
    a, a_rows, depths, depth, b, b_stride, mode, start, out, out_rows, floor = function.args
    element = floor.type
    vector = ir.VectorType(element, shape.bytes // (4 if isinstance(element, ir.FloatType) else 8))
    write = _Writer(builder, element, vector, shape.fused)
    a_pointers = [write.element(a, write.table(a_rows, i)) for i in range(rows)]
    columns = range(shape.vectors)
    allocate: Callable[[Any, Any], Any] = cgutils.alloca_once
    accumulators = [[allocate(builder, vector) for _v in columns] for _i in range(rows)]

    def fill(value: Callable[[int, int], Any]) -> None:
        for i in range(rows):
            for v in columns:
                builder.store(value(i, v), accumulators[i][v])

    def out_row(i: int) -> Any:
        return write.element(out, write.table(out_rows, i))

    fill(lambda _i, _v: ir.Constant(vector, None))
    with builder.if_then(builder.icmp_signed("==", mode, mode.type(int(START_ROW)))):
        first_row = [write.load(write.element(start, None), v) for v in columns]
        fill(lambda _i, v: first_row[v])
    with builder.if_then(builder.icmp_signed("==", mode, mode.type(int(START_OUT)))):
        fill(lambda i, v: write.load(out_row(i), v))

    b_pointer = allocate(builder, ir.PointerType())
    builder.store(write.element(b, None), b_pointer)
    with cgutils.for_range(builder, depth) as loop:
        offset = write.table(depths, loop.index)
        row = builder.load(b_pointer)
        b_vectors = [write.load(row, v) for v in columns]
        builder.store(builder.gep(row, [b_stride], source_etype=element), b_pointer)
        for i in range(rows):
            number = write.broadcast(builder.gep(a_pointers[i], [offset], source_etype=element))
            for v in columns:
                total = builder.load(accumulators[i][v])
                builder.store(write.multiply_add(number, b_vectors[v], total), accumulators[i][v])

    lowest = write.spread(floor)
    for i in range(rows):
        pointer = out_row(i)
        for v in columns:
            total = builder.load(accumulators[i][v])
            below = builder.fcmp_ordered("<", total, lowest)
            write.store(builder.select(below, lowest, total), pointer, v)
    builder.ret_void()


class _Writer:
    """Writes single instructions on vectors of one type."""

    def __init__(self, builder: Any, element: Any, vector: Any, fused: bool) -> None:
        self._builder, self._element, self._vector = builder, element, vector
        signature = ir.FunctionType(vector, [vector, vector, vector])
        bits = 32 if isinstance(element, ir.FloatType) else 64
        name = f"llvm.{'fma' if fused else 'fmuladd'}.v{vector.count}f{bits}"
        self._fma = builder.module.globals.get(name) or ir.Function(builder.module, signature, name)
        self._aligned = bits // 8

    def element(self, address: Any, offset: Any) -> Any:
        """A pointer to the element at `offset` behind an address."""
        pointer = self._builder.inttoptr(address, ir.PointerType())
        return pointer if offset is None else self._builder.gep(pointer, [offset], source_etype=self._element)

    def table(self, address: Any, index: Any) -> Any:
        """Entry `index` of the table of int64 at an address."""
        integer = ir.IntType(64)
        position = ir.Constant(integer, index) if isinstance(index, int) else index
        pointer = self._builder.gep(self._builder.inttoptr(address, ir.PointerType()), [position], source_etype=integer)
        return self._builder.load(pointer, typ=integer)

    def load(self, pointer: Any, v: int) -> Any:
        """Vector number v behind `pointer`, which is aligned to its elements only."""
        loaded = self._builder.load(self._behind(pointer, v), typ=self._vector)
        loaded.align = self._aligned
        return loaded

    def store(self, value: Any, pointer: Any, v: int) -> None:
        self._builder.store(value, self._behind(pointer, v)).align = self._aligned

    def broadcast(self, pointer: Any) -> Any:
        """The number at `pointer` in every place of a vector."""
        return self.spread(self._builder.load(pointer, typ=self._element))

    def spread(self, number: Any) -> Any:
        integer = ir.IntType(32)
        undefined = ir.Constant(self._vector, ir.Undefined)
        first = self._builder.insert_element(undefined, number, ir.Constant(integer, 0))
        zeros = ir.Constant(ir.VectorType(integer, self._vector.count), None)
        return self._builder.shuffle_vector(first, undefined, zeros)

    def multiply_add(self, x: Any, y: Any, z: Any) -> Any:
        """x * y + z."""
        return self._builder.call(self._fma, [x, y, z])

    def _behind(self, pointer: Any, v: int) -> Any:
        distance = ir.Constant(ir.IntType(64), v * self._vector.count)
        return self._builder.gep(pointer, [distance], source_etype=self._element)
