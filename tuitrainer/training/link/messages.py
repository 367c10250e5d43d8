"""What travels through the pipes beside the shared memory: lines of JSON, controls one way, states the other.

Pipes are read and written without Python's buffers: a buffer that a daemon thread holds when the interpreter ends is a
fatal error, and a line in a buffer is a line that has not arrived.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tuitrainer.training.control import Control
from tuitrainer.training.link.link import LinkStatus
from tuitrainer.training.link.values import coder

_CHUNK = 65536


@dataclass(frozen=True, slots=True)
class Job:
    """The first line to a worker: what to train."""

    language: str
    factory: str
    """"module:function": what makes a session of the recipe; see `driver.Drivable`."""
    recipe: Mapping[str, Any]
    """JSON-able."""

    def as_line(self) -> bytes:
        return _line({"language": self.language, "factory": self.factory, "recipe": self.recipe})

    @classmethod
    def from_line(cls, line: bytes) -> Job:
        """Raises ValueError or TypeError for anything else."""
        return cls(**json.loads(line))


def control_line(control: Control) -> bytes:
    return _line(coder(Control).pack(control, []))


def read_control(line: bytes) -> Control:
    """Raises ValueError for anything else."""
    control: Control = coder(Control).unpack(json.loads(line), ())
    return control


def status_line(status: LinkStatus) -> bytes:
    return _line(coder(LinkStatus).pack(status, []))


def read_status(line: bytes) -> LinkStatus:
    """Raises ValueError for anything else."""
    status: LinkStatus = coder(LinkStatus).unpack(json.loads(line), ())
    return status


def lines(descriptor: int) -> Iterator[bytes]:
    """The complete lines that arrive, until the other end is closed; an unfinished last one is dropped."""
    rest = b""
    while chunk := os.read(descriptor, _CHUNK):
        *complete, rest = (rest + chunk).split(b"\n")
        yield from complete


def write_all(descriptor: int, data: bytes) -> None:
    """Raises OSError when the other end is gone."""
    left = memoryview(data)
    while left:
        left = left[os.write(descriptor, left) :]


def _line(value: Any) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode("ascii") + b"\n"
