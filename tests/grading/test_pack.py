"""``tuitrainer class pack``: what it writes, and what it refuses. That the packs work has tests for each platform."""

from __future__ import annotations

import io
import stat
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_up import make_course

import tuitrainer
from tuitrainer.base.course import Course
from tuitrainer.base.errors import UserError
from tuitrainer.base.texts import choose_language
from tuitrainer.cli.class_pack import pack
from tuitrainer.cli.options import prepared
from tuitrainer.grading.pack.assignment import PackedFile
from tuitrainer.grading.pack.targets import TARGETS
from tuitrainer.grading.pack.wheel import read_wheel
from tuitrainer.grading.pack.writing import tarred, write_pack, zipped

WHEEL = f"tuitrainer-{tuitrainer.__version__}-py3-none-any.whl"
Pack = Callable[..., str]


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Course:
    """An instructor's course, and an empty folder beside it to work in."""
    (tmp_path / "course").mkdir()
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    return make_course(tmp_path / "course")


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str]) -> Pack:
    """What the command says; the words of its error where it is refused."""

    def asked(*arguments: str) -> str:
        try:
            prepared(pack).main([*map(str, arguments)], standalone_mode=False)
        except UserError as error:
            return f"Error: {error}"
        except click.ClickException as error:
            return f"Error: {error.format_message()}"
        return capsys.readouterr().out

    return asked


def make_wheel(folder: Path, name: str = WHEEL, member: str = "tuitrainer/cli/main.py") -> Path:
    path = folder / name
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(member, "")
    return path


def content(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_gradescope_gets_a_zip_with_two_scripts_at_its_root(course: Course, ask: Pack) -> None:
    said = ask("exercise04", "--for", "gradescope")
    assert "Written: gradescope-exercise04.zip" in said
    assert f"tuitrainer=={tuitrainer.__version__}" in said
    with zipfile.ZipFile("gradescope-exercise04.zip") as archive:
        modes = {entry.filename: entry.external_attr >> 16 for entry in archive.infolist()}
    assert set(modes) == {"setup.sh", "run_autograder", "pack.json", "ungraded.json"}
    for name in ("setup.sh", "run_autograder"):
        assert stat.S_ISREG(modes[name])
        assert modes[name] & 0o111 == 0o111


@pytest.mark.parametrize("target", TARGETS)
def test_two_packs_of_the_same_are_the_same_bytes(target: str, course: Course, ask: Pack, tmp_path: Path) -> None:
    wheel = make_wheel(tmp_path)
    for name in ("one.zip", "two.zip"):
        ask("exercise02", "exercise01", "--for", target, "--exercises", course.exercises, "--wheel", wheel,
            "--publish-solutions", "--output", name)  # fmt: skip
    assert Path("one.zip").read_bytes() == Path("two.zip").read_bytes()
    with zipfile.ZipFile("one.zip") as archive:
        assert archive.namelist() == sorted(archive.namelist())
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


@pytest.mark.parametrize("target", TARGETS)
def test_a_zip_and_a_folder_hold_the_same(target: str, course: Course, ask: Pack) -> None:
    for name in ("pack.zip", "pack"):
        ask("exercise01", "--for", target, "--exercises", course.exercises, "--publish-solutions", "--output", name)
    in_folder = {
        path.relative_to("pack").as_posix(): path.read_bytes() for path in Path("pack").rglob("*") if path.is_file()
    }
    assert in_folder == content(Path("pack.zip"))


def test_our_course_stays_where_it_is_and_another_is_carried(course: Course, ask: Pack) -> None:
    (course.exercises / "exercise01" / "__pycache__").mkdir()
    (course.exercises / "exercise01" / "__pycache__" / "probes.pyc").write_bytes(b"")
    (course.exercises / "exercise01" / ".secret").write_text("key")
    ask("exercise01", "--for", "gradescope", "--exercises", course.exercises, "--output", "own.zip")
    ask("exercise01", "--for", "gradescope", "--output", "ours.zip")
    own, ours = content(Path("own.zip")), content(Path("ours.zip"))
    expected = {f"course/exercises/exercise01/{path.name}" for path in (course.exercises / "exercise01").glob("*.*")}
    expected -= {"course/exercises/exercise01/.secret"}
    assert set(own) - set(ours) == {*expected, "course/solutions/exercise01.py"}
    assert own["course/solutions/exercise01.py"] == (course.solutions / "exercise01.py").read_bytes()


def test_a_wheel_is_carried_and_installed(course: Course, ask: Pack, tmp_path: Path) -> None:
    wheel = make_wheel(tmp_path)
    said = ask("exercise01", "--for", "gradescope", "--wheel", wheel, "--output", "with.zip")
    assert WHEEL in said
    packed = content(Path("with.zip"))
    assert packed[WHEEL] == wheel.read_bytes()
    assert f'pip install --no-cache-dir "$source/{WHEEL}"' in packed["setup.sh"].decode()


@pytest.mark.parametrize(
    ("name", "member", "said"),
    [
        ("tuitrainer-0.0.1-py3-none-any.whl", "tuitrainer/cli/main.py", WHEEL),
        (WHEEL + ".zip", "tuitrainer/cli/main.py", WHEEL),
        (WHEEL, "other/main.py", "is no wheel of tuitrainer"),
    ],
)
def test_another_wheel_is_refused(name: str, member: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(UserError, match=said.replace(".", r"\.")):
        read_wheel(make_wheel(tmp_path, name, member))


def test_what_is_no_archive_or_not_there_is_no_wheel(tmp_path: Path) -> None:
    (tmp_path / WHEEL).write_bytes(b"PK\x03\x04 half of it")
    with pytest.raises(UserError, match="no wheel"):
        read_wheel(tmp_path / WHEEL)
    with pytest.raises(UserError, match="can't be read"):
        read_wheel(tmp_path / "away" / WHEEL)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["exercise04", "--for", "blackboard"], "moodle-vpl"),
        (["exercise04"], "--for"),
        (["--for", "github"], "EXERCISE"),
        (["exercise4", "--for", "github"], "exercise04"),
        (["exercise04", "--for", "github", "--feedback", "all"], "verdict"),
    ],
)
def test_what_does_not_exist_is_named_with_what_does(
    arguments: list[str], said: str, course: Course, ask: Pack
) -> None:
    answer = ask(*arguments)
    assert answer.startswith("Error: ")
    assert said in answer
    assert not list(Path().iterdir())


def test_nothing_is_written_over_unless_asked(course: Course, ask: Pack) -> None:
    for output in ("pack.zip", "pack"):
        ask("exercise04", "--for", "github", "--output", output)
        assert "--force" in ask("exercise03", "--for", "github", "--output", output)
    Path("pack", "mine.txt").write_text("mine")
    assert not Path("pack", "exercise03.py").exists()
    assert "Written" in ask("exercise03", "--for", "github", "--output", "pack", "--force")
    assert "Written" in ask("exercise03", "--for", "github", "--output", "pack.zip", "--force")
    assert "exercise03.py" in content(Path("pack.zip"))
    assert Path("pack", "exercise03.py").is_file()
    assert Path("pack", "mine.txt").read_text() == "mine"


def test_a_link_in_the_way_is_replaced_and_what_it_leads_to_is_left(tmp_path: Path) -> None:
    (tmp_path / "treasure").write_text("gold")
    (tmp_path / "pack").mkdir()
    (tmp_path / "pack" / "a").symlink_to(tmp_path / "treasure")
    write_pack([PackedFile("a", b"new", executable=True)], tmp_path / "pack", force=True)
    assert (tmp_path / "treasure").read_text() == "gold"
    assert (tmp_path / "pack" / "a").read_bytes() == b"new"
    assert stat.S_IMODE((tmp_path / "pack" / "a").stat().st_mode) == 0o755


@pytest.mark.parametrize("output", ["file/pack", "file/pack.zip", "file", "folder.zip"])
def test_a_place_that_can_not_be_written_is_named(output: str, course: Course, ask: Pack) -> None:
    Path("file").write_text("")
    Path("folder.zip").mkdir()
    answer = ask("exercise04", "--for", "github", "--output", output)
    assert answer.startswith(f"Error: {output}: ")
    assert sorted(path.name for path in Path().rglob("*")) == ["file", "folder.zip"]


def test_solutions_of_an_own_course_are_not_given_to_students_by_accident(course: Course, ask: Pack) -> None:
    answer = ask("exercise01", "--for", "github", "--exercises", course.exercises)
    assert "--publish-solutions" in answer
    assert not list(Path().iterdir())
    ask("exercise01", "--for", "github", "--exercises", course.exercises, "--publish-solutions", "--output", "out")
    assert Path("out/.github/tuitrainer/solutions/exercise01.py").is_file()


def test_names_that_would_break_scripts_and_missing_solutions_are_refused_together(course: Course, ask: Pack) -> None:
    (course.exercises / "exercise01").rename(course.exercises / "1; rm -rf $HOME")
    (course.solutions / "exercise02.py").unlink()
    answer = ask("exercise02", "1; rm -rf $HOME", "--for", "gradescope", "--exercises", course.exercises)
    assert "to be packed" in answer
    assert "exercise02" in answer
    assert not list(Path().iterdir())


def test_what_students_read_is_in_the_instructors_language(course: Course, ask: Pack) -> None:
    choose_language("fr")
    ask("exercise01", "--for", "github", "--exercises", course.exercises, "--publish-solutions", "--output", "out")
    assert "Écrivez `double`" in Path("out/README.md").read_text(encoding="utf-8")
    assert "--lang fr" in Path("out/.github/workflows/classroom.yml").read_text(encoding="utf-8")


NAMES = st.text(st.characters(categories=["L", "N", "Zs"]), min_size=1, max_size=40)


@given(st.dictionaries(NAMES, st.tuples(st.binary(max_size=2000), st.booleans()), max_size=6))
def test_archives_hold_what_they_were_given_and_nothing_of_its_order(files: dict[str, tuple[bytes, bool]]) -> None:
    packed = [PackedFile(name, *rest) for name, rest in files.items()]
    assert zipped(packed) == zipped(packed[::-1])
    assert tarred(packed) == tarred(packed[::-1])
    with zipfile.ZipFile(io.BytesIO(zipped(packed))) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == {
            name: part[0] for name, part in files.items()
        }
    with tarfile.open(fileobj=io.BytesIO(tarred(packed))) as tar:
        for entry in tar:
            member = tar.extractfile(entry)
            assert member is not None
            assert (member.read(), entry.mode == 0o755, entry.mtime) == (*files[entry.name], 0)
