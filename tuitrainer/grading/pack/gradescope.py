"""Gradescope: a zip with setup.sh and run_autograder at its root (gradescope/autograder_samples, docs/specs.md).

Gradescope unpacks it in /autograder/source, runs setup.sh once, as root, and run_autograder for each submission. What a
submission is graded with is then `autograder`, of the tuitrainer that setup.sh installs.
"""

from __future__ import annotations

import shlex

from tuitrainer.base.strict_json import strict_json
from tuitrainer.grading.pack import autograder
from tuitrainer.grading.pack.assignment import Assignment, PackedFile
from tuitrainer.grading.pack.contents import course_files, script, wheel_files

_COURSE = "course/"


def files(assignment: Assignment) -> tuple[PackedFile, ...]:
    """Everything of the zip."""
    carried = f"{_COURSE}exercises" if assignment.course is not None else ""
    names = [exercise.id for exercise in assignment.exercises]
    manifest = autograder.Manifest(tuple(names), assignment.language, assignment.options, carried)
    setup = script(
        "gradescope_setup.sh",
        requirement=f'"$source/{assignment.wheel.name}"' if assignment.wheel else shlex.quote(assignment.requirement),
        exercises=shlex.join(names),
        course=f'--exercises "$source/{carried}"' if carried else "",
    )
    return (
        PackedFile("setup.sh", setup, executable=True),
        PackedFile("run_autograder", script("gradescope_run.sh"), executable=True),
        PackedFile(autograder.MANIFEST, _document(manifest.to_data())),
        PackedFile("ungraded.json", _document(autograder.ungraded())),
        *wheel_files(assignment.wheel),
        *course_files(assignment, _COURSE),
    )


def _document(value: object) -> bytes:
    return (strict_json(value) + "\n").encode()
