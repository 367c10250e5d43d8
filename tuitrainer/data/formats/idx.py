"""The IDX format of MNIST, gzipped: four bytes (0, 0, the type, the number of axes), the length of each axis as a
big-endian 32-bit number, then the values in memory order. Of the types only unsigned bytes (8) are read.

Described on the page of MNIST, http://yann.lecun.com/exdb/mnist/.
"""

from __future__ import annotations

import math
import struct
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tuitrainer.base.texts import _
from tuitrainer.data.formats.unpacking import STRONGEST, malformed, read_bytes, read_exactly, unpacked

UNSIGNED_BYTE = 8
MOST_BYTES = 1 << 28


def read_idx(path: Path, shape: tuple[int, ...], most_rows: int) -> NDArray[np.uint8]:
    """The values (N, *shape) of a gzipped IDX file of at most `most_rows` rows. Raises UserError for any other file.

    The header is compared with `shape`, with `most_rows` and with the size of the file before memory is taken.
    """
    axes = 1 + len(shape)
    with unpacked(path) as stream:
        zeros, kind, found = struct.unpack(">HBB", read_exactly(stream, 4, path))
        if zeros != 0:
            raise malformed(path, _("this is no IDX file: it does not begin with two zero bytes"))
        if kind != UNSIGNED_BYTE:
            message = _("its values are of type {kind}, not unsigned bytes (type 8)")
            raise malformed(path, message.format(kind=f"0x{kind:02x}"))
        if found != axes:
            message = _("it has {found} axes instead of {expected}")
            raise malformed(path, message.format(found=found, expected=axes))
        lengths = struct.unpack(f">{axes}I", read_exactly(stream, 4 * axes, path))
        if lengths[1:] != shape:
            message = _("its rows have the shape {found} instead of {expected}")
            raise malformed(path, message.format(found=lengths[1:], expected=shape))
        size = math.prod(lengths)
        if lengths[0] > most_rows or size > MOST_BYTES:
            message = _("its header announces {rows} rows, more than the {most} that there can be")
            raise malformed(path, message.format(rows=lengths[0], most=most_rows))
        if size > STRONGEST * path.stat().st_size:
            message = _("its header announces {rows} rows, more than a file of this size can hold")
            raise malformed(path, message.format(rows=lengths[0]))
        values = read_bytes(stream, size, path)
        if stream.read(1):
            raise malformed(path, _("the file is longer than its header says"))
    return values.reshape(lengths)


def read_images_and_labels(
    images: Path, labels: Path, shape: tuple[int, ...], classes: int, most_rows: int
) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Images (N, *shape) and their labels (N,) below `classes`, as many of one as of the other."""
    pixels = read_idx(images, shape, most_rows)
    answers = read_idx(labels, (), most_rows)
    if len(pixels) != len(answers):
        message = _("there are {labels} labels for {images} images")
        raise malformed(labels, message.format(labels=len(answers), images=len(pixels)))
    check_labels(answers, classes, labels)
    return pixels, answers


def check_labels(labels: NDArray[np.uint8], classes: int, path: Path) -> None:
    """Raises UserError, naming the first row, when a label is no class."""
    wrong = np.flatnonzero(labels >= classes)
    if len(wrong):
        message = _("row {row} has the label {label}; classes are numbered from 0 to {last}")
        raise malformed(path, message.format(row=wrong[0], label=labels[wrong[0]], last=classes - 1))
