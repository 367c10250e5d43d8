"""Other right solutions of an exercise, in its folder `alternatives`: none of them may be rejected."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from tuitrainer.base.texts import _
from tuitrainer.grading.author.graders import Graders
from tuitrainer.grading.author.seeds import as_result, finding_id, with_counts
from tuitrainer.grading.catalog import Exercise

SEEDS = 3
"""On which each alternative is judged, beside its way through the sandbox."""


def alternatives_of(exercise: Exercise) -> tuple[Path, ...]:
    """Their files, by name."""
    return tuple(sorted((exercise.folder / "alternatives").glob("*.py")))


def rejected_on_seeds(of: Exercise | Graders, path: Path, seeds: range) -> list[str]:
    """What fails of one alternative, what it leaves out aside. Raises CourseError for one that can't be loaded."""
    graders = of if isinstance(of, Graders) else Graders(of)
    failures: Counter[str] = Counter()
    for seed in seeds:
        grader = graders[seed]
        for check in graders.exercise.definition.checks:
            answer = graders.bench.file_answer(path, check, seed)
            if answer is not None:
                report = grader.judge(check, as_result(answer))
                if report.status != "passed":
                    said = _("the alternative {name} is rejected: {check} {found}")
                    failures[said.format(name=path.name, check=check.name, found=finding_id(report))] += 1
    return with_counts(failures, len(seeds))
