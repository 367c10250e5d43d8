"""The beginning of an exercise: a tiny one that is complete and proven, to be changed piece by piece."""

from __future__ import annotations

import keyword
import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from string import Template

from tuitrainer.base.course import Course
from tuitrainer.base.errors import Problem, UserError
from tuitrainer.base.texts import _
from tuitrainer.grading.catalog import exercise_ids, find_exercise

_TEMPLATE = Path(__file__).resolve().parent / "template"
_SUFFIX = ".template"
_SOLUTION = "solution.py"
"""The one file that lies outside the exercise's folder."""
_ALTERNATIVE = "alternative.py"
"""The one that lies in a folder of its own inside it."""


@dataclass(frozen=True, slots=True)
class Scaffold:
    """What was made."""

    name: str
    course: Course
    files: tuple[Path, ...]


def new_exercise(folder: Path, name: str) -> Scaffold:
    """Make an exercise in a folder of exercises, which is made too where it does not exist; nothing is written over.

    Raises UserError for a name that can't be one or is taken, and where it can't be written.
    """
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,39}", name) or keyword.iskeyword(name):
        rule = _("lower case letters without accents, digits and _, a letter first, at most 40, such as exercise28")
        raise UserError(Problem(_("'{name}' can't be the name of an exercise").format(name=name), "", (rule,)))
    exercises = folder.absolute()
    course = Course(exercises, exercises.parent / "solutions")
    home = exercises / name
    for path in (home, course.solutions / f"{name}.py"):
        if path.exists() or path.is_symlink():
            raise UserError(Problem(_("this is there already, and is left as it is"), str(path)))
    values = {"name": name, "order": str(_next_order(course))}
    texts = {
        _target(course, name, path.name.removesuffix(_SUFFIX)): Template(path.read_text(encoding="utf-8"))
        for path in sorted(_TEMPLATE.glob(f"*{_SUFFIX}"))
    }
    written: list[Path] = []
    try:
        course.solutions.mkdir(parents=True, exist_ok=True)
        home.mkdir(parents=True)
        for path, text in texts.items():
            path.parent.mkdir(exist_ok=True)
            with path.open("x", encoding="utf-8", newline="\n") as file:
                written.append(path)
                file.write(text.substitute(values))
    except OSError as error:
        for path in written:
            path.unlink(missing_ok=True)
        if written:
            shutil.rmtree(home, ignore_errors=True)
        message = _("the exercise can't be made: {reason}").format(reason=error.strerror or error)
        raise UserError(Problem(message, str(error.filename or home))) from None
    return Scaffold(name, course, tuple(written))


def _target(course: Course, name: str, file: str) -> Path:
    if file == _SOLUTION:
        return course.solutions / f"{name}.py"
    if file == _ALTERNATIVE:
        return course.exercises / name / "alternatives" / "loops.py"
    return course.exercises / name / file


def _next_order(course: Course) -> int:
    """One more than the last exercise that can be read."""
    orders = [0]
    for name in exercise_ids(course):
        try:
            orders.append(find_exercise(course, name).definition.order)
        except UserError:  # `author check` says what is wrong with it
            continue
    return max(orders) + 1
