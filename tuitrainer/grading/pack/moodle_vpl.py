"""Moodle's VPL: for each exercise the files of one activity, which has one grade; and what the administrator of the
execution server runs once (jcrodriguez-dis/moodle-mod_vpl; "Execution files" in its documentation).
"""

from __future__ import annotations

import base64
import shlex
import textwrap
from collections.abc import Iterator
from dataclasses import replace

from tuitrainer.base.texts import _
from tuitrainer.grading.catalog import Exercise
from tuitrainer.grading.pack.assignment import Assignment, PackedFile
from tuitrainer.grading.pack.contents import course_files, grade_options, script, starter, wheel_files
from tuitrainer.grading.pack.writing import tarred

_SERVER = "server/"
_COURSE = "tuitrainer_course.b64"


def files(assignment: Assignment) -> tuple[PackedFile, ...]:
    """A folder for each activity, and one for the server."""
    wheel = f'"$here/{assignment.wheel.name}"' if assignment.wheel else shlex.quote(assignment.requirement)
    return (
        PackedFile(f"{_SERVER}install.sh", script("vpl_install.sh", requirement=wheel), executable=True),
        *wheel_files(assignment.wheel, _SERVER),
        *(file for exercise in assignment.exercises for file in _activity(exercise, assignment)),
    )


def _activity(exercise: Exercise, assignment: Assignment) -> Iterator[PackedFile]:
    """Text files only: that is what the form for execution files takes."""
    folder = f"{exercise.id}/"
    blanks = {
        "exercise": exercise.id, "file": f"{exercise.id}.py", "options": grade_options(assignment),
        "course": _COURSE if assignment.course is not None else "",
        "absent": shlex.quote(_("Not graded: tuitrainer is not installed on this execution server.")),
        "failed": shlex.quote(_("Not graded: this does not count against you.")),
    }  # fmt: skip
    for name, form in (("vpl_run.sh", "text"), ("vpl_evaluate.sh", "vpl")):
        yield PackedFile(folder + name, script("vpl_script.sh", form=form, **blanks), executable=True)
    if assignment.course is not None:
        carried = tarred(course_files(replace(assignment, exercises=(exercise,)), ""))
        lines = textwrap.wrap(base64.b64encode(carried).decode(), 76)
        yield PackedFile(folder + _COURSE, ("\n".join(lines) + "\n").encode())
    yield PackedFile(f"{folder}requested/{exercise.id}.py", starter(exercise).content)
    yield PackedFile(f"{folder}description.md", exercise.statement().encode())
