"""The shape of a recipe. Sections with a `name` take that component's own arguments beside it (see components.py)."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

LARGEST_SEED = 2**63 - 1
USUAL_TASK = "supervised"


class Section(BaseModel):
    """A table of a recipe: unknown keys are refused, types are exact (no "3" for 3), nothing changes after loading."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Component(BaseModel):
    """A named component with its arguments: ``name = "sgd"`` and, beside it, what that component takes."""

    model_config = ConfigDict(extra="allow", strict=True, frozen=True)
    name: str

    @property
    def arguments(self) -> dict[str, Any]:
        return dict(self.model_extra or {})


class LayerComponent(BaseModel):
    """One layer: ``type = "Dense"`` and that layer's arguments."""

    model_config = ConfigDict(extra="allow", strict=True, frozen=True)
    type: str

    @property
    def arguments(self) -> dict[str, Any]:
        return dict(self.model_extra or {})


class DataSection(Component):
    """A data set with its own arguments, how much of it is held out and how features are scaled."""

    test_fraction: Annotated[float, Field(ge=0, lt=1)] = 0.2
    scale: Literal["none", "standard", "unit"] = "none"


class NetworkSection(Section):
    layers: Annotated[tuple[LayerComponent, ...], Field(min_length=1)]
    input_shape: Annotated[tuple[Annotated[int, Field(ge=1)], ...], Field(min_length=1)] | None = None
    """The shape of one input, for a network that does not read the examples of [data] as they are."""


class EarlyStopping(Section):
    """Stop when the validation loss has not improved by more than `min_delta` for `patience` epochs in a row."""

    patience: Annotated[int, Field(ge=1)]
    min_delta: Annotated[float, Field(ge=0)] = 0.0


class TrainingSection(Section):
    task: str = USUAL_TASK
    epochs: Annotated[int, Field(ge=1, le=10_000_000)] = 10
    batch_size: Annotated[int, Field(ge=1)] = 32
    seed: Annotated[int, Field(ge=0, le=LARGEST_SEED)] = 0
    backend: Literal["auto", "cpu", "cuda", "reference"] = "auto"
    threads: Annotated[int, Field(ge=1, le=1024)] = 1
    dtype: Literal["float32", "float64"] = "float32"
    early_stopping: EarlyStopping | None = None
    start: dict[str, float] = Field(default_factory=dict)
    """Initial values by name, for a task of few parameters (`line`: slope, intercept)."""


class WatchSection(Section):
    """What a display starts with; nothing here changes what is learnt."""

    steps_per_second: Annotated[float, Field(ge=0)] = 0.0
    """The speed at which a live run starts; 0 is as fast as possible. Headless training ignores it."""
    examples: Annotated[int, Field(ge=1, le=4096)] = 256
    """How many training examples the activations that are shown are taken from."""
    displays: tuple[str, ...] = ()
    """The panels to show first, by name; empty leaves the choice to the display."""


class Variant(Section):
    """One of several runs that are shown together: the recipe with some values changed."""

    name: Annotated[str, Field(min_length=1, max_length=40)]
    title: dict[Literal["en", "fr"], Annotated[str, Field(min_length=1, max_length=40)]] = Field(default_factory=dict)
    """What a display calls the run, by language; its name where there is none."""
    set: dict[str, Any] = Field(default_factory=dict)


class LabSection(Section):
    """Where a lab stands in the course."""

    order: int
    exercise: str | None = None
    """The exercise that it illustrates."""


class Recipe(Section):
    """A whole recipe, as validated by `load_recipe` or `recipe_from_mapping`."""

    schema_version: Annotated[Literal[1], Field(alias="schema")] = 1
    title: str = ""
    """Set when loading: the lab's id or the file's name."""
    lab: LabSection | None = None
    data: DataSection | None = None
    """None for a task that learns from no examples."""
    networks: dict[str, NetworkSection] = Field(default_factory=dict)
    loss: Component | None = None
    optimizer: Component | None = None
    training: TrainingSection = TrainingSection()
    task: dict[str, Any] = Field(default_factory=dict)
    """What the task itself takes, which the task checks (`task_settings`)."""
    watch: WatchSection = WatchSection()
    runs: tuple[Variant, ...] = ()

    def as_mapping(self) -> dict[str, Any]:
        """The recipe as plain JSON-able values; `recipe_from_mapping` makes it again."""
        return self.model_dump(mode="json", by_alias=True, exclude_defaults=True)
