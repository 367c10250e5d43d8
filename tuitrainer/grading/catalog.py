"""The exercises of a course, found by their place: a folder with an exercise.toml is one."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from tuitrainer.base.course import Course, course_key
from tuitrainer.base.errors import Problem, UserError, unknown_name
from tuitrainer.base.texts import _, language
from tuitrainer.grading.definition import Check, Definition, Mistake, in_language
from tuitrainer.grading.definition_file import FILE, read_definition


@dataclass(frozen=True, slots=True)
class Exercise:
    """One exercise and where its files lie."""

    id: str
    folder: Path
    solution: Path
    definition: Definition

    @property
    def title(self) -> str:
        return in_language(self.definition.title)

    @property
    def course(self) -> str:
        """Which course it belongs to, as the progress knows it: "" for the one that came with tuitrainer."""
        return course_key(self.folder.parent)

    @property
    def starter(self) -> Path:
        return self.folder / "starter.py"

    @property
    def probes(self) -> Path:
        return self.folder / "probes.py"

    @property
    def mistakes(self) -> Path:
        return self.folder / "mistakes.py"

    @property
    def judges(self) -> Path:
        return self.folder / "judges.py"

    def statement_path(self, name: str) -> Path:
        """Of the statement in a language."""
        return self.folder / ("statement.md" if name == "en" else f"statement.{name}.md")

    def statement(self) -> str:
        """Markdown in the user's language, else in English. Raises UserError where there is none."""
        for name in (language(), "en", *self.definition.languages):
            try:
                return self.statement_path(name).read_text(encoding="utf-8")
            except FileNotFoundError:
                continue
            except (OSError, UnicodeDecodeError) as error:
                message = _("this file can't be read: {reason}").format(reason=error)
                raise UserError(Problem(message, str(self.statement_path(name)))) from None
        raise UserError(Problem(_("{exercise} has no statement").format(exercise=self.id)))

    def hint(self, number: int) -> str:
        """The hint of that number, counted from 1, in the user's language."""
        return in_language(self.definition.hints[number - 1])

    def check(self, name: str) -> Check:
        return next(check for check in self.definition.checks if check.name == name)

    def mistake(self, mistake_id: str) -> Mistake | None:
        return next((mistake for mistake in self.definition.mistakes if mistake.id == mistake_id), None)


@dataclass(frozen=True, slots=True)
class Listing:
    """What can be read of a course, in its order, and what is wrong with the rest of it."""

    exercises: tuple[Exercise, ...] = ()
    problems: tuple[Problem, ...] = ()


def read_exercises(course: Course) -> Listing:
    """The exercises that can be read: a faulty one does not hide the others. With none at all, that is a problem."""
    found: list[Exercise] = []
    problems: list[Problem] = []
    for path in sorted(course.exercises.glob(f"*/{FILE}")):
        try:
            found.append(_exercise(course, path.parent))
        except UserError as error:
            problems += error.problems
    if not found and not problems:
        problems.append(no_exercises(course))
    ordered = sorted(found, key=lambda exercise: (exercise.definition.order, exercise.id))
    return Listing(tuple(ordered), tuple(problems))


def list_exercises(course: Course) -> tuple[Exercise, ...]:
    """All exercises in the order of the course. Raises UserError for those that can't be read, or for none."""
    listing = read_exercises(course)
    if listing.problems:
        raise UserError(*listing.problems)
    return listing.exercises


def exercise_ids(course: Course) -> tuple[str, ...]:
    """The names of all exercises, without reading them."""
    return tuple(sorted(path.parent.name for path in course.exercises.glob(f"*/{FILE}")))


def find_exercise(course: Course, name: str) -> Exercise:
    """One exercise; the others need not be readable. Raises UserError for an unknown one, with the nearest name."""
    known = exercise_ids(course)
    if not known:
        raise UserError(no_exercises(course))
    if name not in known:
        message = _("there is no exercise '{name}'").format(name=name)
        raise UserError(unknown_name(message, name, known))
    return _exercise(course, course.exercises / name)


def no_exercises(course: Course) -> Problem:
    """What is wrong with a course without any."""
    return Problem(_("there are no exercises in this folder"), str(course.exercises))


def _exercise(course: Course, folder: Path) -> Exercise:
    return Exercise(folder.name, folder, course.solutions / f"{folder.name}.py", read_definition(folder / FILE))


def next_exercise(exercises: Sequence[Exercise], passed: Collection[str]) -> Exercise | None:
    """What comes next: the first not passed whose requirements are, else the first not passed."""
    open_ones = [exercise for exercise in exercises if exercise.id not in passed]
    known = {exercise.id for exercise in exercises}
    ready = (
        exercise
        for exercise in open_ones
        if all(name in passed or name not in known for name in exercise.definition.requires)
    )
    return next(ready, open_ones[0] if open_ones else None)
