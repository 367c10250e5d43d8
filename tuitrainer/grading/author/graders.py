"""The graders of one proof: they share a process where the exercise has one of its own, and what it has answered."""

from __future__ import annotations

from tuitrainer.grading.apart import open_bench
from tuitrainer.grading.catalog import Exercise
from tuitrainer.grading.verdict import Grader

_KEPT = 3
"""Of the first seeds, on which alternatives are judged too. Answers to a hundred would take room."""


class Graders:
    """One for each seed. Where code is compiled, or launched in a simulator, asking anew is what takes time."""

    def __init__(self, exercise: Exercise) -> None:
        self.exercise = exercise
        self.bench = open_bench(exercise)
        self._kept = [Grader(self.bench, seed) for seed in range(_KEPT)]

    def __getitem__(self, seed: int) -> Grader:
        return self._kept[seed] if seed < _KEPT else Grader(self.bench, seed)
