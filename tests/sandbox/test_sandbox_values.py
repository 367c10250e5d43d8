"""Values on their way out: the same values again, or a name; and bytes that nobody sent do no harm."""

from __future__ import annotations

import json
import math
import os
import struct
import threading
from contextlib import suppress
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from tuitrainer.sandbox.inside.frames import MAXIMUM_BYTES, FrameError, read_frame, write_frame
from tuitrainer.sandbox.inside.packing import pack, unpack
from tuitrainer.sandbox.inside.values import DEEPEST, ELEMENTS, Budget, Foreign, plain, type_name

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
NUMBERS = st.integers(-(2**63), 2**64 - 1)
KINDS = (
    npst.boolean_dtypes()
    | npst.integer_dtypes()
    | npst.unsigned_integer_dtypes()
    | npst.floating_dtypes(sizes=(32, 64))
)
ARRAYS = npst.arrays(KINDS, npst.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4))
LEAVES = st.none() | st.booleans() | NUMBERS | st.floats() | TEXTS | ARRAYS
VALUES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.lists(inner, max_size=4).map(tuple)
        | st.dictionaries(TEXTS | NUMBERS, inner, max_size=4)
    ),
    max_leaves=20,
)


def same(one: Any, other: Any) -> bool:
    """Equal in type and in every bit, but for the byte order and the memory layout of arrays."""
    if type(one) is not type(other):
        return False
    if isinstance(one, np.ndarray):
        native = one.astype(one.dtype.newbyteorder("="))
        return (native.dtype, one.shape, native.tobytes()) == (other.dtype, other.shape, other.tobytes())
    if isinstance(one, dict):
        return list(one) == list(other) and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list | tuple):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, float):
        return struct.pack("d", one) == struct.pack("d", other) or (math.isnan(one) and math.isnan(other))
    return bool(one == other)


@given(VALUES)
def test_there_and_back(value: Any) -> None:
    copy = plain(value)
    assert same(value, copy)
    assert same(copy, unpack(pack(copy)))


BASE = np.arange(24.0).reshape(2, 3, 4)


@pytest.mark.parametrize(
    "array",
    [
        BASE.T,
        BASE[::-1, :, ::2],
        np.asfortranarray(BASE),
        BASE.astype(">f8"),
        BASE.astype(">i4"),
        np.array(3.0),
        np.zeros((0, 3)),
        np.array([np.nan, -np.inf, -0.0]),
        np.array([[True], [False]]),
        np.float32(1.5),
        np.int8(-3),
        np.bool_(True),
        np.zeros((1,) * 64),
        np.broadcast_to(1.0, (3, 2)),
    ],
)
def test_arrays_of_every_kind_and_layout(array: Any) -> None:
    back = unpack(pack(plain(array)))
    assert same(np.asarray(array), back)
    assert back.flags.owndata
    assert back.flags.writeable


@pytest.mark.parametrize(
    ("value", "element"),
    [(np.ones(2, np.float16), "float16"), (np.ones(2, complex), "complex128"), (np.array([None]), "object"),
     (np.array(["x"]), "str32"), (np.array([b"x"]), "bytes8"), (np.zeros(2, "M8[s]"), "datetime64[s]"),
     (np.zeros(1, [("a", int)]), "void64"), (np.array(["x"], np.dtypes.StringDType()), "StringDType128"),
     (np.float16(1), "float16"), (np.str_("x"), "str32")],
)  # fmt: skip
def test_other_elements_are_named(value: object, element: str) -> None:
    assert plain(value) == Foreign("array", element)


def test_long_doubles_are_rounded() -> None:
    assert same(np.array([0.5, np.inf]), plain(np.array([0.5, np.finfo(np.longdouble).max])))


def hostile_values() -> list[tuple[Any, Any]]:
    """(a value whose code must not run, what is taken along of it)."""

    def never(*_arguments: object, **_named: object) -> Any:
        raise AssertionError("the value's own code has run")

    special = """__iter__ __len__ __getitem__ __eq__ __hash__ __bool__ __repr__ __str__ __array__ __array_ufunc__
        __array_function__ __array_finalize__ __float__ __int__ __index__ __reduce__ __reduce_ex__ __copy__ __deepcopy__
        __buffer__ __lt__ __getattr__ __next__ __instancecheck__ keys items values tobytes astype nbytes dtype shape"""
    methods = dict.fromkeys(special.split(), never) | {"__getattribute__": never}
    lying = {**methods, "__class__": property(never), "__array_interface__": property(never)}
    quiet = {key: method for key, method in lying.items() if key != "__array_finalize__"}
    asked = ("__getattribute__", "__eq__", "__hash__", "__instancecheck__", "__subclasscheck__")
    meta = type("Meta", (type,), {"__name__": property(never), **dict.fromkeys(asked, never)})
    return [
        (type("L", (list,), lying)([1, 2]), [1, 2]),
        (type("T", (tuple,), lying)([1, 2]), (1, 2)),
        (type("D", (dict,), lying)(a=1), {"a": 1}),
        (type("D", (dict,), lying)({type("K", (str,), {})("a"): 1}), Foreign("D")),
        (type("F", (float,), lying)(1.0), Foreign("F")),
        (type("I", (int,), lying)(1), Foreign("I")),
        (type("S", (str,), lying)("x"), Foreign("S")),
        (type("N", (np.float64,), lying)(1.0), Foreign("N")),
        (np.ones(2).view(type("A", (np.ndarray,), quiet)), Foreign("A")),
        (type("O", (), lying)(), Foreign("O")),
        (meta("M", (), {})(), Foreign("M")),
        (meta("M", (), {}), Foreign("Meta")),
        ([type("O", (), lying)()], [Foreign("O")]),
        ((number for number in iter(int, 1)), Foreign("generator")),
    ]


def test_the_value_s_own_code_never_runs() -> None:
    for value, expected in hostile_values():
        copy = plain(value)
        assert type(copy) is type(expected)
        assert copy == expected
        assert same(copy, unpack(pack(copy)))


def test_names_are_short_and_clean() -> None:
    assert type_name(type("x" * 1000, (), {})()) == "x" * 1000
    assert plain(type("x" * 1000, (), {})()) == Foreign("x" * 60)
    assert plain("a\ud800b") == "a\\ud800b"


@pytest.mark.parametrize("value", [2**64, -(2**63) - 1, 10**5000], ids=["large", "small", "huge"])
def test_large_numbers_are_left_out(value: int) -> None:
    assert plain(value) == Foreign("int", "...")
    assert plain({value: 1}) == Foreign("dict")


def test_what_is_too_much_is_left_out() -> None:
    nest: list[Any] = [1.0]
    for _ in range(DEEPEST - 2):
        nest = [nest, nest]
    loop: list[Any] = []
    loop.append(loop)
    for value in (nest, loop, list(range(10**6)), dict.fromkeys(range(10**6), "x"), ["x" * 10**6] * 50):
        assert len(pack(plain(value))) < 4 * 2**20
    assert len(plain(list(range(100)), Budget(values=10))) == 10
    assert plain(np.ones(100), Budget(array_bytes=799)) == Foreign("ndarray", "...")
    assert plain("x" * 100, Budget(characters=99)) == Foreign("str", "...")


@given(st.binary(max_size=200))
def test_no_bytes_do_harm(block: bytes) -> None:
    for text in (block, struct.pack("<Q", len(block)) + block):
        with suppress(FrameError):
            unpack(text)


@settings(max_examples=300)
@given(VALUES, st.data())
def test_damaged_bytes_do_no_harm(value: Any, data: st.DataObject) -> None:
    block = bytearray(pack(plain(value)))
    for _ in range(data.draw(st.integers(1, 3))):
        block[data.draw(st.integers(0, len(block) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(block)))
    for text in (bytes(block), bytes(block[:cut]), bytes(block) + b"\0"):
        with suppress(FrameError):
            plain(unpack(text))


def headed(header: object, rest: bytes = b"") -> bytes:
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + rest


@pytest.mark.parametrize(
    "block",
    [
        struct.pack("<Q", 2**63),
        struct.pack("<Q", 2**40) + b"[]",
        headed(["a", "<f8", [2**62]]),
        headed(["a", "<f8", [2**32, 2**32]]),
        headed(["a", "<f8", [10**30, 10**30]]),
        headed(["a", "<f8", [0, 2**62, 2**62]]),
        headed(["a", "<f8", [-1]], b"x" * 8),
        headed(["a", "<f8", [1.0]], b"x" * 8),
        headed(["a", "<f8", [True]], b"x" * 8),
        headed(["a", "<f8", [[1]]], b"x" * 8),
        headed(["a", "<f8", [1] * 65], b"x" * 8),
        headed(["a", "|O", [1]], b"x" * 8),
        headed(["a", "<f2", [1]], b"x" * 2),
        headed(["a", "<f8", [2]], b"x" * 15),
        headed(["a", "<f8", [1]], b"x" * 9),
        headed(["l", [["a", "<f8", [1]], ["a", "<f8", [1]]]], b"x" * 8),
        headed(1.5),
        headed(b"NaN"),
        headed(b"1" * 5000),
        headed(2**64),
        headed("s1"),
        headed({"a": 1}),
        headed([]),
        headed(["s", 1]),
        headed(b'["s", "\\ud800"]'),
        headed(["s", "a", "b"]),
        headed([["s"], "a"]),
        headed(["f", "one"]),
        headed(["f", "0x1p99999"]),
        headed(["x", "name"]),
        headed(["d", [[1.5, None]]]),
        headed(["d", [[None, None]]]),
        headed(["d", [[[1], None]]]),
        headed(["d", [["a", None, None]]]),
        headed(["d", [[2**70, None]]]),
        headed(["q", []]),
        headed(b"[" * 100_000),
        headed(b'["l",[' * 5_000 + b"]]" * 5_000),
        headed(b'["l",[' * 100 + b"]]" * 100),
        headed("[]".encode("utf-16")),
        headed(b"\xff"),
    ],
)
def test_hostile_headers_are_refused(block: bytes) -> None:
    with pytest.raises(FrameError):
        unpack(block)


def test_booleans_are_nothing_but_true_or_false() -> None:
    assert unpack(headed(["a", "|b1", [3]], b"\x00\x02\xff")).tobytes() == b"\x00\x01\x01"


def test_nothing_else_is_packed_by_mistake() -> None:
    with pytest.raises(FrameError, match="too long"):
        pack(["x" * 2**20] * 13)


# -- frames ---------------------------------------------------------------------------------------------------------


def sent(*payloads: bytes, raw: bytes = b"") -> list[bytes | None]:
    """What the other end of a pipe reads of these frames, and of raw bytes after them, up to its end."""
    reading, writing = os.pipe()

    def send() -> None:
        for payload in payloads:
            write_frame(writing, payload)
        os.write(writing, raw)
        os.close(writing)

    thread = threading.Thread(target=send)
    thread.start()
    try:
        return [read_frame(reading) for _ in range(len(payloads) + 1)]
    finally:
        thread.join()
        os.close(reading)


@given(st.lists(st.binary(max_size=100), max_size=5), st.binary(max_size=7))
def test_frames_arrive_whole_and_in_order(payloads: list[bytes], rest: bytes) -> None:
    assert sent(*payloads, raw=rest) == [*payloads, None]


def test_large_frames_and_lying_ones() -> None:
    assert sent(b"x" * 5_000_000) == [b"x" * 5_000_000, None]
    assert sent(raw=struct.pack("<Q", 1000) + b"x" * 999) == [None]
    for length in (MAXIMUM_BYTES + 1, 2**63):
        with pytest.raises(FrameError):
            sent(raw=struct.pack("<Q", length))
    with pytest.raises(FrameError):
        write_frame(-1, bytes(MAXIMUM_BYTES + 1))


def test_every_element_that_is_taken_along_has_one_name() -> None:
    assert len(ELEMENTS) == 11
    assert all(math.log2(element.itemsize).is_integer() for element in ELEMENTS.values())
