"""Labs are found by place: a recipe labs/ID.toml with texts ID.md and ID.fr.md beside it. Listing them is cheap."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tuitrainer.base.errors import UserError, unknown_name
from tuitrainer.base.texts import _, language

if TYPE_CHECKING:
    from tuitrainer.training.recipe import Recipe

LABS_DIRECTORY = Path(__file__).resolve().parent.parent / "labs"


@dataclass(frozen=True, slots=True)
class Lab:
    """A live simulation: a recipe and a text that begins with its title and, as first paragraph, its summary."""

    id: str
    order: int
    title: str
    summary: str
    recipe_path: Path
    exercise: str = ""
    """Of our course, the exercise that it illustrates; empty where there is none."""

    def text(self) -> str:
        """The whole text as Markdown, in the user's language (English where there is no translation)."""
        return _text_path(self.recipe_path).read_text(encoding="utf-8")


def list_labs(directory: Path = LABS_DIRECTORY) -> tuple[Lab, ...]:
    """All labs in the order of the course."""
    labs = []
    for path in directory.glob("*.toml"):
        with path.open("rb") as file:
            table = tomllib.load(file)["lab"]
        title, _blank, rest = _text_path(path).read_text(encoding="utf-8").partition("\n")
        summary = rest.strip().partition("\n\n")[0].replace("\n", " ")
        labs.append(
            Lab(path.stem, int(table["order"]), title.lstrip("# "), summary, path, str(table.get("exercise", "")))
        )
    return tuple(sorted(labs, key=lambda lab: (lab.order, lab.id)))


def labs_about(exercise: str, course: str, labs: Sequence[Lab]) -> tuple[Lab, ...]:
    """Of `labs`, those that illustrate an exercise of that course (`course_key`): ours, as labs know no other."""
    return tuple(lab for lab in labs if lab.exercise == exercise) if not course else ()


def find_recipe(lab_or_path: str, settings: Sequence[str] = ()) -> Recipe:
    """The recipe of a lab, or of a TOML file when `lab_or_path` looks like a path or exists as a file.

    Raises UserError for an unknown lab (with the nearest name) and for everything wrong in the recipe.
    """
    from tuitrainer.training.recipe import load_recipe  # noqa: PLC0415  pydantic is not needed to list labs

    by_id = {lab.id: lab for lab in list_labs()}
    if lab_or_path in by_id:
        return load_recipe(by_id[lab_or_path].recipe_path, settings)
    path = Path(lab_or_path)
    if path.suffix == ".toml" or path.exists() or len(path.parts) > 1:
        return load_recipe(path, settings)
    message = _("there is no lab '{name}', and no such file").format(name=lab_or_path)
    raise UserError(unknown_name(message, lab_or_path, by_id))


def _text_path(recipe_path: Path) -> Path:
    translated = recipe_path.with_suffix(f".{language()}.md")
    return translated if translated.exists() else recipe_path.with_suffix(".md")
