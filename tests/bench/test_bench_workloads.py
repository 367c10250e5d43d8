"""Workloads: what is compared must be the same training, and its arithmetic counted right."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from tuitrainer.bench.implementations import IMPLEMENTATIONS, JUDGE, Implementation, installed, make
from tuitrainer.bench.implementations.epochs import pieces
from tuitrainer.bench.implementations.own_network import own_network
from tuitrainer.bench.workloads import ADAM_EPSILON, LOSS_STEP, WORKLOADS, Workload, examples, material
from tuitrainer.bench.workloads.parts import Dense
from tuitrainer.kernels import reference
from tuitrainer.kernels.backend import Backend


def numpy_loss(workload: Workload, steps: int) -> float:
    """The loss of the last of so many steps of a workload of dense layers, in plain NumPy and float64."""
    numbers = material(workload)
    weights = [values["weights"].astype(np.float64) for values in numbers.parameters if values]
    biases = [values["bias"].astype(np.float64) for values in numbers.parameters if values]
    moments = [np.zeros_like(array) for array in (*weights, *biases)]
    squares = [np.zeros_like(array) for array in (*weights, *biases)]
    loss = np.nan
    for step in range(1, steps + 1):
        rows = numbers.batch(step - 1)
        outputs = [numbers.x[rows].astype(np.float64)]
        for index, (w, b) in enumerate(zip(weights, biases, strict=True)):
            z = outputs[-1] @ w + b
            outputs.append(np.maximum(z, 0) if index < len(weights) - 1 else z)
        shifted = outputs[-1] - outputs[-1].max(axis=1, keepdims=True)
        softmax = np.exp(shifted) / np.exp(shifted).sum(axis=1, keepdims=True)
        targets = np.eye(workload.shapes[-1][0])[numbers.y[rows]]
        loss = -np.log((softmax * targets).sum(axis=1)).mean()
        dy = (softmax - targets) / len(rows)
        gradients = []
        for index in reversed(range(len(weights))):
            gradients.append((index, outputs[index].T @ dy, dy.sum(axis=0)))
            dy = (dy @ weights[index].T) * (outputs[index] > 0)
        for index, dw, db in gradients:
            for which, (array, gradient) in enumerate(((weights[index], dw), (biases[index], db))):
                if workload.optimizer == "sgd":
                    np.subtract(array, workload.learning_rate * gradient, out=array)
                    continue
                place = index + which * len(weights)
                moments[place] = 0.9 * moments[place] + 0.1 * gradient
                squares[place] = 0.999 * squares[place] + 0.001 * gradient**2
                m_hat, v_hat = moments[place] / (1 - 0.9**step), squares[place] / (1 - 0.999**step)
                change = workload.learning_rate * m_hat / (np.sqrt(v_hat) + ADAM_EPSILON)
                np.subtract(array, change, out=array)
    return float(loss)


def loss_of(implementation: Implementation, workload: Workload) -> float:
    """As a worker takes it."""
    run = make(implementation.module, workload, material(workload), 1)
    run(LOSS_STEP - 1)
    return run(1)


@pytest.mark.parametrize("name", ["W1", "W2"])
@pytest.mark.usefixtures("cpu")
def test_ours_the_judge_and_scikit_learn_train_the_same_as_plain_numpy(name: str) -> None:
    workload = WORKLOADS[name]
    expected = numpy_loss(workload, LOSS_STEP)
    assert loss_of(JUDGE, workload) == pytest.approx(expected, rel=1e-10)
    for other in ("tuitrainer", "tuitrainer, step by step", "scikit-learn"):
        assert loss_of(IMPLEMENTATIONS[other], workload) == pytest.approx(expected, rel=1e-5), other


@pytest.mark.long
@pytest.mark.torch
@pytest.mark.parametrize("name", WORKLOADS)
def test_every_library_that_is_installed_trains_the_same(name: str) -> None:
    pytest.importorskip("torch")
    workload = WORKLOADS[name].without_dropout()
    expected = loss_of(JUDGE, workload)
    for shown, implementation in IMPLEMENTATIONS.items():
        if installed(implementation) and name in implementation.workloads:
            assert loss_of(implementation, workload) == pytest.approx(expected, rel=1e-5), shown


@pytest.mark.parametrize("name", WORKLOADS)
def test_ours_has_the_shapes_and_values_of_the_workload(name: str) -> None:
    workload = WORKLOADS[name]
    numbers = material(workload)
    judged: Backend = reference
    network = own_network(workload, numbers, judged)
    assert network.output_shape == workload.shapes[-1]
    assert tuple(place.output_shape for place in network.architecture.places) == workload.shapes[1:]
    roles = {(int(parameter.name.split(".")[0]), parameter.name.split(".")[2]) for parameter in network.parameters}
    assert roles == {(index, role) for index, values in enumerate(numbers.parameters) for role in values}
    for parameter in network.parameters:
        index, _name, role = parameter.name.split(".")
        assert (parameter.numpy() == numbers.parameters[int(index)][role]).all()


def test_the_arithmetic_of_a_step() -> None:
    counted = {name: workload.floating_point_operations / 1e6 for name, workload in WORKLOADS.items()}
    convolutions = 30 * 30 * 32 * 27, 13 * 13 * 64 * 288, 4 * 4 * 64 * 576, 1024 * 64, 64 * 10
    assert counted["W1"] == pytest.approx(2 * 16 * (2 * 4 * 32 + 3 * (32 * 16 + 16 * 3)) / 1e6)
    assert counted["W2"] == pytest.approx(0.979, abs=1e-3)
    assert counted["W3"] == pytest.approx(209.5, abs=0.1)
    assert counted["W4"] == pytest.approx(2 * 64 * (3 * sum(convolutions) - convolutions[0]) / 1e6)
    # Input weights forward and backward; recurrent weights in 31 of 32 steps and the dense layer, three times.
    assert counted["W5"] == pytest.approx(2 * 32 * (2 * 32 * 16 * 256 + 3 * 31 * 64 * 256 + 3 * 64 * 10) / 1e6)
    # Of a 64 x 64 x 64 product: four projections and two of attention, forward; twice that, backward; less the input's.
    assert counted["W6"] == pytest.approx(2 * 16 * (3 * 6 - 3) * 64**3 / 1e6)


def test_dropout_is_all_that_the_check_leaves_out() -> None:
    workload = dataclasses.replace(WORKLOADS["W3"], examples=examples.iris)  # its own are large, and not looked at
    checked = workload.without_dropout()
    assert all(isinstance(part, Dense) for part in checked.parts)
    assert checked.floating_point_operations == workload.floating_point_operations
    assert WORKLOADS["W4"].without_dropout() == WORKLOADS["W4"]
    kept = [values for values in material(workload).parameters if values]
    for values, others in zip(kept, material(checked).parameters, strict=True):
        assert (values["weights"] == others["weights"]).all()


def test_an_epoch_visits_every_row_once() -> None:
    numbers = material(WORKLOADS["W1"])
    assert [len(batch) for batch in numbers.batches[:10]] == [16] * 9 + [6]
    assert sorted(np.concatenate(numbers.batches[10:20])) == list(range(150))
    assert (numbers.batch(1003) == numbers.batches[3]).all()


@pytest.mark.parametrize(
    ("position", "steps", "expected"),
    [
        (0, 4, [(0, 4, 1)]),
        (4, 1, [(4, 5, 1)]),
        (20, 30, [(0, 10, 3)]),
        (7, 25, [(7, 10, 1), (0, 10, 2), (0, 2, 1)]),
        (9, 1, [(9, 10, 1)]),
        (8, 3, [(8, 10, 1), (0, 1, 1)]),
    ],
)
def test_steps_as_parts_of_epochs(position: int, steps: int, expected: list[tuple[int, int, int]]) -> None:
    assert list(pieces(position, steps, 10)) == expected
    assert sum((stop - start) * times for start, stop, times in expected) == steps
