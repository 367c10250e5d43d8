"""From what an instructor asks for to the files of a pack."""

from __future__ import annotations

import re

from tuitrainer.base.errors import Problem, UserError
from tuitrainer.base.texts import _
from tuitrainer.grading.pack.assignment import Assignment, PackedFile
from tuitrainer.grading.pack.targets import TARGETS

PUBLISH = "--publish-solutions"


def build_pack(target: str, assignment: Assignment, publish: bool = False) -> tuple[PackedFile, ...]:
    """The files of a pack. Raises UserError for exercises that can't be packed, all of them at once, and where students
    would get the reference solutions of an instructor's own course, unless `publish` says that they may.
    """
    chosen = TARGETS[target]
    named = _(
        "to be packed, the name of an exercise begins with a letter (A to Z) and has only letters, digits, '-' and '_'"
    )
    problems = [
        Problem(named, exercise.id)
        for exercise in assignment.exercises
        if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_-]*", exercise.id)  # it stands in scripts and becomes names of others
    ]
    unsolved = _("there is no reference solution of {exercise} here")
    problems += [
        Problem(unsolved.format(exercise=exercise.id), str(exercise.solution))
        for exercise in assignment.exercises
        if assignment.course is not None and not exercise.solution.is_file()
    ]
    if chosen.public and assignment.course is not None and not publish:
        message = _(
            "the students' repositories would hold the reference solutions of these exercises; if they may,"
            " say `{option}`, else grade clones with `tuitrainer class grade`"
        )
        problems.append(Problem(message.format(option=PUBLISH), str(assignment.course.solutions)))
    if problems:
        raise UserError(*problems)
    return chosen.files(assignment)
