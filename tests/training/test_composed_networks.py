"""Networks of layers inside layers in a training: watched, checked at the door, interrupted and taken up again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tuitrainer.base.errors import UserError
from tuitrainer.nn import Network, layers, losses, optimizers
from tuitrainer.training import Session, run_steps
from tuitrainer.training.recipe import recipe_from_mapping
from tuitrainer.training.stepping import train_step

BACKENDS = ["reference", "cpu"]


def dense(units: int, **arguments: Any) -> dict[str, Any]:
    return {"type": "Dense", "units": units, **arguments}


RECIPE: dict[str, Any] = {
    "schema": 1,
    "data": {"name": "iris", "scale": "standard"},
    "network": {
        "layers": [
            dense(6, trainable=False),
            {
                "type": "Residual",
                "layers": [dense(6, activation="relu"), {"type": "BatchNorm"}, {"type": "Dropout", "rate": 0.3}],
            },
            {"type": "Branches", "branches": [[dense(3), {"type": "GaussianNoise", "stddev": 0.1}], []]},
            dense(3),
        ]
    },
    "loss": {"name": "categorical_crossentropy", "from_logits": True},
    "optimizer": {"name": "adam", "learning_rate": 0.01},
    "training": {"epochs": 3, "batch_size": 16, "backend": "reference"},
}
WITH_PARAMETERS = [
    "0.dense", "1.residual.0.dense", "1.residual.1.batch_norm", "2.branches.0.0.dense", "3.dense",
]  # fmt: skip


def session_of(**training: Any) -> Session:
    return Session(recipe_from_mapping({**RECIPE, "training": {**RECIPE["training"], **training}}))


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_run_that_draws_and_averages_goes_on_bit_for_bit(backend: str, tmp_path: Path) -> None:
    straight, interrupted = session_of(backend=backend), session_of(backend=backend)
    straight.run()
    for _step in range(11):
        interrupted.step()
    interrupted.snapshot()  # being looked at, in the middle of an epoch, changes nothing
    [path] = interrupted.save(tmp_path)
    resumed = Session.resume(path)
    resumed.run()
    expected, got = (session.runs[0].task.state().arrays for session in (straight, resumed))
    assert expected.keys() == got.keys()
    assert "1.residual.1.batch_norm.moving_mean" in got
    for name, values in expected.items():
        np.testing.assert_array_equal(got[name], values, err_msg=name)
    assert resumed.results()[0].history == straight.results()[0].history


def test_every_inner_layer_is_watched_by_its_own_name() -> None:
    session = session_of()
    session.step()
    [run] = session.snapshot().runs
    assert [layer.name for layer in run.layers] == WITH_PARAMETERS
    frozen, *trained = run.layers
    assert frozen.gradient_norm == frozen.update_ratio == 0
    assert all(layer.gradient_norm > 0 and layer.update_ratio > 0 for layer in trained)
    assert {f"gradient_norm/{name}" for name in WITH_PARAMETERS} <= set(run.curves)
    values = session.runs[0].task.state().arrays
    for layer in run.layers:
        role = "gamma" if "norm" in layer.name else "weights"
        assert layer.weights_range == (values[f"{layer.name}.{role}"].min(), values[f"{layer.name}.{role}"].max())


def test_after_a_divergence_nothing_has_moved() -> None:
    session = session_of()
    session.step()
    task = session.runs[0].task
    before = task.state().arrays
    task.suspect()
    for name, values in task.state().arrays.items():
        np.testing.assert_array_equal(values, before[name], err_msg=name)


def test_the_layer_that_overflows_is_named_inside_its_block() -> None:
    session = session_of()
    task = session.runs[0].task
    state = task.state()
    name = "1.residual.0.dense"
    state.arrays[f"{name}.weights"][:] = 3e38
    task.restore(state)
    assert task.suspect()[0] == name


def test_recipes_place_what_is_wrong_inside() -> None:
    broken = {**RECIPE, "network": {"layers": [{"type": "Residual", "layers": [dense(0)]}, dense(3)]}}
    with pytest.raises(UserError) as caught:
        recipe_from_mapping(broken)
    assert [problem.place for problem in caught.value.problems] == ["network.layers[0].layers[0].units"]
    misfit = {**RECIPE, "network": {"layers": [dense(3), {"type": "Residual", "layers": [dense(5)]}, dense(3)]}}
    with pytest.raises(UserError) as caught:
        Session(recipe_from_mapping(misfit))
    assert [problem.place for problem in caught.value.problems] == ["network.layers[1].shortcut"]


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("shape", ["dense", "block"])
def test_rows_that_are_not_finite_are_refused_before_anything_changes(shape: str, backend: str) -> None:
    made = [layers.Dense(3)] if shape == "dense" else [layers.Residual([layers.Dense(4)]), layers.Dense(3)]
    network = Network(made, (4,), backend=backend)
    loss, optimizer = losses.get("mean_squared_error"), optimizers.Adam()
    x, y = np.ones((9, 4)), np.ones((9, 3))
    x[5, 2], y[7, 0] = np.nan, np.inf
    before = [parameter.numpy() for parameter in network.parameters]
    run_steps(network, loss, optimizers.SGD(0.0), x, y, [[0, 1], [8, 8]])  # rows that nobody uses may be anything
    for batches, place, said in (([[0], [1, 5]], "x", "row 5 holds nan"), ([[7]], "y", "row 7 holds inf")):
        with pytest.raises(UserError, match=said) as caught:
            run_steps(network, loss, optimizer, x, y, batches)
        assert caught.value.problems[0].place == place
    with pytest.raises(UserError, match="row 2 holds nan"):
        train_step(network, loss, optimizer, x[3:], y[3:])
    assert optimizer.iterations == 0
    for parameter, values in zip(network.parameters, before, strict=True):
        np.testing.assert_array_equal(parameter.numpy(), values)


def test_numbers_of_words_are_looked_at_inside_branches() -> None:
    """What the first layer can't take is refused, also where that layer stands inside another."""
    made = [
        layers.Branches([layers.Embedding(5, 2)], [layers.Residual([layers.Embedding(7, 1)], layers.Embedding(7, 1))])
    ]
    network = Network(made, (3,), backend="reference")
    assert network.forward([[0, 4, 1]]).shape == (1, 3, 3)
    x = np.zeros((4000, 3))
    x[3000, 2] = 5
    loss, optimizer = losses.get("mean_squared_error"), optimizers.SGD()
    run_steps(network, loss, optimizer, x, np.zeros((4000, 3, 3)), [np.arange(3000), np.arange(3001, 4000)])
    for call in (
        lambda: network.forward(x),
        lambda: run_steps(network, loss, optimizer, x, np.zeros((4000, 3, 3)), [[5, 3000]]),
        lambda: run_steps(network, loss, optimizer, x, np.zeros((4000, 3, 3)), [np.arange(4000)[::-1]]),
    ):
        with pytest.raises(UserError, match="no row for 5") as caught:
            call()
        assert caught.value.problems[0].place == "x[3000, 2]"


def test_images_of_bytes_are_trained_on() -> None:
    network = Network([layers.Flatten(), layers.Dense(2)], (4, 4, 1), backend="reference")
    images = np.random.default_rng(0).integers(0, 256, (10, 4, 4, 1)).astype(np.uint8)
    loss = losses.get("sparse_categorical_crossentropy", from_logits=True)
    as_bytes = run_steps(network, loss, optimizers.SGD(0.0), images, np.arange(10) % 2, [np.arange(10)])
    as_floats = run_steps(network, loss, optimizers.SGD(0.0), images.astype(float), np.arange(10) % 2, [np.arange(10)])
    assert as_bytes == as_floats
