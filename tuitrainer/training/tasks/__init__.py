"""The kinds of training, one a file: `supervised`, `line`, ... A task is found by its file's name."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from tuitrainer.training.recipe.model import Recipe
    from tuitrainer.training.task import Task


def task_names() -> tuple[str, ...]:
    """Every task that a recipe may name."""
    return tuple(sorted(path.stem for path in Path(__file__).parent.glob("[a-z]*.py")))


def prepare(recipe: Recipe) -> Task:
    """Make the task of a checked recipe: data loaded, weights drawn, nothing learnt yet.

    Raises UserError for what only shows when the parts meet (sizes that do not fit, a batch larger than the data).
    """
    module = importlib.import_module(f"{__name__}.{recipe.training.task}")
    return cast("Task", module.prepare(recipe))
