"""Handwritten digits, 28 by 28 pixels: the original four files."""

from __future__ import annotations

from tuitrainer.base.texts import mark
from tuitrainer.data.dataset import Dataset, Entry
from tuitrainer.data.download.sources import find_source
from tuitrainer.data.download.state import verified_folder
from tuitrainer.data.fetched.images import Part, check_rows, image_dataset
from tuitrainer.data.formats.idx import read_images_and_labels


def mnist(train: int | None = None, test: int | None = None) -> Dataset:
    """Images (N, 28, 28, 1) of grey levels 0 to 255 as bytes, the first `train` of 60,000 and `test` of 10,000.

    Raises UserError when the files are not there, are damaged, or an argument is out of range.
    """
    source = find_source("mnist")
    rows = check_rows(source, train, test)
    folder = verified_folder(source)

    def part(name: str, most_rows: int) -> Part:
        images, labels = read_images_and_labels(
            folder / f"{name}-images-idx3-ubyte.gz", folder / f"{name}-labels-idx1-ubyte.gz",
            source.shape[:2], len(source.classes), most_rows,
        )  # fmt: skip
        return images[..., None], labels

    return image_dataset(source, part("train", source.train_rows), part("t10k", source.test_rows), rows)


def _shape(train: int | None = None, test: int | None = None) -> tuple[int, ...]:
    source = find_source("mnist")
    check_rows(source, train, test)
    return source.shape


MNIST = Entry("mnist", mark("70,000 handwritten digits of 28 by 28 pixels."), mnist, "fetched", _shape)
