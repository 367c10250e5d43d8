"""Starters that change under a student's work: told, shown as a difference, renewed where nobody wrote; never more."""

from __future__ import annotations

import json
import shutil
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_up import STARTER01, make_course

from tuitrainer.grading.catalog import Exercise, list_exercises
from tuitrainer.grading.starters import FILE, Starters, difference, text_of
from tuitrainer.grading.workspace import MARKER, Started, start_workspace

NEW = STARTER01.replace("doubles.", "doubles, better said.") + "\n\ndef fourfold(x):\n    raise NotImplementedError\n"
MINE = STARTER01.replace("raise NotImplementedError", "return 2 * x", 1)


@pytest.fixture
def exercise(tmp_path: Path) -> Exercise:
    (tmp_path / "course").mkdir()
    return list_exercises(make_course(tmp_path / "course"))[0]


@pytest.fixture
def folder(tmp_path: Path, exercise: Exercise) -> Path:
    """A workspace with the starter as it was, which is another one now."""
    start_workspace(tmp_path / "work", [exercise])
    exercise.starter.write_text(NEW, encoding="utf-8")
    return tmp_path / "work"


def quiet(started: Started) -> bool:
    return not started.updated and not started.changed and not started.problems


def test_a_starter_that_has_changed_is_told_and_nothing_is_written(folder: Path, exercise: Exercise) -> None:
    for _time in range(2):
        started = start_workspace(folder, [exercise])
        [changed] = started.changed
        assert (started.kept, started.updated, changed.name, changed.untouched) == (
            ("exercise01.py",), (), "exercise01.py", True,
        )  # fmt: skip
        assert (folder / "exercise01.py").read_text(encoding="utf-8") == STARTER01
    assert '+"""exercise01: doubles, better said."""' in changed.difference
    assert "+def fourfold(x):" in changed.difference


def test_what_nobody_touched_is_renewed_when_asked(folder: Path, exercise: Exercise) -> None:
    file = folder / "exercise01.py"
    file.chmod(0o640)
    started = start_workspace(folder, [exercise], update=True)
    assert (started.kept, started.updated, started.changed) == ((), ("exercise01.py",), ())
    assert file.read_text(encoding="utf-8") == NEW
    if sys.platform != "win32":
        assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert quiet(start_workspace(folder, [exercise], update=True))
    assert {path.name for path in folder.iterdir()} == {MARKER, FILE, "exercise01.py"}


@pytest.mark.parametrize("content", [MINE, STARTER01 + "\n", STARTER01[:-1], ""])
def test_work_is_never_touched_and_its_starter_told_until_it_is_settled(
    folder: Path, exercise: Exercise, content: str
) -> None:
    file = folder / "exercise01.py"
    file.write_text(content, encoding="utf-8")
    for update in (False, False, True):
        [changed] = start_workspace(folder, [exercise], update).changed
        assert not changed.untouched
        assert changed.difference == difference("exercise01.py", STARTER01, NEW)
    assert quiet(start_workspace(folder, [exercise], update=True))
    exercise.starter.write_text(NEW + "\n\nNEWER = True\n", encoding="utf-8")
    [changed] = start_workspace(folder, [exercise]).changed
    assert [line for line in changed.difference if line.startswith("+") and line[1:2].isalpha()] == ["+NEWER = True"]
    assert file.read_text(encoding="utf-8") == content


def test_a_student_who_took_the_new_starter_alone_is_told_nothing(folder: Path, exercise: Exercise) -> None:
    shutil.copy(exercise.starter, folder / "exercise01.py")
    assert quiet(start_workspace(folder, [exercise]))


@pytest.mark.skipif(shutil.which("patch") is None, reason="needs the program patch")
def test_the_difference_is_one_that_patch_takes(folder: Path, exercise: Exercise) -> None:
    (folder / "exercise01.py").write_text(MINE, encoding="utf-8")
    [changed] = start_workspace(folder, [exercise]).changed
    text = "\n".join(changed.difference) + "\n"
    subprocess.run(["patch", "-p0"], input=text, cwd=folder, check=True, text=True, capture_output=True, timeout=60)
    assert (folder / "exercise01.py").read_text(encoding="utf-8") == NEW.replace(
        "raise NotImplementedError", "return 2 * x", 1
    )


# -- workspaces of another make ----------------------------------------------------------------------------------------


def test_a_workspace_of_an_older_version_goes_on_and_is_told_of_what_changes_from_now_on(
    folder: Path, exercise: Exercise
) -> None:
    (folder / FILE).unlink()
    assert quiet(start_workspace(folder, [exercise], update=True))  # nobody knows what it came from
    assert (folder / "exercise01.py").read_text(encoding="utf-8") == STARTER01
    exercise.starter.write_text(NEW + "x = 1\n", encoding="utf-8")
    [changed] = start_workspace(folder, [exercise], update=True).changed
    assert not changed.untouched
    assert changed.difference[-1] == "+x = 1"
    assert (folder / "exercise01.py").read_text(encoding="utf-8") == STARTER01


def test_in_one_of_an_older_version_the_starter_of_now_is_known_for_one(folder: Path, exercise: Exercise) -> None:
    (folder / FILE).unlink()
    (folder / "exercise01.py").write_text(NEW, encoding="utf-8")
    start_workspace(folder, [exercise])
    exercise.starter.write_text(STARTER01, encoding="utf-8")
    assert start_workspace(folder, [exercise], update=True).updated == ("exercise01.py",)


def test_a_file_of_another_course_is_none_of_this_ones_business(
    folder: Path, exercise: Exercise, tmp_path: Path
) -> None:
    (tmp_path / "other").mkdir()
    other = list_exercises(make_course(tmp_path / "other"))[0]
    other.starter.write_text("OTHER = 1\n", encoding="utf-8")
    assert quiet(start_workspace(folder, [other], update=True))
    assert (folder / "exercise01.py").read_text(encoding="utf-8") == STARTER01
    assert start_workspace(folder, [exercise], update=True).updated == ("exercise01.py",)  # still known for what it is


RECORDS = [
    b"", b"{", b"[]", b"null", b"\xff\xfe", b"[" * 100_000, b'{"schema": 1}', b'{"schema": 1, "starters": []}',
    b'{"schema": 1, "starters": {"exercise01.py": 7}}',
    b'{"schema": 1, "starters": {"exercise01.py": {"course": 1, "starter": "x"}}}',
    b'{"schema": 1, "starters": {"exercise01.py": {"course": ""}}}',
]  # fmt: skip


@pytest.mark.parametrize("record", RECORDS, ids=range(len(RECORDS)))
def test_a_damaged_record_is_made_anew_and_harms_no_work(folder: Path, exercise: Exercise, record: bytes) -> None:
    (folder / "exercise01.py").write_text(MINE, encoding="utf-8")
    (folder / FILE).write_bytes(record)
    assert quiet(start_workspace(folder, [exercise], update=True))
    assert (folder / "exercise01.py").read_text(encoding="utf-8") == MINE
    origin = Starters(folder).get("exercise01.py")
    assert origin is not None
    assert origin.starter == NEW


def test_a_record_that_claims_too_much_can_not_get_at_work(folder: Path, exercise: Exercise) -> None:
    """Untouched is a file that equals the starter it is said to come from: that alone is ever written over."""
    (folder / "exercise01.py").write_text(MINE, encoding="utf-8")
    (folder / FILE).write_text(json.dumps({"schema": 1, "starters": {"../exercise01.py": {}, "": {}}}))
    assert quiet(start_workspace(folder, [exercise], update=True))
    assert (folder / "exercise01.py").read_text(encoding="utf-8") == MINE


@pytest.mark.parametrize("kind", ["newer", "folder"])
def test_a_record_that_can_not_be_ours_stays_as_it_is(folder: Path, exercise: Exercise, kind: str) -> None:
    (folder / FILE).unlink()
    if kind == "newer":
        (folder / FILE).write_text('{"schema": 2, "starters": {}, "more": true}')
    else:
        (folder / FILE).mkdir()
    assert start_workspace(folder, [exercise], update=True).kept == ("exercise01.py",)
    assert (folder / FILE).is_dir() or (folder / FILE).read_text() == '{"schema": 2, "starters": {}, "more": true}'


@pytest.mark.skipif(sys.platform == "win32", reason="links are for few there")
@pytest.mark.parametrize("kind", ["link", "folder", "link to nowhere"])
def test_only_a_plain_file_is_ever_renewed(folder: Path, exercise: Exercise, kind: str, tmp_path: Path) -> None:
    file, elsewhere = folder / "exercise01.py", tmp_path / "elsewhere.py"
    file.unlink()
    if kind == "folder":
        file.mkdir()
    else:
        file.symlink_to(elsewhere)
    if kind == "link":
        elsewhere.write_text(STARTER01, encoding="utf-8")
    started = start_workspace(folder, [exercise], update=True)
    assert started.updated == ()
    assert file.is_symlink() or file.is_dir()
    assert not elsewhere.exists() or elsewhere.read_text(encoding="utf-8") == STARTER01


def test_a_starter_that_is_no_utf8_is_kept_byte_for_byte(folder: Path, exercise: Exercise) -> None:
    (folder / "exercise01.py").unlink()
    exercise.starter.write_bytes(b"# caf\xe9\r\n")
    start_workspace(folder, [exercise])
    assert text_of(b"# caf\xe9\r\n").encode("utf-8", "surrogateescape") == b"# caf\xe9\r\n"
    exercise.starter.write_bytes(b"# cafe\n")
    assert start_workspace(folder, [exercise], update=True).updated == ("exercise01.py",)


texts = st.sampled_from(["one\n", "two\n", "three\n"])
deeds = st.one_of(
    st.tuples(st.just("starter"), texts), st.tuples(st.just("write"), st.sampled_from(["mine\n", "one\n", "two\n"])),
    st.tuples(st.just("delete"), st.none()), st.tuples(st.just("start"), st.booleans()),
    st.tuples(st.just("forget"), st.none()),
)  # fmt: skip


@given(st.lists(deeds, max_size=12))
@settings(max_examples=40)
def test_nothing_but_a_starter_is_ever_written_over(sequence: list[tuple[str, object]]) -> None:
    """Whatever came before: what the student wrote stays, and without --update everything does."""
    with tempfile.TemporaryDirectory() as place:
        course = Path(place, "course")
        course.mkdir()
        exercise = list_exercises(make_course(course))[0]
        folder, given_out = Path(place, "work"), {STARTER01}
        file = folder / "exercise01.py"
        for deed, argument in sequence:
            before = file.read_text() if file.exists() else None
            if deed == "starter":
                exercise.starter.write_text(str(argument))
            elif deed == "start":
                start_workspace(folder, [exercise], update=bool(argument))
                after = file.read_text()
                if before is None:
                    assert after == exercise.starter.read_text()
                elif before not in given_out or not argument:
                    assert after == before
                else:
                    assert after in (before, exercise.starter.read_text())
                given_out.add(exercise.starter.read_text())
            elif folder.exists():
                if deed == "write":
                    file.write_text(str(argument))
                else:
                    (file if deed == "delete" else folder / FILE).unlink(missing_ok=True)
