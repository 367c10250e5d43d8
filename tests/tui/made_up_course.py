"""A course of two exercises in a temporary folder, reports about them that nobody graded, and an application on it."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import cast

from fake_link import LABS, FakeLink, until
from textual.pilot import Pilot
from textual.widgets import Static

from tuitrainer.base.course import Course
from tuitrainer.grading.catalog import Exercise, list_exercises
from tuitrainer.grading.report import CheckReport, CheckStatus, Evidence, Finding, Report, ReportStatus, Shown
from tuitrainer.sandbox.process import Sandbox
from tuitrainer.tui.app import TrainerApp
from tuitrainer.tui.course import Listing
from tuitrainer.tui.exercise.desk import Grading
from tuitrainer.tui.opening import Opened
from tuitrainer.tui.screens.exercise import ExerciseScreen

TOML = """
schema = 1
order = {order}
minutes = 15
languages = ["en"]
title = {{ en = "{title}" }}
hints = [{{ en = "Adding is not enough." }}, {{ en = "There is a sign for it: *." }}]
[[checks]]
name = "scaled"
function = "scaled"
points = 2
title = {{ en = "multiplies" }}
[[checks]]
name = "negated"
function = "negated"
points = 1
title = {{ en = "turns the sign" }}
[[mistakes]]
id = "added"
check = "scaled"
title = {{ en = "added instead" }}
message = {{ en = "You add the factor. Multiply by it." }}
"""
STARTER = """def scaled(x):
    raise NotImplementedError


def negated(x):
    raise NotImplementedError
"""
SOLUTION = """def scaled(x):
    return x * {factor}


def negated(x):
    return -x
"""
PROBES = """def scaled(module, rng):
    return {"numbers": module.scaled(rng.normal(size=5))}


def negated(module, rng):
    return {"numbers": module.negated(rng.normal(size=5))}
"""
MISTAKES = """def added(x):
    return x + {factor}
"""
WRONG = SOLUTION.format(factor=3).replace("x * 3", "x + 3")
RIGHT = SOLUTION.format(factor=3)


def make_course(folder: Path) -> tuple[Exercise, ...]:
    """exercise01, "Three times", and exercise02, "Four times"."""
    course = Course(folder / "exercises", folder / "solutions")
    course.solutions.mkdir(parents=True)
    for order, (title, factor) in enumerate((("Three times", 3), ("Four times", 4)), start=1):
        name = f"exercise{order:02}"
        place = course.exercises / name
        place.mkdir(parents=True)
        (place / "exercise.toml").write_text(TOML.format(order=order, title=title))
        statement = f"# {title}\n\nWrite `scaled` and `negated`.\n\n" + "Take your time.\n\n" * 40
        (place / "statement.md").write_text(statement)
        (place / "starter.py").write_text(STARTER)
        (place / "probes.py").write_text(PROBES)
        (place / "mistakes.py").write_text(MISTAKES.format(factor=factor))
        (course.solutions / f"{name}.py").write_text(SOLUTION.format(factor=factor))
    return list_exercises(course)


def report(scaled: CheckStatus = "failed", negated: CheckStatus = "passed", exercise: str = "exercise01") -> Report:
    """A report whose checks went that way."""
    checks = tuple(
        CheckReport(name, name, status, points if status == "passed" else 0.0, points,
                    None if status == "passed" else Finding("added", is_mistake=True))
        for name, status, points in (("scaled", scaled, 2.0), ("negated", negated, 1.0))
    )  # fmt: skip
    status: ReportStatus = "passed" if scaled == negated == "passed" else "failed"
    return Report(exercise, f"/home/ada/{exercise}.py", "0123456789abcdef", 7, status, checks, 0.1, "limits")


def detailed_report() -> Report:
    """One with all that is said of a wrong result."""
    plain = report()
    evidence = Evidence(
        "numbers", "numbers", (5,), (5,), worst_index=(3,), expected=-4.5, got=1.5, first_index=(0,),
        first_expected=0.75, first_got=3.25, wrong=5, size=5, error=1.33,
    )  # fmt: skip
    scaled = replace(plain.checks[0], evidence=evidence, call=Shown("scaled", (("x", "array (5,)"),)))
    return replace(plain, checks=(scaled, plain.checks[1]))


class FakeSandbox:
    """Counts how often it was ended."""

    def __init__(self) -> None:
        self.ended = 0

    def end(self) -> None:
        self.ended += 1

    give_up = end


class FakeGrader:
    """Hands out `reports`, the last one again and again; remembers the files it read and the sandboxes it got.

    While `open` is not set, a grading takes for ever.
    """

    def __init__(self, *reports: Report) -> None:
        self.read: list[str] = []
        self.sandboxes: list[FakeSandbox] = []
        self.used: list[FakeSandbox | None] = []
        self.open = threading.Event()
        self.open.set()
        self._reports = list(reports) or [report()]

    def grade(self, _exercise: Exercise, file: Path, sandbox: Sandbox | None) -> Report:
        self.read.append(file.read_text())
        self.used.append(cast("FakeSandbox | None", sandbox))
        assert self.open.wait(60)
        return self._reports.pop(0) if len(self._reports) > 1 else self._reports[0]

    def prepare(self, _exercise: Exercise) -> Sandbox:
        self.sandboxes.append(FakeSandbox())
        return cast("Sandbox", self.sandboxes[-1])

    @property
    def grading(self) -> Grading:
        return Grading(self.grade, self.prepare)


def course_app(exercises: Sequence[Exercise], grading: Grading | None = None, problem: str = "") -> TrainerApp:
    """The application at home, with these exercises."""
    listing = Listing(tuple(exercises), problem)
    return TrainerApp(None, lambda _name: Opened(FakeLink()), LABS, lambda: listing, grading)


async def opened(pilot: Pilot[None], number: int = 1) -> ExerciseScreen:
    """The screen of the exercise of that number, with its statement on it."""

    app = cast("TrainerApp", pilot.app)
    await until(pilot, lambda: len(app.exercises) >= number)
    app.open_exercise(app.exercises[number - 1])
    await until(pilot, lambda: isinstance(app.screen, ExerciseScreen) and len(app.screen.query("Markdown")) == 1)
    return cast("ExerciseScreen", app.screen)


def verdict(screen: ExerciseScreen) -> str:
    """All that the verdict's part says, hints and solution too."""
    return "\n".join(str(part.render()) for part in screen.query("#verdict Static").results(Static) if part.display)


def status(screen: ExerciseScreen) -> str:
    return str(screen.query_one("#status").render())
