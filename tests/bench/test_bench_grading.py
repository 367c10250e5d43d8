"""`tuitrainer bench grade` measures what it says, on a class so small that it takes seconds."""

from __future__ import annotations

import json
import subprocess
import sys


def test_every_figure_is_measured() -> None:
    command = [sys.executable, "-m", "tuitrainer", "bench", "grade", "--rounds", "1", "--submissions", "6", "--json"]
    ran = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    document = json.loads(ran.stdout)
    assert document["schema"] == 1
    grading = document["grading"]
    assert 0 < grading["command"]["median"] <= grading["command"]["slowest"]
    for held in grading["held"]:
        assert held["isolation"] in ("limits", "landlock", "bwrap")
        assert 0 < held["fork"] < held["new_interpreter"]
    assert 0 < grading["save_to_verdict"] <= grading["slowest_save"]
    classroom = grading["classroom"]
    assert classroom["submissions"] == 6
    assert classroom["seconds"] > 0
    assert [memory["graded"] for memory in classroom["memory"]] == sorted(
        memory["graded"] for memory in classroom["memory"]
    )


def test_it_is_measured_by_itself() -> None:
    command = [sys.executable, "-m", "tuitrainer", "bench", "grade", "W1"]
    ran = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert ran.returncode == 2
    assert "by itself" in ran.stderr
