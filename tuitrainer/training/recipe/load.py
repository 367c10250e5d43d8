"""From a TOML file or a mapping to a checked Recipe, or one UserError that names every problem and its place."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError

from tuitrainer.base.errors import Problem, UserError, unknown_name
from tuitrainer.base.texts import _
from tuitrainer.training.recipe.components import input_shape, make_layer, make_loss, make_optimizer
from tuitrainer.training.recipe.model import USUAL_TASK, Component, DataSection, LayerComponent, Recipe
from tuitrainer.training.recipe.problems import problems_of
from tuitrainer.training.recipe.settings import apply_setting, apply_settings
from tuitrainer.training.tasks import task_names

S = TypeVar("S", bound=BaseModel)

LARGEST_FILE = 1024 * 1024
"""Bytes. A recipe is a page of text; anything beyond is a mistake."""


def load_recipe(path: Path, settings: Sequence[str] = ()) -> Recipe:
    """Read, change by `settings` (``a.b=c``) and check a recipe file. Raises UserError with all that is wrong."""
    place = str(path)
    try:
        with path.open("rb") as file:
            raw = file.read(LARGEST_FILE + 1)
    except FileNotFoundError:
        raise UserError(Problem(_("there is no such file"), place)) from None
    except IsADirectoryError:
        raise UserError(Problem(_("this is a directory, not a recipe"), place)) from None
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise UserError(Problem(_("this can't be read: {reason}").format(reason=reason), place)) from None
    if len(raw) > LARGEST_FILE:
        raise UserError(Problem(_("this is too large for a recipe"), place, (_("at most 1 MB"),)))
    try:
        mapping = tomllib.loads(raw.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise UserError(Problem(_("this is not UTF-8 text (byte {byte})").format(byte=error.start), place)) from None
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise UserError(Problem(_("this is not TOML: {reason}").format(reason=error), place)) from None
    return recipe_from_mapping(apply_settings(mapping, settings), title=path.stem)


def recipe_from_mapping(mapping: Mapping[str, Any], title: str = "") -> Recipe:
    """Check a recipe that is already a mapping. Raises UserError with all that is wrong, each with its place."""
    short = "network" in mapping
    complete = _with_named_networks(mapping)
    recipe, problems = _checked(complete)
    if recipe is not None:
        for index, variant in enumerate(recipe.runs):
            for problem in _problems_of_variant(complete, variant.set, f"runs[{index}].set"):
                if problem not in problems:
                    problems.append(problem)
        names = [variant.name for variant in recipe.runs]
        for index, name in enumerate(names):
            if name in names[:index]:
                message = _("two runs are called '{name}'").format(name=name)
                problems.append(Problem(message, f"runs[{index}].name"))
    if problems or recipe is None:
        raise UserError(*(_as_written(problem, short) for problem in problems))
    return recipe.model_copy(update={"title": recipe.title or title})


def variants(recipe: Recipe) -> list[tuple[str, Recipe]]:
    """The runs of a recipe as (name, recipe without runs); the recipe itself, by its title, when it has no [[runs]]."""
    base = {key: value for key, value in recipe.as_mapping().items() if key != "runs"}
    if not recipe.runs:
        return [(recipe.title, recipe)]
    result = []
    for variant in recipe.runs:
        changed: dict[str, Any] = base
        for path, value in variant.set.items():
            changed = apply_setting(changed, _long_path(path), value, "runs")
        result.append((variant.name, recipe_from_mapping(changed)))
    return result


def _checked(complete: dict[str, Any]) -> tuple[Recipe | None, list[Problem]]:
    problems: list[Problem] = []
    recipe = None
    try:
        recipe = Recipe.model_validate_json(json.dumps(complete, default=str))
    except ValidationError as error:
        problems += problems_of(error, _ACCEPTED)
    if recipe is not None and recipe.data is None and recipe.training.task == USUAL_TASK:
        problems.append(Problem(_("this is missing"), "data"))  # other tasks say themselves whether they need any
    return recipe, problems + _problems_of_components(complete)


def _problems_of_variant(complete: dict[str, Any], changes: Mapping[str, Any], place: str) -> list[Problem]:
    changed = {key: value for key, value in complete.items() if key != "runs"}
    try:
        for path, value in changes.items():
            changed = apply_setting(changed, _long_path(path), value, place)
    except UserError as error:
        return list(error.problems)
    before = _checked({key: value for key, value in complete.items() if key != "runs"})[1]
    return [problem.within(f"{place}: ") for problem in _checked(changed)[1] if problem not in before]


def _problems_of_components(complete: Mapping[str, Any]) -> list[Problem]:
    """What the components themselves refuse, for every section whose shape is right, whatever else is wrong."""
    makers: list[Callable[[], object]] = []
    makers += [partial(input_shape, section) for section in _sections(DataSection, complete.get("data"))]
    makers += [partial(make_loss, section) for section in _sections(Component, complete.get("loss"))]
    makers += [partial(make_optimizer, section) for section in _sections(Component, complete.get("optimizer"))]
    networks = complete.get("networks")
    for name, network in networks.items() if isinstance(networks, dict) else ():
        given = network.get("layers") if isinstance(network, dict) else None
        for index, layer in enumerate(given if isinstance(given, list) else ()):
            place = f"networks.{name}.layers[{index}]"
            makers += [partial(make_layer, component, place) for component in _sections(LayerComponent, layer)]
    problems: list[Problem] = []
    for maker in makers:
        try:
            maker()
        except UserError as error:
            problems += error.problems
    training = complete.get("training")
    task = training.get("task", USUAL_TASK) if isinstance(training, dict) else USUAL_TASK
    if isinstance(task, str) and task not in task_names():
        message = _("there is no task '{name}'").format(name=task)
        problems.append(unknown_name(message, task, task_names(), "training.task"))
    return problems


def _sections(kind: type[S], given: object) -> list[S]:
    """`given` as that kind of section, or nothing when its shape is wrong (which the recipe's own check says)."""
    try:
        return [kind.model_validate_json(json.dumps(given, default=str))]
    except ValidationError:
        return []


def _with_named_networks(mapping: Mapping[str, Any]) -> dict[str, Any]:
    """``[network]`` is short for ``[networks.model]``."""
    complete = dict(mapping)
    if "network" in complete:
        named = complete.setdefault("networks", {})
        if isinstance(named, dict):
            complete["networks"] = {"model": complete.pop("network"), **named}
    return complete


def _long_path(path: str) -> str:
    return re.sub(r"^network\b", "networks.model", path)


def _as_written(problem: Problem, short: bool) -> Problem:
    place = problem.place.replace("networks.model", "network") if short else problem.place
    return Problem(problem.message, place, problem.accepted, problem.nearest)


def _accepted_keys(model: type[BaseModel]) -> dict[str, Any]:
    """The keys that a section takes, as a tree; "*" stands for any key (a network's name)."""
    tree: dict[str, Any] = {}
    for name, field in model.model_fields.items():
        sections = [kind for kind in _classes(field.annotation) if issubclass(kind, BaseModel)]
        subtree = _accepted_keys(sections[0]) if sections else {}
        tree[field.alias or name] = {"*": subtree} if name == "networks" else subtree
    return tree


def _classes(annotation: Any) -> list[type]:
    if isinstance(annotation, type) and not get_args(annotation):
        return [annotation]
    return [found for argument in get_args(annotation) for found in _classes(argument)]


_ACCEPTED = _accepted_keys(Recipe)
_ACCEPTED["network"] = _ACCEPTED["networks"]["*"]
