"""``bench --backend cuda``: what it says without a GPU, its tables, and who takes part."""

from __future__ import annotations

import ctypes
import io
import json
from typing import Any

import pytest
from rich.console import Console

from tuitrainer.base import machine
from tuitrainer.base.machine import Cuda
from tuitrainer.bench.compare import Timing
from tuitrainer.bench.gpu_products import Product
from tuitrainer.bench.implementations import ALL, ON_GPU
from tuitrainer.bench.peer import _variables
from tuitrainer.bench.roofline import Roofline, roofline_of_gpu
from tuitrainer.bench.workloads import WORKLOADS
from tuitrainer.cli.bench_gpu import products_table
from tuitrainer.cli.bench_tables import gpu_timing_table
from tuitrainer.cli.main import run

MISSING = Cuda(False, "", "", (), "no NVIDIA driver was found")


@pytest.fixture
def no_gpu(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "find_cuda", lambda: MISSING)


@pytest.mark.usefixtures("no_gpu")
def test_without_a_gpu_it_is_not_run_and_says_why(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["bench", "--backend", "cuda"]) == 2
    assert capsys.readouterr().out == "not run: no NVIDIA driver was found\n"
    assert run(["bench", "W1", "--backend", "cuda", "--json"]) == 2
    document: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert document["gpu"] == {"status": "not run", "reason": MISSING.message, "peak": None}
    assert (document["schema"], document["workloads"], document["products"]) == (1, [], [])


@pytest.mark.parametrize(
    ("arguments", "said"),
    [(["W9"], "no workload 'W9'"), (["--scaling"], "only W1 to W6"), (["grade"], "only W1 to W6")],
)
def test_what_is_not_measured_on_a_gpu(arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["bench", *arguments, "--backend", "cuda"]) == 2
    assert said in capsys.readouterr().err


def text_of(table: object) -> str:
    console = Console(width=100, file=io.StringIO(), no_color=True)
    with console.capture() as capture:
        console.print(table)
    return capture.get()


def test_tables() -> None:
    peak = Roofline(66900.0, 4800.0)
    times = {"microseconds_per_step": 12.5, "spread": (12.0, 13.0), "gigaflops": 78.3, "ratio": 20.0}
    timings = [
        Timing("W2", "tuitrainer", 1, "measured", roofline=peak, roofline_share=0.00117, **times),  # type: ignore[arg-type]
        Timing("W2", "PyTorch, CUDA graphs", 1, "not installed"),
    ]
    shown = text_of(gpu_timing_table(WORKLOADS["W2"], timings))
    assert "Share of peak" in " ".join(shown.split())
    assert "12.50" in shown
    assert "First step" not in shown
    products = [
        Product(512, 2e-5, 13421.0, 0.2, 1.5e-5, 0.75, 1e-3),
        Product(8192, 0.03, 36650.0, None, None, None, 0.2),
    ]
    shown = text_of(products_table(products))
    assert "0.75 x" in shown
    assert "not run" in shown
    assert max(map(len, shown.splitlines())) <= 100


def test_who_takes_part_and_sees_the_gpu() -> None:
    assert list(ON_GPU) == ["tuitrainer", "tuitrainer, step by step", "PyTorch eager", "PyTorch, CUDA graphs"]
    assert all(implementation.gpu and implementation.workloads == ALL for implementation in ON_GPU.values())
    assert _variables(1, gpu=False)["CUDA_VISIBLE_DEVICES"] == ""
    assert "CUDA_VISIBLE_DEVICES" not in _variables(1, gpu=True)


class Driver:
    """An H200 as its driver describes it."""

    ATTRIBUTES = {16: 132, 13: 1_980_000, 36: 3_201_000, 37: 6144, 75: 9, 76: 0}  # noqa: RUF012

    def cuInit(self, _flags: int) -> int:  # noqa: N802
        return 0

    def cuDeviceGet(self, *_arguments: object) -> int:  # noqa: N802
        return 0

    cuDeviceGetName = cuDeviceTotalMem_v2 = cuDeviceGet  # noqa: N815

    def cuDeviceGetAttribute(self, value: Any, attribute: int, _device: object) -> int:  # noqa: N802
        value._obj.value = self.ATTRIBUTES[attribute]
        return 0


def test_the_peak_is_that_of_the_data_sheet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ctypes, "CDLL", lambda _name: Driver())
    found = roofline_of_gpu()
    assert found.gigaflops == pytest.approx(66_900, rel=1e-3)
    assert found.gigabytes_per_second == pytest.approx(4_916, rel=1e-3)


def test_without_a_driver_there_is_no_peak(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(name: str) -> object:
        raise OSError(name)

    monkeypatch.setattr(ctypes, "CDLL", absent)
    with pytest.raises(RuntimeError, match="does not tell"):
        roofline_of_gpu()
