"""The process that tries mutants: `python -m tuitrainer.grading.author.worker`, started by `trials`.

Standard input brings the exercise and then mutants, standard output takes a verdict for each, a line of JSON all of
them. When the input ends, whoever asks is gone, and so is this process, in the middle of whatever it does.
"""

from __future__ import annotations

import json
import os
import queue
import sys
import threading
import time
import warnings
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

from tuitrainer.base.course import Course
from tuitrainer.base.errors import UserError
from tuitrainer.grading.author.seeds import as_result
from tuitrainer.grading.catalog import Exercise, find_exercise
from tuitrainer.grading.compare import agree
from tuitrainer.grading.definition import Check
from tuitrainer.grading.trusted import Bench, CourseError
from tuitrainer.grading.verdict import Grader
from tuitrainer.sandbox.inside.limits import limit_process

_PROCESSOR_SECONDS = 3600


def main() -> None:
    """Answer until nobody asks any more."""
    warnings.simplefilter("ignore")  # of a mutant's text, too
    requests: queue.SimpleQueue[Any] = queue.SimpleQueue()
    outgoing = os.dup(1)
    os.dup2(2, 1)  # what a reference prints is no verdict
    threading.Thread(target=_listen, args=(requests,), name="requests", daemon=True).start()
    first = requests.get()
    try:
        exercise = find_exercise(Course(Path(first["exercises"]), Path(first["solutions"])), first["id"])
        trial = _Trial(exercise, int(first["seeds"]), first["without"])
        limit_process(exercise.definition.memory_bytes, _PROCESSOR_SECONDS, exercise.definition.threads)
        begun = time.perf_counter()
        verdict = trial.verdict("", exercise.solution.read_text(encoding="utf-8"))
        answer = {**verdict, "seconds": time.perf_counter() - begun}
    except (CourseError, UserError, OSError, UnicodeDecodeError) as error:
        answer = {"rejected": True, "fault": str(error), "seconds": 0.0}
        trial = None
    while True:
        os.write(outgoing, json.dumps(answer).encode("ascii") + b"\n")
        mutant = requests.get()
        answer = trial.verdict(mutant["function"], mutant["source"]) if trial is not None else answer


def _listen(requests: queue.SimpleQueue[Any]) -> None:
    try:
        for line in sys.stdin.buffer:
            requests.put(json.loads(line))
    finally:
        os._exit(0)


class _Trial:
    """Judges whole files as submissions are judged, but stops at the first check that rejects them."""

    def __init__(self, exercise: Exercise, seeds: int, without: Sequence[str]) -> None:
        self._solution = exercise.solution
        self._checks = [check for check in exercise.definition.checks if check.name not in without]
        self._bench = Bench(exercise)
        self._graders = [Grader(self._bench, seed) for seed in range(seeds)]
        for grader in self._graders:
            for check in self._checks:
                grader.reference(check)

    def verdict(self, function: str, source: str) -> dict[str, Any]:
        """Whether a check rejects it; those of the function that was changed are asked first."""
        checks = sorted(self._checks, key=lambda check: check.function != function)
        try:
            module = _load(source, self._solution)
            rejected = any(self._rejects(seed, check, module) for check in checks for seed in range(len(self._graders)))
        except CourseError as error:
            return {"rejected": True, "fault": str(error)}
        except BaseException:  # noqa: BLE001  whatever a mutant ends with, it is wrong
            return {"rejected": True, "fault": ""}
        return {"rejected": rejected, "fault": ""}

    def _rejects(self, seed: int, check: Check, module: ModuleType) -> bool:
        grader = self._graders[seed]
        answer = self._bench.answer_of(module, check, seed)
        if answer.raised is not None or not agree(grader.reference(check).results, answer.results, check):
            return True  # as `judge` would say, which then goes on to find out why
        return grader.judge(check, as_result(answer)).status != "passed"


def _load(source: str, path: Path) -> ModuleType:
    module = ModuleType("mutant")
    module.__file__ = str(path)
    sys.modules[module.__name__] = module  # dataclasses look their module up while they are made
    exec(compile(source, str(path), "exec", dont_inherit=True), vars(module))  # noqa: S102  trusted, but for a slip
    return module


if __name__ == "__main__":
    main()
