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


AFTER_GRADING = """
import subprocess, sys
from tuitrainer.cli.main import run

begun = []

class Process(subprocess.Popen):
    def __init__(self, *arguments, **named):
        begun.append("numpy" in sys.modules)
        super().__init__(*arguments, **named)

subprocess.Popen = Process
assert run(["grade", "exercise04", FILE, "--output", REPORT]) == 0
assert begun and not any(begun), begun
"""
"""What is graded is right, so that there is one sandbox; it has to be begun before NumPy takes its time here."""


def test_grading_loads_only_numpy_and_only_once_the_sandbox_is_under_way(tmp_path: Path) -> None:
    answer, report = tmp_path / "answer.py", tmp_path / "report.txt"
    answer.write_bytes((ROOT / "solutions" / "exercise04.py").read_bytes())
    loaded = modules_after(f"FILE, REPORT = {str(answer)!r}, {str(report)!r}\n{AFTER_GRADING}")
    assert "Passed." in report.read_text(encoding="utf-8")
    assert "numpy" in loaded
    assert not loaded & (HEAVY - {"numpy"})


@pytest.mark.parametrize(
    "command", ["exercises --json", "hint exercise04", "show exercise04", "start ./w", "solution x"]
)
def test_what_students_ask_for_loads_nothing_heavy(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert not modules_after(f"from tuitrainer.cli.main import run; run({command.split()!r})") & HEAVY


def test_the_oracle_sees_what_is_loaded() -> None:
    assert "numpy" in modules_after("import numpy")
