"""Recipes: what is accepted, and that all that is wrong is said at once, with place and nearest name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import tomli_w
from hypothesis import given
from hypothesis import strategies as st

from tuitrainer.base.checks import Check
from tuitrainer.base.errors import Problem, UserError
from tuitrainer.training import Session
from tuitrainer.training.labs import find_recipe, list_labs
from tuitrainer.training.recipe import load_recipe, recipe_from_mapping
from tuitrainer.training.recipe.load import variants
from tuitrainer.training.recipe.sections import task_settings
from tuitrainer.training.recipe.settings import apply_setting, parse_setting


def small_recipe(**changes: Any) -> dict[str, Any]:
    recipe: dict[str, Any] = {
        "schema": 1,
        "data": {"name": "iris"},
        "network": {"layers": [{"type": "Dense", "units": 8, "activation": "relu"}, {"type": "Dense", "units": 3}]},
        "loss": {"name": "categorical_crossentropy", "from_logits": True},
        "optimizer": {"name": "adam", "learning_rate": 0.01},
        "training": {"epochs": 2, "batch_size": 16},
    }
    for path, value in changes.items():
        recipe = apply_setting(recipe, path.replace("__", "."), value, "test")
    return recipe


def problems(recipe: dict[str, Any]) -> list[Problem]:
    with pytest.raises(UserError) as caught:
        recipe_from_mapping(recipe)
    return list(caught.value.problems)


def test_every_error_is_found_at_once_with_its_place() -> None:
    recipe = small_recipe()
    recipe["data"]["name"] = "irs"
    recipe["network"]["layers"][0]["activation"] = "rulu"
    recipe["network"]["layers"][1]["unit"] = 3
    recipe["optimizer"]["learning_rat"] = 0.1
    recipe["training"]["epoch"] = 5
    recipe["trainning"] = {}
    found = {problem.place: problem for problem in problems(recipe)}
    assert found["data.name"].nearest == "iris"
    assert found["network.layers[0].activation"].nearest == "relu"
    assert found["network.layers[1].unit"].nearest == "units"
    assert found["optimizer.learning_rat"].nearest == "learning_rate"
    assert found["training.epoch"].nearest == "epochs"
    assert found["trainning"].nearest == "training"


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"training__epochs": 0}, "training.epochs"),
        ({"training__epochs": 1.5}, "training.epochs"),
        ({"training__seed": "one"}, "training.seed"),
        ({"training__seed": -1}, "training.seed"),
        ({"training__seed": 2**63}, "training.seed"),
        ({"training__batch_size": 0}, "training.batch_size"),
        ({"training__backend": "gpu"}, "training.backend"),
        ({"training__task": "supervized"}, "training.task"),
        ({"training": 3}, "training"),
        ({"data__test_fraction": 1.0}, "data.test_fraction"),
        ({"data__scale": "standart"}, "data.scale"),
        ({"data__samples": 5}, "data.samples"),
        ({"optimizer__name": "adm"}, "optimizer.name"),
        ({"optimizer__learning_rate": "fast"}, "optimizer.learning_rate"),
        ({"optimizer__learning_rate": -1.0}, "optimizer.learning_rate"),
        ({"loss__name": "mean_square_error"}, "loss.name"),
        ({"network__layers": []}, "network.layers"),
        ({"network__layers.0.type": "Dens"}, "network.layers[0].type"),
        ({"network__layers.0.units": 0}, "network.layers[0].units"),
        ({"network__layers.0.units": "many"}, "network.layers[0].units"),
        ({"schema": 2}, "schema"),
    ],
)
def test_a_wrong_value_is_refused_at_its_place(changes: dict[str, Any], place: str) -> None:
    assert [problem.place for problem in problems(small_recipe(**changes))] == [place]


def test_near_names_are_offered() -> None:
    assert problems(small_recipe(data__scale="standart"))[0].nearest == "standard"
    assert problems(small_recipe(training__task="supervized"))[0].nearest == "supervised"
    assert problems(small_recipe(training__backend="cdua"))[0].nearest == "cuda"


def test_runs_change_values_and_their_errors_say_which_run() -> None:
    recipe = small_recipe()
    recipe["runs"] = [{"name": "a", "set": {"optimizer.learning_rate": 0.5}}, {"name": "b", "set": {"training.sed": 1}}]
    (problem,) = problems(recipe)
    assert problem.place.startswith("runs[1].set")
    assert problem.place.endswith("training.sed")
    recipe["runs"][1] = {"name": "b", "set": {"network.layers[0].units": 5}}
    first, second = variants(recipe_from_mapping(recipe))
    assert (first[0], second[0]) == ("a", "b")
    assert first[1].optimizer is not None
    assert first[1].optimizer.arguments["learning_rate"] == 0.5
    assert second[1].networks["model"].layers[0].arguments["units"] == 5
    recipe["runs"][1] = {"name": "a"}
    assert problems(recipe)[0].place == "runs[1].name"


def test_what_is_wrong_in_the_recipe_is_not_said_again_for_each_run() -> None:
    recipe = small_recipe(optimizer__learning_rate=-1.0)
    recipe["runs"] = [{"name": "a", "set": {"training.epochs": 3}}, {"name": "b"}]
    assert [problem.place for problem in problems(recipe)] == ["optimizer.learning_rate"]


def test_a_recipe_survives_the_way_through_json_and_toml(tmp_path: Path) -> None:
    for lab in list_labs():
        recipe = find_recipe(lab.id)
        assert recipe_from_mapping(recipe.as_mapping()) == recipe
        path = tmp_path / "copy.toml"
        path.write_text(tomli_w.dumps(recipe.as_mapping()), encoding="utf-8")
        assert load_recipe(path) == recipe


def test_files_that_are_no_recipe(tmp_path: Path) -> None:
    def message(path: Path) -> str:
        with pytest.raises(UserError) as caught:
            load_recipe(path)
        (problem,) = caught.value.problems
        assert problem.place == str(path)
        return problem.message

    assert "no such file" in message(tmp_path / "missing.toml")
    assert "directory" in message(tmp_path)
    binary = tmp_path / "binary.toml"
    binary.write_bytes(b"\xff\xfe\x00")
    assert "UTF-8" in message(binary)
    broken = tmp_path / "broken.toml"
    broken.write_text("[data\nname = 1", encoding="utf-8")
    assert "line 1" in message(broken)
    deep = tmp_path / "deep.toml"
    deep.write_text("a = " + "[" * 100_000, encoding="utf-8")
    assert "TOML" in message(deep)
    huge = tmp_path / "huge.toml"
    huge.write_bytes(b"#" * (2 * 1024 * 1024))
    assert "too large" in message(huge)


def test_settings() -> None:
    assert parse_setting("a.b=0.5") == ("a.b", 0.5)
    assert parse_setting('a="x=y"') == ("a", "x=y")
    assert parse_setting("a=relu") == ("a", "relu")
    assert parse_setting("a=[1, 2]") == ("a", [1, 2])
    with pytest.raises(UserError, match="--set"):
        parse_setting("nothing")
    recipe = find_recipe("iris", ["training.epochs=3", "network.layers[0].units=5"])
    assert recipe.training.epochs == 3
    assert recipe.networks["model"].layers[0].arguments["units"] == 5
    for setting in ("network.layers[9].units=1", "data.name.x=1", "a..b=1"):
        with pytest.raises(UserError):
            find_recipe("iris", [setting])


def test_unknown_labs_are_met_with_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(UserError) as caught:
        find_recipe("irsi")
    assert caught.value.problems[0].nearest == "iris"
    with pytest.raises(UserError, match="no such file"):
        find_recipe(str(tmp_path / "x.toml"))


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda children: st.lists(children, max_size=3) | st.dictionaries(st.text(max_size=5), children, max_size=3),
    max_leaves=8,
)


@given(
    st.sampled_from(["data", "network", "loss", "optimizer", "training", "watch", "runs", "networks", "schema", "lab"]),
    json_values,
)
def test_no_value_of_any_section_causes_anything_but_a_user_error(section: str, value: Any) -> None:
    recipe = {**small_recipe(), section: value}
    try:
        recipe_from_mapping(recipe)
    except UserError as error:
        assert error.problems  # noqa: PT017  some values are fine


def refused(recipe: dict[str, Any]) -> list[Problem]:
    """What a recipe whose every part is sound is refused for when the task takes it up."""
    with pytest.raises(UserError) as caught:
        Session(recipe_from_mapping(recipe))
    return list(caught.value.problems)


def test_a_task_says_which_sections_it_needs_and_which_it_has_no_use_for() -> None:
    recipe = small_recipe()
    del recipe["loss"], recipe["optimizer"]
    recipe["task"] = {"epsilon": 0.1}
    recipe["networks"] = {"critic": recipe["network"]}
    found = {problem.place: problem for problem in refused(recipe)}
    assert set(found) == {"loss", "optimizer", "task", "networks.critic"}
    assert found["networks.critic"].accepted == ("data", "network", "loss", "optimizer")


def test_a_network_may_name_the_shape_of_its_input() -> None:
    recipe = small_recipe(network__input_shape=[7])
    assert problems(small_recipe(network__input_shape=[0]))[0].place == "network.input_shape[0]"
    assert "4" in refused(recipe)[0].message, "iris has 4 features"


def test_the_settings_of_a_task_are_checked_by_the_task() -> None:
    class Settings:
        def __init__(self, epsilon: float = 0.1) -> None:
            with Check() as check:
                self.epsilon = check.number("epsilon", epsilon, minimum=0)

    assert task_settings(recipe_from_mapping(small_recipe(task={"epsilon": 0.5})), Settings).epsilon == 0.5
    for settings, place in (({"epsilon": -1}, "task.epsilon"), ({"epsilom": 1}, "task.epsilom")):
        with pytest.raises(UserError) as caught:
            task_settings(recipe_from_mapping(small_recipe(task=settings)), Settings)
        (problem,) = caught.value.problems
        assert problem.place == place
