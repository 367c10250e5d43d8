"""exercise26: the reference against another formula, what is said of a measurement, slow files of students."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.lib.stride_tricks import sliding_window_view

from tuitrainer.base.course import find_course
from tuitrainer.grading.catalog import find_exercise
from tuitrainer.grading.grade import grade
from tuitrainer.grading.trusted import load_module

EXERCISE = find_exercise(find_course(), "exercise26")
SOURCE = EXERCISE.solution.read_text(encoding="utf-8")
JUDGE = load_module(EXERCISE.judges).judge_speed
OUT = np.ones((2, 7, 6, 64))
EXPECTED = {
    "seconds": 1e-3, "yardstick": 1e-4, "out": OUT, "made": "compiled", "compiled": 0, "allocated": 4, "loops": False,
}  # fmt: skip


def test_the_reference_is_a_product_with_all_windows() -> None:
    convolve, rng = load_module(EXERCISE.solution).conv2d_forward, np.random.default_rng(26)
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


def named(folder: Path, source: str) -> str | None:
    file = folder / "exercise26.py"
    file.write_text(source, encoding="utf-8")
    values, speed = grade(EXERCISE, file).checks
    assert values.status == "passed", values.finding
    return None if speed.finding is None else speed.finding.id


def replaced(*pairs: tuple[str, str]) -> str:
    source = SOURCE
    for old, new in pairs:
        assert old in source
        source = source.replace(old, new)
    return source


def test_what_is_compiled_inside_the_function_is_compiled_at_every_call(tmp_path: Path) -> None:
    inner = replaced(
        ("@njit\n", ""),
        (
            "    count, height",
            "    @njit\n    def pixel(a, b):\n        return a * b\n    pixel(1.0, 2.0)\n    count, height",
        ),
    )
    assert named(tmp_path, inner) == "compiled-at-every-call"


def test_loops_in_python_are_not_compiled(tmp_path: Path) -> None:
    assert named(tmp_path, replaced(("@njit\n", ""))) == "not-compiled"


def test_a_result_written_down_is_wrong_where_it_is_timed(tmp_path: Path) -> None:
    assert named(tmp_path, replaced(("np.empty(", "0 * np.empty("), ("channels_in):", "min(channels_in, 5)):"))) == (
        "wrong-where-timed"
    )


def test_options_that_gain_nothing_here_do_no_harm(tmp_path: Path) -> None:
    assert named(tmp_path, replaced(("@njit\n", "@njit(cache=True)\n"))) is None
