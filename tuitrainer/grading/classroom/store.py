"""The results of a class, in one SQLite file beside the submissions.

Every attempt that was found has a row; its report is empty until it is graded. One process writes, in short
transactions, so that an interrupted run has lost nothing but what was under way.
"""

from __future__ import annotations

import json
import os
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path

from tuitrainer.base.errors import Problem, UserError
from tuitrainer.base.texts import _
from tuitrainer.grading.classroom.submitted import Attempt, Graded
from tuitrainer.grading.report import Report
from tuitrainer.grading.stored import report_from_data, report_to_data

SUFFIX = ".grades.sqlite3"
FORMAT = 1
PATIENCE = 10.0
"""Seconds to wait for another process that is writing."""
_TABLES = """
CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE attempts (id INTEGER PRIMARY KEY, student TEXT NOT NULL, exercise TEXT NOT NULL, file TEXT NOT NULL,
    name TEXT NOT NULL, identifier TEXT NOT NULL, submitted REAL, sha256 TEXT NOT NULL DEFAULT '',
    digest TEXT NOT NULL DEFAULT '', status TEXT NOT NULL DEFAULT '', report TEXT, source BLOB,
    UNIQUE (student, exercise, file))
"""
_LIST = """
INSERT INTO attempts (student, exercise, file, name, identifier, submitted) VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT DO UPDATE SET name = excluded.name, identifier = excluded.identifier, submitted = excluded.submitted
"""
_KEEP = """
UPDATE attempts SET sha256 = ?, digest = ?, status = ?, report = ?, source = ?
WHERE student = ? AND exercise = ? AND file = ?
"""
_STATE = "SELECT sha256, digest, status FROM attempts WHERE student = ? AND exercise = ? AND file = ?"
_GRADED = """
SELECT student, exercise, file, name, identifier, submitted, source, report FROM attempts
WHERE report IS NOT NULL ORDER BY student, exercise, submitted, file
"""


def results_path(place: Path) -> Path:
    """Where the results of a folder (or zip) of submissions lie; a results file itself is what it is."""
    return place if place.name.endswith(SUFFIX) else place.absolute().with_name(place.absolute().name + SUFFIX)


class Results(AbstractContextManager["Results"]):
    """An open results file, a context manager. Every failure of the disk or the database is a UserError."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self.path = path

    def __exit__(self, *exception: object) -> None:
        self.close()

    def close(self) -> None:
        with _reported(self.path):
            self._connection.close()

    # -- what a run writes -------------------------------------------------------------------------------------------

    def list_attempts(self, attempts: Iterable[Attempt]) -> None:
        """Give each of these a row, and leave alone what is in those that there are."""
        rows = (
            (one.student, one.exercise, one.file, one.name or one.student, one.identifier, one.submitted)
            for one in attempts
        )
        with self._writing():
            self._connection.executemany(_LIST, rows)

    def is_graded(self, attempt: Attempt, sha256: str, digest: str) -> bool:
        """Whether there is a verdict on this very content by this very exercise."""
        with _reported(self.path):
            row = self._connection.execute(_STATE, (attempt.student, attempt.exercise, attempt.file)).fetchone()
        return row is not None and row[:2] == (sha256, digest) and row[2] not in ("", "ungraded")

    def keep(self, graded: Sequence[tuple[Attempt, Report, bytes, str]]) -> None:
        """Keep reports, each with its attempt, the content that was graded and the digest of the exercise."""
        rows = [
            (
                report.sha256, digest, report.status, json.dumps(report_to_data(report)), zlib.compress(source),
                attempt.student, attempt.exercise, attempt.file,
            )
            for attempt, report, source, digest in graded
        ]  # fmt: skip
        with self._writing():
            self._connection.executemany(_KEEP, rows)

    def set_facts(self, facts: Mapping[str, str]) -> None:
        with self._writing():
            self._connection.executemany("INSERT OR REPLACE INTO facts VALUES (?, ?)", list(facts.items()))

    @contextmanager
    def claimed(self) -> Iterator[None]:
        """Nobody else grades into this file meanwhile. Raises UserError, naming the process, when somebody does."""
        name = "grading"
        with self._writing():
            holder = self._fact(name)
            if holder and _is_alive(holder):
                message = _("process {number} is grading into this file already").format(
                    number=holder.partition(" ")[0]
                )
                raise UserError(Problem(message, str(self.path)))
            self._connection.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (name, _myself()))
        try:
            yield
        finally:
            with suppress(UserError), self._writing():
                self._connection.execute("DELETE FROM facts WHERE name = ?", (name,))

    @contextmanager
    def _writing(self) -> Iterator[None]:
        with _reported(self.path), self._connection as connection:
            connection.execute("BEGIN IMMEDIATE")
            yield

    # -- what a report reads -----------------------------------------------------------------------------------------

    def graded(self) -> Iterator[Graded]:
        """Every attempt that has a report, by student and exercise, earlier ones first."""
        with _reported(self.path):
            for row in self._connection.execute(_GRADED):
                student, exercise, file, name, identifier, submitted, source, text = row
                report = report_from_data(json.loads(text))
                yield Graded(
                    student, exercise, file, name, identifier, submitted, zlib.decompress(source), report
                )  # fmt: skip

    @property
    def waiting(self) -> int:
        """Attempts without a report."""
        with _reported(self.path):
            found = self._connection.execute("SELECT count(*) FROM attempts WHERE report IS NULL").fetchone()
        return int(found[0])

    @property
    def policy(self) -> dict[str, str]:
        """The options of lateness and attempts, as `class grade` was told them."""
        prefix = "policy."
        with _reported(self.path):
            rows = self._connection.execute("SELECT name, value FROM facts").fetchall()
        return {name.removeprefix(prefix): value for name, value in rows if name.startswith(prefix)}

    @property
    def seed(self) -> int | None:
        """Of the numbers that the class was asked for."""
        with _reported(self.path):
            found = self._fact("seed")
        return int(found) if found else None

    def _fact(self, name: str) -> str:
        row = self._connection.execute("SELECT value FROM facts WHERE name = ?", (name,)).fetchone()
        return "" if row is None else str(row[0])


def open_results(place: Path, *, make: bool = False) -> Results:
    """The results of a folder of submissions, or the results file named. Raises UserError where there are none.

    With `make` there are some afterwards.
    """
    path = results_path(place)
    if not make and not path.is_file():
        message = _("there are no results yet; `tuitrainer class grade` makes them")
        raise UserError(Problem(message, str(path)))
    with _reported(path):
        connection = sqlite3.connect(path, timeout=PATIENCE, isolation_level=None)
        try:
            _prepare(connection, path)
        except BaseException:
            connection.close()
            raise
    return Results(connection, path)


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if version not in (0, FORMAT):
        message = _("a newer tuitrainer wrote this in format {found}, known here is {known}; nothing was changed")
        raise UserError(Problem(message.format(found=version, known=FORMAT), str(path)))
    with suppress(sqlite3.OperationalError):  # a file system without it: slower and just as right
        connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    if version == 0:
        with connection:
            connection.execute("BEGIN IMMEDIATE")
            for statement in _TABLES.split(";"):
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {FORMAT}")


def _myself() -> str:
    import psutil  # noqa: PLC0415  only for those who grade a class

    return f"{os.getpid()} {psutil.Process().create_time()}"


def _is_alive(holder: str) -> bool:
    """Whether the process that wrote this is still there; another of the same number is not it."""
    import psutil  # noqa: PLC0415

    number, _space, since = holder.partition(" ")
    try:
        return int(number) != os.getpid() and abs(psutil.Process(int(number)).create_time() - float(since)) < 1
    except (psutil.Error, ValueError):
        return False


@contextmanager
def _reported(path: Path) -> Iterator[None]:
    """Turn what SQLite or the system says into a UserError. A locked file or a full disk loses nothing kept before."""
    try:
        yield
    except (sqlite3.Error, OSError, zlib.error, json.JSONDecodeError) as error:
        reason = f"{error.strerror}: {error.filename}" if isinstance(error, OSError) else str(error)
        message = _("the results can't be read or saved: {reason}. What was graded before is kept")
        raise UserError(Problem(message.format(reason=reason.rstrip(".")), str(path))) from None
