"""From the name of a lab to its training under way in a process of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tuitrainer.base.texts import language
from tuitrainer.training.labs import find_recipe

if TYPE_CHECKING:
    from tuitrainer.training.link.link import Link


@dataclass(frozen=True, slots=True)
class Opened:
    """A training under way."""

    link: Link
    displays: tuple[str, ...] = ()
    """Names of the panels to show first, as in the recipe's [watch]."""


LinkFactory = Callable[[str], Opened]
"""Opens a lab or recipe by name. Called in a worker thread; raises UserError or OSError."""


def open_in_process(lab: str) -> Opened:
    """The default. Pydantic and multiprocessing are imported here, after the first paint."""
    from tuitrainer.training.link.process import ProcessLink  # noqa: PLC0415

    recipe = find_recipe(lab)
    return Opened(ProcessLink(recipe.as_mapping(), language()), recipe.watch.displays)
