"""The table of the README, in both languages: every exercise and every lab of the course, where they belong."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tuitrainer.training.labs import list_labs

ROOT = Path(__file__).resolve().parents[2]
ROW = re.compile(r"^\| .+ \| (exercise\d\d) \| (`.+`) \|$", re.MULTILINE)


def rows(readme: str) -> dict[str, set[str]]:
    """The labs beside each exercise."""
    text = (ROOT / readme).read_text(encoding="utf-8")
    return {exercise: set(re.findall(r"`([\w-]+)`", labs)) for exercise, labs in ROW.findall(text)}


@pytest.mark.parametrize("readme", ["README.md", "README.fr.md"])
def test_the_table_names_every_exercise_and_every_lab_where_its_recipe_puts_it(readme: str) -> None:
    table = rows(readme)
    assert list(table) == sorted(path.name for path in (ROOT / "exercises").glob("exercise*"))
    assert set().union(*table.values()) == {lab.id for lab in list_labs()}
    assert [lab.id for lab in list_labs() if lab.exercise and lab.id not in table[lab.exercise]] == []


def test_both_languages_say_the_same() -> None:
    assert rows("README.md") == rows("README.fr.md")
