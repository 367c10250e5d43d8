"""``tuitrainer summary LAB|RECIPE.toml``."""

from __future__ import annotations

from functools import partial

import click

from tuitrainer.base.texts import _, mark


@click.command("summary", help=mark("Show the layers of a network, their output shapes and parameters."))
@click.argument("lab", metavar=mark("LAB|RECIPE.toml"))
def command(lab: str) -> None:
    """One table for each network of the recipe. No weights are drawn, so that a large network costs nothing."""
    from tuitrainer.nn.architecture import build_architecture
    from tuitrainer.nn.summary import summarize
    from tuitrainer.training.labs import find_recipe
    from tuitrainer.training.recipe.components import located, make_layer
    from tuitrainer.training.recipe.sections import network_input_shape, network_place

    recipe = find_recipe(lab)
    if not recipe.networks:
        click.echo(_("{name} trains no network.").format(name=recipe.title))
        return
    for name, section in recipe.networks.items():
        place, shape = network_place(name), network_input_shape(recipe, section)
        layers = [make_layer(layer, f"{place}.layers[{index}]") for index, layer in enumerate(section.layers)]
        architecture = located(place, partial(build_architecture, layers, shape))
        title = recipe.title if name == "model" else f"{recipe.title}, {name}"
        click.echo(_("{title}: input of shape {shape}").format(title=title, shape=shape))
        click.echo(str(summarize(architecture)))
