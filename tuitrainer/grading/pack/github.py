"""GitHub: a repository that students work in, whose workflow grades each push and hands the points to the reporter of
GitHub Classroom (classroom-resources/autograding-grading-reporter), which takes the names of workflow and job as given.
"""

from __future__ import annotations

import shlex

from tuitrainer.base.texts import _
from tuitrainer.grading.catalog import Exercise
from tuitrainer.grading.pack.assignment import Assignment, PackedFile
from tuitrainer.grading.pack.contents import course_files, grade_options, script, starter, wheel_files

_FOLDER = ".github/tuitrainer/"


def files(assignment: Assignment) -> tuple[PackedFile, ...]:
    """Everything of the repository."""
    install = _FOLDER + assignment.wheel.name if assignment.wheel else assignment.requirement
    options = grade_options(assignment)
    if assignment.course is not None:
        options += f" --exercises {_FOLDER}exercises"
    workflow = script(
        "github_workflow.yml",
        requirement=shlex.quote(install),
        steps="".join(_step(exercise, options) for exercise in assignment.exercises),
        results="".join(_result(exercise) for exercise in assignment.exercises),
        runners=",".join(exercise.id for exercise in assignment.exercises),
    )
    return (
        PackedFile(".github/workflows/classroom.yml", workflow),
        PackedFile("README.md", _readme(assignment).encode()),
        *(starter(exercise) for exercise in assignment.exercises),
        *wheel_files(assignment.wheel, _FOLDER),
        *course_files(assignment, _FOLDER),
    )


def _step(exercise: Exercise, options: str) -> str:
    file = f"{exercise.id}.py"
    missing = _("{file} is missing; it belongs at the top of the repository").format(file=file)
    filled = script("github_step.yml", exercise=exercise.id, file=file, missing=shlex.quote(missing), options=options)
    return filled.decode()


def _result(exercise: Exercise) -> str:
    return f'          {exercise.id.upper()}_RESULTS: "${{{{ steps.{exercise.id}.outputs.result }}}}"\n'


def _readme(assignment: Assignment) -> str:
    names = [exercise.id for exercise in assignment.exercises]
    where = f"{_FOLDER}exercises" if assignment.course is not None else ""
    commands = [f"tuitrainer grade {name}{f' --exercises {where}' if where else ''}" for name in names]
    install = _FOLDER + assignment.wheel.name if assignment.wheel else assignment.requirement
    how = _(
        "Write your code in {files}, then commit and push: each push is graded, and the result stands under the tab"
        " *Actions*. To grade on your own computer (Python 3.11 or newer):"
    ).format(files=", ".join(f"`{name}.py`" for name in names))
    block = "\n".join([f"python -m pip install {install}", *commands])
    statements = "\n\n".join(exercise.statement().strip() for exercise in assignment.exercises)
    return f"{how}\n\n```sh\n{block}\n```\n\n{statements}\n"
