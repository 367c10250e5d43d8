"""exercise26: the reference against another formula, what is said of a measurement, slow files of students."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.lib.stride_tricks import sliding_window_view

from tuitrainer.base.course import find_course
from tuitrainer.grading.catalog import find_exercise
from tuitrainer.grading.classroom.parcel import pack_exercise
from tuitrainer.grading.classroom.worker import Assignment, Paper, _Worker
from tuitrainer.grading.trusted import load_module

EXERCISE = find_exercise(find_course(), "exercise26")
SOURCE = EXERCISE.solution.read_text(encoding="utf-8")
JUDGE = load_module(EXERCISE.judges).judge_speed
OUT = np.ones((2, 7, 6, 64))
EXPECTED = {
    "seconds": 1e-3, "yardstick": 1e-4, "out": OUT, "made": "compiled", "compiled": 0, "allocated": 4, "loops": False,
}  # fmt: skip


def test_the_reference_is_a_product_with_all_windows() -> None:
    convolve, rng = load_module(EXERCISE.solution).conv2d_forward.py_func, np.random.default_rng(26)
    for stride, padding in ((1, 0), (2, 1), (3, 2)):
        x, kernels, bias = rng.normal(size=(2, 8, 7, 3)), rng.normal(size=(3, 4, 3, 5)), rng.normal(size=5)
        padded = np.pad(x, [(0, 0), (padding, padding), (padding, padding), (0, 0)])
        windows = sliding_window_view(padded, (3, 4), axis=(1, 2))[:, ::stride, ::stride]
        expected = np.tensordot(windows, kernels, axes=([3, 4, 5], [2, 0, 1])) + bias
        np.testing.assert_allclose(convolve(x, kernels, bias, stride, padding), expected, atol=1e-12)


@pytest.mark.parametrize(
    ("measured", "said"),
    [
        ({}, None),
        ({"seconds": 1.99e-3}, None),
        ({"seconds": 2.01e-3}, "loop-order"),
        ({"seconds": 3.5e-3, "yardstick": 1.8e-4}, None),  # the machine has become slower
        ({"seconds": 4.1e-3, "yardstick": 1e-2}, "loop-order"),  # by more than is believed
        ({"seconds": 1e-4, "yardstick": 1e-5}, None),  # that it has become faster is held against nobody
        ({"seconds": 5e-3, "allocated": 84}, "temporary-arrays"),
        ({"seconds": 1e-3, "allocated": 84}, None),
        ({"seconds": 5e-3, "loops": True, "allocated": 500}, "loops-outside"),
        ({"seconds": 1e-3, "loops": True}, None),
        ({"seconds": 1e-4, "made": "python"}, "not-compiled"),
        ({"seconds": 1e-1, "made": "object mode"}, "object-mode"),
        ({"seconds": 1.0, "compiled": 5}, "compiled-at-every-call"),
        ({"out": 2 * OUT}, "wrong-where-timed"),
        ({"out": np.full_like(OUT, np.nan)}, "wrong-where-timed"),
    ],
)
def test_what_is_said_of_a_measurement(measured: dict[str, Any], said: str | None) -> None:
    assert JUDGE({**EXPECTED, **measured}, EXPECTED, ()) == said


def replaced(source: str, *pairs: tuple[str, str]) -> str:
    for old, new in pairs:
        assert source.count(old) == 1, old
        source = source.replace(old, new)
    return source


PADDED = (EXERCISE.folder / "alternatives" / "padded.py").read_text(encoding="utf-8")
INSIDE = "    @njit\n    def half(a):\n        return a / 2\n    half(2)\n    padded = np.pad"
FILES = {
    None: replaced(SOURCE, ("@njit\n", "@njit(cache=True)\n")),  # an option that gains nothing here does no harm
    "compiled-at-every-call": replaced(PADDED, ("    padded = np.pad", INSIDE)),
    "wrong-where-timed": replaced(
        SOURCE, ("np.empty(", "0 * np.empty("), ("range(channels_in):", "range(min(channels_in, 5)):")
    ),
}


def test_a_class_of_three_without_bubblewrap(monkeypatch: pytest.MonkeyPatch) -> None:
    """In a class the reference is timed once, by a process that has the exercise's environment."""
    monkeypatch.setenv("PATH", "/nowhere")
    worker, assignment = _Worker(), Assignment(pack_exercise(EXERCISE), 26)
    try:
        for said, source in FILES.items():
            report = worker.grade(assignment, Paper(0, "/exercise26.py", source.encode()))
            assert report.isolation != "bwrap"
            values, speed = report.checks
            assert values.status == "passed", (report.finding, values.finding)
            assert (None if speed.finding is None else speed.finding.id) == said
    finally:
        worker.close()
