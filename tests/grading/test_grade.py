"""Grading one file, all the way through the sandbox: who is at fault, what a seed repeats, what never passes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from made_up import SOLUTION01, STARTER01, WITHOUT_TRIPLE, edit, make_course

from tuitrainer.base.course import Course
from tuitrainer.base.errors import UserError
from tuitrainer.grading import grade as grading
from tuitrainer.grading.catalog import find_exercise
from tuitrainer.grading.grade import draw_seed, grade
from tuitrainer.grading.report import Report
from tuitrainer.sandbox.outcome import Fault, Printed, SandboxRun
from tuitrainer.sandbox.process import Sandbox
from tuitrainer.sandbox.run import Job, run_job


@pytest.fixture
def course(tmp_path: Path) -> Course:
    folder = tmp_path / "course"
    folder.mkdir()
    return make_course(folder)


def graded(course: Course, source: str | bytes, seed: int = 1, name: str = "exercise01") -> Report:
    file = course.exercises.parent / "answer.py"
    file.write_bytes(source if isinstance(source, bytes) else source.encode())
    return grade(find_exercise(course, name), file, seed)


def found(report: Report) -> dict[str, str]:
    """Check -> its finding, or else its status."""
    return {check.name: check.finding.id if check.finding else check.status for check in report.checks}


def changed(old: str, new: str) -> str:
    assert SOLUTION01.count(old) == 1
    return SOLUTION01.replace(old, new)


def test_all_that_is_right_passes(course: Course) -> None:
    report = graded(course, SOLUTION01)
    assert (report.status, report.score, report.max_score) == ("passed", 6.0, 6.0)
    assert (report.finding, report.seed, report.exercise) == (None, 1, "exercise01")
    assert report.duration > 0
    assert Path(report.file).is_absolute()
    assert report.source[0] == "import numpy as np"


def test_an_optional_function_may_be_missing_and_not_wrong(course: Course) -> None:
    without = graded(course, WITHOUT_TRIPLE)
    assert (without.status, without.score, without.max_score) == ("passed", 5.0, 5.0)
    assert (without.checks[2].status, without.checks[2].max_points) == ("skipped", 0.0)
    not_yet = graded(course, WITHOUT_TRIPLE + "\n\ndef triple(x):\n    raise NotImplementedError\n")
    assert (not_yet.status, not_yet.max_score) == ("passed", 5.0)
    wrong = graded(course, changed("return 3 * x", "return 4 * x"))
    assert (wrong.status, wrong.score, wrong.max_score) == ("failed", 5.0, 6.0)


def test_a_mistake_is_named_and_what_builds_on_it_is_not_looked_at(course: Course) -> None:
    report = graded(course, changed("return 2 * x", "return x * x"))
    assert (report.status, report.score) == ("failed", 1.0)
    assert found(report) == {"double": "double-squares", "total": "after", "triple": "passed"}
    assert report.checks[0].evidence is not None
    total = graded(course, changed("double(x).sum()", "x.sum()"))
    assert found(total) == {"double": "passed", "total": "total-of-halves", "triple": "passed"}


def test_a_judge_is_asked_where_many_answers_are_right(course: Course) -> None:
    right = "def shuffle(x, rng):\n    return x[rng.permutation(len(x))]\n"
    assert graded(course, right, name="exercise02").status == "passed"
    sorts = "import numpy as np\n\n\ndef shuffle(x, rng):\n    return np.sort(x)\n"
    assert found(graded(course, sorts, name="exercise02")) == {"shuffle": "shuffle-sorts"}
    assert found(graded(course, sorts.replace("np.sort(x)", "x + 1"), name="exercise02")) == {"shuffle": "judged"}


@pytest.mark.parametrize(
    ("source", "status", "finding"),
    [
        (b"", "error", "empty"),
        (b"\0\1\2", "error", "binary"),
        (b"def double(x)\n    return 2 * x\n", "error", "syntax"),
        (b"1 / 0\n", "error", "raised"),
        (b"import os\nos._exit(0)\n", "error", "ended"),
        (b"# nothing\n", "failed", None),
        (b"double = total = 3\n", "failed", None),
        (STARTER01.encode(), "failed", "unchanged"),
    ],
    ids=["empty", "binary", "syntax", "raises", "ends", "comment", "numbers", "starter"],
)
def test_what_can_not_be_judged_has_failed(course: Course, source: bytes, status: str, finding: str | None) -> None:
    report = graded(course, source)
    assert (report.status, report.score, report.max_score) == (status, 0.0, 5.0)
    assert (report.finding.id if report.finding else None) == finding


def test_a_starter_never_passes_even_where_it_is_right(course: Course) -> None:
    (course.exercises / "exercise01" / "starter.py").write_text(SOLUTION01, encoding="utf-8")
    report = graded(course, SOLUTION01)
    assert (report.status, report.finding and report.finding.id) == ("failed", "unchanged")
    assert graded(course, SOLUTION01 + "# mine\n").status == "passed"


def test_without_one_check_that_passed_nothing_has_passed(course: Course) -> None:
    """Where all that is asked for is worth no points, and waits for an optional check that may be missing, too."""
    toml = course.exercises / "exercise01" / "exercise.toml"
    edit(toml, "points = 2\n", "points = 2\noptional = true\n")
    edit(toml, "points = 3", "points = 0")
    report = graded(course, "x = 1\n")
    assert (report.status, report.max_score) == ("failed", 0.0)
    assert graded(course, SOLUTION01).status == "passed"


def test_a_seed_repeats_every_number_and_another_gives_others(course: Course) -> None:
    wrong = changed("return 2 * x", "return 2 * x + 0.25")
    first, second, other = (graded(course, wrong, seed) for seed in (7, 7, 8))
    assert first.checks == second.checks
    evidence, others = first.checks[0].evidence, other.checks[0].evidence
    assert evidence is not None
    assert others is not None
    assert evidence.expected != others.expected
    assert found(first) == found(other)


def test_without_a_seed_a_fresh_one_is_drawn(course: Course) -> None:
    file = course.exercises.parent / "answer.py"
    file.write_bytes(b"")
    seeds = {grade(find_exercise(course, "exercise01"), file).seed for _ in range(8)}
    assert len(seeds) == 8
    assert all(0 <= seed < 2**31 for seed in {*seeds, draw_seed()})


@pytest.mark.parametrize("seed", [0, 2**63 - 1])
def test_every_seed_that_can_be_asked_for_works(course: Course, seed: int) -> None:
    assert graded(course, SOLUTION01, seed).status == "passed"


def test_a_file_that_is_not_there_is_the_request_that_is_wrong(course: Course) -> None:
    with pytest.raises(UserError, match="there is no such file"):
        grade(find_exercise(course, "exercise01"), course.exercises / "nothing.py")


# -- the grader's own faults ------------------------------------------------------------------------------------------


def break_probes(course: Course) -> None:
    (course.exercises / "exercise01" / "probes.py").write_text("def double(:\n", encoding="utf-8")


def let_probes_import_what_a_submission_may_not(course: Course) -> None:
    probes = course.exercises / "exercise01" / "probes.py"
    probes.write_text("import pytest\n" + probes.read_text(encoding="utf-8"), encoding="utf-8")


def let_a_probe_raise(course: Course) -> None:
    edit(course.exercises / "exercise01" / "probes.py", '{"row": module.total', '{"row": undefined.total')


def take_a_probe_away(course: Course) -> None:
    edit(course.exercises / "exercise01" / "probes.py", "def total", "def totl")


def let_the_reference_raise(course: Course) -> None:
    edit(course.solutions / "exercise01.py", "return 2 * x", "return 1 / 0")


def let_the_reference_not_load(course: Course) -> None:
    edit(course.solutions / "exercise01.py", "import numpy", "import nonumpy")


def take_the_reference_away(course: Course) -> None:
    (course.solutions / "exercise01.py").unlink()


def take_the_probes_away(course: Course) -> None:
    (course.exercises / "exercise01" / "probes.py").unlink()


@pytest.mark.parametrize(
    "fault",
    [
        break_probes, let_probes_import_what_a_submission_may_not, let_a_probe_raise, take_a_probe_away,
        let_the_reference_raise, let_the_reference_not_load, take_the_reference_away, take_the_probes_away,
    ],
)  # fmt: skip
def test_a_fault_of_the_course_is_not_the_students(course: Course, fault: object) -> None:
    assert callable(fault)
    fault(course)
    report = graded(course, WITHOUT_TRIPLE)
    assert (report.status, report.checks) == ("ungraded", ())
    assert report.finding is not None
    assert report.finding.id == "grader-fault"
    assert str(report.finding.values["message"]).strip()


def test_an_exercise_without_a_starter_is_graded_all_the_same(course: Course) -> None:
    (course.exercises / "exercise01" / "starter.py").unlink()
    assert graded(course, SOLUTION01).status == "passed"


def test_a_submission_that_can_not_be_read_has_failed_whatever_the_course(course: Course) -> None:
    """Nothing of the course was needed to see it."""
    break_probes(course)
    assert graded(course, b"").status == "error"


def test_a_system_that_grants_no_process_is_not_the_students_fault(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_arguments: object) -> None:
        raise OSError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(grading, "begin_sandbox", refuse)
    report = graded(course, SOLUTION01)
    assert report.status == "ungraded"
    assert report.finding is not None
    assert "Resource temporarily unavailable" in str(report.finding.values["message"])


@pytest.mark.parametrize("kind", ["broken", "probe"])
def test_what_the_sandbox_says_of_itself_is_not_the_students_fault(
    course: Course, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    run = SandboxRun(Fault(kind, {"message": "why"}), (), Printed(), "limits")
    monkeypatch.setattr(grading, "run_job", lambda _job, sandbox: (sandbox.end(), run)[1])
    report = graded(course, SOLUTION01)
    assert report.status == "ungraded"
    assert report.finding is not None
    assert report.finding.values["message"] == f"{kind}: why"


def test_what_ends_the_reference_too_is_not_the_students_fault(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    """Such as a limit of memory that is too low on this machine: asked only when a submission gave nothing at all."""
    asked: list[str] = []

    def out_of_memory(job: Job, sandbox: Sandbox) -> SandboxRun:
        asked.append(job.file)
        return replace(run_job(job, sandbox), fault=Fault("memory"), calls=())

    monkeypatch.setattr(grading, "run_job", out_of_memory)
    report = graded(course, SOLUTION01)
    assert report.status == "ungraded"
    assert asked == [report.file, str(course.solutions / "exercise01.py")]


def test_processes_that_are_left_running_fail_what_is_right(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grading, "run_job", lambda job, sandbox: replace(run_job(job, sandbox), left_running=2))
    report = graded(course, SOLUTION01)
    assert (report.status, report.score) == ("failed", 6.0)
    assert report.finding is not None
    assert (report.finding.id, report.finding.values) == ("left-running", {"count": 2})
