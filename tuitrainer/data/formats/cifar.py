"""The binary version of CIFAR-10: a gzipped tar archive with five batches to learn from and one to test with.

A batch is a row of records of 3,073 bytes: the label, then the 1,024 red, the green and the blue values of an image of
32 by 32 pixels, row by row (https://www.cs.toronto.edu/~kriz/cifar.html). Nothing is extracted to the disk, and of the
archive only the six files are looked at, so that no name in it can lead anywhere.
"""

from __future__ import annotations

import tarfile
from pathlib import Path
from typing import IO, cast

import numpy as np
from numpy.typing import NDArray

from tuitrainer.base.texts import _
from tuitrainer.data.formats.idx import check_labels
from tuitrainer.data.formats.unpacking import Bounded, malformed, read_bytes, unpacked

SIDE, CHANNELS, CLASSES = 32, 3, 10
RECORD = 1 + CHANNELS * SIDE * SIDE
ROWS_OF_A_BATCH = 10_000
FOLDER = "cifar-10-batches-bin"
TRAIN = tuple(f"data_batch_{number}.bin" for number in range(1, 6))
TEST = "test_batch.bin"
MOST_BYTES = 6 * ROWS_OF_A_BATCH * RECORD + (1 << 20)
"""The six batches, and a megabyte for the headers of the archive and the small texts in it."""
_BLOCK = 1 << 16

Images = tuple[NDArray[np.uint8], NDArray[np.uint8]]


def read_cifar10(path: Path) -> tuple[Images, Images]:
    """Images (N, 32, 32, 3) and labels (N,): of the five batches in their order, and of the test batch.

    Raises UserError for an archive that can't be read, where a batch is missing, is there twice or is no whole number
    of records, and for labels that are no class.
    """
    wanted = {f"{FOLDER}/{name}": name for name in (*TRAIN, TEST)}
    found: dict[str, Images] = {}
    with unpacked(path) as stream:
        try:
            source = cast("IO[bytes]", Bounded(stream, MOST_BYTES, path))
            with tarfile.open(fileobj=source, mode="r|") as archive:
                for member in archive:
                    name = wanted.get(member.name.removeprefix("./"))
                    if name is not None:
                        if name in found:
                            raise malformed(path, _("it holds {name} twice").format(name=name))
                        found[name] = _read_member(archive, member, name, path)
            while source.read(_BLOCK):  # to the end, where the checksum of the whole stands
                pass
        except (ValueError, LookupError, ArithmeticError):  # tarfile's own, for headers that make no sense
            raise malformed(path, _("the file is damaged: it can't be unpacked")) from None
    missing = [name for name in wanted.values() if name not in found]
    if missing:
        raise malformed(path, _("it holds no {name}").format(name=missing[0]))
    images, labels = zip(*(found[name] for name in TRAIN), strict=True)
    return (np.concatenate(images), np.concatenate(labels)), found[TEST]


def _read_member(archive: tarfile.TarFile, member: tarfile.TarInfo, name: str, path: Path) -> Images:
    if not member.isreg() or member.issparse():
        raise malformed(path, _("{name} in it is no ordinary file").format(name=name))
    rows, rest = divmod(member.size, RECORD)
    if rest or not 0 < rows <= ROWS_OF_A_BATCH:
        message = _("{name} in it has {size} bytes, which is not 1 to {most} records of {record} bytes")
        raise malformed(path, message.format(name=name, size=member.size, most=ROWS_OF_A_BATCH, record=RECORD))
    content = archive.extractfile(member)
    if content is None:
        raise malformed(path, _("{name} in it is no ordinary file").format(name=name))
    records = read_bytes(content, member.size, path).reshape(rows, RECORD)
    labels = records[:, 0].copy()
    check_labels(labels, CLASSES, path / name)
    return np.ascontiguousarray(records[:, 1:].reshape(rows, CHANNELS, SIDE, SIDE).transpose(0, 2, 3, 1)), labels
