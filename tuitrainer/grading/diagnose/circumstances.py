"""What a diagnosis may look at beside the difference itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from tuitrainer.grading.compare import Difference
from tuitrainer.grading.definition import Check
from tuitrainer.grading.trusted import Answer
from tuitrainer.sandbox.inside.recorder import BESIDE

BATCH_OF_1 = "batch_of_1"
LARGE = "large"


@dataclass(frozen=True, slots=True)
class Circumstances:
    check: Check
    reference: Answer
    got: Mapping[str, Any]
    differences: tuple[Difference, ...]

    def of_results(self) -> Circumstances:
        """The same without what a probe tells beside its results."""
        results, got = (
            {case: value for case, value in told.items() if case not in BESIDE}
            for told in (self.reference.results, self.got)
        )
        return replace(self, reference=replace(self.reference, results=results), got=got)

    def arguments(self, case: str) -> dict[str, Any]:
        """Those of the call that the case comes from, by name."""
        place = self.reference.links.get(case)
        return {} if place is None else self.reference.calls[place].arguments

    def arrays(self, case: str) -> list[np.ndarray[Any, Any]]:
        """The arguments of that call that are arrays."""
        return [value for value in self.arguments(case).values() if isinstance(value, np.ndarray)]

    def siblings(self, difference: Difference) -> list[Difference]:
        """The differences of the same output in all cases but the large ones, whose numbers have rules of their own."""
        alike = [other for other in self.differences if other.path == difference.path]
        return [other for other in alike if not other.case.startswith(LARGE)] or alike
