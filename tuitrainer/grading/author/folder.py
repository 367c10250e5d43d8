"""What lies in the folder of an exercise: every file that it needs, and in them the names that exercise.toml uses."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from pathlib import Path

from tuitrainer.base.texts import _
from tuitrainer.grading.catalog import Exercise
from tuitrainer.grading.trusted import load_module


def missing_files(exercise: Exercise) -> list[str]:
    """Files that are not there or empty."""
    definition = exercise.definition
    wanted = [exercise.solution, exercise.starter, exercise.probes, *map(exercise.statement_path, definition.languages)]
    if definition.mistakes:
        wanted.append(exercise.mistakes)
    if any(check.rule == "judge" for check in definition.checks):
        wanted.append(exercise.judges)
    missing = [path for path in wanted if not path.is_file()]
    found = [_("{path} is missing").format(path=path) for path in missing]
    found += [
        _("{path} is empty").format(path=path)
        for path in wanted
        if path not in missing and not path.read_bytes().strip()
    ]
    if not definition.hints:
        found.append(_("there is no hint"))
    return found


def missing_requirements(exercise: Exercise, known: Sequence[str]) -> list[str]:
    """Exercises that it builds on and that do not exist."""
    return [
        _("it requires '{name}', which does not exist").format(name=name)
        for name in exercise.definition.requires
        if name not in known
    ]


def missing_names(exercise: Exercise) -> list[str]:
    """Functions that one file names and another does not define. Raises CourseError for a file that can't be loaded."""
    definition = exercise.definition
    reference, probes = vars(load_module(exercise.solution)), vars(load_module(exercise.probes))
    starter = vars(load_module(exercise.starter))
    found = []
    for check in definition.checks:
        found += [
            _("{path} does not define {name}").format(path=path.name, name=name)
            for path, names, name in (
                (exercise.solution, reference, check.function), (exercise.starter, starter, check.function),
                (exercise.probes, probes, check.probe),
            )
            if not callable(names.get(name))
        ]  # fmt: skip
    if any(check.rule == "judge" for check in definition.checks):
        load_module(exercise.judges)
    if definition.mistakes:
        load_module(exercise.mistakes)
        ids = {mistake.id.replace("-", "_") for mistake in definition.mistakes}
        defined = _defined(exercise.mistakes)
        found += [_("mistakes.py does not define {name}").format(name=name) for name in sorted(ids - defined)]
        found += [_("exercise.toml does not name {name}").format(name=name) for name in sorted(defined - ids)]
    return found


def _defined(path: Path) -> set[str]:
    """Public names that a file defines at its top, what it imports left out."""
    names: set[str] = set()
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Assign):
            names |= {target.id for target in node.targets if isinstance(target, ast.Name)}
    return {name for name in names if not name.startswith("_") and not name.isupper()}
