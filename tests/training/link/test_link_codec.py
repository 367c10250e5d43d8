from __future__ import annotations

import dataclasses
import json
import math
import os
import struct
from collections.abc import Mapping
from typing import Any, get_args

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from standin_sessions import filled_snapshot

from tuitrainer.training.control import Control, LoggedControl, Verb
from tuitrainer.training.link.codec import ALIGNMENT, MAGIC, SnapshotFormatError, decode, encode
from tuitrainer.training.link.link import LinkStatus, State
from tuitrainer.training.link.messages import control_line, lines, read_control, read_status, status_line
from tuitrainer.training.link.values import coder
from tuitrainer.training.snapshot import (
    MAXIMUM_BYTES,
    Curve,
    Diagnosis,
    LayerSnapshot,
    Mark,
    RunSnapshot,
    Snapshot,
    Status,
)

NUMBERS = st.floats()
COUNTS = st.integers(-(2**63), 2**63 - 1)
TEXTS = st.text(st.characters(), max_size=8)  # surrogates too: a file name that is no UTF-8 holds them
STATUSES = st.sampled_from(get_args(Status))


def arrays(dtype: Any, dimensions: int) -> st.SearchStrategy[Any]:
    return hnp.arrays(dtype, hnp.array_shapes(min_dims=dimensions, max_dims=dimensions, min_side=0, max_side=4))


FIGURES = hnp.arrays(
    st.one_of(
        hnp.boolean_dtypes(), hnp.integer_dtypes(endianness="="), hnp.unsigned_integer_dtypes(endianness="="),
        hnp.floating_dtypes(sizes=(16, 32, 64), endianness="="),
    ),
    hnp.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4),
)  # fmt: skip
CURVES = st.builds(Curve, arrays(np.int64, 1), *[arrays(np.float32, 1)] * 3)
LAYERS = st.builds(
    LayerSnapshot, TEXTS, st.lists(COUNTS, max_size=4).map(tuple), arrays(np.float32, 2), st.tuples(NUMBERS, NUMBERS),
    arrays(np.float32, 2), NUMBERS, arrays(np.int64, 1), NUMBERS, NUMBERS, NUMBERS, NUMBERS,
)  # fmt: skip
CONTROLS = st.builds(Control, st.sampled_from(get_args(Verb)), TEXTS, NUMBERS, TEXTS)
RUNS = st.builds(
    RunSnapshot, TEXTS, STATUSES, COUNTS, COUNTS, COUNTS, COUNTS, NUMBERS,
    st.dictionaries(TEXTS, CURVES, max_size=2), st.lists(LAYERS, max_size=2).map(tuple),
    st.dictionaries(TEXTS, FIGURES, max_size=2), st.dictionaries(TEXTS, TEXTS, max_size=2),
    st.dictionaries(TEXTS, st.lists(TEXTS, max_size=3).map(tuple), max_size=2),
    st.lists(st.lists(TEXTS, max_size=3).map(tuple), max_size=2).map(tuple),
    st.lists(st.builds(Mark, COUNTS, TEXTS), max_size=2).map(tuple),
    st.none() | st.builds(Diagnosis, TEXTS, COUNTS, TEXTS, TEXTS, TEXTS, TEXTS), TEXTS,
)  # fmt: skip
SNAPSHOTS = st.builds(
    Snapshot, COUNTS, TEXTS, TEXTS, COUNTS, STATUSES, NUMBERS, NUMBERS, st.lists(RUNS, max_size=2).map(tuple),
    st.lists(st.builds(LoggedControl, COUNTS, CONTROLS), max_size=2).map(tuple), st.lists(TEXTS, max_size=2).map(tuple),
)  # fmt: skip


def assert_same(a: Any, b: Any) -> None:
    """Equal down to the bit, NaN equal to NaN; shares no code with the coder."""
    assert type(a) is type(b)
    if dataclasses.is_dataclass(a):
        for field in dataclasses.fields(a):
            assert_same(getattr(a, field.name), getattr(b, field.name))
    elif isinstance(a, np.ndarray):
        assert (a.dtype, a.shape) == (b.dtype, b.shape)
        assert a.tobytes() == b.tobytes()
    elif isinstance(a, Mapping):
        assert list(a) == list(b)
        for key in a:
            assert_same(a[key], b[key])
    elif isinstance(a, tuple):
        assert len(a) == len(b)
        for one, other in zip(a, b, strict=True):
            assert_same(one, other)
    elif isinstance(a, float):
        assert (math.isnan(a) and math.isnan(b)) or (a == b and math.copysign(1, a) == math.copysign(1, b))
    else:
        assert a == b


@settings(max_examples=60, deadline=None)
@given(SNAPSHOTS)
def test_a_snapshot_comes_back_as_it_was(snapshot: Snapshot) -> None:
    assert_same(decode(encode(snapshot)), snapshot)


@settings(max_examples=100, deadline=None)
@given(CONTROLS, st.builds(LinkStatus, st.sampled_from(get_args(State)), TEXTS))
def test_messages_come_back_as_they_were(control: Control, status: LinkStatus) -> None:
    line = control_line(control)
    assert line.count(b"\n") == 1
    assert_same(read_control(line), control)
    assert_same(read_status(status_line(status)), status)


def test_the_arrays_are_aligned_copies_that_may_be_written_to() -> None:
    block = encode(filled_snapshot(3, 5, 2))
    snapshot = decode(block)
    layer = snapshot.runs[0].layers[0]
    assert block.index(layer.weights.tobytes()) % ALIGNMENT == 0
    layer.weights[:] = 0
    assert decode(block).runs[0].layers[0].weights[0, 0] == 3


def test_other_layouts_of_memory_and_numbers_of_numpy_are_taken() -> None:
    plain = filled_snapshot()
    fortran = np.asfortranarray(np.arange(6, dtype=np.float32).reshape(2, 3))
    layer = dataclasses.replace(plain.runs[0].layers[0], weights=fortran, inactive=np.float32(0.5))  # type: ignore[arg-type]
    figures = {"big endian": np.arange(3, dtype=">i4"), "strided": np.arange(10)[::3], "scalar": np.array(7.0)}
    run = dataclasses.replace(plain.runs[0], layers=(layer,), figures=figures, step=np.int64(9))  # type: ignore[arg-type]
    read = decode(encode(dataclasses.replace(plain, runs=(run,)))).runs[0]
    assert read.layers[0].weights.tolist() == [[0, 1, 2], [3, 4, 5]]
    assert read.layers[0].inactive == 0.5
    assert read.figures["big endian"].tolist() == [0, 1, 2]
    assert read.figures["strided"].tolist() == [0, 3, 6, 9]
    assert read.figures["scalar"].shape == ()
    assert read.step == 9


@pytest.mark.parametrize(
    "changes",
    [
        {"title": 7},
        {"version": 1.5},
        {"status": "asleep"},
        {"speed": "fast"},
        {"notices": ("fine", b"bytes")},
        {"runs": ("run",)},
        {"runs": (dataclasses.replace(filled_snapshot().runs[0], figures={"words": np.array(["a"])}),)},
        {"runs": (dataclasses.replace(filled_snapshot().runs[0], figures={"objects": np.array([object()])}),)},
        {"runs": (dataclasses.replace(filled_snapshot().runs[0], facts={1: "one"}),)},  # type: ignore[dict-item]
    ],
)
def test_what_no_display_could_read_is_refused_where_it_is_made(changes: dict[str, Any]) -> None:
    with pytest.raises((TypeError, ValueError)):
        encode(dataclasses.replace(filled_snapshot(), **changes))


def test_a_snapshot_that_is_too_large_is_refused() -> None:
    run = filled_snapshot().runs[0]
    fitting = {"large": np.zeros(MAXIMUM_BYTES - 60_000, np.uint8)}
    block = encode(dataclasses.replace(filled_snapshot(), runs=(dataclasses.replace(run, figures=fitting),)))
    assert len(block) <= MAXIMUM_BYTES
    beyond = {"large": np.zeros(MAXIMUM_BYTES, np.uint8)}
    with pytest.raises(OverflowError):
        encode(dataclasses.replace(filled_snapshot(), runs=(dataclasses.replace(run, figures=beyond),)))
    with pytest.raises(SnapshotFormatError):
        decode(bytes(MAXIMUM_BYTES + 1))


def rebuilt(table: Any, values: Any, data: bytes = b"") -> bytes:
    header = table if isinstance(table, bytes) else json.dumps([table, values]).encode()
    return struct.pack("<8sQ", MAGIC, len(header)) + header + data


VALUES = [1, "", "", 0, "paused", 0.0, 0.0, [], [], []]
SHORT_OF = [[*VALUES[:index], *VALUES[index + 1 :]] for index in range(len(VALUES))]
HUGE = 2**62


@pytest.mark.parametrize(
    "block",
    [
        b"",
        b"short",
        struct.pack("<8sQ", b"elsewise", 0),
        struct.pack("<8sQ", MAGIC, 2**64 - 1),
        struct.pack("<8sQ", MAGIC, 0),
        rebuilt(b"\xff\xfe", None),
        rebuilt(b"{", None),
        rebuilt(b"[" * 100_000, None),
        rebuilt(b"{}", None),
        rebuilt(b"[[]]", None),
        rebuilt(b"[[], NaN]", None),
        rebuilt([], None),
        rebuilt([], VALUES, b"more than described"),
        *[rebuilt([], values) for values in SHORT_OF],
        rebuilt([], [True, *VALUES[1:]]),
        rebuilt([], [*VALUES[:5], "NaN", *VALUES[6:]]),
        rebuilt([["O", [1]]], VALUES, bytes(8)),
        rebuilt([["<f4,<f4", [1]]], VALUES, bytes(8)),
        rebuilt([["<f4", 4]], VALUES, bytes(64)),
        rebuilt([["<f4", [-1]]], VALUES),
        rebuilt([["<f4", [True]]], VALUES),
        rebuilt([["<f4", [HUGE, HUGE]]], VALUES),
        rebuilt([["<f4", [0, HUGE, HUGE]]], VALUES),
        rebuilt([["<f4", [0] * 33]], VALUES),
        rebuilt([["<f4", [0, *[2**24] * 30]]], VALUES),
        rebuilt([["<f4", [10**9]]], VALUES, bytes(64)),
        rebuilt([["<f4"]], VALUES),
        rebuilt([[["<f4"], [1]]], VALUES),
    ],
)
def test_a_block_that_is_no_snapshot_is_refused(block: bytes) -> None:
    with pytest.raises(SnapshotFormatError):
        decode(block)


def test_an_array_in_the_wrong_place_is_refused() -> None:
    snapshot = filled_snapshot()
    block = encode(snapshot)
    length = struct.unpack_from("<8sQ", block)[1]
    table, values = json.loads(block[16 : 16 + length])
    for index in (0, len(table), -1, 1.0, True, None):  # array 0 is of steps, integers
        values[7][0][7]["curve 0"][1] = index
        with pytest.raises(SnapshotFormatError, match=r"array|integer|elements"):
            decode(with_header(block, table, values))


def with_header(block: bytes, table: Any, values: Any) -> bytes:
    """The block with other values in its header and its arrays where they now belong."""
    old_end = 16 + struct.unpack_from("<8sQ", block)[1]
    data = block[-(-old_end // ALIGNMENT) * ALIGNMENT :]
    header = json.dumps([table, values]).encode()
    gap = -(16 + len(header)) % ALIGNMENT
    return struct.pack("<8sQ", MAGIC, len(header)) + header + bytes(gap) + data


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_damaged_block_gives_a_clean_error_or_a_whole_snapshot(data: st.DataObject) -> None:
    block = bytearray(encode(filled_snapshot(1, 3)))
    block = block[: data.draw(st.integers(0, len(block)))] if data.draw(st.booleans()) else block
    for place in data.draw(st.lists(st.integers(0, max(0, min(len(block) - 1, 2000))), max_size=4)) if block else []:
        block[place] = data.draw(st.integers(0, 255))
    try:
        snapshot = decode(bytes(block))
    except SnapshotFormatError:
        return
    assert isinstance(snapshot, Snapshot)


def test_lines_come_whole_however_they_are_cut() -> None:
    incoming, outgoing = os.pipe()
    received = lines(incoming)
    os.write(outgoing, b"one\n\ntw")
    assert [next(received), next(received)] == [b"one", b""]
    os.write(outgoing, b"o\nunfinished")
    os.close(outgoing)
    assert list(received) == [b"two"]
    os.close(incoming)


def test_a_type_that_cannot_travel_is_named() -> None:
    with pytest.raises(TypeError, match="complex"):
        coder(complex)
