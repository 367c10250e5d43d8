"""The proof of an exercise: all that is promised about it, tried out.

Its files are complete and say the same in every language; the starter fails politely; the reference passes within half
of its limits, and so does every alternative; each mistake fails, is named and is taken for no other; and whatever small
slip is made in the reference, a check notices it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from tuitrainer.base.errors import UserError
from tuitrainer.base.texts import _, ngettext
from tuitrainer.grading.author import alternatives
from tuitrainer.grading.author.conditions import Conditions, read_conditions
from tuitrainer.grading.author.folder import missing_files, missing_names, missing_requirements
from tuitrainer.grading.author.graders import Graders
from tuitrainer.grading.author.mutants import mutants_of
from tuitrainer.grading.author.seeds import prove_seeds
from tuitrainer.grading.author.statements import differing_statements
from tuitrainer.grading.author.survivors import FILE, Survivor, explained, read_explanations
from tuitrainer.grading.author.trials import find_survivors
from tuitrainer.grading.author.whole_way import prove_whole_way
from tuitrainer.grading.catalog import Exercise
from tuitrainer.grading.trusted import CourseError

SEEDS = 100
LEAST = 0.95
"""Share of the mutants that has to be rejected."""

Progress = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, and of how much."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What was found about one exercise."""

    exercise: str
    seeds: int = 0
    checks: int = 0
    mistakes: int = 0
    alternatives: int = 0
    mutants: int = 0
    """How many were tried; 0 where something else was wrong already."""
    rejected: int = 0
    share: float = 1.0
    """Rejected among the mutants, those left out that are further right answers to a question with many."""
    survivors: tuple[Survivor, ...] = ()
    conditions: Conditions = field(default_factory=Conditions)
    """Under which the mutants were tried: what they were spared."""
    problems: tuple[str, ...] = ()
    """One sentence each; none when all is proven."""


def prove(exercise: Exercise, known: Sequence[str], seeds: int = SEEDS, progress: Progress | None = None) -> Proof:
    """Prove one exercise. `known` are the names of all exercises.

    Raises OSError when the system grants no process to try mutants in.
    """
    definition = exercise.definition
    tell = progress or (lambda _what, _done, _of: None)
    proof = Proof(
        exercise.id, seeds, len(definition.checks), len(definition.mistakes),
        len(alternatives.alternatives_of(exercise)),
    )  # fmt: skip
    problems = [*missing_files(exercise), *missing_requirements(exercise, known)]
    try:
        if not problems:
            problems += [*differing_statements(exercise), *missing_names(exercise)]
        if not problems:
            graders = Graders(exercise)
            problems += prove_whole_way(graders[0])
        if not problems:
            for path in alternatives.alternatives_of(exercise):
                problems += alternatives.rejected_on_seeds(graders, path, range(min(seeds, alternatives.SEEDS)))
            problems += prove_seeds(graders, seeds, lambda done: tell(_("seeds"), done, seeds))
        if not problems:
            proof = _with_mutants(proof, exercise, tell)
    except (CourseError, UnicodeDecodeError) as error:
        problems.append(str(error))
    except UserError as error:
        problems += map(str, error.problems)
    return replace(proof, problems=(*problems, *proof.problems))


def _with_mutants(proof: Proof, exercise: Exercise, tell: Progress) -> Proof:
    explanations, conditions = read_explanations(exercise.folder), read_conditions(exercise)
    mutants = mutants_of(exercise.solution.read_text(encoding="utf-8"))
    passing = find_survivors(exercise, mutants, lambda done: tell(_("mutants"), done, len(mutants)), conditions)
    survivors, stale = explained(passing, explanations)
    judged = {check.function for check in exercise.definition.checks if check.rule == "judge"}
    open_answers = sum(bool(survivor.reason) and survivor.function in judged for survivor in survivors)
    rejected, counted = len(mutants) - len(survivors), len(mutants) - open_answers
    share = rejected / counted if counted else 1.0
    problems = []
    unexplained = sum(not survivor.reason for survivor in survivors)
    if unexplained:
        said = ngettext(
            "{count} mutant of the reference passes; sharpen the probes, or say in {file} why it is right",
            "{count} mutants of the reference pass; sharpen the probes, or say in {file} why they are right",
            unexplained,
        )
        problems.append(said.format(count=unexplained, file=FILE))
    elif share < LEAST and counted - rejected > 1:  # a single one can't be helped in a short reference
        said = _("only {share:.1f}% of the mutants are rejected; it takes {least:.0f}%")
        problems.append(said.format(share=100 * share, least=100 * LEAST))
    for entry in stale:
        said = _("{file} explains a mutant that does not survive: {function}, `{line}` to `{becomes}`")
        problems.append(said.format(file=FILE, function=entry.function, line=entry.line, becomes=entry.becomes))
    return replace(
        proof, mutants=len(mutants), rejected=rejected, share=share, survivors=survivors, problems=tuple(problems),
        conditions=conditions,
    )  # fmt: skip
