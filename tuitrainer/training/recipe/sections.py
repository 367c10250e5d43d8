"""What a task takes of a recipe: which sections, its own settings, its networks."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from tuitrainer.base.construct import construct
from tuitrainer.base.errors import Problem, UserError, nearest_name
from tuitrainer.base.texts import _
from tuitrainer.kernels.backend import Backend
from tuitrainer.nn.network import Network
from tuitrainer.training.recipe.components import input_shape, located, make_layer
from tuitrainer.training.recipe.model import NetworkSection, Recipe

T = TypeVar("T")


def check_sections(recipe: Recipe, *needed: str, optional: tuple[str, ...] = ()) -> None:
    """Raise UserError for sections that the recipe's task needs and has not, and for those that it has no use for.

    Sections are "data", "loss", "optimizer", "task", "network" and, for a network of another name, "networks.NAME".
    """
    accepted = (*needed, *optional)
    given = [name for name, section in _sections(recipe) if section]
    problems = [Problem(_("this is missing"), name) for name in needed if name not in given and name != "task"]
    message = _("the task '{task}' takes no such section").format(task=recipe.training.task)
    problems += [
        Problem(message, name, accepted, nearest_name(name, accepted)) for name in given if name not in accepted
    ]
    if problems:
        raise UserError(*problems)


def task_settings(recipe: Recipe, settings: Callable[..., T]) -> T:
    """What `settings`, a class of checked values, makes of the section [task]. Raises UserError placed in there."""
    name = recipe.training.task
    return located("task", lambda: construct({name: settings}, name, recipe.task, ""))


def make_network(recipe: Recipe, backend: Backend, name: str = "model") -> Network:
    """A network of the recipe with its weights drawn: equal for equal seeds, others for another network's name.

    It reads the shape that its section names, else the examples of [data].
    """
    section, place = recipe.networks[name], network_place(name)
    layers = [make_layer(component, f"{place}.layers[{index}]") for index, component in enumerate(section.layers)]
    shape = network_input_shape(recipe, section)
    training = recipe.training
    # Networks that stand side by side must not begin with the same numbers.
    seed = (training.seed + list(recipe.networks).index(name) * _SEEDS_APART) % 2**63
    return located(place, lambda: Network(layers, shape, backend, dtype=training.dtype, seed=seed))


_SEEDS_APART = 7_046_029_254_386_353


def network_place(name: str) -> str:
    """Where a network of that name stands in the recipe."""
    return "network" if name == "model" else f"networks.{name}"


def network_input_shape(recipe: Recipe, section: NetworkSection) -> tuple[int, ...]:
    """The shape of one input. Raises UserError where neither the network nor [data] says it."""
    if section.input_shape is not None:
        return section.input_shape
    if recipe.data is None:
        raise UserError(Problem(_("this is missing"), "data"))
    return input_shape(recipe.data)


def _sections(recipe: Recipe) -> list[tuple[str, object]]:
    sections = [("data", recipe.data), ("loss", recipe.loss), ("optimizer", recipe.optimizer), ("task", recipe.task)]
    return sections + [(network_place(name), network) for name, network in recipe.networks.items()]
