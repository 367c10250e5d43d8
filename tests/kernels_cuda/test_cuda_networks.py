"""Whole networks of every layer with kernels of its own: a step of training on the device is one of the reference."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tuitrainer.nn import Network, layers, losses, optimizers

IMAGES = (5, 6, 2)
SEQUENCES = (3, 2)


def of_images() -> list[Any]:
    return [
        layers.Conv2D(2, 2, activation="relu"), layers.BatchNorm(), layers.MaxPool2D(2), layers.UpSampling2D(2),
        layers.Conv2DTranspose(2, 3, strides=2), layers.AveragePool2D(2),
        layers.Conv2D(2, 2, strides=2, padding="same"), layers.GlobalAveragePool2D(), layers.Dense(3),
    ]  # fmt: skip


def of_sequences() -> list[Any]:
    return [
        layers.LSTM(3, return_sequences=True), layers.LayerNorm(), layers.GRU(2, return_sequences=True),
        layers.SelfAttention(1, causal=True), layers.SimpleRNN(3),
    ]  # fmt: skip


def trained(backend: str, stack: list[Any], shape: tuple[int, ...]) -> list[np.ndarray[Any, Any]]:
    """The loss, the gradient of the input, the parameters and the answer after a step."""
    network = Network(stack, input_shape=shape, backend=backend, dtype="float64", seed=0)
    rng = np.random.default_rng(1)
    x, target = rng.normal(size=(2, *shape)), rng.normal(size=(2, 3))
    loss, gradient = losses.get("mean_squared_error")(network.forward(x, training=True), target)
    of_x = network.backward(gradient)
    optimizers.SGD(0.1).update(network.parameters)
    return [np.array(loss), of_x, *(parameter.numpy() for parameter in network.parameters), network.forward(x)]


@pytest.mark.parametrize(("stack", "shape"), [(of_images, IMAGES), (of_sequences, SEQUENCES)])
def test_a_step_of_training(stack: Any, shape: tuple[int, ...]) -> None:
    for got, expected in zip(trained("cuda", stack(), shape), trained("reference", stack(), shape), strict=True):
        np.testing.assert_allclose(got, expected, rtol=1e-12, atol=1e-13)
