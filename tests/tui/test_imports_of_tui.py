"""The first paint waits for nothing that it does not need, and the display never loads what trains."""

from __future__ import annotations

import subprocess
import sys

HEAVY = (
    "numba", "llvmlite", "pydantic", "sklearn", "scipy", "markdown_it", "numpy", "sqlite3", "watchfiles",
    "tuitrainer.training.session", "tuitrainer.grading.catalog", "tuitrainer.tui.screens.exercise",
)  # fmt: skip
WITH_AN_EXERCISE = """
import sys
import tuitrainer.tui.screens.exercise
from tuitrainer.tui.course import read_course, read_standings
read_course(), read_standings("")
print(*[name for name in ("numba", "llvmlite", "numpy", "pydantic", "watchfiles") if name in sys.modules])
"""
PROGRAM = "import sys, tuitrainer.tui.app; print(*[name for name in {heavy} if name in sys.modules])"
WITH_A_LAB = """
import sys
import tuitrainer.tui.screens.training, tuitrainer.tui.opening
from tuitrainer.training.labs import find_recipe
import tuitrainer.training.link.process
find_recipe("iris")
print(*[name for name in ("numba", "llvmlite", "sklearn", "scipy") if name in sys.modules])
"""


def loaded(program: str) -> str:
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.strip()


def test_the_application_loads_nothing_heavy() -> None:
    assert loaded(PROGRAM.format(heavy=HEAVY)) == ""


def test_opening_a_lab_never_loads_numba() -> None:
    assert loaded(WITH_A_LAB) == ""


def test_opening_an_exercise_loads_no_numbers() -> None:
    assert loaded(WITH_AN_EXERCISE) == ""
