"""What bench measures of tuitrainer alone."""

from __future__ import annotations

import gc

import numpy as np
import pytest

from tuitrainer.bench import roofline as roofline_room
from tuitrainer.bench import scaling as scaling_room
from tuitrainer.bench.display import EPOCHS, measure_display
from tuitrainer.bench.memory import CountingBackend, measure_growth, measure_memory
from tuitrainer.bench.roofline import measure_roofline
from tuitrainer.bench.scaling import measure_scaling, thread_counts
from tuitrainer.bench.workloads import WORKLOADS
from tuitrainer.kernels import reference
from tuitrainer.kernels.backend import Backend

pytestmark = pytest.mark.usefixtures("cpu")


def test_the_cost_of_the_display_is_measured_with_snapshots_going_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(EPOCHS, "iris", 300)
    cost = measure_display("iris", rounds=1)
    assert cost.snapshots_per_second > 0
    assert cost.steps_per_second > 0
    assert 0 < cost.share < 10


def test_the_roofline_is_the_best_of_its_sizes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(roofline_room, "SECONDS", 0.001)
    monkeypatch.setattr(roofline_room, "_product", lambda _backend, size: {2: 3.0, 4: 7.0, 8: 5.0}[size])
    monkeypatch.setattr(roofline_room, "SIZES", (2, 4, 8))
    monkeypatch.setattr(roofline_room, "LARGE", 2**16)
    measured = measure_roofline(1)
    assert measured.gigaflops == 7.0
    assert measured.gigabytes_per_second > 0


def test_a_product_is_timed(monkeypatch: pytest.MonkeyPatch, cpu: Backend) -> None:
    monkeypatch.setattr(roofline_room, "_shortest", lambda call: call() or 2e-6)
    assert roofline_room._product(cpu, 10) == pytest.approx(2000 / 2e-6 / 1e9)


def test_bytes_are_counted_while_arrays_live() -> None:
    judged: Backend = reference
    counted = CountingBackend(judged)
    first = counted.empty((10, 4), "float32")
    view = first[:3]
    second = counted.from_numpy(np.zeros(5))
    assert (counted.current, counted.peak) == (200, 200)
    del first, second
    gc.collect()
    assert counted.current == 160  # the view keeps what it is a view of
    assert view.shape == (3, 4)
    del view
    gc.collect()
    small = counted.empty((2,), "float64")
    assert (counted.current, counted.peak) == (small.nbytes, 200)
    assert counted.NAME == "reference"
    given = np.zeros(5)
    assert counted.from_numpy(given, copy=False) is given  # nothing new
    assert (counted.current, counted.peak) == (small.nbytes, 200)


def test_memory_of_a_training() -> None:
    memory = measure_memory(WORKLOADS["W2"])
    count = 64 * 64 + 64 + 64 * 32 + 32 + 32 * 10 + 10
    assert (memory.parameters, memory.gradients, memory.moments) == (4 * count, 4 * count, 8 * count)
    assert memory.activations == 4 * 32 * (64 + 64 + 32 + 10)
    assert memory.least <= memory.peak < 2 * memory.least


def test_training_does_not_grow() -> None:
    growth = measure_growth()
    assert growth.steps == 10_000
    assert growth.after - growth.before < 2**20


def test_scaling_divides_by_rows_and_parameters(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scaling_room, "SLOT", 0.001)
    monkeypatch.setattr(scaling_room, "REPEATS", 1)
    monkeypatch.setattr(scaling_room, "BATCHES", (3, 5))
    monkeypatch.setattr(scaling_room, "WIDTHS", (4, 6))
    heard: list[str] = []
    scaling = measure_scaling(heard.append)
    assert [point.batch_size for point in scaling.batches] == [3, 5]
    assert [point.width for point in scaling.widths] == [4, 6]
    assert scaling.threads[0].threads == 1
    assert len(heard) == 4 + len(scaling.threads)
    for point in (*scaling.batches, *scaling.widths, *scaling.threads):
        assert point.parameters == 2 * (point.width**2 + point.width) + point.width * 10 + 10
        each = point.microseconds_per_step * 1e6 / (point.batch_size * point.parameters)
        assert point.picoseconds_per_row_and_parameter == pytest.approx(each)


@pytest.mark.parametrize(
    ("most", "expected"), [(1, [1]), (2, [1, 2]), (3, [1, 2, 3]), (4, [1, 2, 4]), (12, [1, 2, 4, 8, 12])]
)
def test_thread_counts_double_up_to_all(most: int, expected: list[int]) -> None:
    assert thread_counts(most) == expected
