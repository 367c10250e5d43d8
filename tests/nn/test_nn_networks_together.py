"""Networks that feed networks: what a generator, an encoder or an attack needs goes through the input's gradient."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from nn_differences import TOLERANCE, central_differences, relative_error

from tuitrainer.nn import Network, layers, losses, optimizers
from tuitrainer.nn.layers import Layer

Values = npt.NDArray[Any]
backends = pytest.mark.parametrize("backend", ["reference", "cpu"])


def network_of(made: list[Layer], inputs: int, backend: str, seed: int) -> Network:
    return Network(made, (inputs,), backend=backend, dtype="float64", seed=seed)


def check_gradients(network: Network, value: Callable[[], float]) -> None:
    """The gradients in a network are the derivatives of `value`, which runs it."""
    got = {parameter.name: parameter.grad_numpy() for parameter in network.parameters}
    for parameter in network.parameters:
        host = parameter.numpy()

        def value_with(host: Values = host, parameter: Any = parameter) -> float:
            parameter.assign(host)
            return value()

        expected = central_differences(value_with, host)
        parameter.assign(host)
        assert np.abs(expected).max() > 0
        assert relative_error(got[parameter.name], expected) < TOLERANCE, parameter.name


def numbers(network: Network) -> list[Values]:
    return [parameter.numpy() for parameter in network.parameters]


@backends
def test_a_generator_learns_through_a_frozen_discriminator(backend: str) -> None:
    """Goodfellow et al. (2014): the generator follows the gradient of what the discriminator says of its samples."""
    generator = network_of(
        [layers.Dense(5, "tanh"), layers.Residual([layers.Dense(5)]), layers.Dense(3)], 2, backend, 1
    )
    discriminator = network_of([layers.Dense(4, "gelu"), layers.Dense(1)], 3, backend, 2)
    loss = losses.get("binary_crossentropy", from_logits=True)
    noise = np.random.default_rng(0).normal(size=(6, 2))
    real = np.ones((6, 1))

    def generator_loss() -> float:
        return loss(discriminator.forward(generator.forward(noise)), real)[0]

    discriminator.trainable = False
    before, optimizer = generator_loss(), optimizers.SGD(0.5)
    kept = numbers(discriminator)
    _value, gradient = loss(discriminator.forward(generator.forward(noise)), real)
    generator.backward(discriminator.backward(gradient))
    check_gradients(generator, generator_loss)
    optimizer.update(generator.parameters)
    optimizers.Adam().update(discriminator.parameters)  # has nothing to do
    assert generator_loss() < before
    for own, values in zip(numbers(discriminator), kept, strict=True):
        np.testing.assert_array_equal(own, values)


@backends
def test_a_discriminator_learns_from_real_and_false_together(backend: str) -> None:
    discriminator = network_of([layers.Dense(4, "tanh"), layers.Dense(1)], 3, backend, 2)
    loss = losses.get("binary_crossentropy", from_logits=True)
    rng = np.random.default_rng(0)
    real, false = rng.normal(size=(5, 3)), rng.normal(size=(7, 3))

    def discriminator_loss() -> float:
        of_real = loss(discriminator.forward(real), np.ones((5, 1)))[0]
        return of_real + loss(discriminator.forward(false), np.zeros((7, 1)))[0]

    discriminator.backward(loss(discriminator.forward(real), np.ones((5, 1)))[1])
    discriminator.backward(loss(discriminator.forward(false), np.zeros((7, 1)))[1], accumulate=True)
    check_gradients(discriminator, discriminator_loss)


@backends
def test_an_encoder_learns_through_its_samples(backend: str) -> None:
    """Kingma and Welling, "Auto-encoding variational Bayes" (2014): z = mean + exp(log_variance / 2) * noise.

    Between encoder and decoder the chain rule is written out by hand, with that of the divergence from the normal
    distribution: -1/2 sum(1 + log_variance - mean^2 - exp(log_variance)).
    """
    encoder = network_of([layers.Dense(6, "tanh"), layers.Dense(4)], 3, backend, 1)
    decoder = network_of([layers.Branches([layers.Dense(5, "gelu")], []), layers.Dense(3)], 2, backend, 2)
    loss = losses.get("mean_squared_error")
    rng = np.random.default_rng(0)
    x, noise = rng.normal(size=(5, 3)), rng.normal(size=(5, 2))

    def sampled(statistics: Values) -> tuple[Values, Values, Values]:
        mean, log_variance = statistics[:, :2], statistics[:, 2:]
        return mean, log_variance, mean + np.exp(log_variance / 2) * noise

    def divergence(mean: Values, log_variance: Values) -> float:
        return float(-0.5 * (1 + log_variance - mean**2 - np.exp(log_variance)).sum())

    def value() -> float:
        mean, log_variance, z = sampled(encoder.forward(x))
        return loss(decoder.forward(z), x)[0] + divergence(mean, log_variance)

    mean, log_variance, z = sampled(encoder.forward(x))
    dz = decoder.backward(loss(decoder.forward(z), x)[1])
    d_mean = dz + mean
    d_log_variance = dz * noise * np.exp(log_variance / 2) / 2 + 0.5 * (np.exp(log_variance) - 1)
    encoder.backward(np.hstack([d_mean, d_log_variance]))
    check_gradients(encoder, value)
    check_gradients(decoder, value)


@backends
def test_an_attack_changes_the_input_and_nothing_else(backend: str) -> None:
    """The fast gradient sign method: Goodfellow, Shlens and Szegedy (2015)."""
    network = network_of([layers.Dense(6, "tanh"), layers.LayerNorm(), layers.Dense(3)], 4, backend, 1)
    network.trainable = False
    loss = losses.get("sparse_categorical_crossentropy", from_logits=True)
    x, labels = np.random.default_rng(0).normal(size=(5, 4)), np.array([0, 2, 1, 1, 0])
    kept = numbers(network)
    before, gradient = loss(network.forward(x), labels)
    dx = network.backward(gradient)
    assert relative_error(dx, central_differences(lambda: loss(network.forward(x), labels)[0], x)) < TOLERANCE
    after = loss(network.forward(x + 0.05 * np.sign(dx)), labels)[0]
    assert after > before
    for own, values in zip(numbers(network), kept, strict=True):
        np.testing.assert_array_equal(own, values)


@backends
def test_one_network_twice_in_a_row(backend: str) -> None:
    """A network that is fed its own output must be walked forward again before each way back."""
    network = network_of([layers.Dense(3, "tanh")], 3, backend, 1)
    x, weight = np.random.default_rng(0).normal(size=(2, 4, 3))

    def value() -> float:
        return float((network.forward(network.forward(x)) * weight).sum())

    middle = network.forward(x)
    network.forward(middle)
    d_middle = network.backward(weight)
    network.forward(x)
    network.backward(d_middle, accumulate=True)
    check_gradients(network, value)
