"""exercise27 through the sandbox: what is said of barriers and of indices outside, and where kernels run."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tuitrainer.base.course import find_course
from tuitrainer.grading.catalog import find_exercise
from tuitrainer.grading.classroom.parcel import pack_exercise
from tuitrainer.grading.classroom.worker import Assignment, Paper, _Worker
from tuitrainer.grading.report import Finding, Report

EXERCISE = find_exercise(find_course(), "exercise27")
SOURCE = EXERCISE.solution.read_text(encoding="utf-8")
FIRST = "        cuda.syncthreads()  # all have written before any reads\n"
SECOND = "        cuda.syncthreads()  # all have read before any writes the next tile\n"
ASSIGNMENT = Assignment(pack_exercise(EXERCISE), 27)
ENTRY = "    total = float32(0)\n    for first"


@pytest.fixture(scope="module")
def worker() -> Iterator[_Worker]:
    """One for all tests, as for a class: the reference is asked once. Without bubblewrap, which other tests use."""
    worker = _Worker()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", "/nowhere")
        yield worker
    worker.close()


def graded(worker: _Worker, *pairs: tuple[str, str]) -> Report:
    source = SOURCE
    for old, new in pairs:
        assert source.count(old) == 1, old
        source = source.replace(old, new)
    return worker.grade(ASSIGNMENT, Paper(0, "/exercise27.py", source.encode()))


@pytest.mark.parametrize(
    ("pairs", "tiled", "barriers"),
    [
        (((FIRST, ""),), "tiled-barrier-missing-before-use", "barrier-missing-before-use"),
        (((SECOND, "        if row < out.shape[0]:\n            cuda.syncthreads()\n"),), None, "barrier-not-for-all"),
        (
            ((ENTRY, f"    if column >= out.shape[1]:\n        return\n{ENTRY}"),),
            "left-before-the-barrier", "barrier-not-for-all",
        ),
    ],
)  # fmt: skip
def test_what_is_wrong_with_barriers_is_named(
    worker: _Worker, pairs: tuple[tuple[str, str], ...], tiled: str | None, barriers: str
) -> None:
    report = graded(worker, *pairs)
    found = [check.finding and check.finding.id for check in report.checks]
    assert found == [None, tiled, barriers]


def test_an_index_outside_is_named_and_an_exception_keeps_its_line(worker: _Worker) -> None:
    wrong = "            a_tile[i, j] = a[row"
    plain, tiled, _barriers = graded(
        worker, ("column < out.shape[1]:  # the", "column < 99:  # the"), (wrong, wrong.replace("= a", "= A"))
    ).checks
    assert plain.finding == Finding("no-bounds-check", is_mistake=True)
    assert tiled.finding is not None
    assert tiled.finding.id == "raised"
    assert tiled.finding.values["line"] == next(
        number for number, line in enumerate(SOURCE.splitlines(), 1) if line.startswith(wrong)
    )


def test_types_may_be_declared_and_the_report_says_where_kernels_run(worker: _Worker) -> None:
    """Without a card only the simulator takes them, which compiles nothing."""
    declared = '@cuda.jit("void(float32[:, :], float32[:, :], float32[:, :])")'
    kernel = "@cuda.jit\ndef matmul_kernel"
    report = graded(worker, (kernel, kernel.replace("@cuda.jit", declared)))
    assert report.status == "passed", report
    assert report.isolation != "bwrap"
    assert Finding("ran-on-simulator") in report.checks[0].remarks
