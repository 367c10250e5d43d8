"""Many steps in one call: compiled and step by step agree, cuts change nothing, and nothing wrong gets through."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from tuitrainer.base.errors import UserError
from tuitrainer.kernels.load import load_backend
from tuitrainer.nn import Network, layers, losses, optimizers
from tuitrainer.nn.losses import Loss
from tuitrainer.nn.optimizers import Optimizer
from tuitrainer.training import step_table
from tuitrainer.training.stepping import Steps, run_steps, train_step

ROWS = 53
LOSSES: dict[str, dict[str, Any]] = {
    "sparse_categorical_crossentropy": {"from_logits": True},
    "categorical_crossentropy": {"from_logits": True},
    "binary_crossentropy": {"from_logits": True},
    "mean_squared_error": {},
}
OPTIMIZERS: dict[str, dict[str, Any]] = {
    "sgd": {"learning_rate": 0.1},
    "momentum": {"learning_rate": 0.05, "momentum": 0.8},
    "nesterov": {"learning_rate": 0.05, "momentum": 0.8, "nesterov": True},
    "adam": {"learning_rate": 0.02},
}


def problem(loss: str, dtype: str) -> tuple[npt.NDArray[Any], npt.NDArray[Any], list[npt.NDArray[np.int64]]]:
    """Inputs, targets, and 40 batches of 16, 6 or 1 rows."""
    rng = np.random.default_rng(1)
    x = rng.normal(size=(ROWS, 5)).astype(dtype)
    labels = (x[:, 0] > 0).astype(np.int64) + (x[:, 1] > 0)
    targets = labels if loss.startswith("sparse") else np.eye(3, dtype=dtype)[labels]
    return x, targets, [rng.permutation(ROWS)[: (16, 16, 6, 1)[step % 4]] for step in range(40)]


def training(loss: str, rule: str, backend: str, dtype: str = "float64") -> tuple[Network, Loss, Optimizer]:
    made = [layers.Dense(13, "relu"), layers.Dense(7), layers.Activation("tanh"), layers.Dense(3)]
    network = Network(made, (5,), backend=backend, dtype=dtype, seed=2)
    optimizer = optimizers.get("adam" if rule == "adam" else "sgd", **OPTIMIZERS[rule])
    return network, losses.get(loss, **LOSSES[loss]), optimizer


def numbers(network: Network, optimizer: Optimizer) -> dict[str, npt.NDArray[Any]]:
    """Everything that training changes."""
    values = {parameter.name: parameter.numpy() for parameter in network.parameters}
    gradients = {f"gradient of {parameter.name}": parameter.grad_numpy() for parameter in network.parameters}
    return {**values, **gradients, **optimizer.state()}


# The loop is compiled once for each loss, optimizer and dtype, so not all of them are paired with all others.
@pytest.mark.parametrize(
    ("loss_name", "rule", "dtype", "tolerance"),
    [
        *((loss, "sgd", "float32", 2e-4) for loss in LOSSES),
        *(("mean_squared_error", rule, "float64", 1e-9) for rule in OPTIMIZERS),
    ],
)
def test_the_compiled_loop_does_what_the_reference_does(
    loss_name: str, rule: str, dtype: str, tolerance: float
) -> None:
    x, y, batches = problem(loss_name, dtype)
    compiled, steps = (training(loss_name, rule, backend, dtype) for backend in ("cpu", "reference"))
    plan = compiled[0].dense_plan(compiled[1], compiled[2])
    assert plan is not None
    assert load_backend("cpu").can_run(plan)
    got, expected = run_steps(*compiled, x, y, batches), run_steps(*steps, x, y, batches)
    assert got.shape == (40,)
    np.testing.assert_allclose(got, expected, rtol=tolerance)
    wanted = numbers(steps[0], steps[2])
    assert numbers(compiled[0], compiled[2]).keys() == wanted.keys()
    for name, values in numbers(compiled[0], compiled[2]).items():
        np.testing.assert_allclose(values, wanted[name], rtol=tolerance, atol=tolerance, err_msg=name)
    assert compiled[2].iterations == steps[2].iterations == 40


@pytest.mark.parametrize("backend", ["reference", "cpu"])
@pytest.mark.parametrize("rule", ["nesterov", "adam"])
def test_one_by_one_with_the_same_kernels(rule: str, backend: str) -> None:
    """What a reader can follow step by step is what the compiled loop does."""
    x, y, batches = problem("sparse_categorical_crossentropy", "float32")
    together, apart = (training("sparse_categorical_crossentropy", rule, backend, "float32") for _copy in range(2))
    losses_together = run_steps(*together, x, y, batches)
    losses_apart = [train_step(*apart, x[batch], y[batch]) for batch in batches]
    np.testing.assert_allclose(losses_together, losses_apart, rtol=2e-5)
    assert apart[2].iterations == 40


@pytest.mark.parametrize("backend", ["reference", "cpu"])
@pytest.mark.parametrize("rule", ["nesterov", "adam"])
@pytest.mark.parametrize("cuts", [[1] * 40, [7, 0, 13, 20], [39, 1]])
def test_cuts_change_no_bit(cuts: list[int], rule: str, backend: str) -> None:
    x, y, batches = problem("sparse_categorical_crossentropy", "float32")
    whole, pieces = (training("sparse_categorical_crossentropy", rule, backend, "float32") for _copy in range(2))
    expected = run_steps(*whole, x, y, batches)
    got, start = [], 0
    for length in cuts:
        got.append(run_steps(*pieces, x, y, batches[start : start + length]))
        pieces[0].forward(x)  # a display looks on
        start += length
    np.testing.assert_array_equal(np.concatenate(got), expected)
    wanted = numbers(whole[0], whole[2])
    for name, values in numbers(pieces[0], pieces[2]).items():
        np.testing.assert_array_equal(values, wanted[name], err_msg=name)


@pytest.mark.parametrize("most_entries", [1, 60])
def test_batches_too_large_for_one_table_are_taken_in_parts(most_entries: int, monkeypatch: pytest.MonkeyPatch) -> None:
    x, y, batches = problem("mean_squared_error", "float64")
    expected, got = (training("mean_squared_error", "adam", "reference") for _run in range(2))
    whole = run_steps(*expected, x, y, batches)
    monkeypatch.setattr(step_table, "MOST_ENTRIES", most_entries)
    np.testing.assert_array_equal(run_steps(*got, x, y, batches), whole)
    for a, b in zip(numbers(got[0], got[2]).values(), numbers(expected[0], expected[2]).values(), strict=True):
        np.testing.assert_array_equal(a, b)


@pytest.mark.parametrize("backend", ["reference", "cpu"])
def test_the_learning_rate_may_change_between_calls(backend: str) -> None:
    x, y, batches = problem("mean_squared_error", "float64")
    network, loss, optimizer = training("mean_squared_error", "sgd", backend)
    run_steps(network, loss, optimizer, x, y, batches[:5])
    before = numbers(network, optimizer)
    optimizer.learning_rate = 0.0
    still = run_steps(network, loss, optimizer, x, y, [batches[0]] * 3)
    assert np.unique(still).size == 1
    np.testing.assert_array_equal(network.parameters[0].numpy(), before["0.dense.weights"])
    optimizer.learning_rate = 0.5
    run_steps(network, loss, optimizer, x, y, batches[:1])
    moved = network.parameters[0].numpy()
    np.testing.assert_allclose(moved, before["0.dense.weights"] - 0.5 * network.parameters[0].grad_numpy(), rtol=1e-12)


@pytest.mark.parametrize("backend", ["reference", "cpu"])
@pytest.mark.parametrize("frozen", [("0.dense.weights", "0.dense.bias"), ("1.dense.bias",)])
def test_frozen_parameters_stay(frozen: tuple[str, ...], backend: str) -> None:
    x, y, batches = problem("mean_squared_error", "float64")
    network, loss, optimizer = training("mean_squared_error", "adam", backend)
    for parameter in network.parameters:
        parameter.trainable = parameter.name not in frozen
    before = numbers(network, optimizer)
    run_steps(network, loss, optimizer, x, y, batches[:3])
    for parameter in network.parameters:
        assert (parameter.numpy() == before[parameter.name]).all() == (parameter.name in frozen)


def test_networks_that_no_loop_is_compiled_for_learn_too() -> None:
    x, y, batches = problem("categorical_crossentropy", "float32")
    made = [layers.Dense(8, "relu", use_bias=False), layers.Dense(3, "softmax")]
    network = Network(made, (5,), backend="cpu", seed=1)
    loss, optimizer = losses.get("categorical_crossentropy"), optimizers.Adam(0.05)
    values = run_steps(network, loss, optimizer, x, y, batches * 3)
    assert values[-20:].mean() < 0.5 * values[:20].mean()


def test_images_are_flattened_for_the_loop() -> None:
    x = np.random.default_rng(0).normal(size=(20, 2, 3)).astype(np.float32)
    labels = (x.sum(axis=(1, 2)) > 0).astype(np.int64)
    runs = []
    for backend in ("cpu", "reference"):
        network = Network([layers.Flatten(), layers.Dense(2)], (2, 3), backend=backend, seed=1)
        loss = losses.get("sparse_categorical_crossentropy", from_logits=True)
        runs.append(run_steps(network, loss, optimizers.SGD(0.5), x, labels, np.arange(20).reshape(4, 5)))
    np.testing.assert_allclose(runs[0], runs[1], rtol=1e-5)


def test_targets_of_a_single_output_and_other_types() -> None:
    x = np.arange(12.0).reshape(12, 1)
    for backend in ("cpu", "reference"):
        network = Network([layers.Dense(1)], (1,), backend=backend)
        loss = losses.get("binary_crossentropy", from_logits=True)
        optimizer = optimizers.SGD(0.01)
        first = run_steps(network, loss, optimizer, x, [0] * 6 + [1] * 6, [list(range(12))])
        assert np.isfinite(first).all()


@pytest.mark.parametrize("backend", ["reference", "cpu"])
@pytest.mark.parametrize(
    ("changes", "place", "said"),
    [
        ({"x": np.ones((ROWS, 4))}, "x", "(N, 5)"),
        ({"y": np.zeros(ROWS - 1, np.int64)}, "y", "53 rows of inputs and 52 of targets"),
        ({"y": np.full(ROWS, 3)}, "target", "no class 3"),
        ({"y": np.full(ROWS, -1)}, "target", "no class -1"),
        ({"y": np.zeros(ROWS)}, "target", "whole numbers"),
        ({"batches": [[0, ROWS]]}, "batches", "no row 53"),
        ({"batches": [[0, 1], [2, -1]]}, "batches", "no row -1"),
        ({"batches": [[0, 1], []]}, "batches", "one or more"),
        ({"batches": [[0.0, 1.0]]}, "batches", "whole numbers"),
        ({"batches": [[[0, 1]]]}, "batches", "one or more"),
    ],
)
def test_what_does_not_fit_is_refused_and_changes_nothing(
    changes: dict[str, Any], place: str, said: str, backend: str
) -> None:
    x, y, batches = problem("sparse_categorical_crossentropy", "float64")
    given = {"x": x, "y": y, "batches": batches, **changes}
    network, loss, optimizer = training("sparse_categorical_crossentropy", "adam", backend)
    before = numbers(network, optimizer)
    with pytest.raises(UserError) as caught:
        run_steps(network, loss, optimizer, given["x"], given["y"], given["batches"])
    assert caught.value.problems[0].place == place
    assert said in str(caught.value)
    assert optimizer.iterations == 0
    for name, values in numbers(network, optimizer).items():
        np.testing.assert_array_equal(values, before[name])


def test_no_batches_no_steps() -> None:
    x, y, _batches = problem("mean_squared_error", "float64")
    network, loss, optimizer = training("mean_squared_error", "sgd", "cpu")
    assert run_steps(network, loss, optimizer, x, y, []).shape == (0,)
    assert optimizer.iterations == 0


@pytest.mark.parametrize("backend", ["reference", "cpu"])
def test_divergence_is_a_number_not_a_crash(backend: str) -> None:
    x, y, batches = problem("mean_squared_error", "float32")
    network, loss, optimizer = training("mean_squared_error", "sgd", backend, "float32")
    optimizer.learning_rate = 1e6
    values = run_steps(network, loss, optimizer, x, y, batches)
    assert not np.isfinite(values[-1])


def test_steps_prepared_once_follow_their_optimizer() -> None:
    """Moments that were loaded, another rule, a layer that was frozen: the loop of before must not go on."""
    x, y, batches = problem("mean_squared_error", "float64")
    results = []
    for backend in ("reference", "cpu"):
        network, loss, optimizer = training("mean_squared_error", "adam", backend)
        steps = Steps(network, loss, optimizer, x, y)
        losses_seen = [steps.step(batches[0]), *steps.run(batches[1:3])]
        optimizer.load_state(optimizer.state(), optimizer.iterations)
        losses_seen += [*steps.run(batches[:2])]
        network.layers[0].trainable = False
        losses_seen += [steps.step(batches[0]), *steps.run(batches[:2])]
        results.append((losses_seen, network.layer_output(0)))
    np.testing.assert_allclose(results[0][0], results[1][0], rtol=1e-9)


def test_after_a_compiled_step_every_output_can_be_looked_at() -> None:
    x, y, batches = problem("mean_squared_error", "float64")
    seen = []
    for backend in ("reference", "cpu"):
        network = Network([layers.Dense(6, "tanh"), layers.Dense(3)], (5,), backend=backend, dtype="float64", seed=2)
        steps = Steps(network, losses.get("mean_squared_error"), optimizers.SGD(0.1), x, y)
        for batch in batches[:3]:
            steps.step(batch)
        of_step = [network.layer_output(index) for index in range(2)]
        network.forward(x)
        seen.append([*of_step, network.layer_output("0.dense")])
    for own, expected in zip(seen[1], seen[0], strict=True):
        np.testing.assert_allclose(own, expected, rtol=1e-9)


@pytest.mark.parametrize("backend", ["reference", "cpu"])
@pytest.mark.parametrize("rows", [[0, ROWS], [-1], [], [[0, 1]]])
def test_a_step_on_rows_that_there_are_none_of_changes_nothing(backend: str, rows: list[Any]) -> None:
    x, y, _batches = problem("mean_squared_error", "float64")
    network = Network([layers.Dense(6, "tanh"), layers.Dense(3)], (5,), backend=backend, dtype="float64", seed=2)
    steps = Steps(network, losses.get("mean_squared_error"), optimizers.SGD(0.1), x, y)
    before = network.parameters[0].numpy()
    with pytest.raises(UserError) as caught:
        steps.step(np.array(rows, np.int64))
    assert caught.value.problems[0].place == "batches"
    np.testing.assert_array_equal(network.parameters[0].numpy(), before)
