"""The readers of IDX and of CIFAR-10's archive: what is right comes back, whatever is hostile is refused by name."""

from __future__ import annotations

import gzip
import io
import struct
import tarfile
import tracemalloc
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from made_up_downloads import archive, cifar10_files, gzipped, idx, records, some_images

from tuitrainer.base.errors import UserError
from tuitrainer.data.formats import cifar
from tuitrainer.data.formats.cifar import read_cifar10
from tuitrainer.data.formats.idx import read_idx, read_images_and_labels

SMALL = settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
IMAGES, LABELS = some_images(20, (28, 28))
BATCHES = {name: records(*some_images(3, (32, 32, 3), seed)) for seed, name in enumerate((*cifar.TRAIN, cifar.TEST))}


def refused(read: Callable[[], object], path: Path) -> str:
    """The reason that is given for refusing the file."""
    with pytest.raises(UserError) as caught:
        read()
    (problem,) = caught.value.problems
    assert problem.place == str(path)
    return problem.message


def refused_idx(tmp_path: Path, data: bytes, shape: tuple[int, ...] = (28, 28), most_rows: int = 60_000) -> str:
    path = tmp_path / "images.gz"
    path.write_bytes(data)
    return refused(lambda: read_idx(path, shape, most_rows), path)


@SMALL
@given(values=arrays(np.uint8, array_shapes(min_dims=1, max_dims=4, min_side=1, max_side=6)))
def test_idx_comes_back(tmp_path: Path, values: npt.NDArray[np.uint8]) -> None:
    path = tmp_path / "values.gz"
    path.write_bytes(gzipped(idx(values)))
    read = read_idx(path, values.shape[1:], len(values))
    assert read.dtype == np.uint8
    np.testing.assert_array_equal(read, values)


def test_idx_of_no_rows(tmp_path: Path) -> None:
    path = tmp_path / "values.gz"
    path.write_bytes(gzipped(idx(np.zeros((0, 28, 28), np.uint8))))
    assert read_idx(path, (28, 28), 5).shape == (0, 28, 28)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "the file is cut short"),
        (b"<html>not the file that you were looking for</html>", "can't be unpacked"),
        (gzipped(b""), "the file is cut short"),
        (gzipped(idx(IMAGES)[:3]), "the file is cut short"),
        (gzipped(idx(IMAGES)[:10]), "the file is cut short"),
        (gzipped(idx(IMAGES)[:-1]), "the file is cut short"),
        (gzipped(idx(IMAGES))[:-9], "the file is cut short"),
        (gzipped(idx(IMAGES))[:200], "the file is cut short"),
        (gzipped(idx(IMAGES) + b"!"), "longer than its header says"),
        (gzipped(idx(IMAGES)) + gzipped(b"more"), "longer than its header says"),
        (gzipped(idx(IMAGES)) + b"rubbish", "can't be unpacked"),
        (gzipped(b"\x01" + idx(IMAGES)[1:]), "does not begin with two zero bytes"),
        (gzipped(idx(IMAGES, kind=0x0D)), "type 0x0d, not unsigned bytes"),
        (gzipped(idx(LABELS)), "1 axes instead of 3"),
        (gzipped(struct.pack(">HBB", 0, 8, 255) + b"\xff" * 1020), "255 axes instead of 3"),
        (gzipped(idx(IMAGES[:, :27])), "shape (27, 28) instead of (28, 28)"),
        (gzipped(struct.pack(">HBB3I", 0, 8, 3, 60_001, 28, 28)), "60001 rows, more than the 60000"),
        (gzipped(struct.pack(">HBB3I", 0, 8, 3, 2**32 - 1, 28, 28)), "4294967295 rows, more than the 60000"),
        (gzipped(struct.pack(">HBB3I", 0, 8, 3, 60_000, 28, 28)), "more than a file of this size can hold"),
        (gzipped(idx(IMAGES))[:30] + b"\xff" * 40 + gzipped(idx(IMAGES))[70:], "can't be unpacked"),
    ],
)  # fmt: skip
def test_hostile_idx_files_are_refused(data: bytes, reason: str, tmp_path: Path) -> None:
    assert reason in refused_idx(tmp_path, data)


def test_a_wrong_checksum_in_the_file_itself_is_noticed(tmp_path: Path) -> None:
    data = bytearray(gzipped(idx(IMAGES)))
    data[-8] ^= 1
    assert "can't be unpacked" in refused_idx(tmp_path, bytes(data))


def test_a_bomb_costs_no_memory(tmp_path: Path) -> None:
    bomb = gzip.compress(idx(IMAGES) + bytes(60_000_000), 1)
    tracemalloc.start()
    try:
        assert "longer than its header says" in refused_idx(tmp_path, bomb)
        assert tracemalloc.get_traced_memory()[1] < 20_000_000
    finally:
        tracemalloc.stop()


def test_a_file_that_is_not_there_or_a_folder_is_said(tmp_path: Path) -> None:
    assert "can't be read" in refused(lambda: read_idx(tmp_path / "no.gz", (), 1), tmp_path / "no.gz")
    assert "can't be read" in refused(lambda: read_idx(tmp_path, (), 1), tmp_path)


@SMALL
@given(data=st.binary(max_size=200), inside=st.booleans())
def test_no_bytes_break_the_idx_reader(tmp_path: Path, data: bytes, inside: bool) -> None:
    path = tmp_path / "any.gz"
    path.write_bytes(gzipped(data) if inside else data)
    with suppress(UserError):
        assert read_idx(path, (2,), 50).shape[1:] == (2,)


def test_images_and_labels_belong_together(tmp_path: Path) -> None:
    images, labels = tmp_path / "images.gz", tmp_path / "labels.gz"

    def read() -> object:
        return read_images_and_labels(images, labels, (28, 28), 10, 60_000)

    images.write_bytes(gzipped(idx(IMAGES)))
    labels.write_bytes(gzipped(idx(LABELS)))
    pixels, answers = read_images_and_labels(images, labels, (28, 28), 10, 60_000)
    np.testing.assert_array_equal(pixels, IMAGES)
    np.testing.assert_array_equal(answers, LABELS)
    labels.write_bytes(gzipped(idx(LABELS[:-1])))
    assert "19 labels for 20 images" in refused(read, labels)
    labels.write_bytes(gzipped(idx(np.where(LABELS == 7, np.uint8(10), LABELS))))
    assert "row 7 has the label 10" in refused(read, labels)


# -- CIFAR-10 ----------------------------------------------------------------------------------------------------------


def refused_cifar10(tmp_path: Path, data: bytes) -> str:
    path = tmp_path / "cifar.tar.gz"
    path.write_bytes(data)
    return refused(lambda: read_cifar10(path), path)


@SMALL
@given(rows=st.lists(st.integers(1, 4), min_size=6, max_size=6), seed=st.integers(0, 2**32 - 1))
def test_cifar10_comes_back(tmp_path: Path, rows: list[int], seed: int) -> None:
    random = np.random.default_rng(seed)
    parts = [
        (random.integers(0, 256, (count, 32, 32, 3), np.uint8), random.integers(0, 10, count, np.uint8))
        for count in rows
    ]
    path = tmp_path / "cifar.tar.gz"
    names = (*cifar.TRAIN, cifar.TEST)
    members = {name: records(*part) for name, part in zip(names, parts, strict=True)}
    path.write_bytes(archive(dict(reversed(members.items()))))  # the order within the archive is nobody's promise
    train, test = read_cifar10(path)
    np.testing.assert_array_equal(train[0], np.concatenate([images for images, _labels in parts[:5]]))
    np.testing.assert_array_equal(train[1], np.concatenate([labels for _images, labels in parts[:5]]))
    np.testing.assert_array_equal(test[0], parts[5][0])
    np.testing.assert_array_equal(test[1], parts[5][1])


def test_colours_and_rows_are_where_they_belong(tmp_path: Path) -> None:
    """A record written by hand: red grows to the right, green downwards, blue is 9 everywhere."""
    red = [column for _row in range(32) for column in range(32)]
    green = [row for row in range(32) for _column in range(32)]
    record = bytes([7, *red, *green, *[9] * 1024])
    path = tmp_path / "cifar.tar.gz"
    path.write_bytes(archive({**BATCHES, cifar.TEST: record}))
    _train, (images, labels) = read_cifar10(path)
    assert labels.tolist() == [7]
    assert images[0, 5, 11].tolist() == [11, 5, 9]


def tar_with(*infos: tuple[tarfile.TarInfo, bytes], batches: bool = True) -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as tar:
        for info, data in infos:
            tar.addfile(info, io.BytesIO(data))
        for name, data in BATCHES.items() if batches else ():
            info = tarfile.TarInfo(f"{cifar.FOLDER}/{name}")
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    return gzipped(file.getvalue())


def entry(name: str, data: bytes = b"", kind: bytes = tarfile.REGTYPE) -> tuple[tarfile.TarInfo, bytes]:
    info = tarfile.TarInfo(name)
    info.size, info.type, info.linkname = len(data), kind, "/etc/passwd"
    return info, data


def test_hostile_archives_are_refused(tmp_path: Path) -> None:
    first = f"{cifar.FOLDER}/{cifar.TRAIN[0]}"
    whole = archive(BATCHES)
    label = bytearray(BATCHES[cifar.TEST])
    label[cifar.RECORD] = 10
    cases = [
        (b"", "can't be unpacked"),
        (b"<html></html>", "can't be unpacked"),
        (gzipped(b"no archive at all" * 100), "can't be unpacked"),
        (whole[:-9], "cut short"),
        (whole[: len(whole) // 2], "cut short"),
        (archive({name: data for name, data in BATCHES.items() if name != "data_batch_3.bin"}), "no data_batch_3.bin"),
        (archive(BATCHES, folder="elsewhere"), "no data_batch_1.bin"),
        (archive({**BATCHES, "data_batch_2.bin": bytes(9218)}), "data_batch_2.bin in it has 9218 bytes"),
        (archive({**BATCHES, "data_batch_2.bin": b""}), "data_batch_2.bin in it has 0 bytes"),
        (archive({**BATCHES, "test_batch.bin": bytes(10_001 * cifar.RECORD)}), "test_batch.bin in it has 30733073"),
        (tar_with(entry(first, BATCHES[cifar.TRAIN[0]])), "data_batch_1.bin twice"),
        (tar_with(entry(first, kind=tarfile.SYMTYPE)), "data_batch_1.bin in it is no ordinary file"),
        (tar_with(entry(first, kind=tarfile.LNKTYPE)), "data_batch_1.bin in it is no ordinary file"),
        (tar_with(entry(first, kind=tarfile.CHRTYPE)), "data_batch_1.bin in it is no ordinary file"),
    ]  # fmt: skip
    for data, reason in cases:
        assert reason in refused_cifar10(tmp_path, data)
    path = tmp_path / "cifar.tar.gz"
    path.write_bytes(archive({**BATCHES, cifar.TEST: bytes(label)}))
    assert "row 1 has the label 10" in refused(lambda: read_cifar10(path), path / cifar.TEST)


def test_names_that_lead_elsewhere_write_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "inner"
    folder.mkdir()
    path = folder / "cifar.tar.gz"
    path.write_bytes(tar_with(entry("../escaped", b"!"), entry("/tmp/escaped-tuitrainer", b"!")))
    train, test = read_cifar10(path)
    assert (len(train[0]), len(test[0])) == (15, 3)
    assert list(folder.iterdir()) == [path]
    assert not (tmp_path / "escaped").exists()
    assert not Path("/tmp/escaped-tuitrainer").exists()


def test_a_bomb_in_an_archive_is_not_read_to_its_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert cifar.MOST_BYTES < 186_000_000
    monkeypatch.setattr(cifar, "MOST_BYTES", 20_000_000)
    bomb = tar_with(entry("zeros", bytes(40_000_000)), batches=False)
    tracemalloc.start()
    try:
        assert "holds more than it should" in refused_cifar10(tmp_path, bomb)
        assert tracemalloc.get_traced_memory()[1] < 5_000_000
    finally:
        tracemalloc.stop()


def test_a_header_that_announces_gigabytes_of_its_own_costs_no_memory(tmp_path: Path) -> None:
    """tarfile reads extended headers into memory: never more than the archive may hold in all."""
    info = tarfile.TarInfo("long")
    info.size, info.type = 2**33 - 1, tarfile.GNUTYPE_LONGNAME
    head = info.tobuf(tarfile.GNU_FORMAT)
    tracemalloc.start()
    try:
        refused_cifar10(tmp_path, gzipped(head + bytes(1_000_000)))
        assert tracemalloc.get_traced_memory()[1] < 30_000_000
    finally:
        tracemalloc.stop()


@SMALL
@given(data=st.data())
def test_no_change_of_some_bytes_breaks_the_archive_reader(tmp_path: Path, data: st.DataObject) -> None:
    raw = bytearray(gzip.decompress(archive(BATCHES)))
    for _change in range(data.draw(st.integers(1, 5))):
        raw[data.draw(st.integers(0, 600))] = data.draw(st.integers(0, 255))
    path = tmp_path / "cifar.tar.gz"
    path.write_bytes(gzipped(bytes(raw)))
    with suppress(UserError):
        assert len(read_cifar10(path)[1][0]) == 3


def test_a_made_up_archive_is_what_the_helpers_say(tmp_path: Path) -> None:
    path = tmp_path / "cifar.tar.gz"
    (data,) = cifar10_files(7, 2, 5).values()
    path.write_bytes(data)
    train, test = read_cifar10(path)
    assert (train[0].shape, test[0].shape) == ((15, 32, 32, 3), (5, 32, 32, 3))
