"""Progress is kept whatever happens; what can't be kept is said in a sentence and harms nothing that was kept."""

from __future__ import annotations

import math
import os
import sqlite3
import stat
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tuitrainer.base.course import course_key
from tuitrainer.base.errors import UserError
from tuitrainer.base.texts import choose_language
from tuitrainer.grading.progress import MIGRATIONS, Progress, Standing, open_progress, progress_path

posix = pytest.mark.skipif(sys.platform == "win32", reason="users, modes and limits of POSIX")
HASH = "ab" * 32
KNOWN = len(MIGRATIONS)
BACKUP = f"progress.sqlite3.backup-v{KNOWN}"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "kept" / "progress.sqlite3"


def attempt(
    progress: Progress, exercise: str = "e", status: str = "failed", score: float = 1.0, sha: str = HASH
) -> None:
    progress.record(exercise, status=status, score=score, max_score=10.0, seed=7, sha256=sha)


def attempts_of(path: Path) -> int:
    with open_progress(path) as progress:
        return progress.standing("e").attempts


def files_beside(path: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in path.parent.iterdir()}


@contextmanager
def refused(path: Path, reason: str) -> Iterator[None]:
    """What runs within is refused with one sentence, about this file, for this reason."""
    with pytest.raises(UserError, match=reason) as raised:
        yield
    [problem] = raised.value.problems
    assert problem.place == str(path)
    assert "{" not in problem.message
    assert not problem.message.endswith(".")


# What is kept


def test_a_student_begins_with_nothing() -> None:
    with open_progress() as progress:
        assert progress.standings() == {}
        assert progress.standing("exercise01") == Standing("exercise01", 0, False, 0.0, 0.0, 0, False, "", "")
        assert progress.standings() == {}  # asking leaves no trace
    assert [file.name for file in progress_path().parent.iterdir()] == ["progress.sqlite3"]


def test_attempts_come_back_after_closing(path: Path) -> None:
    before = datetime.now(UTC) - timedelta(seconds=1)
    with open_progress(path) as progress:
        progress.record("e", status="failed", score=2.5, max_score=4.0, seed=2**63 - 1, sha256="first")
        progress.record("e", status="passed", score=9.0, max_score=10.0, seed=0, sha256="second")
        progress.record("e", status="error", score=0.0, max_score=3.0, seed=0, sha256="third")
        attempt(progress, "é 日本 ' ; --")
    with open_progress(path) as progress:
        found = progress.standings()
    assert list(found) == ["e", "é 日本 ' ; --"]
    moment = datetime.fromisoformat(found["e"].last_attempt)
    assert before <= moment <= datetime.now(UTC)
    assert moment.utcoffset() == timedelta(0)
    assert found["e"] == Standing("e", 3, True, 9.0, 10.0, 0, False, found["e"].last_attempt, "third")
    assert isinstance(found["e"].passed, bool)
    assert isinstance(found["e"].solution_seen, bool)


def test_every_attempt_is_a_row_for_a_history_to_come(path: Path) -> None:
    with open_progress(path) as progress:
        progress.record("e", status="failed", score=2.5, max_score=4.0, seed=3, sha256="first")
        progress.record("e", status="passed", score=4.0, max_score=4.0, seed=5, sha256="second")
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute("SELECT exercise, status, score, max_score, seed, sha256 FROM attempts ORDER BY id")
        assert rows.fetchall() == [("e", "failed", 2.5, 4.0, 3, "first"), ("e", "passed", 4.0, 4.0, 5, "second")]


def test_the_last_attempt_is_the_last_whatever_the_clock_said(path: Path) -> None:
    with open_progress(path) as progress:
        attempt(progress, sha="first")
        with closing(sqlite3.connect(path)) as connection, connection:
            connection.execute("UPDATE attempts SET time = '2999-01-01T00:00:00+00:00'")
        attempt(progress, sha="second")
        assert progress.standing("e").sha256 == "second"
        assert progress.standing("e").last_attempt < "2999"


def test_of_equal_scores_the_latest_counts(path: Path) -> None:
    with open_progress(path) as progress:
        progress.record("e", status="failed", score=2.0, max_score=4.0, seed=1, sha256="")
        progress.record("e", status="failed", score=2.0, max_score=5.0, seed=1, sha256="")
        progress.record("e", status="failed", score=1.0, max_score=6.0, seed=1, sha256="")
        assert progress.standing("e").max_score == 5.0


def test_a_failure_of_the_grader_is_not_held_against_the_student(path: Path) -> None:
    with open_progress(path) as progress:
        attempt(progress, status="ungraded")
        assert progress.standings() == {}


def test_hints_are_shown_one_by_one_and_never_more_than_there_are(path: Path) -> None:
    with open_progress(path) as progress:
        assert [progress.show_hint("e", 3) for _ in range(5)] == [1, 2, 3, 3, 3]
        assert progress.standing("e").hints == 3
        assert progress.show_hint("e", 2) == 2  # a hint was taken out of the exercise
        assert progress.show_hint("none", 0) == 0
        assert list(progress.standings()) == ["e"]


def test_reset_forgets_one_exercise_or_all(path: Path) -> None:
    with open_progress(path) as progress:
        for exercise in ("a", "b", "c"):
            attempt(progress, exercise)
            progress.show_hint(exercise, 3)
            progress.mark_solution_seen(exercise)
        progress.reset("a")
        progress.reset("never touched")
        assert list(progress.standings()) == ["b", "c"]
        assert progress.standing("a") == Standing("a")
        assert (progress.standing("b").hints, progress.standing("b").solution_seen) == (1, True)
        progress.reset()
        assert progress.standings() == {}


def test_reset_forgets_all_or_nothing(path: Path) -> None:
    with open_progress(path) as progress:
        attempt(progress)
        with closing(sqlite3.connect(path)) as connection, connection:
            connection.execute("ALTER TABLE help RENAME TO elsewhere")
        with refused(path, "no such table"):
            progress.reset()
        with closing(sqlite3.connect(path)) as connection, connection:
            connection.execute("ALTER TABLE elsewhere RENAME TO help")
        assert progress.standing("e").attempts == 1


def recorded(model: dict[str, Standing], exercise: str, score: float, maximum: float, status: str, sha256: str) -> None:
    old = model.get(exercise, Standing(exercise))
    best = (score, maximum) if not old.attempts or score >= old.score else (old.score, old.max_score)
    passed = old.passed or status == "passed"
    model[exercise] = replace(
        old, attempts=old.attempts + 1, passed=passed, score=best[0], max_score=best[1], sha256=sha256
    )


exercises = st.sampled_from(["a", "b", "Ä"])
points = st.integers(-2, 4).map(lambda halves: halves / 2)
operations = st.one_of(
    st.tuples(
        st.just("record"), exercises, st.sampled_from(["passed", "failed", "error", "ungraded"]), points, points,
        st.text(max_size=3),
    ),
    st.tuples(st.just("hint"), exercises, st.integers(0, 3)),
    st.tuples(st.just("solution"), exercises),
    st.tuples(st.just("reset"), st.one_of(st.none(), exercises)),
    st.tuples(st.just("reopen")),
)  # fmt: skip


@given(st.lists(operations, max_size=25))
@settings(max_examples=60, deadline=None)
def test_any_sequence_agrees_with_a_dictionary(sequence: list[tuple[object, ...]]) -> None:
    model: dict[str, Standing] = {}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "progress.sqlite3"
        progress = open_progress(path)
        try:
            for operation in sequence:
                match operation:
                    case ("record", str(exercise), str(status), float(score), float(maximum), str(sha256)):
                        progress.record(exercise, status=status, score=score, max_score=maximum, seed=1, sha256=sha256)
                        if status != "ungraded":
                            recorded(model, exercise, score, maximum, status, sha256)
                    case ("hint", str(exercise), int(total)):
                        old = model.get(exercise, Standing(exercise))
                        shown = min(old.hints + 1, total)
                        assert progress.show_hint(exercise, total) == shown
                        if total:
                            model[exercise] = replace(old, hints=shown)
                    case ("solution", str(exercise)):
                        progress.mark_solution_seen(exercise)
                        model[exercise] = replace(model.get(exercise, Standing(exercise)), solution_seen=True)
                    case ("reset", None):
                        progress.reset()
                        model.clear()
                    case ("reset", str(exercise)):
                        progress.reset(exercise)
                        model.pop(exercise, None)
                    case _:
                        progress.close()
                        progress = open_progress(path)
                found = progress.standings()
                assert all(bool(standing.last_attempt) == bool(standing.attempts) for standing in found.values())
                assert {name: replace(standing, last_attempt="") for name, standing in found.items()} == model
                for name in ("a", "b", "Ä"):
                    assert progress.standing(name) == found.get(name, Standing(name))
        finally:
            progress.close()


# The file


@posix
def test_nobody_else_can_read_it(path: Path) -> None:
    old = os.umask(0)
    try:
        with open_progress(path) as progress:
            attempt(progress)
            files = list(path.parent.iterdir())
            assert len(files) == 3  # the file itself, its log and the index of that
            assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    finally:
        os.umask(old)


def test_it_is_in_wal_mode_and_numbered(path: Path) -> None:
    with open_progress(path) as progress:
        assert progress._connection.execute("PRAGMA synchronous").fetchone() == (1,)  # NORMAL
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert connection.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)


def test_nothing_heavy_is_imported_and_opening_is_quick(path: Path) -> None:
    open_progress(path).close()
    script = (
        "import sys, time\nfrom pathlib import Path\nfrom tuitrainer.grading.progress import open_progress\n"
        "took = []\nfor _ in range(5):\n    began = time.perf_counter()\n    open_progress(Path(sys.argv[1])).close()\n"
        "    took.append(time.perf_counter() - began)\n"
        "assert min(took) < 0.05, took\n"
        "assert not {'numpy', 'numba', 'rich', 'textual', 'pydantic', 'click'} & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", script, str(path)], check=True, timeout=60)


# Other formats


def second_format(connection: sqlite3.Connection) -> None:
    connection.execute("ALTER TABLE attempts ADD COLUMN note TEXT NOT NULL DEFAULT ''")


def third_format(connection: sqlite3.Connection) -> None:
    connection.execute("UPDATE attempts SET note = 'old'")


def version_of(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])


def test_an_older_file_is_copied_and_then_migrated(path: Path) -> None:
    with open_progress(path) as progress:
        attempt(progress, score=3.0)
    with open_progress(path, migrations=(*MIGRATIONS, second_format, third_format)) as progress:
        assert progress.standing("e").score == 3.0
    backup = path.with_name(BACKUP)
    assert {file.name for file in path.parent.iterdir()} == {path.name, backup.name}
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT score, note FROM attempts").fetchall() == [(3.0, "old")]
    assert (version_of(path), version_of(backup)) == (KNOWN + 2, KNOWN)
    if sys.platform != "win32":
        assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    with open_progress(backup) as progress:  # it is a whole progress file of the older format
        assert progress.standing("e").score == 3.0
        assert progress._connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_migration_is_done_once(path: Path) -> None:
    open_progress(path, migrations=(*MIGRATIONS, second_format)).close()
    open_progress(path, migrations=(*MIGRATIONS, second_format)).close()  # a second time, the column would exist
    assert list(files_beside(path)) == [path.name]  # a new file has no older format to copy


def test_the_copy_holds_what_another_process_has_not_moved_into_the_file_yet(path: Path) -> None:
    with open_progress(path) as other:
        attempt(other)
        with open_progress(path, migrations=(*MIGRATIONS, second_format)):
            pass
    assert attempts_of(path.with_name(BACKUP)) == 1


def test_an_earlier_copy_is_replaced_also_when_it_was_cut_short(path: Path) -> None:
    with open_progress(path) as progress:
        attempt(progress)
    for ending in ("", ".part"):
        path.with_name(f"{BACKUP}{ending}").write_text("half a file")
    open_progress(path, migrations=(*MIGRATIONS, second_format)).close()
    assert attempts_of(path.with_name(BACKUP)) == 1
    assert not list(path.parent.glob("*.part*"))


def test_a_migration_that_fails_changes_nothing(path: Path) -> None:
    def broken(connection: sqlite3.Connection) -> None:
        connection.execute("DELETE FROM attempts")
        connection.execute("SELECT nonsense")

    with open_progress(path) as progress:
        attempt(progress)
    with refused(path, "nonsense"):
        open_progress(path, migrations=(*MIGRATIONS, second_format, broken))
    assert version_of(path) == KNOWN
    assert attempts_of(path) == 1


def test_no_copy_no_migration(path: Path) -> None:
    with open_progress(path) as progress:
        attempt(progress)
    path.with_name(BACKUP).mkdir()
    with refused(path, BACKUP):
        open_progress(path, migrations=(*MIGRATIONS, second_format))
    assert version_of(path) == KNOWN
    assert attempts_of(path) == 1


def test_a_newer_file_is_refused_untouched(path: Path) -> None:
    with open_progress(path, migrations=(*MIGRATIONS, second_format)) as progress:
        progress.show_hint("e", 3)
    before, written = files_beside(path), path.stat().st_mtime_ns
    with refused(
        path, f"newer tuitrainer wrote this in format {KNOWN + 1}, known here is {KNOWN}; nothing was changed"
    ):
        open_progress(path)
    assert files_beside(path) == before
    assert path.stat().st_mtime_ns == written


def test_a_newer_file_is_refused_untouched_when_its_number_is_still_in_the_log(path: Path, tmp_path: Path) -> None:
    crashed = tmp_path / "crashed" / path.name
    crashed.parent.mkdir()
    open_progress(path).close()
    with open_progress(path, migrations=(*MIGRATIONS, second_format)):  # as a process that dies here would leave it
        for ending in ("", "-wal"):
            Path(f"{crashed}{ending}").write_bytes(Path(f"{path}{ending}").read_bytes())
    before = files_beside(crashed)
    with refused(crashed, f"format {KNOWN + 1}"):
        open_progress(crashed)
    after = files_beside(crashed)
    assert {name: after[name] for name in before} == before
    open_progress(crashed, migrations=(*MIGRATIONS, second_format)).close()


def test_an_older_file_left_by_a_crash_is_taken_up(path: Path, tmp_path: Path) -> None:
    crashed = tmp_path / "crashed" / path.name
    crashed.parent.mkdir()
    with open_progress(path) as progress:
        attempt(progress)
        for ending in ("", "-wal"):
            Path(f"{crashed}{ending}").write_bytes(Path(f"{path}{ending}").read_bytes())
    assert attempts_of(crashed) == 1


@pytest.mark.parametrize("number", [KNOWN + 1, 2**31 - 1, -1])
def test_a_number_that_is_not_known_is_refused(path: Path, number: int) -> None:
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version = {number}")
    before = files_beside(path)
    with refused(path, f"format {number}"):
        open_progress(path)
    assert files_beside(path) == before


def test_what_is_said_is_in_the_language_of_the_student(path: Path) -> None:
    path.mkdir(parents=True)
    for language in ("fr", "en"):
        choose_language(language)
        with refused(path, "unable to open"):
            open_progress(path)


FIRST_FORMAT = """
CREATE TABLE attempts (id INTEGER PRIMARY KEY, exercise TEXT NOT NULL, time TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('passed', 'failed', 'error')),
    score REAL NOT NULL, max_score REAL NOT NULL, seed INTEGER NOT NULL, sha256 TEXT NOT NULL);
CREATE INDEX attempts_by_exercise ON attempts (exercise, score);
CREATE TABLE help (exercise TEXT PRIMARY KEY,
    hints INTEGER NOT NULL DEFAULT 0, solution_seen INTEGER NOT NULL DEFAULT 0);
INSERT INTO attempts VALUES (1, 'exercise01', '2026-01-01T00:00:00+00:00', 'failed', 2.0, 5.0, 7, 'first'),
    (4, 'exercise01', '2026-01-02T00:00:00+00:00', 'passed', 5.0, 5.0, 8, 'second'),
    (9, 'renamed since', '2026-01-03T00:00:00+00:00', 'error', 0.0, 5.0, 9, 'third');
INSERT INTO help VALUES ('exercise01', 2, 0), ('exercise02', 0, 1);
PRAGMA user_version = 1;
"""
"""A file as the first version wrote it."""


def test_what_the_first_version_kept_is_all_there_and_counts_for_our_course(path: Path) -> None:
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(FIRST_FORMAT)
    with open_progress(path) as progress:
        assert progress.standings() == {
            "exercise01": Standing("exercise01", 2, True, 5.0, 5.0, 2, False, "2026-01-02T00:00:00+00:00", "second"),
            "exercise02": Standing("exercise02", 0, False, 0.0, 0.0, 0, True, "", ""),
            "renamed since": Standing("renamed since", 1, False, 0.0, 5.0, 0, False, "2026-01-03T00:00:00+00:00",
                                      "third"),
        }  # fmt: skip
        assert progress.show_hint("exercise01", 3) == 3
    with open_progress(path, course="another") as progress:
        assert progress.standings() == {}
    assert version_of(path.with_name("progress.sqlite3.backup-v1")) == 1
    with closing(sqlite3.connect(path)) as connection:
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
        assert tables == {"attempts", "help"}


def test_courses_that_name_their_exercises_alike_are_told_apart(path: Path) -> None:
    with open_progress(path) as ours, open_progress(path, course="theirs") as theirs:
        attempt(ours, score=1.0)
        attempt(theirs, status="passed", score=9.0, sha="theirs")
        theirs.show_hint("e", 3)
        theirs.mark_solution_seen("other")
        assert ours.standings() == {"e": replace(ours.standing("e"), attempts=1, passed=False, score=1.0, hints=0)}
        assert ours.standing("e").sha256 == HASH
        found = theirs.standings()
        assert list(found) == ["e", "other"]
        assert (found["e"].attempts, found["e"].passed, found["e"].score, found["e"].hints) == (1, True, 9.0, 1)
        theirs.reset("e")
        assert list(theirs.standings()) == ["other"]
        assert ours.standing("e").attempts == 1
        attempt(theirs)
        ours.reset()
        assert ours.standings() == {}
        assert list(theirs.standings()) == ["e", "other"]


def test_a_course_is_known_by_its_folder_and_ours_wherever_it_lies(tmp_path: Path) -> None:
    package = tmp_path / "wheel" / "tuitrainer"
    ours = package / "course" / "exercises"
    ours.mkdir(parents=True)
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    assert course_key(ours, package) == ""
    keys = {course_key(tmp_path / name, package) for name in ("a", "b")}
    assert len(keys) == 2
    assert "" not in keys
    assert course_key(tmp_path / "b" / ".." / "a", package) in keys
    if sys.platform != "win32":
        (tmp_path / "link").symlink_to(ours)
        assert course_key(tmp_path / "link", package) == ""
        key = course_key(Path(os.fsdecode(b"/caf\xe9")), package)
        assert key.isascii()


# What goes wrong


def test_a_folder_that_can_not_be_made(tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("in the way")
    path = tmp_path / "kept" / "progress.sqlite3"
    with refused(path, f"File exists: {tmp_path / 'kept'}" if sys.platform != "win32" else "exists"):
        open_progress(path)
    assert (tmp_path / "kept").read_text() == "in the way"


def test_a_home_that_is_a_file(clean_home: Path) -> None:
    (clean_home / "data").write_text("in the way")
    with refused(progress_path(), "can't be read or saved"):
        open_progress()


def test_a_folder_in_its_place(path: Path) -> None:
    path.mkdir(parents=True)
    with refused(path, "can't be read or saved"):
        open_progress(path)


@pytest.mark.parametrize("content", [b"my", b"my diary\n" * 1000, b"SQLite format 3\0" + b"\xff" * 8000])
def test_a_file_that_is_no_database_is_left_alone(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    with refused(path, "not a database"):
        open_progress(path)
    assert files_beside(path) == {path.name: content}


def test_a_damaged_database(path: Path) -> None:
    with open_progress(path) as progress:
        attempt(progress)
    content = path.read_bytes()
    path.write_bytes(content[:4096] + b"\xff" * (len(content) - 4096))
    with refused(path, "malformed"), open_progress(path) as progress:
        progress.standings()
    with refused(path, "malformed"), open_progress(path) as progress:
        attempt(progress)


def test_tables_of_someone_else(path: Path) -> None:
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE help (mine)")
    before = files_beside(path)
    with refused(path, "already exists"):
        open_progress(path)
    assert files_beside(path) == before


def test_a_path_that_no_system_knows(tmp_path: Path) -> None:
    path = tmp_path / "a\0b"
    with refused(path, "null"):
        open_progress(path)


@posix
def test_a_name_with_signs_that_mean_something_in_an_address(tmp_path: Path) -> None:
    path = tmp_path / "50% #1?mode=memory&x" / "progress.sqlite3"
    with open_progress(path) as progress:
        attempt(progress)
        assert attempts_of(path) == 1
    assert path.exists()


@pytest.mark.parametrize(
    "change",
    [{"seed": 2**63}, {"score": math.nan}, {"exercise": "\udcff"}, {"status": "excellent"}, {"sha256": None}],
    ids=str,
)
def test_a_value_that_can_not_be_kept(path: Path, change: dict[str, object]) -> None:
    values = {"exercise": "e", "status": "failed", "score": 1.0, "max_score": 2.0, "seed": 1, "sha256": ""} | change
    with open_progress(path) as progress:
        with refused(path, "can't be read or saved"):
            progress.record(**values)  # type: ignore[arg-type]
        assert progress.standings() == {}
        attempt(progress)  # the next one is kept
    assert attempts_of(path) == 1


USES: list[Callable[[Progress], object]] = [
    attempt,
    lambda progress: progress.standing("e"),
    lambda progress: progress.standings(),
    lambda progress: progress.show_hint("e", 3),
    lambda progress: progress.mark_solution_seen("e"),
    lambda progress: progress.reset("e"),
    lambda progress: progress.reset(),
]


def test_every_use_of_a_closed_one_is_refused(path: Path) -> None:
    progress = open_progress(path)
    progress.close()
    progress.close()
    for use in USES:
        with refused(path, "closed"):
            use(progress)


def test_every_use_of_a_file_that_lost_its_tables_is_refused(path: Path) -> None:
    with open_progress(path) as progress:
        with closing(sqlite3.connect(path)) as connection, connection:
            connection.execute("DROP TABLE attempts")
            connection.execute("DROP TABLE help")
        for use in USES:
            with refused(path, "no such table"):
                use(progress)


UNPRIVILEGED = """
import os, sys
from pathlib import Path
from tuitrainer.base.errors import UserError
from tuitrainer.grading.progress import open_progress

path = Path(sys.argv[1])
try:
    open_progress(Path(sys.executable) / "x")  # loads what a refusal needs, which may be root's alone
except UserError:
    pass
if os.getuid() == 0:
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
try:
    with open_progress(path) as progress:
        print(progress.standing("e").attempts)
        progress.record("e", status="passed", score=1.0, max_score=1.0, seed=1, sha256="")
except UserError as error:
    print(error)
"""


@posix
def test_a_file_that_may_only_be_read() -> None:
    with tempfile.TemporaryDirectory() as folder:  # not in tmp_path, which no other user can enter
        path = Path(folder) / "progress.sqlite3"
        with open_progress(path) as progress:
            attempt(progress)
        Path(folder).chmod(0o777)
        path.chmod(0o444)
        command = [sys.executable, "-c", UNPRIVILEGED, str(path)]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
        assert done.stderr == ""
        assert done.stdout.splitlines() == [
            "1", f"{path}: the progress can't be read or saved: attempt to write a readonly database"
        ]  # fmt: skip
        path.unlink()
        Path(folder).chmod(0o555)
        done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
        assert done.stdout == f"{path}: the progress can't be read or saved: Permission denied: {path}\n"
        Path(folder).chmod(0o755)


FULL = """
import resource, sys
from pathlib import Path
from tuitrainer.base.errors import UserError
from tuitrainer.grading.progress import open_progress

path = Path(sys.argv[1])
def attempt(text):
    progress.record("e", status="passed", score=1.0, max_score=1.0, seed=1, sha256=text)

with open_progress(path) as progress:
    attempt("kept")
    resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, resource.RLIM_INFINITY))
    for use in (lambda: attempt("x" * 100_000), lambda: attempt("y" * 100_000)):
        try:
            use()
        except UserError as error:
            print(error)
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    attempt("after")
    print(progress.standing("e").attempts)
"""


@posix
def test_a_system_that_takes_no_more(path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", FULL, str(path)], capture_output=True, text=True, check=True, timeout=60
    )
    *refusals, attempts = done.stdout.splitlines()
    assert refusals == [f"{path}: the progress can't be read or saved: disk I/O error"] * 2
    assert attempts == "2"
    assert attempts_of(path) == 2


def test_a_full_disk(path: Path) -> None:
    with open_progress(path) as progress:
        attempt(progress)
        progress._connection.execute("PRAGMA max_page_count = 1")  # SQLite's own way to make a disk small
        with refused(path, "full"):
            attempt(progress, sha="x" * 100_000)
        with refused(path, "full"):
            attempt(progress, exercise="x" * 100_000)
        progress._connection.execute("PRAGMA max_page_count = 100000")
        attempt(progress)
    assert attempts_of(path) == 2


# Other processes


def test_waits_two_seconds_for_another_process_and_then_says_so(path: Path) -> None:
    with open_progress(path) as progress, closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        began = time.monotonic()
        with refused(path, "locked"):
            attempt(progress)
        assert 1.5 < time.monotonic() - began < 4.5
        assert progress.standings() == {}  # reading never waits
        assert attempts_of(path) == 0  # neither does opening
        other.execute("ROLLBACK")
        attempt(progress)
    assert attempts_of(path) == 1


def test_without_wal_it_does_its_work_as_well(path: Path) -> None:
    open_progress(path).close()
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("PRAGMA journal_mode = DELETE")
        other.execute("BEGIN")
        other.execute("SELECT * FROM attempts").fetchall()  # while this one reads, the mode can't be changed
        with open_progress(path) as progress:
            other.execute("COMMIT")
            assert other.execute("PRAGMA journal_mode").fetchone() == ("delete",)
            attempt(progress)
    assert attempts_of(path) == 1


def test_a_new_file_that_is_locked(path: Path) -> None:
    path.parent.mkdir()
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with refused(path, "locked"):
            open_progress(path)


def test_another_process_that_is_done_in_time_is_waited_for(path: Path) -> None:
    with (
        open_progress(path) as progress,
        closing(sqlite3.connect(path, isolation_level=None, check_same_thread=False)) as other,
    ):
        other.execute("BEGIN IMMEDIATE")
        release = threading.Timer(0.3, other.execute, ["ROLLBACK"])
        release.start()
        attempt(progress)
        release.join()
    assert attempts_of(path) == 1


RECORDER = """
import sys, time
from pathlib import Path
from tuitrainer.grading.progress import MIGRATIONS, open_progress

path, start, times = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
def slow(connection):
    time.sleep(0.1)
    connection.execute("CREATE TABLE second (x)")
migrations = (*MIGRATIONS, slow)[: int(sys.argv[4])]
print("ready", flush=True)
while not start.exists():
    time.sleep(0.0005)
with open_progress(path, migrations=migrations) as progress:
    for _ in range(times):
        progress.record("e", status="passed", score=1.0, max_score=1.0, seed=1, sha256="")
        progress.show_hint("e", 1_000_000)
"""


def together(path: Path, start: Path, processes: int, times: int, version: int) -> None:
    """Run so many processes that open the file at the same moment and record so many attempts each."""
    arguments = [str(path), str(start), str(times), str(version)]
    running = [
        subprocess.Popen(
            [sys.executable, "-c", RECORDER, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        for _ in range(processes)
    ]
    for process in running:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    start.touch()
    said = [process.communicate(timeout=120)[1] for process in running]
    assert [process.returncode for process in running] == [0] * processes, said


def test_two_processes_that_record_at_once_lose_nothing(path: Path, tmp_path: Path) -> None:
    together(path, tmp_path / "start", processes=2, times=200, version=KNOWN)
    with open_progress(path) as progress:
        assert progress.standing("e").attempts == 400
        assert progress.standing("e").hints == 400


def test_processes_that_make_the_file_at_once_do_not_break_each_other(path: Path, tmp_path: Path) -> None:
    for turn in range(3):
        file = path.with_name(f"{turn}.sqlite3")
        together(file, tmp_path / f"start{turn}", processes=4, times=1, version=KNOWN)
        assert attempts_of(file) == 4


def test_processes_that_migrate_at_once_do_it_once_and_keep_the_older_copy(path: Path, tmp_path: Path) -> None:
    with open_progress(path) as progress:
        attempt(progress)
    together(path, tmp_path / "start", processes=3, times=1, version=KNOWN + 1)
    assert version_of(path) == KNOWN + 1
    backup = path.with_name(BACKUP)
    assert version_of(backup) == KNOWN
    assert attempts_of(backup) == 1
    assert len(list(path.parent.iterdir())) == 2
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT count(*) FROM attempts").fetchone() == (4,)
