"""Convolution and pooling: names, shapes, first weights, what they refuse, that they learn.

That their gradients are derivatives is shown in test_nn_gradients.py (the cases of cases_convolution.py).
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from tuitrainer.base.errors import UserError
from tuitrainer.nn import Network, layers, losses, optimizers
from tuitrainer.nn.architecture import build_architecture
from tuitrainer.nn.layers import Layer
from tuitrainer.nn.summary import summarize

BACKENDS = ["reference", "cpu"]


def network(*made: Layer, shape: tuple[int, ...], backend: str = "reference", **arguments: Any) -> Network:
    return Network(made, shape, backend=backend, dtype="float64", **arguments)


def output_shape(layer: Layer, *shape: int) -> tuple[int, ...]:
    return build_architecture([layer], shape).output_shape


def test_the_network_of_the_course() -> None:
    made = [
        layers.Conv2D(32, 3, activation="relu"), layers.MaxPool2D(2), layers.Conv2D(64, 3, activation="relu"),
        layers.MaxPool2D(2), layers.Conv2D(64, 3, activation="relu"),
    ]  # fmt: skip
    summary = summarize(build_architecture(made, (32, 32, 3)))
    assert [(row.layer, row.output_shape, row.parameters) for row in summary.rows] == [
        ("0.conv2d", (30, 30, 32), 896), ("1.max_pool2d", (15, 15, 32), 0), ("2.conv2d", (13, 13, 64), 18496),
        ("3.max_pool2d", (6, 6, 64), 0), ("4.conv2d", (4, 4, 64), 36928),
    ]  # fmt: skip
    assert summary.total == 56320


def test_alexnet() -> None:
    """Krizhevsky, Sutskever and Hinton (2012), on one processor; the sizes of the course's table."""
    made: list[Layer] = [
        layers.Conv2D(96, 11, 4, activation="relu"), layers.MaxPool2D(3, 2),
        layers.Conv2D(256, 5, padding="same", activation="relu"), layers.MaxPool2D(3, 2),
        layers.Conv2D(384, 3, padding="same", activation="relu"),
        layers.Conv2D(384, 3, padding="same", activation="relu"),
        layers.Conv2D(256, 3, padding="same", activation="relu"), layers.MaxPool2D(3, 2), layers.Flatten(),
        layers.Dense(4096, "relu"), layers.Dense(4096, "relu"), layers.Dense(1000),
    ]  # fmt: skip
    summary = summarize(build_architecture(made, (227, 227, 3)))
    assert [row.output_shape for row in summary.rows] == [
        (55, 55, 96), (27, 27, 96), (27, 27, 256), (13, 13, 256), (13, 13, 384), (13, 13, 384), (13, 13, 256),
        (6, 6, 256), (9216,), (4096,), (4096,), (1000,),
    ]  # fmt: skip
    assert summary.total == 62_378_344


def test_names_and_shapes_of_parameters() -> None:
    made = network(
        layers.Conv2D(3, (2, 5), padding="same"), layers.Conv2DTranspose(4, (2, 5)),
        layers.Conv2D(2, 1, use_bias=False), shape=(5, 6, 2),
    )  # fmt: skip
    assert [(parameter.name, parameter.shape) for parameter in made.parameters] == [
        ("0.conv2d.kernels", (2, 5, 2, 3)), ("0.conv2d.bias", (3,)),
        ("1.conv2d_transpose.kernels", (2, 5, 4, 3)), ("1.conv2d_transpose.bias", (4,)),
        ("2.conv2d.kernels", (1, 1, 4, 2)),
    ]  # fmt: skip
    assert made.output_shape == (6, 10, 2)


@pytest.mark.parametrize("kind", [layers.Conv2D, layers.MaxPool2D, layers.AveragePool2D])
@pytest.mark.parametrize(
    ("length", "size", "stride", "valid", "same"),
    [
        (1, 1, 1, 1, 1), (5, 3, 1, 3, 5), (5, 3, 2, 2, 3), (6, 3, 2, 2, 3), (7, 2, 2, 3, 4), (7, 3, 4, 2, 2),
        (8, 3, 5, 2, 2), (4, 4, 9, 1, 1), (10, 1, 3, 4, 4),
    ],
)  # fmt: skip
def test_output_sizes_are_those_of_keras(kind: Any, length: int, size: int, stride: int, valid: int, same: int) -> None:
    arguments: dict[str, Any] = {"filters": 2, "kernel_size": (size, 1)}
    if kind is not layers.Conv2D:
        arguments = {"pool_size": (size, 1)}
    for padding, expected in (("valid", valid), ("same", same)):
        made = kind(**arguments, strides=(stride, 1), padding=padding)
        assert output_shape(made, length, 3, 2) == (expected, 3, 2)


@pytest.mark.parametrize(
    ("length", "size", "stride", "valid", "same"),
    [
        (1, 1, 1, 1, 1), (1, 3, 1, 3, 1), (4, 3, 2, 9, 8), (4, 2, 2, 8, 8), (3, 1, 2, 6, 6), (3, 2, 5, 15, 15),
        (3, 5, 3, 11, 9),
    ],
)  # fmt: skip
def test_transposed_output_sizes_are_those_of_keras(length: int, size: int, stride: int, valid: int, same: int) -> None:
    for padding, expected in (("valid", valid), ("same", same)):
        made = layers.Conv2DTranspose(2, (1, size), (1, stride), padding)
        assert output_shape(made, 3, length, 7) == (3, expected, 2)


def test_other_output_sizes() -> None:
    assert output_shape(layers.MaxPool2D(), 5, 7, 2) == (2, 3, 2)
    assert output_shape(layers.MaxPool2D((2, 3)), 5, 7, 2) == (2, 2, 2)
    assert output_shape(layers.GlobalAveragePool2D(), 5, 7, 2) == (2,)
    assert output_shape(layers.GlobalAveragePool2D(keepdims=True), 5, 7, 2) == (1, 1, 2)
    assert output_shape(layers.UpSampling2D(), 5, 7, 2) == (10, 14, 2)
    assert output_shape(layers.UpSampling2D([3, 1]), 5, 7, 2) == (15, 7, 2)


@pytest.mark.parametrize("backend", BACKENDS)
def test_same_puts_the_odd_row_below_and_the_odd_column_right(backend: str) -> None:
    """A kernel of two by two ones over an image of ones sums to 4, and to less only where zeros were added."""
    ones = {"kernel_initializer": "ones", "padding": "same"}
    made = network(layers.Conv2D(1, 2, **ones), shape=(3, 3, 1), backend=backend)  # type: ignore[arg-type]
    assert made.forward(np.ones((1, 3, 3, 1)))[0, :, :, 0].tolist() == [[4, 4, 2], [4, 4, 2], [2, 2, 1]]
    # Two windows of 3 with strides of 2 take 5 pixels, one more than there are: one column of zeros, on the right.
    made = network(layers.Conv2D(1, 3, 2, **ones), shape=(4, 4, 1), backend=backend)  # type: ignore[arg-type]
    assert made.forward(np.ones((1, 4, 4, 1)))[0, :, :, 0].tolist() == [[9, 6], [6, 4]]
    # Three take 7, two more than there are: one column on either side.
    made = network(layers.Conv2D(1, 3, 2, **ones), shape=(5, 5, 1), backend=backend)  # type: ignore[arg-type]
    assert made.forward(np.ones((1, 5, 5, 1)))[0, :, :, 0].tolist() == [[4, 6, 4], [6, 9, 6], [4, 6, 4]]


@pytest.mark.parametrize("backend", BACKENDS)
def test_what_padding_adds_does_not_count_in_pooling(backend: str) -> None:
    x = -np.arange(1.0, 10.0).reshape(1, 3, 3, 1)
    made = network(layers.MaxPool2D(2, padding="same"), shape=(3, 3, 1), backend=backend)
    assert made.forward(x)[0, :, :, 0].tolist() == [[-1, -3], [-7, -9]]
    made = network(layers.AveragePool2D(2, padding="same"), shape=(3, 3, 1), backend=backend)
    assert made.forward(x)[0, :, :, 0].tolist() == [[-3, -4.5], [-7.5, -9]]


@pytest.mark.parametrize("padding", ["valid", "same"])
@pytest.mark.parametrize(("size", "stride"), [((3, 2), (2, 1)), ((1, 4), (3, 3)), ((2, 2), (2, 2))])
def test_a_transposed_convolution_is_the_transpose(
    padding: str, size: tuple[int, int], stride: tuple[int, int]
) -> None:
    """The sum of y * (K x) over all pixels is that of x * (K^T y), for the same kernels."""
    up = network(layers.Conv2DTranspose(3, size, stride, padding), shape=(3, 4, 2))
    down = network(layers.Conv2D(2, size, stride, padding, use_bias=False), shape=up.output_shape)
    assert down.output_shape == up.input_shape
    down.parameters[0].assign(up.parameters[0].numpy())
    rng = np.random.default_rng(3)
    x, y = rng.normal(size=(2, *up.input_shape)), rng.normal(size=(2, *up.output_shape))
    assert (up.forward(x) * y).sum() == pytest.approx((x * down.forward(y)).sum(), rel=1e-12)


def test_first_weights_are_those_of_keras() -> None:
    """The inputs of a unit are all values under its kernel. For the transposed convolution Keras counts `filters` as
    inputs, because they stand where those of a convolution stand.
    """
    made = network(
        layers.Conv2D(40, (3, 5), kernel_initializer="he_uniform"),
        layers.Conv2DTranspose(30, (5, 3), kernel_initializer="he_uniform"),
        layers.Conv2D(20, (3, 2)),
        shape=(9, 9, 8),
    )
    kernels = [np.abs(made.parameters[index].numpy()).max() for index in (0, 2, 4)]
    limits = [math.sqrt(6 / (15 * 8)), math.sqrt(6 / (15 * 30)), math.sqrt(6 / (6 * (30 + 20)))]
    for largest, limit in zip(kernels, limits, strict=True):
        assert 0.99 * limit < largest <= limit
    assert not made.parameters[1].numpy().any()


@pytest.mark.parametrize(
    "layer",
    [layers.Conv2D(2, (3, 2), (4, 5), "same"), layers.MaxPool2D((3, 2), (4, 5), "same"), layers.MaxPool2D((3, 2))],
)
def test_windows_survive_a_description(layer: Any) -> None:
    again: Any = layers.from_config(layers.describe(layer))
    assert again.windows == layer.windows


@pytest.mark.parametrize("backend", BACKENDS)
def test_inputs_are_left_as_they_are(backend: str) -> None:
    """The layer before keeps its output for its own way back."""
    made = network(
        layers.Activation("tanh"), layers.Conv2D(2, 2, activation="gelu"), layers.Activation("tanh"),
        layers.Conv2DTranspose(2, 2), layers.Activation("tanh"), layers.MaxPool2D(2), layers.Activation("tanh"),
        layers.AveragePool2D(1), layers.UpSampling2D(2), layers.GlobalAveragePool2D(),
        shape=(5, 5, 2), backend=backend,
    )  # fmt: skip
    x = np.random.default_rng(0).normal(size=(3, 5, 5, 2))
    made.forward(x, training=True)
    before = [made.layer_output(index) for index in range(10)]
    made.backward(np.ones((3, 2)))
    for index in range(10):
        np.testing.assert_array_equal(made.layer_output(index), before[index])


@pytest.mark.parametrize("backend", BACKENDS)
def test_batches_of_changing_size(backend: str) -> None:
    made = network(
        layers.Conv2D(3, 2, padding="same"), layers.MaxPool2D(2), layers.Conv2DTranspose(2, 2, 2),
        layers.AveragePool2D(2), layers.UpSampling2D(2), layers.GlobalAveragePool2D(), shape=(5, 4, 2), backend=backend,
    )  # fmt: skip
    x = np.random.default_rng(0).normal(size=(7, 5, 4, 2))
    whole, dx = made.forward(x), made.backward(np.ones((7, 2)))
    for rows in (1, 7, 3):
        np.testing.assert_allclose(made.forward(x[:rows]), whole[:rows], rtol=1e-12)
        np.testing.assert_allclose(made.backward(np.ones((rows, 2))), dx[:rows], rtol=1e-12)


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_convolutional_network_learns(backend: str) -> None:
    """A line down or a line across, anywhere: no dense layer on the pixels' means could tell them apart."""
    rng = np.random.default_rng(0)
    x, labels = rng.normal(0, 0.1, size=(64, 8, 8, 1)), rng.integers(0, 2, 64)
    for image, label, place in zip(x, labels, rng.integers(0, 8, 64), strict=True):
        image[:, place] += label
        image[place] += 1 - label
    made = network(
        layers.Conv2D(4, 3, activation="relu"), layers.MaxPool2D(2), layers.Conv2D(4, 2, activation="relu"),
        layers.GlobalAveragePool2D(), layers.Dense(2), shape=(8, 8, 1), backend=backend,
    )  # fmt: skip
    loss, optimizer = losses.get("sparse_categorical_crossentropy", from_logits=True), optimizers.Adam(0.03)
    for _step in range(60):
        value, gradient = loss(made.forward(x, training=True), labels)
        made.backward(gradient)
        optimizer.update(made.parameters)
    assert value < 0.1


@pytest.mark.parametrize(
    ("name", "arguments", "places"),
    [
        ("Conv2D", (0, 0), {"filters", "kernel_size"}),
        ("Conv2D", (1, [3, 0], (0, 1)), {"kernel_size[1]", "strides[0]"}),
        ("Conv2D", (1, 3, 0, "full"), {"strides", "padding"}),
        ("Conv2D", (1, (1, 2, 3)), {"kernel_size"}),
        ("Conv2D", (1, ()), {"kernel_size"}),
        ("Conv2D", (1, "33"), {"kernel_size"}),
        ("Conv2D", (1, b"33"), {"kernel_size"}),
        ("Conv2D", (1, 3.0), {"kernel_size"}),
        ("Conv2D", (1, True), {"kernel_size"}),
        ("Conv2D", (1, 10**30, 10**30), {"kernel_size", "strides"}),
        ("Conv2D", (1, ([1], None)), {"kernel_size[0]", "kernel_size[1]"}),
        ("Conv2D", (1, 3, 1, None, "rel", 1), {"padding", "activation", "use_bias"}),
        (
            "Conv2DTranspose", (1, 3, 1, "same", None, True, "he", "zero", "l3", {"l1": -1}),
            {"kernel_initializer", "bias_initializer", "kernel_regularizer.name", "bias_regularizer.l1"},
        ),
        ("Conv2DTranspose", (-1, None, 0.5), {"filters", "kernel_size", "strides"}),
        ("MaxPool2D", (0,), {"pool_size"}),
        ("MaxPool2D", (2, 0, "SAME"), {"strides", "padding"}),
        ("AveragePool2D", ((2, -1), (1,)), {"pool_size[1]", "strides"}),
        ("GlobalAveragePool2D", ("yes",), {"keepdims"}),
        ("UpSampling2D", (0,), {"size"}),
        ("UpSampling2D", ({"down": 2},), {"size"}),
    ],
)  # fmt: skip
def test_wrong_arguments_are_all_located(name: str, arguments: tuple[Any, ...], places: set[str]) -> None:
    with pytest.raises(UserError) as caught:
        getattr(layers, name)(*arguments)
    assert {problem.place for problem in caught.value.problems} == places


@pytest.mark.parametrize(
    ("layer", "shape", "place", "said"),
    [
        (layers.Conv2D(2, 3), (12,), "layers[0]", "(12,) is no image"),
        (layers.Conv2D(2, 3), (8, 8), "layers[0]", "(height, width, channels)"),
        (layers.Conv2DTranspose(2, 3), (2, 8, 8, 3), "layers[0]", "is no image"),
        (layers.MaxPool2D(2), (8, 8), "layers[0]", "is no image"),
        (layers.AveragePool2D(2), (8,), "layers[0]", "is no image"),
        (layers.GlobalAveragePool2D(), (8, 8), "layers[0]", "is no image"),
        (layers.UpSampling2D(2), (8, 8), "layers[0]", "is no image"),
        (layers.Conv2D(2, (4, 1)), (3, 9, 1), "layers[0].kernel_size", "4 x 1 does not fit into an image of 3 x 9"),
        (layers.Conv2D(2, (1, 4)), (9, 3, 1), "layers[0].kernel_size", 'windows up to 9 x 3, padding = "same"'),
        (layers.MaxPool2D((1, 4)), (9, 3, 1), "layers[0].pool_size", "does not fit"),
        (layers.AveragePool2D(2), (1, 9, 1), "layers[0].pool_size", "does not fit"),
        (layers.UpSampling2D(65536), (1, 1, 3), "layers[0]", "too many"),
        (layers.Conv2DTranspose(2**12, 1, 65536), (1, 1, 3), "layers[0]", "too many"),
        (layers.Conv2D(2**20, 1), (32, 32, 3), "layers[0]", "too many"),
        (layers.Conv2D(2, 3, kernel_initializer="identity"), (8, 8, 1), "layers[0].kernel_initializer", "two axes"),
        (layers.Conv2D(2, 3, bias_initializer="orthogonal"), (8, 8, 1), "layers[0].bias_initializer", "axes"),
    ],
)  # fmt: skip
def test_inputs_that_do_not_fit_are_refused(layer: Layer, shape: tuple[int, ...], place: str, said: str) -> None:
    with pytest.raises(UserError) as caught:
        build_architecture([layer], shape)
    assert [problem.place for problem in caught.value.problems] == [place]
    assert said in str(caught.value)


@pytest.mark.parametrize("backend", BACKENDS)
def test_windows_larger_than_the_image_are_no_harm_with_padding(backend: str) -> None:
    made = network(
        layers.MaxPool2D(65536, 65536, "same"), layers.AveragePool2D(65536, 1, "same"),
        layers.Conv2D(1, 40, 99, "same"), shape=(3, 4, 1), backend=backend,
    )  # fmt: skip
    x = np.arange(12.0).reshape(1, 3, 4, 1)
    assert made.forward(x).shape == (1, 1, 1, 1)
    assert np.count_nonzero(made.backward(np.ones((1, 1, 1, 1)))) == 1
