"""The course's own code, run here: the reference, the mistakes and the judges. Never a submission."""

from __future__ import annotations

import sys
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from tuitrainer.grading.catalog import Exercise
from tuitrainer.grading.definition import Check, Mistake
from tuitrainer.sandbox.inside.faults import fault_of
from tuitrainer.sandbox.inside.recorder import Call, run_probe


class CourseError(Exception):
    """The course is at fault, not the submission: a reference that raises, a probe that is missing."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a probe gives on trusted code: results, or the exception that a mistake ends with."""

    results: Mapping[str, Any] = field(default_factory=dict)
    links: Mapping[str, int] = field(default_factory=dict)
    calls: Sequence[Call] = ()
    raised: tuple[str, str] | None = None
    """Type and message."""


def probe_seed(seed: int, check: Check) -> tuple[int, ...]:
    """What a check's generator is made of: each check draws its own numbers, whatever else is run."""
    return (seed, zlib.crc32(check.name.encode()))


class Bench:
    """The trusted files of one exercise, each loaded when it is first needed. Raises CourseError for what is wrong."""

    def __init__(self, exercise: Exercise) -> None:
        self.exercise = exercise
        self._files: dict[Path, ModuleType] = {}

    @cached_property
    def _reference(self) -> ModuleType:
        _ = self._probes  # first of all, as where a submission is loaded
        return load_module(self.exercise.solution)

    @cached_property
    def _probes(self) -> ModuleType:
        return load_module(self.exercise.probes)

    @cached_property
    def _mistakes(self) -> ModuleType:
        return load_module(self.exercise.mistakes)

    @cached_property
    def _judges(self) -> ModuleType:
        return load_module(self.exercise.judges)

    def reference_answer(self, check: Check, seed: int) -> Answer:
        """What the reference gives to the check's probe."""
        answer = self.answer_of(self._reference, check, seed)
        if answer.raised is not None:
            raise CourseError(f"{self.exercise.id}: the reference fails {check.name}: {': '.join(answer.raised)}")
        return answer

    def forms_of(self, mistake: Mistake) -> tuple[Callable[..., Any], ...]:
        """The functions of mistakes.py that show a mistake; none for one that only the judge names."""
        found = vars(self._mistakes).get(mistake.id.replace("-", "_"), ())
        return found if isinstance(found, tuple) else (found,)

    def mistake_answers(self, check: Check, mistake: Mistake, seed: int) -> list[Answer]:
        """What each form of a mistake gives to the check's probe, in the place of the reference's function."""
        return [self.answer_of(self.replaced(check, form), check, seed) for form in self.forms_of(mistake)]

    def also_of(self, mistake: Mistake) -> list[tuple[str, ...]]:
        """For each form of a mistake the ids of what else it is said to be: `form.also` in mistakes.py."""
        return [tuple(getattr(form, "also", ())) for form in self.forms_of(mistake)]

    def file_answer(self, path: Path, check: Check, seed: int) -> Answer | None:
        """What another solution gives to the check's probe; None where it does not define the function."""
        module = self._module(path)
        return self.answer_of(module, check, seed) if hasattr(module, check.function) else None

    def _module(self, path: Path) -> ModuleType:
        if path not in self._files:
            _ = self._probes
            self._files[path] = load_module(path)
        return self._files[path]

    def replaced(self, check: Check, function: Callable[..., Any]) -> ModuleType:
        """The reference with `function` in the place of the check's own."""
        module = ModuleType(self._reference.__name__)
        vars(module).update(vars(self._reference))
        setattr(module, check.function, function)
        return module

    def answer_of(self, module: ModuleType, check: Check, seed: int) -> Answer:
        """What any trusted module gives to the check's probe."""
        probe = vars(self._probes).get(check.probe)
        if not callable(probe):
            raise CourseError(f"{self.exercise.probes} defines no {check.probe}")
        calls: list[Call] = []
        rng = np.random.default_rng(probe_seed(seed, check))
        try:
            with np.errstate(all="ignore"):
                ran = run_probe(probe, module, rng, calls)
        except Exception as error:  # noqa: BLE001  a mistake may end in any of them
            fault = fault_of(error, None, "")  # in the words in which the sandbox tells of a submission's
            return Answer(calls=calls, raised=(fault["type"], fault["message"]))
        return Answer(ran.results, ran.links, ran.calls)

    def judge(self, check: Check, got: Mapping[str, Any], reference: Answer) -> str | None:
        """What the exercise's judge says: None, the id of a mistake, or a reason."""
        judge = vars(self._judges).get(f"judge_{check.name}")
        if not callable(judge):
            raise CourseError(f"{self.exercise.judges} defines no judge_{check.name}")
        try:
            with np.errstate(all="ignore"):
                said = judge(dict(got), dict(reference.results), reference.calls)
        except Exception as error:
            raise CourseError(f"{self.exercise.judges}: judge_{check.name}: {type(error).__name__}: {error}") from error
        if said is not None and not isinstance(said, str):
            raise CourseError(f"{self.exercise.judges}: judge_{check.name} returned {type(said).__name__}")
        return said


def load_module(path: Path) -> ModuleType:
    """A fresh module from a file of the course. Raises CourseError when that fails."""
    name = f"{path.parent.name}_{path.stem}".replace("-", "_").replace(".", "_")
    module = ModuleType(name)
    module.__file__ = str(path)
    before = sys.modules.get(name)
    sys.modules[name] = module  # dataclasses look their module up while they are made
    try:
        exec(compile(path.read_bytes(), str(path), "exec", dont_inherit=True), vars(module))  # noqa: S102  trusted
    except Exception as error:
        raise CourseError(f"{path}: {type(error).__name__}: {error}") from error
    finally:
        if before is None:
            del sys.modules[name]
        else:
            sys.modules[name] = before
    return module
