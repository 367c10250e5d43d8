"""Recipes: what to train, on what, how, and what to watch, as TOML. All errors are found at once, with their place."""

from tuitrainer.training.recipe.load import load_recipe, recipe_from_mapping
from tuitrainer.training.recipe.model import Recipe

__all__ = ["Recipe", "load_recipe", "recipe_from_mapping"]
