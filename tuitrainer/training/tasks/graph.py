"""An expression on a tape: its values computed forwards, then the gradients of its result backwards, a node a step.

The table has a row for each node: its name, its operation, its value, and its gradient as far as it has come.
"""

from __future__ import annotations

from tuitrainer.base.checks import Check
from tuitrainer.base.texts import _
from tuitrainer.training.recipe.model import Recipe
from tuitrainer.training.recipe.sections import check_sections, task_settings
from tuitrainer.training.tape import Node, backward, record
from tuitrainer.training.task import Watched
from tuitrainer.training.walk import Walk


class Settings:
    """[task]: the `expression`, lines "name = ...", and the `values` of what it begins with, a table."""

    def __init__(self, expression: object, values: object) -> None:
        check = Check()
        if not isinstance(expression, str):
            check.wrong("expression", _("this is no text"), ("h = a * b; y = h * h + h",))
        if not isinstance(values, dict):
            check.wrong("values", _("this is no table"), ("{ a = 2, b = -3 }",))
        check.finish()
        self.tape = record(str(expression), values if isinstance(values, dict) else {})


def prepare(recipe: Recipe) -> Graph:
    """The task of a recipe with ``task = "graph"``; it takes a section [task] and no other."""
    check_sections(recipe, "task")
    return Graph(task_settings(recipe, Settings).tape)


class Graph(Walk):
    """One step for each operation on the way there, one for dy/dy = 1, one for each operation on the way back."""

    def __init__(self, tape: tuple[Node, ...]) -> None:
        self._tape = tape
        self._operations = [index for index, node in enumerate(tape) if node.operands]
        super().__init__(2 * len(self._operations) + 1)

    def ahead(self, place: int) -> float:
        """Of the steps."""
        return 1 - place / self.steps_per_epoch

    def watch(self) -> Watched:
        count = len(self._operations)
        computed = min(self.place, count)
        known = self._operations[computed] if computed < count else len(self._tape)
        back = self.place - count
        """Steps of the way back, 1 for the beginning; below 1 it is still the way there."""
        last = len(self._tape) if back < 1 else self._operations[count - back + 1] if back > 1 else len(self._tape)
        gradients = backward(self._tape, len(self._tape) - last) if back >= 1 else []
        now = self._operations[computed - 1] if computed and back < 1 else last if back > 1 else len(self._tape) - 1
        rows = []
        for index, node in enumerate(self._tape):
            here = "› " if self.place and index == now else "  "
            shown = not node.operands or index < known
            gradient = _number(gradients[index]) if gradients and node.name[:1].isalpha() else ""
            rows.append((here + node.name, node.operation, _number(node.value) if shown else "", gradient))
        heading = ("  " + _("node"), _("operation"), _("value"), _("gradient"))
        return Watched(facts=self._facts(back, now, gradients), table=(heading, *rows))

    def _facts(self, back: int, now: int, gradients: list[float]) -> dict[str, str]:
        node, result = self._tape[now], self._tape[-1].name
        if not self.place:
            return {_("way"): _("not begun")}
        if back < 1:
            return {_("way"): _("there"), _("now"): f"{node.name} = {node.operation} = {_number(node.value)}"}
        if back == 1:
            return {_("way"): _("back"), _("now"): f"d{result}/d{result} = 1"}
        handed = [
            f"{self._tape[operand].name}: {_number(gradients[now])} * {_number(derivative)}"
            for operand, derivative in zip(node.operands, node.derivatives, strict=True)
            if self._tape[operand].name[:1].isalpha()
        ]
        facts = {_("way"): _("back"), _("now"): _("{node} hands on").format(node=node.name) + " " + ", ".join(handed)}
        if self.place == self.steps_per_epoch:
            facts |= {
                f"d{result}/d{given.name}": _number(gradients[index])
                for index, given in enumerate(self._tape)
                if not given.operands and given.name[:1].isalpha()
            }
        return facts


def _number(value: float) -> str:
    return f"{value:.6g}"
