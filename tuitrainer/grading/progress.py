"""A student's progress through the exercises of a course: every attempt, the hints shown, the solutions looked at.

One SQLite file in the data directory. Its format has a number (PRAGMA user_version): a file of an older format is
copied and brought up to date, one of a newer format is refused as it is. Exercises are kept by name and by course
(`course_key`): other courses have names of their own choice. What is known of an exercise that a course no longer has
stays, and harms nothing. Whatever goes wrong is a UserError; the caller
shows it once and goes on, since no lesson is worth stopping for its bookkeeping.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tuitrainer.base.errors import Problem, UserError
from tuitrainer.base.places import data_directory
from tuitrainer.base.texts import _

PATIENCE = 2.0  # seconds to wait for another process that is writing

Migration = Callable[[sqlite3.Connection], None]
"""Takes a file to the next format, within an open transaction: never by `executescript`, which would end that."""


def _first_format(connection: sqlite3.Connection) -> None:
    script = """
    CREATE TABLE attempts (id INTEGER PRIMARY KEY, exercise TEXT NOT NULL, time TEXT NOT NULL,
        status TEXT NOT NULL CHECK (status IN ('passed', 'failed', 'error')),
        score REAL NOT NULL, max_score REAL NOT NULL, seed INTEGER NOT NULL, sha256 TEXT NOT NULL);
    CREATE INDEX attempts_by_exercise ON attempts (exercise, score);
    CREATE TABLE help (exercise TEXT PRIMARY KEY,
        hints INTEGER NOT NULL DEFAULT 0, solution_seen INTEGER NOT NULL DEFAULT 0)
    """
    for statement in script.split(";"):
        connection.execute(statement)


def _with_courses(connection: sqlite3.Connection) -> None:
    """What was kept before counts for the course that came with tuitrainer: it was the only one that was told apart."""
    script = """
    ALTER TABLE attempts ADD COLUMN course TEXT NOT NULL DEFAULT '';
    DROP INDEX attempts_by_exercise;
    CREATE INDEX attempts_by_exercise ON attempts (course, exercise, score);
    ALTER TABLE help RENAME TO help_before;
    CREATE TABLE help (course TEXT NOT NULL DEFAULT '', exercise TEXT NOT NULL,
        hints INTEGER NOT NULL DEFAULT 0, solution_seen INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (course, exercise));
    INSERT INTO help (exercise, hints, solution_seen) SELECT exercise, hints, solution_seen FROM help_before;
    DROP TABLE help_before
    """
    for statement in script.split(";"):
        connection.execute(statement)


MIGRATIONS: tuple[Migration, ...] = (_first_format, _with_courses)
"""Number N takes a file from format N to N + 1; a new file is of format 0. Append; never change a released one."""

_ATTEMPT = """
INSERT INTO attempts (course, exercise, time, status, score, max_score, seed, sha256)
VALUES (:course, :exercise, :time, :status, :score, :max_score, :seed, :sha256)
"""
_TOUCH = "INSERT OR IGNORE INTO help (course, exercise) VALUES (:course, :exercise)"
_THIS = "WHERE course = :course AND exercise = :exercise"
# The last attempt is the one with the greatest id: clocks can be set back. Of equal scores, the latest counts as best.
_STANDINGS = """
SELECT totals.exercise, attempts, ifnull(passed, 0), ifnull(best.score, 0.0), ifnull(best.max_score, 0.0),
       ifnull(hints, 0), ifnull(solution_seen, 0), ifnull(last.time, ''), ifnull(last.sha256, '')
FROM (SELECT exercise, count(id) AS attempts, max(status = 'passed') AS passed, max(id) AS last_id
      FROM (SELECT exercise FROM attempts WHERE course = :course UNION SELECT exercise FROM help WHERE course = :course)
      LEFT JOIN (SELECT id, exercise, status FROM attempts WHERE course = :course) USING (exercise)
      GROUP BY exercise) AS totals
LEFT JOIN help ON help.course = :course AND help.exercise = totals.exercise
LEFT JOIN attempts AS last ON last.id = last_id
LEFT JOIN attempts AS best ON best.id =
    (SELECT id FROM attempts WHERE course = :course AND exercise = totals.exercise ORDER BY score DESC, id DESC LIMIT 1)
"""


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a student is with one exercise."""

    exercise: str
    attempts: int = 0
    passed: bool = False  # at least once
    score: float = 0.0  # the best so far
    max_score: float = 0.0  # of the attempt with that score
    hints: int = 0  # shown so far
    solution_seen: bool = False
    last_attempt: str = ""  # ISO 8601 in UTC, empty when there was none
    sha256: str = ""  # of the file of the last attempt


class Progress(AbstractContextManager["Progress"]):
    """What an open progress file holds of one course. Made by `open_progress`, used by the thread that opened it."""

    def __init__(self, connection: sqlite3.Connection, path: Path, course: str) -> None:
        self._connection, self._path, self._course = connection, path, course

    def __exit__(self, *exception: object) -> None:
        self.close()

    def record(self, exercise: str, *, status: str, score: float, max_score: float, seed: int, sha256: str) -> None:
        """Keep one attempt: "passed", "failed" or "error". An "ungraded" one is the grader's fault and not kept."""
        if status != "ungraded":
            values = {"status": status, "score": score, "max_score": max_score, "seed": seed, "sha256": sha256}
            self._write(_ATTEMPT, exercise=exercise, time=datetime.now(UTC).isoformat(timespec="seconds"), **values)

    def standing(self, exercise: str) -> Standing:
        """Zeros for an exercise that was never touched."""
        return self.standings().get(exercise, Standing(exercise))

    def standings(self) -> dict[str, Standing]:
        """Every exercise that was touched, by name."""
        with _reported(self._path):
            rows = self._connection.execute(_STANDINGS, {"course": self._course}).fetchall()
        return {
            exercise: Standing(exercise, attempts, bool(passed), score, max_score, hints, bool(seen), last, sha256)
            for exercise, attempts, passed, score, max_score, hints, seen, last, sha256 in rows
        }

    def show_hint(self, exercise: str, total: int) -> int:
        """Mark one more of the `total` hints as shown, and return how many are shown now."""
        if total < 1:
            return 0
        more = f"UPDATE help SET hints = min(hints + 1, :total) {_THIS}"  # noqa: S608  ours
        shown = f"SELECT hints FROM help {_THIS}"  # noqa: S608  ours
        return int(self._write(_TOUCH, more, shown, exercise=exercise, total=total)[0][0])

    def mark_solution_seen(self, exercise: str) -> None:
        seen = f"UPDATE help SET solution_seen = 1 {_THIS}"  # noqa: S608  ours
        self._write(_TOUCH, seen, exercise=exercise)

    def reset(self, exercise: str | None = None) -> None:
        """Forget attempts, hints and solution of one exercise, or of all of this course."""
        which = "WHERE course = :course" if exercise is None else _THIS
        self._write(f"DELETE FROM attempts {which}", f"DELETE FROM help {which}", exercise=exercise)  # noqa: S608  ours

    def close(self) -> None:
        with _reported(self._path):
            self._connection.close()

    def _write(self, *statements: str, **values: object) -> list[tuple[Any, ...]]:
        """Run all the statements or none, with no other process in between; the rows that the last one found."""
        with _reported(self._path), self._connection as connection:
            connection.execute("BEGIN IMMEDIATE")
            values["course"] = self._course
            return [connection.execute(statement, values).fetchall() for statement in statements][-1]


def progress_path() -> Path:
    return data_directory() / "progress.sqlite3"


def open_progress(
    path: Path | None = None, *, course: str = "", migrations: Sequence[Migration] = MIGRATIONS
) -> Progress:
    """The student's progress in a course (`course_key`), made or brought up to date where needed.

    Raises UserError when it can't be had.
    """
    path = path or progress_path()
    with _reported(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        with suppress(FileExistsError):  # one that exists is not opened here: to close it would drop our locks on it
            path.touch(0o600, exist_ok=False)  # SQLite's own would be for everyone to read
        if Path(f"{path}-wal").exists():  # what a crash left there; to close a connection that may write would move it
            uri = f"{path.absolute().as_uri()}?mode=ro"
            with suppress(sqlite3.Error), closing(sqlite3.connect(uri, uri=True, timeout=0)) as reader:
                _version(reader, path, len(migrations))
        connection = sqlite3.connect(path, timeout=PATIENCE, isolation_level=None)  # transactions begin by BEGIN only
        try:
            if _version(connection, path, len(migrations)) < len(migrations):
                _migrate(connection, path, migrations)
            with suppress(sqlite3.OperationalError):  # busy, or a file system without it: slower and just as right
                connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")
        except BaseException:
            connection.close()
            raise
    return Progress(connection, path, course)


def _version(connection: sqlite3.Connection, path: Path, known: int) -> int:
    """The number of the file's format. Raises UserError for one that is not known yet."""
    found = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if found not in range(known + 1):
        message = _("a newer tuitrainer wrote this in format {found}, known here is {known}; nothing was changed")
        raise UserError(Problem(message.format(found=found, known=known), str(path)))
    return found


def _migrate(connection: sqlite3.Connection, path: Path, migrations: Sequence[Migration]) -> None:
    """Take all the steps that are missing, or none."""
    with connection:
        connection.execute("BEGIN IMMEDIATE")
        version = _version(connection, path, len(migrations))  # again: another process may have been faster
        if 0 < version < len(migrations):
            _back_up(path, version)
        for migration in migrations[version:]:
            migration(connection)
        connection.execute(f"PRAGMA user_version = {len(migrations)}")


def _back_up(path: Path, version: int) -> None:
    """Copy the file, whole or not at all. The caller keeps others from writing meanwhile."""
    backup, partial = Path(f"{path}.backup-v{version}"), Path(f"{path}.backup-v{version}.part")
    partial.unlink(missing_ok=True)
    partial.touch(0o600)
    # A connection of its own reads: SQLite refuses to copy from one that is within a transaction that writes.
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(partial)) as target:
        source.backup(target)
    partial.replace(backup)


@contextmanager
def _reported(path: Path) -> Iterator[None]:
    """Turn what SQLite or the system says, or a value that SQLite can't hold, into a UserError."""
    try:
        yield
    except (sqlite3.Error, OSError, OverflowError, ValueError) as error:
        reason = f"{error.strerror}: {error.filename}" if isinstance(error, OSError) else str(error)
        message = _("the progress can't be read or saved: {reason}").format(reason=reason.rstrip("."))
        raise UserError(Problem(message, str(path))) from None
