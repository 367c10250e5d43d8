"""The first paint waits for nothing that it does not need, and the display never loads what trains."""

from __future__ import annotations

import subprocess
import sys

HEAVY = ("numba", "llvmlite", "pydantic", "sklearn", "scipy", "markdown_it", "tuitrainer.training.session")
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
