"""What can be fetched: files with the sizes and checksums that others published, and where they are offered.

Sizes and SHA-256 are those of TensorFlow Datasets (tensorflow/datasets, tensorflow_datasets/url_checksums/mnist.txt
and cifar10.txt). Independently of them, torchvision (pytorch/vision, torchvision/datasets/mnist.py) publishes MD5 of
the same four files of MNIST: f68b3c2d... and d53e105e... to learn from, 9fb629c4... and ec29112d... to test with; the
authors' page of CIFAR-10 publishes MD5 c32a1d4a... of the binary version.

The first real download is not run yet: no network was at hand. Fetching was only tested on a server of the tests' own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from tuitrainer.base.errors import UserError, unknown_name
from tuitrainer.base.texts import _, mark


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """A file as it was published, byte for byte."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Source:
    """A data set that can be fetched, described without having it."""

    name: str
    files: tuple[RemoteFile, ...]
    mirrors: tuple[str, ...]
    """Addresses to which a file's name is added, in the order in which they are tried."""
    train_rows: int
    test_rows: int
    shape: tuple[int, ...]
    """Of one example: (height, width, channels)."""
    classes: tuple[str, ...]
    home: str
    licence: str
    """Marked for translation where it is no name."""
    citation: str

    @property
    def size(self) -> int:
        """Bytes to fetch in all."""
        return sum(file.size for file in self.files)


_MNIST = Source(
    name="mnist",
    files=(
        RemoteFile(
            "train-images-idx3-ubyte.gz", 9_912_422, "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609"
        ),
        RemoteFile(
            "train-labels-idx1-ubyte.gz", 28_881, "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c"
        ),
        RemoteFile(
            "t10k-images-idx3-ubyte.gz", 1_648_877, "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6"
        ),
        RemoteFile(
            "t10k-labels-idx1-ubyte.gz", 4_542, "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6"
        ),
    ),
    # The mirrors of torchvision and of TensorFlow Datasets; the authors' own page refuses programs.
    mirrors=("https://ossci-datasets.s3.amazonaws.com/mnist/", "https://storage.googleapis.com/cvdf-datasets/mnist/"),
    train_rows=60_000,
    test_rows=10_000,
    shape=(28, 28, 1),
    classes=tuple("0123456789"),
    home="http://yann.lecun.com/exdb/mnist/",
    licence="CC BY-SA 3.0",
    citation=(
        "LeCun, Y., Cortes, C., & Burges, C. J. C. (1998). The MNIST database of handwritten digits. "
        "http://yann.lecun.com/exdb/mnist/"
    ),
)
_CIFAR10 = Source(
    name="cifar10",
    files=(
        RemoteFile(
            "cifar-10-binary.tar.gz", 170_052_171, "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd"
        ),
    ),
    # The authors' page, and the copy that the tests of Swift for TensorFlow read.
    mirrors=(
        "https://www.cs.toronto.edu/~kriz/",
        "https://storage.googleapis.com/s4tf-hosted-binaries/datasets/CIFAR10/",
    ),
    train_rows=50_000,
    test_rows=10_000,
    shape=(32, 32, 3),
    classes=("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"),
    home="https://www.cs.toronto.edu/~kriz/cifar.html",
    licence=mark("not stated; to be cited"),
    citation=(
        "Krizhevsky, A. (2009). Learning Multiple Layers of Features from Tiny Images. Technical report, University of "
        "Toronto. https://www.cs.toronto.edu/~kriz/cifar.html"
    ),
)
SOURCES: Mapping[str, Source] = MappingProxyType({source.name: source for source in (_MNIST, _CIFAR10)})
"""Name of a data set -> where it comes from."""


def find_source(name: str) -> Source:
    """The source called `name`. Raises UserError for another name, with the nearest."""
    if name not in SOURCES:
        raise UserError(unknown_name(_("there is no data set '{name}' to fetch").format(name=name), name, SOURCES))
    return SOURCES[name]


def in_megabytes(size: int) -> str:
    """A size in bytes as a user reads it: "11.6 MB"."""
    if size < 1000:
        return _("{size} bytes").format(size=size)
    if size < 1_000_000:
        return _("{size:.1f} kB").format(size=size / 1e3)
    return _("{size:.1f} MB").format(size=size / 1e6)
