from __future__ import annotations

import ctypes
import os
from typing import Any

import pytest

from tuitrainer.base import machine
from tuitrainer.base.texts import choose_language


def test_this_machine_is_described() -> None:
    found = machine.this_machine()
    assert found.cpu
    assert 1 <= found.threads <= (os.cpu_count() or 1)
    assert found.physical_cores >= 0
    assert found.numba
    assert found.cuda.message


class Driver:
    """A driver library that answers as CUDA's does, through pointers (`_obj` is what ctypes.byref points to)."""

    def __init__(self, version: int, gpus: int) -> None:
        self.version, self.gpus = version, gpus

    def cuDriverGetVersion(self, version: Any) -> int:  # noqa: N802 CUDA's name
        version._obj.value = self.version
        return 0

    def cuInit(self, flags: int) -> int:  # noqa: N802
        return 0 if self.gpus else 100

    def cuDeviceGetCount(self, count: Any) -> int:  # noqa: N802
        count._obj.value = self.gpus
        return 0

    def cuDeviceGet(self, device: object, index: int) -> int:  # noqa: N802
        return 0

    def cuDeviceGetName(self, name: ctypes.Array[ctypes.c_char], size: int, device: object) -> int:  # noqa: N802
        name.value = b"Test GPU"
        return 0

    def cuDeviceTotalMem_v2(self, memory: Any, device: object) -> int:  # noqa: N802
        memory._obj.value = 2**33
        return 0

    def cuDeviceGetAttribute(self, value: Any, attribute: int, device: object) -> int:  # noqa: N802
        value._obj.value = {75: 9, 76: 0}[attribute]
        return 0


@pytest.mark.parametrize(
    ("version", "gpus", "package", "usable", "said"),
    [
        (13000, 1, "0.20", True, "ready"),
        (13000, 1, "", False, "tuitrainer[cuda]"),
        (12080, 2, "", False, "tuitrainer[cuda12]"),
        (12080, 0, "0.20", False, "offers no GPU"),
    ],
)
def test_what_cuda_lacks_is_said(
    version: int, gpus: int, package: str, usable: bool, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ctypes, "CDLL", lambda name: Driver(version, gpus))
    monkeypatch.setattr(machine, "_version", lambda name: package)
    found = machine.find_cuda()
    assert found.usable is usable
    assert said in found.message
    assert found.driver == f"{version // 1000}.{version % 1000 // 10}"
    assert [gpu.name for gpu in found.gpus] == ["Test GPU"] * gpus
    assert all(gpu.memory_bytes == 2**33 and gpu.compute_capability == "9.0" for gpu in found.gpus)


def test_a_machine_without_a_driver_says_so_in_the_language(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> object:
        raise OSError(name)

    monkeypatch.setattr(ctypes, "CDLL", missing)
    choose_language("fr")
    found = machine.find_cuda()
    assert not found.usable
    assert "pilote" in found.message
