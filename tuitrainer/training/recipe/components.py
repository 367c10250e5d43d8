"""Named components of a recipe are made by the table that knows them; their problems get their place in the recipe.

What a component takes is said in one place only, its constructor, which checks every argument itself. So a new layer,
loss, optimizer or data set needs nothing here, and Python and recipes accept the same.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from tuitrainer import data
from tuitrainer.base.errors import Problem, UserError
from tuitrainer.base.texts import _
from tuitrainer.nn import layers, losses, optimizers
from tuitrainer.training.recipe.model import Component, DataSection, LayerComponent

T = TypeVar("T")


def located(place: str, make: Callable[[], T]) -> T:
    """What `make` returns; the problems of a UserError that it raises are placed below `place`."""
    try:
        return make()
    except UserError as error:
        raise UserError(*(problem.within(place) for problem in error.problems)) from None


def make_dataset(section: DataSection) -> data.Dataset:
    """The data set of [data], neither split nor scaled."""
    return located("data", lambda: data.load(section.name, **section.arguments))


def make_split(section: DataSection | None) -> data.Split:
    """The data set of [data], split and scaled as it says. Raises UserError where there is none."""
    if section is None:
        raise UserError(Problem(_("this is missing"), "data"))
    whole = make_dataset(section)
    return data.scale(located("data", lambda: data.split(whole, section.test_fraction)), section.scale)


def input_shape(section: DataSection) -> tuple[int, ...]:
    """The shape of one example of [data], whose every argument is checked; what is fetched need not be there."""
    return located("data", lambda: data.input_shape(section.name, **section.arguments))


def make_layer(component: LayerComponent, place: str) -> layers.Layer:
    """One layer of [[network.layers]], which stands at `place`."""
    return located(place, lambda: layers.from_config({"type": component.type, **component.arguments}))


def make_loss(component: Component) -> losses.Loss:
    return located("loss", lambda: losses.get(component.name, **component.arguments))


def make_optimizer(component: Component) -> optimizers.Optimizer:
    return located("optimizer", lambda: optimizers.get(component.name, **component.arguments))
