"""What was looked at and found good stays as it is."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from fake_link import LABS, FakeLink, no_course, until
from made_up_course import WRONG, FakeGrader, course_app, detailed_report, make_course, opened, report, verdict
from pictures import SIZE, at_rest, training_picture, without_names
from syrupy.assertion import SnapshotAssertion

from tuitrainer.tui.app import TrainerApp
from tuitrainer.tui.opening import Opened


def text_of(svg: str) -> str:
    """What can be read in a picture."""
    return re.sub(r"<[^>]+>", " ", svg).replace("&#160;", " ").replace("&#x27;", "'")


async def test_training(picture: SnapshotAssertion) -> None:
    assert await training_picture() == picture


TEXT = """# {title}

{summary}

## Try it

1. Press `space` to play, `s` for a **single** step.
2. Double the learning rate with `]`.
"""


async def test_home(picture: SnapshotAssertion, tmp_path: Path) -> None:
    labs = [replace(lab, recipe_path=tmp_path / lab.recipe_path) for lab in LABS]
    for lab in labs:
        text = TEXT.format(title=lab.title, summary=lab.summary)
        lab.recipe_path.with_suffix(".md").write_text(text, encoding="utf-8")
    app = TrainerApp(None, lambda _name: Opened(FakeLink()), labs, no_course)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("down")
        await until(pilot, lambda: "growers." in text_of(app.export_screenshot()))
        assert without_names(app.export_screenshot(simplify=True)) == picture


async def test_verdict(picture: SnapshotAssertion, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second try of an exercise, after a hint."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "exercise01.py").write_text(WRONG)
    app = course_app(make_course(tmp_path), FakeGrader(report("failed", "failed"), detailed_report()).grading)
    async with app.run_test(size=SIZE) as pilot:
        screen = await opened(pilot)
        await pilot.press("i", "g")
        await until(pilot, lambda: "0 of 3 points" in verdict(screen))
        await pilot.press("g")
        await until(pilot, lambda: "1 of 3 points" in verdict(screen))
        assert await at_rest(pilot) == picture


def test_training_in_french(picture: SnapshotAssertion) -> None:
    """In a process of its own: the language is chosen before the first screen is imported."""
    finished = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("pictures.py")), "fr"],
        env={**os.environ, "TUITRAINER_LANG": "fr"}, capture_output=True, timeout=60, check=False,
    )  # fmt: skip
    assert finished.returncode == 0, finished.stderr.decode()
    svg = finished.stdout.decode("utf-8")
    words = text_of(svg)
    for word in ("Perte", "Exactitude", "époque", "taux d'apprentissage", "Espace", "Jouer", "Aide", "en pause"):
        assert word in words
    assert svg == picture
