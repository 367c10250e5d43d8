"""Checkpoints of runs: safetensors files that hold parameters, moments, the recipe and how far the run had come."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from tuitrainer.base.errors import Problem, UserError
from tuitrainer.base.strict_json import strict_json
from tuitrainer.base.texts import _
from tuitrainer.nn.checkpoint import read_checkpoint
from tuitrainer.training.recipe.load import recipe_from_mapping
from tuitrainer.training.recipe.model import Recipe
from tuitrainer.training.run import Run
from tuitrainer.training.task import TaskState


def save_run(run: Run, directory: Path) -> Path:
    """Write a checkpoint into `directory` (made when it does not exist). Raises OSError."""
    directory.mkdir(parents=True, exist_ok=True)
    title = "-".join(filter(None, (run.recipe.title, run.name if run.name != run.recipe.title else "")))
    safe = re.sub(r"[^\w.-]+", "-", title).strip("-.") or "run"
    moment = datetime.now().astimezone().strftime("%Y%m%d-%H%M%S")
    path = directory / f"{safe}-seed{run.recipe.training.seed}-step{run.task.step}-{moment}.safetensors"
    state = {"step": run.task.step, "learning_rate": run.task.state().learning_rate, "progress": run.progress()}
    metadata = {
        "recipe": json.dumps(run.recipe.as_mapping()),
        "step": str(run.task.step),
        "random_state": json.dumps({"seed": run.recipe.training.seed, "step": run.task.step}),
        "run": strict_json(state, indent=None),
    }
    run.task.save(path, metadata)
    run.saved = str(path)
    return path


def resume_run(path: Path) -> tuple[Recipe, TaskState, Mapping[str, Any]]:
    """The recipe, state and progress in a checkpoint. Raises UserError for anything else than a sound one."""
    checkpoint = read_checkpoint(path)
    try:
        recipe_mapping = json.loads(checkpoint.metadata["recipe"])
        run = json.loads(checkpoint.metadata["run"])
        rate = run["learning_rate"] if isinstance(run["learning_rate"], dict) else float(run["learning_rate"])
        state = TaskState(int(run["step"]), {**checkpoint.parameters, **checkpoint.moments}, rate)
        progress = dict(run["progress"])
    except (KeyError, TypeError, ValueError, RecursionError):
        raise UserError(Problem(_("this file holds no run that could be resumed"), str(path))) from None
    return recipe_from_mapping(recipe_mapping), state, progress
