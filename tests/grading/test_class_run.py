"""Grading a class: who is graded, what is kept when something breaks, and that nothing is graded twice."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

import pytest
from made_up import SOLUTION01, edit, make_course

from tuitrainer.base.course import Course
from tuitrainer.base.errors import UserError
from tuitrainer.grading.catalog import Exercise, find_exercise
from tuitrainer.grading.classroom import run as running
from tuitrainer.grading.classroom import store
from tuitrainer.grading.classroom import worker as working
from tuitrainer.grading.classroom.parcel import pack_exercise, unpack_exercise
from tuitrainer.grading.classroom.run import ClassRun, Tally
from tuitrainer.grading.classroom.store import Results, open_results
from tuitrainer.grading.classroom.submitted import Attempt, Graded
from tuitrainer.grading.classroom.worker import Assignment, Paper, grade_papers
from tuitrainer.grading.report import Finding, Report
from tuitrainer.jobs.crew import Crew
from tuitrainer.jobs.executor import open_crew

WRONG = SOLUTION01.replace("return 2 * x", "return x * x")
SEED = 5
NOTHING = Finding("nothing-handed-in", {"name": "zoé"})


@pytest.fixture
def course(tmp_path: Path) -> Course:
    folder = tmp_path / "course"
    folder.mkdir()
    return make_course(folder)


@pytest.fixture
def exercise(course: Course) -> Exercise:
    return find_exercise(course, "exercise01")


@pytest.fixture
def results(tmp_path: Path) -> Iterator[Results]:
    with open_results(tmp_path / "class", make=True) as opened:
        yield opened


def attempt(student: str, source: str | bytes = SOLUTION01, problem: Finding | None = None) -> Attempt:
    content = source if isinstance(source, bytes) else source.encode()
    return Attempt(
        student, "exercise01", f"{student}/exercise01.py", student.title(), "", 1000.0, problem, lambda: content
    )


@pytest.fixture(autouse=True)
def no_server_left() -> Iterator[None]:
    """What a worker keeps until its process ends, which here is the one of all tests."""
    yield
    working.let_go()


class InHand(Executor):
    """Runs what it is given at once and here. `breaks` says which papers end the process that grades them."""

    def __init__(self, breaks: Callable[[str], bool] = lambda _file: False) -> None:
        self.breaks = breaks
        self.graded: list[str] = []
        self.opened = 0
        self._broken = False

    def open(self) -> AbstractContextManager[Crew]:
        self.opened += 1
        self._broken = False
        return nullcontext(Crew(self, 2))

    def submit(self, function: Any, /, *arguments: Any, **named: Any) -> Future[Any]:
        assignment, papers = arguments
        future: Future[Any] = Future()
        if self._broken:
            raise BrokenExecutor
        if any(self.breaks(paper.file) for paper in papers):
            self._broken = True
            future.set_exception(BrokenExecutor())
            return future
        self.graded += [paper.file for paper in papers]
        try:
            future.set_result(function(assignment, papers))
        except RuntimeError as error:
            future.set_exception(error)
        return future


def quick(assignment: Assignment, papers: Sequence[Paper]) -> list[tuple[int, dict[str, Any]]]:
    """In the place of `grade_papers`: passes everything."""
    from tuitrainer.grading.stored import report_to_data
    from tuitrainer.grading.submission import submission_of

    return [
        (paper.number, report_to_data(Report(
            "exercise01", paper.file, submission_of(Path(paper.file), paper.content).sha256, assignment.seed,
            "passed", (), 0.1, "limits",
        )))
        for paper in papers
    ]  # fmt: skip


@pytest.fixture
def unjudged(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "grade_papers", quick)


def class_run(exercise: Exercise, results: Results, hand: InHand, progress: Any = lambda _tally: None) -> ClassRun:
    return ClassRun({"exercise01": exercise}, results, SEED, hand.open, progress=progress)


def grade(attempts: Sequence[Attempt], exercise: Exercise, results: Results, hand: InHand) -> Tally:
    results.list_attempts(attempts)
    return class_run(exercise, results, hand).grade(attempts)


def kept(results: Results) -> dict[str, Graded]:
    return {one.student: one for one in results.graded()}


# -- the whole way -----------------------------------------------------------------------------------------------------


def test_a_class_in_two_processes(course: Course, results: Results) -> None:
    edit(course.exercises / "exercise01" / "exercise.toml", "wall_s = 20", "wall_s = 4")
    exercise = find_exercise(course, "exercise01")
    attempts = [
        attempt("ada"), attempt("bob", WRONG), attempt("eve", "import os\nos._exit(0)"), attempt("ida", b"\xff\xfe"),
        attempt("lou", "def double(x):\n  while True: pass"), attempt("zoé", problem=NOTHING),
    ]  # fmt: skip
    results.list_attempts(attempts)
    run = ClassRun({"exercise01": exercise}, results, SEED, lambda: open_crew(2))
    tally = run.grade(attempts)
    assert tally.statuses == {"passed": 1, "failed": 2, "error": 3}
    found = kept(results)
    assert {student: one.report.status for student, one in found.items()} == {
        "ada": "passed", "bob": "failed", "eve": "error", "ida": "error", "lou": "failed", "zoé": "error",
    }  # fmt: skip
    assert {one.report.seed for one in found.values()} == {SEED}
    assert found["bob"].report.checks[0].finding == Finding("double-squares", {}, is_mistake=True)
    assert found["bob"].source == WRONG.encode()
    assert found["zoé"].report.finding == NOTHING
    assert found["zoé"].report.max_score == found["ada"].report.max_score - 1  # an optional function is not missing
    assert found["ada"].name == "Ada"


def test_what_is_graded_again_and_what_is_not(exercise: Exercise, results: Results) -> None:
    hand = InHand()
    grade([attempt("ada"), attempt("bob")], exercise, results, hand)
    assert hand.graded == ["ada/exercise01.py", "bob/exercise01.py"]
    tally = grade([attempt("ada"), attempt("bob", WRONG), attempt("cid")], exercise, results, hand)
    assert hand.graded[2:] == ["bob/exercise01.py", "cid/exercise01.py"]
    assert (tally.total, tally.kept_before, tally.done) == (3, 1, 3)
    assert kept(results)["bob"].report.status == "failed"
    exercise.probes.write_text(exercise.probes.read_text() + "\n# another exercise now\n")
    grade([attempt("ada")], exercise, results, hand)
    assert hand.graded[4:] == ["ada/exercise01.py"]


@pytest.mark.usefixtures("unjudged")
def test_another_seed_asks_the_whole_class_for_other_numbers(exercise: Exercise, results: Results) -> None:
    attempts, hand = [attempt("ada"), attempt("bob")], InHand()
    grade(attempts, exercise, results, hand)
    other = ClassRun({"exercise01": exercise}, results, SEED + 1, hand.open)
    assert other.grade(attempts).kept_before == 0
    assert {one.report.seed for one in kept(results).values()} == {SEED + 1}


# -- when something breaks ---------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("unjudged")
def test_one_that_ends_its_process_is_given_up_and_no_other(exercise: Exercise, results: Results) -> None:
    hand = InHand(lambda file: file.startswith("evil"))
    names = [*(f"s{place}" for place in range(9)), "evil", *(f"t{place}" for place in range(9))]
    tally = grade([attempt(name) for name in names], exercise, results, hand)
    assert tally.statuses == {"passed": 18, "ungraded": 1}
    report = kept(results)["evil"].report
    assert (report.status, report.seed) == ("ungraded", SEED)
    assert report.sha256 == hashlib.sha256(SOLUTION01.encode()).hexdigest()
    assert hand.opened <= 5
    assert sorted(hand.graded) == sorted(f"{name}/exercise01.py" for name in names if name != "evil")
    again = InHand()
    grade([attempt(name) for name in names], exercise, results, again)
    assert again.graded == ["evil/exercise01.py"]  # it is not its fault, so it is tried again


@pytest.mark.usefixtures("unjudged")
def test_processes_that_end_once_cost_nothing(exercise: Exercise, results: Results) -> None:
    times = iter([True])
    hand = InHand(lambda _file: next(times, False))
    tally = grade([attempt(f"s{place}") for place in range(20)], exercise, results, hand)
    assert tally.statuses == {"passed": 20}
    assert len(hand.graded) == 20


def test_a_fault_of_the_worker_is_no_zero(
    exercise: Exercise, results: Results, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(assignment: Assignment, papers: Sequence[Paper]) -> list[tuple[int, dict[str, Any]]]:
        if any(paper.file.startswith("bob") for paper in papers):
            raise RuntimeError("lost on the way")
        return quick(assignment, papers)

    monkeypatch.setattr(running, "grade_papers", fail)
    hand = InHand()
    tally = grade([attempt("ada"), attempt("bob"), attempt("cid")], exercise, results, hand)
    assert tally.statuses == {"passed": 2, "ungraded": 1}
    finding = kept(results)["bob"].report.finding
    assert finding is not None
    assert "lost on the way" in str(finding.values["message"])


@pytest.mark.usefixtures("unjudged")
def test_an_interrupted_run_goes_on(exercise: Exercise, results: Results) -> None:
    attempts = [attempt(f"s{place:02}") for place in range(40)]
    results.list_attempts(attempts)

    def interrupt(tally: Tally) -> None:
        if tally.done >= 13:
            raise KeyboardInterrupt

    first, second = InHand(), InHand()
    with pytest.raises(KeyboardInterrupt):
        class_run(exercise, results, first, interrupt).grade(attempts)
    before = set(kept(results))
    assert 13 <= len(before) < 20
    assert results.waiting == 40 - len(before)
    class_run(exercise, results, second).grade(attempts)
    assert {file.partition("/")[0] for file in second.graded} == {one.student for one in attempts} - before
    assert results.waiting == 0


@pytest.mark.usefixtures("unjudged")
def test_what_can_not_be_read_is_reported(exercise: Exercise, results: Results) -> None:
    def refuse() -> bytes:
        raise PermissionError(13, "Permission denied")

    closed = Attempt("bob", "exercise01", "bob/exercise01.py", read=refuse)
    tally = grade([attempt("ada"), closed], exercise, results, InHand())
    assert tally.statuses == {"passed": 1, "error": 1}
    assert kept(results)["bob"].report.finding == Finding(
        "unreadable", {"name": "bob/exercise01.py", "reason": "Permission denied"}
    )


@pytest.mark.usefixtures("unjudged")
def test_few_contents_are_in_memory_at_once(exercise: Exercise, results: Results) -> None:
    read = 0

    def counted() -> bytes:
        nonlocal read
        read += 1
        return SOLUTION01.encode() + str(read).encode()

    most = 0

    def look(tally: Tally) -> None:
        nonlocal most
        most = max(most, read - tally.done)

    attempts = [Attempt(f"s{place}", "exercise01", f"s{place}.py", read=counted) for place in range(200)]
    results.list_attempts(attempts)
    class_run(exercise, results, InHand(), look).grade(attempts)
    assert read == 200
    assert most <= 2 * 2 * running.TOGETHER


# -- the file of results -----------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("unjudged")
def test_a_full_disk_is_said_and_loses_nothing(
    exercise: Exercise, results: Results, monkeypatch: pytest.MonkeyPatch
) -> None:
    grade([attempt("ada")], exercise, results, InHand())
    more = [attempt(f"s{place}", SOLUTION01 + "#" + f"é{place}" * 20000) for place in range(50)]
    results.list_attempts(more)
    pages = results._connection.execute("PRAGMA page_count").fetchone()[0]
    results._connection.execute(f"PRAGMA max_page_count = {pages + 2}")
    with pytest.raises(UserError, match="full"):
        class_run(exercise, results, InHand()).grade(more)
    results._connection.execute("PRAGMA max_page_count = 100000")
    assert "ada" in kept(results)
    hand = InHand()
    class_run(exercise, results, hand).grade([attempt("ada"), *more])
    assert results.waiting == 0
    assert "ada/exercise01.py" not in hand.graded


@pytest.mark.usefixtures("unjudged")
def test_a_locked_file_is_said(exercise: Exercise, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "PATIENCE", 0.1)
    with open_results(tmp_path / "class", make=True) as results:
        results.list_attempts([attempt("ada")])
        other = sqlite3.connect(results.path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(UserError, match="locked"):
            class_run(exercise, results, InHand()).grade([attempt("ada")])
        other.execute("ROLLBACK")
        other.close()
        assert class_run(exercise, results, InHand()).grade([attempt("ada")]).statuses == {"passed": 1}


def test_two_do_not_grade_into_one_file(results: Results, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with results.claimed(), open_results(tmp_path / "class") as other:
        monkeypatch.setattr("os.getpid", lambda: 1)  # what this process is for another
        with pytest.raises(UserError, match="is grading into this file"), other.claimed():
            pass
    with open_results(tmp_path / "class") as other, other.claimed():
        pass


def test_whoever_was_killed_while_grading_blocks_nobody(results: Results) -> None:
    results.set_facts({"grading": "4194303 12.0"})
    with results.claimed():
        pass


def test_a_newer_format_is_refused_untouched(tmp_path: Path) -> None:
    open_results(tmp_path / "class", make=True).close()
    path = store.results_path(tmp_path / "class")
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(UserError, match="newer"):
        open_results(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize("content", [b"no database at all" * 100, b""], ids=["another file", "empty"])
def test_another_file_is_no_file_of_results(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / f"class{store.SUFFIX}"
    path.write_bytes(content)
    if content:
        with pytest.raises(UserError):
            open_results(path)
        assert path.read_bytes() == content
    else:
        with open_results(path) as results:
            assert list(results.graded()) == []


def test_no_results_yet(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no results yet"):
        open_results(tmp_path)


# -- on its way --------------------------------------------------------------------------------------------------------


def test_an_exercise_is_unpacked_where_it_does_not_lie(exercise: Exercise, tmp_path: Path) -> None:
    parcel = pack_exercise(exercise)
    here, holder = unpack_exercise(parcel)
    assert (here.folder, holder) == (exercise.folder, None)
    exercise.folder.rename(exercise.folder.with_name("gone"))
    elsewhere, holder = unpack_exercise(parcel)
    assert holder is not None
    with holder:
        assert elsewhere.folder.is_relative_to(holder.name)
        assert pack_exercise(elsewhere).digest == parcel.digest
        answers = grade_papers(Assignment(parcel, SEED), [Paper(3, "ada.py", SOLUTION01.encode())])
        assert [(number, data["status"]) for number, data in answers] == [(3, "passed")]


def test_another_exercise_of_the_same_name_is_not_taken_for_it(exercise: Exercise) -> None:
    parcel = pack_exercise(exercise)
    exercise.solution.write_text(WRONG)
    elsewhere, holder = unpack_exercise(parcel)
    assert holder is not None
    with holder:
        assert elsewhere.solution.read_text() == SOLUTION01
