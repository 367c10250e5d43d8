from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

ROOT = Path(__file__).resolve().parents[2]

HEAVY = {"textual", "numba", "llvmlite", "numpy", "pydantic", "rich", "safetensors", "psutil", "watchfiles", "sklearn"}


def modules_after(code: str) -> set[str]:
    """The top-level modules that a fresh interpreter holds after running `code`."""
    script = f"import sys, json\n{code}\nprint(json.dumps(sorted({{name.split('.')[0] for name in sys.modules}})))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return set(json.loads(done.stdout.splitlines()[-1]))


def test_imports_point_down_the_floors(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(ROOT)
    status = lint_imports(no_cache=True)
    assert status == EXIT_STATUS_SUCCESS, capsys.readouterr().out


@pytest.mark.parametrize(
    "code",
    [
        "import tuitrainer",
        "import tuitrainer.cli.main",
        "from tuitrainer.cli.main import run; run(['--help'])",
        "from tuitrainer.cli.main import run; run(['train', '--help'])",
        "from tuitrainer.cli.main import run; run(['labs', '--json'])",
    ],
)
def test_nothing_heavy_is_loaded_before_it_is_needed(code: str) -> None:
    assert not modules_after(code) & HEAVY


def test_the_list_of_labs_needs_no_validation_and_no_numbers() -> None:
    assert not modules_after("from tuitrainer.cli.main import run; run(['labs'])") & (HEAVY - {"rich"})


def test_the_oracle_sees_what_is_loaded() -> None:
    assert "numpy" in modules_after("import numpy")
