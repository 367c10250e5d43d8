"""Photographs of ten kinds of things, 32 by 32 pixels: the original archive of the binary version."""

from __future__ import annotations

from tuitrainer.base.texts import mark
from tuitrainer.data.dataset import Dataset, Entry
from tuitrainer.data.download.sources import find_source
from tuitrainer.data.download.state import verified_folder
from tuitrainer.data.fetched.images import check_rows, image_dataset
from tuitrainer.data.formats.cifar import read_cifar10


def cifar10(train: int | None = None, test: int | None = None) -> Dataset:
    """Images (N, 32, 32, 3) of red, green and blue from 0 to 255 as bytes, the first `train` of 50,000 and `test` of
    10,000.

    Raises UserError when the archive is not there, is damaged, or an argument is out of range.
    """
    source = find_source("cifar10")
    rows = check_rows(source, train, test)
    learnt, held_out = read_cifar10(verified_folder(source) / source.files[0].name)
    return image_dataset(source, learnt, held_out, rows)


def _shape(train: int | None = None, test: int | None = None) -> tuple[int, ...]:
    source = find_source("cifar10")
    check_rows(source, train, test)
    return source.shape


CIFAR10 = Entry("cifar10", mark("60,000 photographs of 32 by 32 pixels in ten classes."), cifar10, "fetched", _shape)
