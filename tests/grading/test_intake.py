"""What a class hands in: who, which exercise, which file; nothing read that is not asked for, nothing followed."""

from __future__ import annotations

import os
import socket
import string
import tempfile
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tuitrainer.base.errors import UserError
from tuitrainer.grading.classroom.handed_in import DEEPEST, MOST_FILES
from tuitrainer.grading.classroom.intake import find_attempts
from tuitrainer.grading.classroom.intake_findings import INTAKE
from tuitrainer.grading.classroom.moodle import moodle_name
from tuitrainer.grading.classroom.naming import Naming
from tuitrainer.grading.classroom.submitted import Attempt
from tuitrainer.grading.submission import LARGEST

EXERCISES = ("exercise03", "exercise04", "exercise11")
MOODLE = "Hélène O'Neil, Jr._12345_assignsubmission_file_"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    folder = tmp_path / "handed in"
    folder.mkdir()
    return folder


def put(place: Path, *paths: str) -> None:
    for path in paths:
        file = place / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"# {path}\n", encoding="utf-8")


def listed(attempts: tuple[Attempt, ...]) -> list[tuple[str, str, str, str | None]]:
    return [(a.student, a.exercise, a.file, a.problem.id if a.problem is not None else None) for a in attempts]


def find(place: Path, only: str | None = None) -> list[tuple[str, str, str, str | None]]:
    return listed(find_attempts(place, EXERCISES, only))


def sentence(attempt: Attempt) -> str:
    """What the report says; every value that a sentence needs is there."""
    assert attempt.problem is not None
    return INTAKE[attempt.problem.id][1].format(**attempt.problem.values)


def test_a_folder_a_zip_and_a_file_are_a_student_each(place: Path) -> None:
    put(place, "zoe/exercise04.py", "adam_exercise04.py", "Eve-Exercise11 (2).py", "exercise03_bob.py", "notes.txt")
    (place / "zoe" / "exercise04.py").touch()
    os.utime(place / "zoe" / "exercise04.py", (5, 1_700_000_000.5))
    attempts = find_attempts(place, EXERCISES)
    assert listed(attempts) == [
        ("Eve", "exercise11", "Eve-Exercise11 (2).py", None), ("adam", "exercise04", "adam_exercise04.py", None),
        ("bob", "exercise03", "exercise03_bob.py", None), ("zoe", "exercise04", "zoe/exercise04.py", None),
    ]  # fmt: skip
    assert attempts[-1].submitted == 1_700_000_000.5
    assert [attempt.read().decode() for attempt in attempts] == [f"# {attempt.file}\n" for attempt in attempts]
    assert {attempt.name for attempt in attempts} == {"Eve", "adam", "bob", "zoe"}


def test_several_folders_are_several_attempts_the_oldest_first(place: Path) -> None:
    put(place, "zoe/exercise04.py", "zoe/attempt 2/Exercise04.PY", "zoe/a/b/c/d/exercise04.py", "zoe_exercise04.py")
    for age, path in enumerate(("a/b/c/d/exercise04.py", "exercise04.py", "attempt 2/Exercise04.PY")):
        os.utime(place / "zoe" / path, (0, 1000 + age))
    assert [file for _student, _exercise, file, problem in find(place) if problem is None] == [
        "zoe/a/b/c/d/exercise04.py", "zoe/exercise04.py", "zoe/attempt 2/Exercise04.PY", "zoe_exercise04.py",
    ]  # fmt: skip


def test_what_lies_too_deep_is_said_and_not_looked_at(place: Path) -> None:
    put(place, "/".join(["zoe", *"abcde", "exercise04.py"]))
    assert len("abcde") == DEEPEST + 1
    (attempt,) = find_attempts(place, EXERCISES, "exercise04")
    assert "e lies too deep" in sentence(attempt)


@pytest.mark.parametrize(
    ("files", "taken"),
    [
        (["exercise04.py", "exercise04_draft.py", "test_exercise04.py"], "exercise04.py"),
        (["exercise04 (1).py", "my exercise04.py"], "exercise04 (1).py"),
        (["exercise04 - Copie.py", "exercise041.py"], "exercise04 - Copie.py"),
        (["exercise04-final.py", "exercise04.py.txt"], "exercise04-final.py"),
        (["exercise04.ipynb", "exercise04-exported.py"], "exercise04-exported.py"),
        (["EXERCISE04.IPYNB", "plot.py"], "EXERCISE04.IPYNB"),
        (["exercise04.py", "exercise04 (1).py"], None),
        (["exercise04-a.py", "exercise04-b.py"], None),
        (["exercise04_exercise03.py", "xexercise04.py", "exercise4.py"], ""),
    ],
)  # fmt: skip
def test_one_file_of_a_folder_is_meant(place: Path, files: list[str], taken: str | None) -> None:
    put(place, *(f"zoe/{file}" for file in files), "adam/exercise04.py")
    attempt = find_attempts(place, EXERCISES)[-1]
    if taken:
        assert (attempt.file, attempt.problem) == (f"zoe/{taken}", None)
    elif taken is None:
        assert attempt.exercise == "exercise04"
        assert all(f"zoe/{file}" in sentence(attempt) for file in files)
    else:
        assert attempt.exercise == ""
        assert all(file in sentence(attempt) for file in files)


def test_where_one_exercise_is_asked_for_a_single_file_may_have_any_name(place: Path) -> None:
    put(place, "a/main.py", "b/main.py", "b/deep/helper.py", "c/exercise03.py", "d/x/exercise04.py", "d/main.py",
        "dupont.py", "e/work.ipynb", "f/main.py", "f/main.ipynb")  # fmt: skip
    assert find(place, "exercise04") == [
        ("a", "exercise04", "a/main.py", None), ("b", "exercise04", "b/main.py", "several-files"),
        ("c", "exercise04", "c", "not-found"), ("d", "exercise04", "d/x/exercise04.py", None),
        ("dupont", "exercise04", "dupont.py", None), ("e", "exercise04", "e/work.ipynb", None),
        ("f", "exercise04", "f/main.py", None),
    ]  # fmt: skip


def test_who_handed_in_nothing_is_listed_too(place: Path) -> None:
    (place / "empty").mkdir()
    put(place, "zoe/exercise04.py", "adam/report.pdf", "eve.rar")
    attempts = find_attempts(place, EXERCISES)
    assert [attempt.student for attempt in attempts] == ["adam", "empty", "eve", "zoe"]
    assert ["adam/report.pdf" in sentence(attempts[0]), "empty is empty" in sentence(attempts[1]),
            "no zip" in sentence(attempts[2])] == [True] * 3  # fmt: skip
    assert find(place, "exercise11")[1] == ("empty", "exercise11", "empty", "nothing-handed-in")


def test_what_programs_leave_behind_is_passed_over(place: Path) -> None:
    put(place, "zoe/exercise04.py", "zoe/.ipynb_checkpoints/exercise04.py", "zoe/__MACOSX/._exercise04.py",
        "zoe/._exercise04.py", "zoe/__pycache__/exercise04.py", "zoe/.git/exercise04.py", "zoe/env/pyvenv.cfg",
        "zoe/env/lib/exercise04.py", "__MACOSX/x/exercise04.py", ".DS_Store", ".git/exercise04.py")  # fmt: skip
    assert find(place) == [("zoe", "exercise04", "zoe/exercise04.py", None)]


def test_one_folder_around_all_students_is_looked_through(place: Path) -> None:
    put(place, "class/zoe/exercise04.py", "class/adam/exercise04.py")
    assert find(place) == [("adam", "exercise04", "class/adam/exercise04.py", None),
                           ("zoe", "exercise04", "class/zoe/exercise04.py", None)]  # fmt: skip
    put(place, "other/exercise04.py")
    assert {student for student, *_rest in find(place)} == {"class", "other"}


def test_the_files_of_one_student_are_not_taken_for_students(place: Path) -> None:
    put(place, "zoe/exercise03.py", "zoe/exercise04.py")
    assert [student for student, *_rest in find(place)] == ["zoe", "zoe"]
    assert {student for student, *_rest in find(place / "zoe")} == {"zoe"}


# -- Moodle ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ending", ["/exercise04.py", "/deep/exercise04.py", "exercise04.py"])
def test_moodle_names_its_participants(place: Path, ending: str) -> None:
    put(place, MOODLE + ending, "Anna_7_assignsubmission_file/exercise04.py")
    put(place, "Default group_assignsubmission_file_/x.py")
    attempts = find_attempts(place, EXERCISES)
    assert [(a.student, a.name, a.identifier) for a in attempts] == [
        ("Anna_7", "Anna", "7"), ("Default group", "Default group", ""),
        ("Hélène O'Neil, Jr._12345", "Hélène O'Neil, Jr.", "12345"),
    ]  # fmt: skip
    assert attempts[-1].read() == f"# {MOODLE}{ending}\n".encode()
    assert attempts[-1].submitted is None, "Moodle dates all files with the moment of the download"


def test_two_names_of_one_participant_are_one_student(place: Path) -> None:
    put(place, "Anna_7_assignsubmission_file_exercise04.py", "Anna_7_assignsubmission_file_exercise03.py",
        "Anna_7_assignsubmission_onlinetext_onlinetext.html", "Bo_8_assignsubmission_onlinetext_/onlinetext.html",
        "Anna_9_assignsubmission_file_exercise04 (1).py", "Anna_9_assignsubmission_file_exercise04.py")  # fmt: skip
    found = find(place)
    assert [(student, exercise, problem) for student, exercise, _file, problem in found] == [
        ("Anna_7", "exercise03", None), ("Anna_7", "exercise04", None), ("Anna_9", "exercise04", "several-files"),
        ("Bo_8", "", "online-text"),
    ]  # fmt: skip


def test_nobody_hands_in_under_another_name(place: Path) -> None:
    """What follows Moodle's own mark is the student's, whatever it looks like."""
    put(place, "Al_1_assignsubmission_file_Bo_2_assignsubmission_file_exercise04.py")
    (attempt,) = find_attempts(place, EXERCISES)
    assert (attempt.name, attempt.identifier, attempt.exercise) == ("Al", "1", "exercise04")


PEOPLE = st.text(
    st.one_of(st.sampled_from("_-,'\"’ éèçñ漢😀()[]{}%$&;*?. "), st.sampled_from(string.ascii_letters), st.characters(
        exclude_categories=("Cs", "Cc"), exclude_characters="/\\"
    )), min_size=1, max_size=30,
).filter(lambda name: not name.startswith(".") and name not in ("__MACOSX", "__pycache__", "node_modules"))  # fmt: skip


@given(PEOPLE.filter(lambda name: "_assignsubmission_" not in name), st.integers(0, 10**9), st.booleans())
@example("Hélène", 7, True)
def test_moodle_names_are_read_back_whatever_the_name(name: str, number: int, folders: bool) -> None:
    decomposed = unicodedata.normalize("NFD", name)  # as macOS writes it
    written = f"{decomposed}_{number}_assignsubmission_file_{'' if folders else 'exercise04.py'}"
    read = moodle_name(written)
    assert read is not None
    assert (read.full_name, read.identifier) == (unicodedata.normalize("NFC", name), str(number))
    assert read.file == ("" if folders else "exercise04.py")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(st.sets(PEOPLE.filter(lambda name: len(name.encode()) < 200), min_size=2, max_size=4), st.booleans())
def test_any_name_on_a_disk_is_a_student(tmp_path: Path, people: set[str], decomposed: bool) -> None:
    place = Path(tempfile.mkdtemp(dir=tmp_path))
    names = {unicodedata.normalize("NFD" if decomposed else "NFC", name) for name in people}
    for name in names:
        try:
            put(place, f"{name}/exercise04.py")
        except OSError:  # not a name for this system
            return
    attempts = find_attempts(place, EXERCISES)
    assert {a.file for a in attempts} == {f"{name}/exercise04.py" for name in names}
    assert all(a.problem is None and a.read() == f"# {a.file}\n".encode() for a in attempts)
    assert {a.student for a in attempts} == {unicodedata.normalize("NFC", name) for name in people}


def test_a_name_that_is_no_text_can_be_kept(place: Path) -> None:
    try:
        os.makedirs(os.fsencode(place) + b"/ren\xe9")
    except (OSError, UnicodeError):
        pytest.skip("no such names here")
    (place / os.fsdecode(b"ren\xe9") / "exercise04.py").write_bytes(b"x = 1\n")
    (attempt,) = find_attempts(place, EXERCISES)
    assert (attempt.student.encode(), attempt.read()) == (rb"ren\udce9", b"x = 1\n")


FORMS = ("{}", "{} (1)", "{} - Copy", "{} copie 2", "zoé_{}", "{}-zoé")


@given(st.sampled_from(EXERCISES), st.sampled_from(FORMS), st.booleans())
def test_the_exercise_is_found_in_a_name(exercise: str, form: str, capitals: bool) -> None:
    name = unicodedata.normalize("NFD", form.format(exercise.upper() if capitals else exercise)) + ".py"
    naming = Naming(EXERCISES)
    meaning = naming.meaning(name)
    assert meaning is not None
    assert (meaning.exercise, meaning.exact) == (exercise, "zo" not in form)
    assert naming.student(name) == ("zoé" if "zo" in form else "")


def test_the_longer_of_two_names_is_meant() -> None:
    naming = Naming(["conv", "conv-2", "exercise1", "exercise10"])
    assert [naming.meaning(f"{name}.py") and naming.meaning(f"{name}.py").exercise  # type: ignore[union-attr]
            for name in ("conv-2", "conv", "exercise10", "exercise1", "exercise100")] == [
        "conv-2", "conv", "exercise10", "exercise1", None]  # fmt: skip


# -- what is not followed ----------------------------------------------------------------------------------------------


def test_links_lead_nowhere(place: Path, tmp_path: Path) -> None:
    put(tmp_path, "secret/exercise04.py", "secret.py")
    put(place, "zoe/exercise03.py", "adam/exercise04.py")
    try:
        (place / "zoe" / "exercise04.py").symlink_to(tmp_path / "secret.py")
        (place / "zoe" / "more").symlink_to(tmp_path / "secret")
        (place / "zoe" / "data.csv").symlink_to(tmp_path / "secret.py")
        (place / "eve").symlink_to(tmp_path / "secret")
        (place / "adam" / "again").symlink_to(place)
    except OSError:
        pytest.skip("no links here")
    attempts = find_attempts(place, EXERCISES)
    assert listed(attempts) == [
        ("adam", "", "adam/again", "link"), ("adam", "exercise04", "adam/exercise04.py", None),
        ("eve", "", "eve", "link"), ("zoe", "", "zoe/more", "link"), ("zoe", "exercise03", "zoe/exercise03.py", None),
        ("zoe", "exercise04", "zoe/exercise04.py", "link"),
    ]  # fmt: skip
    assert not any(b"secret" in attempt.read() for attempt in attempts)
    assert "more is a link" in sentence(attempts[3])


def test_a_file_that_becomes_a_link_is_not_followed(place: Path, tmp_path: Path) -> None:
    put(place, "zoe/exercise04.py")
    (attempt,) = find_attempts(place, EXERCISES)
    (place / "zoe" / "exercise04.py").unlink()
    with pytest.raises(OSError, match="No such file"):
        attempt.read()
    if hasattr(os, "O_NOFOLLOW"):
        put(tmp_path, "secret.py")
        (place / "zoe" / "exercise04.py").symlink_to(tmp_path / "secret.py")
        with pytest.raises(OSError, match=r"symbolic|link"):
            attempt.read()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no FIFOs here")
def test_pipes_and_sockets_are_not_waited_for(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(place, "zoe/notes.txt", "adam/exercise04.py")
    attempt = find_attempts(place, EXERCISES)[0]
    (place / "adam" / "exercise04.py").unlink()
    os.mkfifo(place / "zoe" / "exercise04.py")
    os.mkfifo(place / "adam" / "exercise04.py")
    monkeypatch.chdir(place / "zoe")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("exercise03.py")
        assert {problem for *_rest, problem in find(place)} == {"special-file"}
    with pytest.raises(OSError, match="not an ordinary file"):
        attempt.read()


def closed_folder(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Root may read everything, so it is said for the system."""
    real: Callable[[str], object] = os.scandir

    def scandir(path: str) -> object:
        if Path(path) == folder:
            raise PermissionError(13, "Permission denied", path)
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)


def test_a_closed_folder_is_one_students_problem(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(place, "zoe/exercise04.py", "adam/exercise04.py")
    closed_folder(place / "zoe", monkeypatch)
    attempts = find_attempts(place, EXERCISES)
    assert [problem for *_rest, problem in listed(attempts)] == [None, "unreadable"]
    assert sentence(attempts[1]) == "zoe can't be read: Permission denied."
    closed_folder(place, monkeypatch)
    with pytest.raises(UserError, match="can't be read: Permission denied"):
        find_attempts(place, EXERCISES)


def test_a_flood_of_files_is_one_students_problem(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("folder", "choice"):
        monkeypatch.setattr(f"tuitrainer.grading.classroom.{module}.MOST_FILES", 20)
    put(place, *(f"zoe/{number}.txt" for number in range(20)), "zoe/exercise04.py", "adam/exercise04.py",
        *(f"adam/{number}.txt" for number in range(19)))  # fmt: skip
    assert [problem for *_rest, problem in find(place)] == [None, "crowded"]
    assert MOST_FILES >= 1000


def test_no_more_is_read_than_a_submission_may_hold(place: Path) -> None:
    put(place, "zoe/exercise04.py")
    with (place / "zoe" / "exercise04.py").open("wb") as file:
        file.truncate(2**33)  # without using the disk
    (attempt,) = find_attempts(place, EXERCISES)
    assert len(attempt.read()) == LARGEST + 1


def test_nothing_is_read_while_listing(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(place, "zoe/exercise04.py", "adam/exercise03.py")

    def opened(*arguments: object) -> int:
        raise AssertionError(arguments)

    monkeypatch.setattr(os, "open", opened)
    assert len(find(place)) == 2


# -- no class at all ---------------------------------------------------------------------------------------------------


def test_what_is_no_class_is_said(place: Path, tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"it is empty\. Accepted: a folder with a folder, a zip or a .py file for"):
        find_attempts(place, EXERCISES)
    with pytest.raises(UserError, match="there is no such file or folder"):
        find_attempts(tmp_path / "nowhere", EXERCISES)
    put(place, "grades.csv", "notes.txt")
    with pytest.raises(UserError, match=r"no student's work lies here, only grades\.csv, notes\.txt"):
        find_attempts(place, EXERCISES)
    with pytest.raises(UserError, match="neither a folder nor a zip"):
        find_attempts(place / "notes.txt", EXERCISES)
    put(place, "zoe/main.py")
    with pytest.raises(UserError, match=r"neither zoe nor .*Accepted: exercise03\.py, exercise04\.py, exercise11\.py"):
        find_attempts(place, EXERCISES)
    assert find(place, "exercise04")[0][3] is None
    for strange in ("\0", "x" * 5000):
        with pytest.raises(UserError):
            find_attempts(Path(strange), EXERCISES)
