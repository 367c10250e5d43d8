"""What the text of the lab `cpu-gpu` claims: the processor's times as measured here, a GPU's as arithmetic."""

from __future__ import annotations

import numpy as np
import pytest
from test_labs import session_of, stated

from tuitrainer.base.errors import UserError
from tuitrainer.base.machine import Cuda
from tuitrainer.kernels.backend import Backend
from tuitrainer.training import Session
from tuitrainer.training.labs import find_recipe
from tuitrainer.training.tasks import cpu_gpu
from tuitrainer.training.tasks.cpu_gpu import CpuGpu, measure, speed

NO_GPU = Cuda(False, "", "", (), "no NVIDIA driver was found")


@pytest.fixture(autouse=True)
def no_gpu(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cpu_gpu, "find_cuda", lambda: NO_GPU)


def test_larger_products_are_done_at_a_higher_rate(cpu: Backend) -> None:
    """The best of three tries, as other programs may have the processor meanwhile."""
    gain = stated("cpu-gpu", "4")
    gains = [speed(128, measure(128, cpu, None).cpu) / speed(16, measure(16, cpu, None).cpu) for _try in range(3)]
    assert max(gains) > gain


def test_operations_for_each_byte() -> None:
    for size in (16, 512):
        operations, bytes_moved = 2 * size**3, 3 * size**2 * 4
        assert operations / bytes_moved == pytest.approx(size / 6)
        assert f"{stated('cpu-gpu', f'{size / 6:.1f}')}" == f"{size / 6:.1f}"
    flops, bus = 50_000e9, 25e9
    assert flops / bus == stated("cpu-gpu", "2000")
    size = 12_000
    assert 2 * size**3 / flops == pytest.approx(3 * size**2 * 4 / bus)
    size = int(stated("cpu-gpu", "24"))
    assert 2 * size**3 / 100e9 == pytest.approx(3 * size**2 * 4 / bus)


def test_without_a_gpu_its_columns_are_not_run() -> None:
    session = session_of("cpu-gpu")
    (run,) = session.snapshot().runs
    heading, *rows = run.table
    assert len(heading) == 3
    assert [row[0] for row in rows] == ["16", "32", "64", "128", "256", "512"]
    assert {row[2] for row in rows} == {"not run"}
    assert run.facts["GPU"] == "not run: no NVIDIA driver was found"
    (figure,) = (values for name, values in run.figures.items() if name.startswith("lines/"))
    np.testing.assert_allclose(figure[:, 0], np.log10([16, 32, 64, 128, 256, 512]))
    assert session.results()[0].train.loss == 0


class Slow:
    """A GPU that takes its time for the way there, and is quick otherwise."""

    def __init__(self, cpu: Backend) -> None:
        self._cpu = cpu

    def __getattr__(self, verb: str) -> object:
        return getattr(self._cpu, verb)


def test_with_a_gpu_all_columns_are_filled(cpu: Backend) -> None:
    task = CpuGpu([16, 32])
    task._gpu, task._missing = Slow(cpu), ""  # type: ignore[assignment]  # it speaks the verbs that are used
    task.advance(2)
    watched = task.watch()
    assert len(watched.figures) == 3
    assert all(len(row) == 4 and "not run" not in row for row in watched.table)
    assert watched.facts["GPU"] == "ready"
    assert "transfer, share of the time" in watched.facts


def test_times_are_measured_once_and_anew_after_a_resume(cpu: Backend) -> None:
    first = Session(find_recipe("cpu-gpu", ["task.largest=32"]))
    first.run()
    again = Session(find_recipe("cpu-gpu", ["task.largest=32"]))
    again.runs[0].task.restore(first.runs[0].task.state())
    assert len(again.runs[0].task.watch().table) == len(first.runs[0].task.watch().table) == 3
    assert first.runs[0].task.watch().table == first.runs[0].task.watch().table


def test_a_size_that_is_none_is_refused() -> None:
    with pytest.raises(UserError, match="largest"):
        Session(find_recipe("cpu-gpu", ["task.largest=8"]))
