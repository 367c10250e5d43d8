"""Which of the files that a student uploaded is the answer."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tuitrainer.grading.pack.handed_in import find_handed_in


def hand_in(folder: Path, *names: str) -> Path:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("")
    return folder


@pytest.mark.parametrize(
    ("names", "alone", "chosen"),
    [
        (["exercise04.py", "notes.txt", "exercise03.py"], False, "exercise04.py"),
        (["work/Exercise04.PY"], False, "work/Exercise04.PY"),
        (["old/exercise04.py", "exercise04.py"], False, "exercise04.py"),
        (["b/exercise04.py", "a/exercise04.py"], False, "a/exercise04.py"),
        (["answer.py", "notes.txt"], True, "answer.py"),
        (["exercise04.ipynb"], True, "exercise04.ipynb"),
        (["answer.py"], False, None),
        (["answer.py", "other.py"], True, None),
        (["__MACOSX/exercise04.py", ".git/exercise04.py", ".exercise04.py", "venv/lib/exercise04.py"], True, None),
        (["a/b/c/d/e/exercise04.py"], True, None),
        ([], True, None),
    ],
)
def test_which_file_is_graded(names: list[str], alone: bool, chosen: str | None, tmp_path: Path) -> None:
    found = find_handed_in(hand_in(tmp_path, *names), "exercise04", alone)
    assert found.path == (tmp_path / chosen if chosen is not None else None)


def test_what_was_not_obvious_is_said(tmp_path: Path) -> None:
    assert not find_handed_in(hand_in(tmp_path / "a", "exercise04.py"), "exercise04", True).remark
    assert "answer.py" in find_handed_in(hand_in(tmp_path / "b", "answer.py"), "exercise04", True).remark
    assert (
        "x/exercise04.py"
        in find_handed_in(hand_in(tmp_path / "c", "y/exercise04.py", "x/exercise04.py"), "exercise04", True).remark
    )
    missing = find_handed_in(hand_in(tmp_path / "d", "mein\x1b[2Jname.txt"), "exercise04", False).remark
    assert "exercise04.py is missing" in missing
    assert "name.txt" in missing
    assert missing.isprintable()


def test_no_way_leads_out_of_what_was_handed_in(tmp_path: Path) -> None:
    (tmp_path / "solutions").mkdir()
    (tmp_path / "solutions" / "exercise04.py").write_text("the reference")
    folder = hand_in(tmp_path / "submission", "notes.txt")
    (folder / "exercise04.py").symlink_to(tmp_path / "solutions" / "exercise04.py")
    (folder / "folder").symlink_to(tmp_path / "solutions", target_is_directory=True)
    assert find_handed_in(folder, "exercise04", True).path is None


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes in folders here")
def test_what_is_no_file_is_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "exercise04.py")
    assert find_handed_in(tmp_path, "exercise04", True).path is None


def test_nothing_was_handed_in_at_all(tmp_path: Path) -> None:
    assert find_handed_in(tmp_path / "away", "exercise04", True).path is None
