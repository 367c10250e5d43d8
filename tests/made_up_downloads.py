"""Small files in the formats of MNIST and CIFAR-10, sources that describe them, and a server that can misbehave."""

from __future__ import annotations

import gzip
import hashlib
import io
import struct
import tarfile
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from tuitrainer.data.download.sources import SOURCES, RemoteFile, Source
from tuitrainer.data.download.state import folder_of
from tuitrainer.data.formats import cifar

Pixels = npt.NDArray[np.uint8]


def idx(values: Pixels, kind: int = 8) -> bytes:
    """An IDX file, not yet compressed."""
    return struct.pack(f">HBB{values.ndim}I", 0, kind, values.ndim, *values.shape) + values.tobytes()


def gzipped(data: bytes) -> bytes:
    return gzip.compress(data, 1, mtime=0)


def archive(members: Mapping[str, bytes], folder: str = cifar.FOLDER) -> bytes:
    """A gzipped tar archive."""
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as tar:
        for name, data in members.items():
            info = tarfile.TarInfo(f"{folder}/{name}")
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    return gzipped(file.getvalue())


def records(images: Pixels, labels: Pixels) -> bytes:
    """A batch of CIFAR-10: images (N, 32, 32, 3) and labels (N,)."""
    planes = images.transpose(0, 3, 1, 2).reshape(len(images), -1)
    return np.concatenate((labels[:, np.newaxis], planes), axis=1).tobytes()


def some_images(rows: int, shape: tuple[int, ...], seed: int = 0) -> tuple[Pixels, Pixels]:
    """Images whose class can be seen, with labels: a bar at a height of its own, a little noise in one corner."""
    random = np.random.default_rng(seed)
    labels = (np.arange(rows) % 10).astype(np.uint8)
    images = np.zeros((rows, *shape), np.uint8)
    images[np.arange(rows), 3 + 2 * labels] = 255
    images[:, 0, 0] = random.integers(0, 256, (rows, *shape[2:]))
    return images, labels


def mnist_files(train: int, test: int) -> dict[str, bytes]:
    """The four files, by name."""
    files = {}
    for part, rows in (("train", train), ("t10k", test)):
        images, labels = some_images(rows, (28, 28))
        files[f"{part}-images-idx3-ubyte.gz"] = gzipped(idx(images))
        files[f"{part}-labels-idx1-ubyte.gz"] = gzipped(idx(labels))
    return files


def cifar10_files(first: int, others: int, test: int) -> dict[str, bytes]:
    """The archive, with `first` rows in its first batch and `others` in the four others."""
    sizes = dict(zip(cifar.TRAIN, (first, *[others] * 4), strict=True)) | {cifar.TEST: test}
    batches = {name: records(*some_images(rows, (32, 32, 3))) for name, rows in sizes.items()}
    return {"cifar-10-binary.tar.gz": archive({"batches.meta.txt": b"airplane\n", **batches})}


def source_of(name: str, files: Mapping[str, bytes], *mirrors: str, train: int = 0, test: int = 0) -> Source:
    """The source called `name`, with `files` for its own and `mirrors` for its mirrors."""
    described = tuple(RemoteFile(file, len(data), hashlib.sha256(data).hexdigest()) for file, data in files.items())
    real = SOURCES[name]
    train, test = train or real.train_rows, test or real.test_rows
    return replace(real, files=described, mirrors=mirrors, train_rows=train, test_rows=test)


def put_down(source: Source, files: Mapping[str, bytes]) -> None:
    """As if they had been fetched."""
    folder_of(source).mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        (folder_of(source) / name).write_bytes(data)


def sources_with(*changed: Source) -> Mapping[str, Source]:
    """The table with some of its sources changed."""
    return MappingProxyType({**SOURCES, **{source.name: source for source in changed}})


@dataclass
class Server:
    """Files on loopback: each request is kept, and `behaviour` may answer it in its own way."""

    files: Mapping[str, bytes]
    behaviour: Callable[[BaseHTTPRequestHandler, bytes], bool] | None = None
    """Given the request and the file asked for; returns True when it has answered."""
    ranges: bool = True
    address: str = ""
    requests: list[tuple[str, str]] = field(default_factory=list)
    """The file asked for, and the header Range."""


class _Handler(BaseHTTPRequestHandler):
    served: Server

    def do_GET(self) -> None:
        name = self.path.rpartition("/")[2]
        asked = self.headers.get("Range", "")
        self.served.requests.append((name, asked))
        data = self.served.files.get(name)
        if data is None:
            self.send_error(404)
            return
        if self.served.behaviour is not None and self.served.behaviour(self, data):
            return
        start = int(asked.removeprefix("bytes=").rstrip("-")) if asked and self.served.ranges else 0
        self.send_response(206 if start else 200)
        if start:
            self.send_header("Content-Range", f"bytes {start}-{len(data) - 1}/{len(data)}")
        self.send_header("Content-Length", str(len(data) - start))
        self.end_headers()
        self.wfile.write(data[start:])

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002  as its parent calls it
        """Nothing."""


class _Quiet(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is part of the tests."""


@contextmanager
def serving(server: Server) -> Iterator[Server]:
    """The server at work; `address` is where."""
    handler = type("Handler", (_Handler,), {"served": server})
    with _Quiet(("127.0.0.1", 0), handler) as listening:
        server.address = f"http://127.0.0.1:{listening.server_port}/"
        thread = threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            listening.shutdown()
            thread.join()


def cut_after(count: int, times: int = 1) -> Callable[[BaseHTTPRequestHandler, bytes], bool]:
    """A behaviour: the first `times` answers end after `count` bytes of what was announced."""
    left = [times]

    def behave(request: BaseHTTPRequestHandler, data: bytes) -> bool:
        if not left[0]:
            return False
        left[0] -= 1
        asked = request.headers.get("Range", "")
        start = int(asked.removeprefix("bytes=").rstrip("-")) if asked else 0
        request.send_response(206 if start else 200)
        if start:
            request.send_header("Content-Range", f"bytes {start}-{len(data) - 1}/{len(data)}")
        request.send_header("Content-Length", str(len(data) - start))
        request.end_headers()
        request.wfile.write(data[start : start + count])
        return True

    return behave
