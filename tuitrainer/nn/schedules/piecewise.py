"""Rates that fall in steps."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from tuitrainer.base.checks import Check
from tuitrainer.base.errors import Problem, UserError
from tuitrainer.base.texts import _
from tuitrainer.nn.schedules.schedule import Schedule


class PiecewiseConstantDecay(Schedule):
    """values[0] up to step boundaries[0] (that step too), then values[1] up to boundaries[1], and so on.

    There is one value more than boundaries: the last holds to the end.
    """

    NAME = "piecewise_constant_decay"

    def __init__(self, boundaries: Sequence[int], values: Sequence[float]) -> None:
        with Check() as check:
            steps = check.part("boundaries", lambda: _listed(boundaries, "[1000, 2000]"))
            rates = check.part("values", lambda: _listed(values, "[0.1, 0.01, 0.001]"))
        with Check() as check:
            self.boundaries = [
                check.whole_number(f"boundaries[{index}]", step, minimum=0) for index, step in enumerate(steps)
            ]
            self.values = [check.number(f"values[{index}]", rate, minimum=0.0) for index, rate in enumerate(rates)]
            if len(rates) != len(steps) + 1:
                message = _("{boundaries} boundaries need {values} values, but there are {given}")
                check.wrong("values", message.format(boundaries=len(steps), values=len(steps) + 1, given=len(rates)))
        if any(later <= earlier for earlier, later in pairwise(self.boundaries)):
            raise UserError(Problem(_("each boundary must be larger than the one before it"), "boundaries"))

    def __call__(self, step: int) -> float:
        return self.values[bisect_left(self.boundaries, step)]

    def config(self) -> dict[str, Any]:
        return {"boundaries": list(self.boundaries), "values": list(self.values)}


def _listed(given: object, example: str) -> list[object]:
    if isinstance(given, str) or not isinstance(given, Sequence) or not given:
        raise UserError(Problem(_("this is no list of one or more numbers"), "", (example,)))
    return list(given)
