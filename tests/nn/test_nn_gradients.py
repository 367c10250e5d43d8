"""Every layer and whole networks against central differences, on awkward shapes, with every backend."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import cases_attention
import cases_composition
import cases_convolution
import cases_recurrent
import numpy as np
import pytest
from nn_differences import TOLERANCE, central_differences, relative_error

from tuitrainer.kernels.backend import ACTIVATIONS
from tuitrainer.nn import Network, layers, losses
from tuitrainer.nn.layers import Layer

SMOOTH = tuple(name for name in ACTIVATIONS if name != "heaviside")

CASES: dict[str, tuple[Callable[[], Sequence[Layer]], tuple[int, ...]]] = {
    "dense": (lambda: [layers.Dense(3)], (5,)),
    "dense, one by one": (lambda: [layers.Dense(1)], (1,)),
    "dense, tanh": (lambda: [layers.Dense(7, "tanh")], (3,)),
    "dense without bias": (lambda: [layers.Dense(2, "sigmoid", use_bias=False)], (11,)),
    "dense over the last axis": (lambda: [layers.Dense(4, "softplus")], (2, 3, 5)),
    "flatten": (lambda: [layers.Flatten(), layers.Dense(2)], (3, 2)),
    "flatten last": (lambda: [layers.Dense(2), layers.Flatten()], (3, 2)),
    "reshape": (lambda: [layers.Dense(6), layers.Reshape([2, -1]), layers.Dense(2, "tanh")], (5,)),
    "activation alone": (lambda: [layers.Activation("softmax")], (3, 4)),
    "activation first": (lambda: [layers.Activation("tanh"), layers.Dense(3)], (4,)),
    "deep": (
        lambda: [layers.Dense(13, "tanh"), layers.Dense(1), layers.Activation("gelu"), layers.Dense(5, "softmax")],
        (7,),
    ),
    **{
        f"activation {name}": (lambda name=name: [layers.Dense(5, name), layers.Dense(3)], (4,))  # type: ignore[misc]
        for name in SMOOTH
    },
    **cases_convolution.CASES,
    **cases_recurrent.CASES,
    **cases_attention.CASES,
    **cases_composition.CASES,
}


def network_of(case: str, backend: str) -> Network:
    make, input_shape = CASES[case]
    network = Network(make(), input_shape, backend=backend, dtype="float64", seed=3)
    rng = np.random.default_rng(5)
    for parameter in network.parameters:
        values = rng.normal(0.1, 0.5, parameter.shape)
        parameter.assign(values if parameter.trainable else np.abs(values))  # a moving variance is not negative
    return network


@pytest.mark.parametrize("backend", ["reference", "cpu"])
@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("rows", [1, 3])
def test_backward_is_the_derivative_of_forward(case: str, rows: int, backend: str) -> None:
    network = network_of(case, backend)
    rng = np.random.default_rng(7)
    x = rng.normal(size=(rows, *network.input_shape))
    weight = rng.normal(size=(rows, *network.output_shape))

    def value() -> float:
        return float((network.forward(x) * weight).sum())

    trained = [parameter for parameter in network.parameters if parameter.trainable]
    expected_parameters = []
    for parameter in trained:
        host = parameter.numpy()

        def value_with(host=host, parameter=parameter) -> float:  # type: ignore[no-untyped-def]
            parameter.assign(host)
            return value()

        expected_parameters.append(central_differences(value_with, host))
        parameter.assign(host)
    expected_x = central_differences(value, x)

    network.forward(x)
    assert relative_error(network.backward(weight), expected_x) < TOLERANCE
    for parameter, expected in zip(trained, expected_parameters, strict=True):
        assert relative_error(parameter.grad_numpy(), expected) < TOLERANCE, parameter.name


@pytest.mark.parametrize("backend", ["reference", "cpu"])
def test_heaviside_passes_no_gradient(backend: str) -> None:
    network = Network([layers.Dense(4, "heaviside")], (3,), backend=backend, dtype="float64")
    output = network.forward(np.ones((2, 3)))
    assert set(np.unique(output)) <= {0.0, 1.0}
    assert not network.backward(np.ones((2, 4))).any()


@pytest.mark.parametrize("backend", ["reference", "cpu"])
def test_a_network_with_its_loss(backend: str) -> None:
    """From the loss all the way to every parameter, as a training step does it, without the input's gradient."""
    network = network_of("deep", backend)
    loss = losses.get("categorical_crossentropy")
    rng = np.random.default_rng(11)
    x, target = rng.normal(size=(5, 7)), np.eye(5)[rng.integers(0, 5, 5)]
    _value, gradient = loss(network.forward(x), target)
    network.backward_array(network.backend.from_numpy(gradient), input_gradient=False)
    got = [parameter.grad_numpy() for parameter in network.parameters]
    for parameter, gradient_of_parameter in zip(network.parameters, got, strict=True):
        host = parameter.numpy()

        def value(host=host, parameter=parameter) -> float:  # type: ignore[no-untyped-def]
            parameter.assign(host)
            return loss(network.forward(x), target)[0]

        expected = central_differences(value, host)
        parameter.assign(host)
        assert relative_error(gradient_of_parameter, expected) < TOLERANCE, parameter.name
