"""Data sets by name: hostile arguments, targets, and an import that costs nothing."""

from __future__ import annotations

import dataclasses
import subprocess
import sys
from typing import Any

import numpy as np
import pytest

from tuitrainer.base.errors import Problem, UserError
from tuitrainer.data import DATASETS, ENTRIES, load, one_hot
from tuitrainer.data.dataset import Dataset

PLANE = ["circles", "xor", "moons", "spirals", "gaussians"]
DRAWN = [*PLANE, "line", "cosine", "polynomial"]


def problems_of(name: str, /, **arguments: object) -> tuple[Problem, ...]:
    with pytest.raises(UserError) as caught:
        load(name, **arguments)
    assert str(caught.value)
    return caught.value.problems


@pytest.mark.parametrize("name", DRAWN)
@pytest.mark.parametrize(
    ("argument", "value"),
    [
        ("samples", 1),
        ("samples", 0),
        ("samples", -5),
        ("samples", 1_000_001),
        pytest.param("samples", 10**5000, id="samples-10^5000"),
        ("samples", 400.0),
        ("samples", "400"),
        ("samples", True),
        ("samples", None),
        ("noise", -0.1),
        ("noise", 10.5),
        ("noise", float("nan")),
        ("noise", float("inf")),
        pytest.param("noise", 10**400, id="noise-10^400"),
        ("noise", "a little"),
        ("noise", False),
        ("noise", [0.1]),
        ("seed", -1),
        ("seed", 2**63),
        ("seed", 1.5),
    ],
)
def test_hostile_number(name: str, argument: str, value: object) -> None:
    (problem,) = problems_of(name, **{argument: value})
    assert problem.place == argument
    assert " from " in problem.accepted[0]
    assert len(str(problem)) < 200


@pytest.mark.parametrize("name", [*PLANE, "gates"])
@pytest.mark.parametrize(
    ("value", "place", "nearest"),
    [
        ("x1", "features", None),
        ([], "features", None),
        (None, "features", None),
        (["x1", "x1²"], "features[1]", "x1"),
        (["SIN(X1)"], "features[0]", "sin(x1)"),
        (["x1", "x2", "x1"], "features[2]", None),
        (["x1", 2], "features[1]", None),
        (["x1", ["x2"]], "features[1]", None),
    ],
)
def test_hostile_features(name: str, value: object, place: str, nearest: str | None) -> None:
    (problem,) = problems_of(name, features=value)
    assert problem.place == place
    assert nearest is None or problem.nearest == nearest


@pytest.mark.parametrize(
    ("name", "arguments", "places"),
    [
        ("gates", {"gate": "xnor"}, ["gate"]),
        ("gates", {"gate": 3}, ["gate"]),
        ("spirals", {"arms": 1, "turns": 9.0}, ["arms", "turns"]),
        ("spirals", {"arms": 5, "samples": 4}, ["samples"]),
        ("line", {"slope": float("inf"), "intercept": "b"}, ["slope", "intercept"]),
        ("cosine", {"low": 2.0, "high": 2.0}, ["high"]),
        ("polynomial", {"low": 3.0, "high": -3.0}, ["high"]),
        ("polynomial", {"low": -1e4}, ["low"]),
        ("digits", {"flat": 1}, ["flat"]),
        ("circles", {"samples": 1, "noise": -1, "seed": -1, "features": ["x3"], "nois": 1},
         ["nois", "samples", "noise", "seed", "features[0]"]),
    ],
)  # fmt: skip
def test_every_problem_at_once(name: str, arguments: dict[str, Any], places: list[str]) -> None:
    assert [problem.place for problem in problems_of(name, **arguments)] == places


def test_unknown_names_say_the_nearest() -> None:
    (problem,) = problems_of("Cirlces")
    assert (problem.place, problem.nearest) == ("name", "circles")
    assert problem.accepted == tuple(DATASETS)
    (problem,) = problems_of("moons", nois=0.1)
    assert (problem.place, problem.nearest) == ("nois", "noise")
    (problem,) = problems_of("iris", samples=3)
    assert problem.place == "samples"
    (problem,) = problems_of("gates", name="gates")
    assert problem.place == "name"


@pytest.mark.parametrize("name", [3, None, ["iris"]])
def test_a_name_that_is_no_text(name: Any) -> None:
    (problem,) = problems_of(name)
    assert problem.place == "name"


def test_numpy_numbers_are_numbers() -> None:
    assert len(load("moons", samples=np.int32(10), noise=np.float32(0.5), seed=np.uint8(3))) == 10
    assert len(load("moons", samples=10, noise=1)) == 10


@pytest.mark.parametrize("name", [entry.name for entry in ENTRIES if entry.origin != "fetched"])
def test_every_set_is_well_formed(name: str) -> None:
    dataset = load(name)
    assert dataset.x.dtype == np.float64
    assert np.isfinite(dataset.x).all()
    assert dataset.x.flags.c_contiguous
    targets = dataset.targets()
    assert len(targets) == len(dataset) == len(dataset.y)
    assert targets.dtype == np.float64
    if dataset.kind == "classification":
        assert set(np.unique(dataset.y)) == set(range(len(dataset.classes)))
        np.testing.assert_array_equal(targets.argmax(axis=-1), dataset.y)
        np.testing.assert_array_equal(targets.sum(axis=-1), 1.0)


def test_entries_describe_themselves() -> None:
    assert [entry.name for entry in ENTRIES] == list(DATASETS)
    assert len(set(DATASETS)) == len(ENTRIES)
    for entry in ENTRIES:
        assert entry.description.endswith(".")


def test_targets_fit_the_last_layer() -> None:
    gate, iris, line = load("gates", gate="and"), load("iris"), load("line", samples=4)
    assert gate.targets(1).tolist() == [[0.0], [0.0], [0.0], [1.0]]
    assert gate.targets(2).tolist() == [[1.0, 0.0], [1.0, 0.0], [1.0, 0.0], [0.0, 1.0]]
    np.testing.assert_array_equal(line.targets(1), line.y)
    for dataset, units, accepted in ((gate, 3, ("1", "2")), (iris, 1, ("3",)), (line, 2, ("1",))):
        with pytest.raises(UserError) as caught:
            dataset.targets(units)
        assert caught.value.problems[0].accepted == accepted


def test_one_hot() -> None:
    assert one_hot(np.array([2, 0]), 3).tolist() == [[0.0, 0.0, 1.0], [1.0, 0.0, 0.0]]
    assert one_hot(np.array([], dtype=np.int64), 3).shape == (0, 3)
    for label in (-1, 3):
        with pytest.raises(ValueError, match="from 0 to 2"):
            one_hot(np.array([0, label]), 3)


@pytest.mark.parametrize(
    "change",
    [
        {"x": np.zeros((3, 2), dtype=np.float32)},
        {"x": np.zeros(4)},
        {"x": np.zeros((4, 3))},
        {"y": np.zeros(3, dtype=np.int64)},
        {"y": np.zeros(4)},
        {"y": np.array([0, 1, 2, 0])},
        {"y": np.array([0, 1, -1, 0])},
        {"kind": "regression"},
        {"kind": "regression", "y": np.zeros((4, 1))},
        {"kind": "regression", "y": np.zeros((3, 1)), "classes": ()},
        {"classes": ()},
        {"plane": np.zeros((3, 2))},
    ],
)
def test_parts_that_do_not_fit_are_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"must|class"):
        dataclasses.replace(load("gates"), **change)


def test_rows_stay_together() -> None:
    dataset = load("moons", samples=10)
    chosen = dataset.rows(np.array([7, 2, 2]))
    assert isinstance(chosen, Dataset)
    np.testing.assert_array_equal(chosen.x, dataset.x[[7, 2, 2]])
    np.testing.assert_array_equal(chosen.y, dataset.y[[7, 2, 2]])
    assert chosen.plane is not None
    np.testing.assert_array_equal(chosen.plane, chosen.x)


def test_import_reads_no_table_and_loads_nothing_heavy() -> None:
    program = """
import sys
opened = []
sys.addaudithook(lambda event, args: opened.append(str(args[0])) if event == "open" else None)
import tuitrainer.data
assert not [path for path in opened if path.endswith((".csv", ".txt")) and "tables" in path], opened
heavy = {"numba", "textual", "pydantic", "rich", "click", "sklearn", "scipy", "pooch", "platformdirs"}
assert not heavy & set(sys.modules), heavy & set(sys.modules)
"""
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)
