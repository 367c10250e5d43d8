"""A walk through a well-known network, layer by layer: the shape that each one makes, the parameters that it has.

The table has a row for each layer passed: name, output shape, parameters and their share of all. No numbers are drawn,
so that a network of 138 million parameters costs nothing.
"""

from __future__ import annotations

from itertools import accumulate

from tuitrainer.base.checks import Check
from tuitrainer.base.texts import _
from tuitrainer.nn.architecture import build_architecture
from tuitrainer.nn.summary import Summary, show_count, summarize
from tuitrainer.nn.well_known import WELL_KNOWN
from tuitrainer.training.recipe.model import Recipe
from tuitrainer.training.recipe.sections import check_sections, task_settings
from tuitrainer.training.task import Watched
from tuitrainer.training.walk import Walk

MEGABYTE = 1e6
FLOAT32 = 4


class Settings:
    """[task]: which `network`, one of WELL_KNOWN."""

    def __init__(self, network: str) -> None:
        with Check() as check:
            self.network = check.one_of("network", network, tuple(WELL_KNOWN))


def prepare(recipe: Recipe) -> Shapes:
    """The task of a recipe with ``task = "shapes"``; it takes a section [task] and no other."""
    check_sections(recipe, "task")
    make_layers, input_shape = WELL_KNOWN[task_settings(recipe, Settings).network]
    return Shapes(summarize(build_architecture(make_layers(), input_shape)), input_shape)


class Shapes(Walk):
    """A step passes one layer; layers inside a block are counted with it and listed below it."""

    def __init__(self, summary: Summary, input_shape: tuple[int, ...]) -> None:
        super().__init__(len(summary.rows))
        self._rows, self._total, self._input_shape = summary.rows, summary.total, input_shape
        own = [0 if row.outer else row.parameters for row in summary.rows]
        self._passed = [0, *accumulate(own)]

    def ahead(self, place: int) -> float:
        """Of the parameters."""
        return 1 - self._passed[place] / self._total

    def watch(self) -> Watched:
        rows = self._rows[: self.place]
        heading = (_("layer"), _("output"), _("parameters"), _("share"))
        first = (_("input"), _size(self._input_shape), "", "")
        table = [
            (
                "  " * len(row.outer) + f"{row.label.rpartition('.')[0]} {row.type}",
                _size(row.output_shape),
                *self._count(row.parameters),
            )
            for row in rows
        ]
        passed = self._passed[self.place]
        facts = {
            _("layers"): f"{self.place} / {len(self._rows)}",
            _("parameters"): f"{show_count(passed)} / {show_count(self._total)}",
            _("memory in float32"): f"{self._total * FLOAT32 / MEGABYTE:.1f} MB",
        }
        return Watched(facts=facts, table=(heading, first, *table))

    def _count(self, parameters: int) -> tuple[str, str]:
        return (show_count(parameters), f"{100 * parameters / self._total:.1f} %") if parameters else ("", "")


def _size(shape: tuple[int, ...]) -> str:
    return "×".join(map(str, shape))
