"""Networks: what goes in and out, accumulation, freezing, workspaces, architectures and what is refused."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tuitrainer.base.errors import UserError
from tuitrainer.nn import Network, layers, losses, optimizers
from tuitrainer.nn.architecture import MAXIMUM_PARAMETERS, build_architecture
from tuitrainer.nn.inputs import check_rows
from tuitrainer.nn.layers import LAYERS, Layer
from tuitrainer.nn.network import network_from_config

BACKENDS = ["reference", "cpu"]


def iris(backend: str = "reference", **arguments: Any) -> Network:
    made = [layers.Dense(32, "relu"), layers.Dense(16, "relu"), layers.Dense(3)]
    return Network(made, (4,), backend=backend, **arguments)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("backend", BACKENDS)
def test_forward_is_the_formula(backend: str, dtype: str) -> None:
    network = iris(backend, dtype=dtype, seed=2)
    x = np.random.default_rng(0).normal(size=(7, 4))
    weights = [parameter.numpy().astype(np.float64) for parameter in network.parameters]
    expected = np.maximum(x @ weights[0] + weights[1], 0)
    expected = np.maximum(expected @ weights[2] + weights[3], 0)
    expected = expected @ weights[4] + weights[5]
    output = network.forward(x)
    assert output.dtype == dtype
    np.testing.assert_allclose(output, expected, rtol=1e-4 if dtype == "float32" else 1e-12, atol=1e-6)


def test_names_and_shapes() -> None:
    network = iris()
    assert [(parameter.name, parameter.shape) for parameter in network.parameters] == [
        ("0.dense.weights", (4, 32)), ("0.dense.bias", (32,)), ("1.dense.weights", (32, 16)),
        ("1.dense.bias", (16,)), ("2.dense.weights", (16, 3)), ("2.dense.bias", (3,)),
    ]  # fmt: skip
    assert network.parameters.size == 739
    assert network.output_shape == (3,)
    assert list(network.parameters_by_layer()) == ["0.dense", "1.dense", "2.dense"]
    assert network.parameters[1:3] == (network.parameters[1], network.parameters[2])
    assert repr(network.parameters[1]) == "Parameter('0.dense.bias', shape=(32,), trainable=True)"


@pytest.mark.parametrize("backend", BACKENDS)
def test_outputs_and_gradients_are_copies(backend: str) -> None:
    network = iris(backend)
    x = np.ones((2, 4), np.float32)
    first = network.forward(x)
    kept = first.copy()
    x[:] = 5.0  # the network must not have kept a view of it either
    gradient = network.backward(np.ones((2, 3)))
    kept_gradient = gradient.copy()
    copy_of_layer = network.layer_output(0)
    network.forward(np.zeros((2, 4)))
    network.backward(np.zeros((2, 3)))
    np.testing.assert_array_equal(first, kept)
    np.testing.assert_array_equal(gradient, kept_gradient)
    assert (copy_of_layer != network.layer_output(0)).any()
    network.parameters[0].numpy()[:] = 9.0
    network.parameters[0].grad_numpy()[:] = 9.0
    assert (network.parameters[0].numpy() != 9.0).all()
    assert (network.parameters[0].grad_numpy() != 9.0).all()


@pytest.mark.parametrize("backend", BACKENDS)
def test_gradients_overwrite_or_accumulate(backend: str) -> None:
    network = iris(backend, dtype="float64")
    rng = np.random.default_rng(1)
    batches = [(rng.normal(size=(rows, 4)), rng.normal(size=(rows, 3))) for rows in (3, 5, 1)]
    assert not any(parameter.grad_numpy().any() for parameter in network.parameters)
    single = []
    for x, gradient in batches:
        network.forward(x)
        network.backward(gradient)
        single.append([parameter.grad_numpy() for parameter in network.parameters])
    network.forward(batches[0][0])
    network.backward(batches[0][1])
    for x, gradient in batches[1:]:
        network.forward(x)
        network.backward(gradient, accumulate=True)
    for index, parameter in enumerate(network.parameters):
        np.testing.assert_allclose(parameter.grad_numpy(), sum(arrays[index] for arrays in single), rtol=1e-12)


@pytest.mark.parametrize("backend", BACKENDS)
def test_batches_of_any_size_in_any_order(backend: str) -> None:
    """A workspace that has grown or lends a part of itself must not change a result."""
    network, fresh = iris(backend), iris(backend)
    rng = np.random.default_rng(4)
    for rows in (3, 17, 1, 16, 6, 17, 40, 2):
        x, gradient = rng.normal(size=(rows, 4)), rng.normal(size=(rows, 3))
        np.testing.assert_allclose(network.forward(x), fresh.forward(x), rtol=1e-6, atol=1e-6)
        np.testing.assert_allclose(network.backward(gradient), fresh.backward(gradient), rtol=1e-5, atol=1e-6)
        fresh = iris(backend)


def test_rows_do_not_depend_on_their_neighbours() -> None:
    network = iris()
    x = np.random.default_rng(2).normal(size=(6, 4))
    single = np.concatenate([network.forward(row[np.newaxis]) for row in x])
    np.testing.assert_allclose(network.forward(x), single, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("backend", BACKENDS)
def test_assign(backend: str) -> None:
    network = iris(backend)
    weights = network.parameters[0]
    weights.assign(np.arange(128).reshape(4, 32))
    np.testing.assert_array_equal(weights.numpy(), np.arange(128, dtype=np.float32).reshape(4, 32))
    weights.assign(np.full((4, 32), np.nan))
    assert np.isnan(weights.numpy()).all()
    for wrong, said in ((np.ones((32, 4)), "(32, 4)"), (np.ones(128), "(128,)"), (np.full((4, 32), "a"), "no real")):
        with pytest.raises(UserError) as caught:
            weights.assign(wrong)
        assert caught.value.problems[0].place == "0.dense.weights"
        assert said in str(caught.value)


def test_layers_without_parameters() -> None:
    network = Network([layers.Flatten(), layers.Activation("tanh")], (2, 3), backend="reference", dtype="float64")
    x = np.random.default_rng(0).normal(size=(2, 2, 3))
    np.testing.assert_allclose(network.forward(x), np.tanh(x).reshape(2, 6))
    assert network.backward(np.ones((2, 6))).shape == (2, 2, 3)
    assert len(network.parameters) == 0
    optimizers.Adam().update(network.parameters)


@pytest.mark.parametrize(
    ("call", "place", "said"),
    [
        (lambda net: net.forward(np.ones((2, 5))), "x", "(2, 5)"),
        (lambda net: net.forward(np.ones(4)), "x", "(N, 4)"),
        (lambda net: net.forward(np.ones((0, 4))), "x", "one row or more"),
        (lambda net: net.forward(3.0), "x", "(N, 4)"),
        (lambda net: net.forward([["a"] * 4]), "x", "no real numbers"),
        (lambda net: net.backward(np.ones((2, 3))), "grad", "none yet"),
        (lambda net: (net.forward(np.ones((2, 4))), net.backward(np.ones((3, 3)))), "grad", "(2, 3)"),
        (lambda net: net.layer_output(0), "layers[0]", "no forward"),
        (lambda net: net.forward(np.ones((2, 4, 1))), "x", "(2, 4, 1)"),
        (lambda net: net.forward([[1, 2, 3, 4], [1, 2]]), "x", "different lengths"),
        (lambda net: net.forward([[1, 2, 3, None]]), "x", "no real numbers"),
        (lambda net: net.forward(np.ones((2, 4), complex)), "x", "no real numbers"),
        (lambda net: net.forward([[0.0] * 4, [0.0, 1.0, np.nan, np.inf]]), "x", "row 1 holds nan"),
        (lambda net: net.forward(np.vstack([np.zeros((3000, 4)), [0, 0, 0, -np.inf]])), "x", "row 3000 holds -inf"),
        (lambda net: net.forward([[0.0, 1e300, 0.0, 0.0]]), "x", "row 0 holds inf"),
        (lambda net: (net.forward(np.ones((1, 4))), net.backward([[1], [2, 3]])), "grad", "different lengths"),
    ],
)
def test_wrong_calls(call: Any, place: str, said: str) -> None:
    with pytest.raises(UserError) as caught:
        call(iris())
    assert caught.value.problems[0].place == place
    assert said in str(caught.value)


def test_images_of_bytes_and_truth_values_are_taken_as_they_are() -> None:
    network = Network([layers.Flatten(), layers.Dense(2)], (2, 3), backend="reference")
    images = np.random.default_rng(0).integers(0, 256, (4, 2, 3))
    expected = network.forward(images.astype(np.float32))
    for dtype in (np.uint8, np.int64, np.uint64, np.float16, np.float64):
        np.testing.assert_array_equal(network.forward(images.astype(dtype)), expected)
    np.testing.assert_array_equal(network.forward(images > 99), network.forward((images > 99).astype(np.float32)))
    np.testing.assert_array_equal(network.forward(images.tolist()), expected)


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_only_rows_in_use_are_looked_at(bad: float) -> None:
    x = np.zeros((5000, 3), np.float32)
    x[4321, 1] = bad
    check_rows(x, "x", np.array([0, 4320, 4322]))
    check_rows(x, "x", np.delete(np.arange(5000), 4321).repeat(2))
    for rows in (None, np.array([7, 4321, 4321]), np.arange(5000).repeat(2)[::-1], np.full(9000, 4321)):
        with pytest.raises(UserError, match="row 4321 holds") as caught:
            check_rows(x, "x", rows)
        assert caught.value.problems[0].place == "x"


def test_what_diverges_inside_is_no_error() -> None:
    network = iris()
    network.parameters[0].assign(np.full((4, 32), 3e38))
    assert not np.isfinite(network.forward(np.full((1, 4), 100.0))).all()
    assert np.isnan(network.forward_array(np.full((1, 4), np.nan, np.float32))).all()


def borrowed() -> Network:
    layer = layers.Dense(4)
    Network([layer], (4,), backend="reference")
    return Network([layer], (4,), backend="reference")


@pytest.mark.parametrize(
    ("make", "places"),
    [
        (borrowed, {"layers[0]"}),
        (lambda: Network([], (4,), backend="reference"), {"layers"}),
        (lambda: Network([layers.Dense(3)], (), backend="reference"), {"input_shape"}),
        (lambda: Network([layers.Dense(3)], (0, 2), backend="reference"), {"input_shape[0]"}),
        (lambda: Network([layers.Dense(3)], 4, backend="reference"), {"input_shape"}),  # type: ignore[arg-type]
        (lambda: Network(["Dense"], (4,), backend="reference"), {"layers[0]"}),  # type: ignore[list-item]
        (lambda: Network([layers.Dense(3), layers.Reshape([2, 2])], (4,)), {"layers[1].target_shape"}),
        (lambda: Network([layers.Dense(3)], (4,), dtype="float16", seed=-1), {"dtype", "seed"}),
        (lambda: Network([layers.Dense(3)], (4,), seed=2**63), {"seed"}),
        (lambda: Network([layers.Dense(MAXIMUM_PARAMETERS)], (4,)), {"layers[0]"}),
    ],
)
def test_networks_that_do_not_fit_together(make: Any, places: set[str]) -> None:
    with pytest.raises(UserError) as caught:
        make()
    assert {problem.place for problem in caught.value.problems} == places


def test_a_network_that_failed_leaves_its_layers_free() -> None:
    layer = layers.Dense(3)
    with pytest.raises(UserError):
        Network([layer, layers.Reshape([5])], (4,), backend="reference")
    assert Network([layer], (4,), backend="reference").output_shape == (3,)


@pytest.mark.parametrize(
    ("make", "places"),
    [
        (lambda: layers.Dense(0), {"units"}),
        (lambda: layers.Dense(2.5), {"units"}),  # type: ignore[arg-type]
        (lambda: layers.Dense(True), {"units"}),
        (lambda: layers.Dense("3", "rleu", 1, {"name": "x"}, "y"),  # type: ignore[arg-type]
         {"units", "activation", "use_bias", "kernel_initializer.name", "bias_initializer"}),
        (lambda: layers.Activation("softmaxx"), {"activation"}),
        (lambda: layers.Reshape([]), {"target_shape"}),
        (lambda: layers.Reshape("4"), {"target_shape"}),  # type: ignore[arg-type]
        (lambda: layers.Reshape([-1, -1]), {"target_shape"}),
        (lambda: layers.Reshape([0]), {"target_shape"}),
        (lambda: layers.Reshape([2.0]), {"target_shape[0]"}),  # type: ignore[list-item]
        (lambda: layers.from_config({"type": "Dense"}), {"units"}),
        (lambda: layers.from_config({"type": "Dence", "units": 3}), {"type"}),
        (lambda: layers.from_config({"units": 3}), {"type"}),
        (lambda: layers.from_config({"type": "Flatten", "units": 3}), {"units"}),
    ],
)  # fmt: skip
def test_wrong_arguments_of_layers_are_all_located(make: Any, places: set[str]) -> None:
    with pytest.raises(UserError) as caught:
        make()
    assert {problem.place for problem in caught.value.problems} == places


EXAMPLES: dict[str, Layer] = {
    "Dense": layers.Dense(3, "tanh", False, {"name": "constant", "value": 0.5}),
    "Activation": layers.Activation("relu"),
    "Flatten": layers.Flatten(),
    "Reshape": layers.Reshape((-1, 2)),
    "Conv2D": layers.Conv2D(3, (2, 3), 2, "same", "relu", False, "he_normal", "ones", "l1", "l2"),
    "Conv2DTranspose": layers.Conv2DTranspose(3, 2, (2, 1), "same", "relu", False, "he_normal", "ones", "l1", "l2"),
    "MaxPool2D": layers.MaxPool2D(3, (2, 1), "same"),
    "AveragePool2D": layers.AveragePool2D((2, 3)),
    "GlobalAveragePool2D": layers.GlobalAveragePool2D(keepdims=True),
    "UpSampling2D": layers.UpSampling2D((2, 3)),
    "SimpleRNN": layers.SimpleRNN(3, "relu", False, True, "he_normal", "identity", "ones", "l1", "l2", "l1_l2"),
    "LSTM": layers.LSTM(3, False, False, True, "he_normal", "identity", "ones", "l1", "l2", "l1_l2"),
    "GRU": layers.GRU(3, False, True, "he_normal", "identity", "ones", "l1", "l2", "l1_l2"),
    "Embedding": layers.Embedding(5, 3, "he_normal", "l2"),
    "PositionalEncoding": layers.PositionalEncoding(),
    "BatchNorm": layers.BatchNorm(0.9, 0.01, False, True, "ones", {"name": "constant", "value": 0.5}, "l1", "l2"),
    "LayerNorm": layers.LayerNorm(0.01, True, False, "ones", {"name": "constant", "value": 0.5}, "l1", "l2"),
    "Dropout": layers.Dropout(0.25),
    "GaussianNoise": layers.GaussianNoise(0.5),
    "Residual": layers.Residual([layers.Dense(3), layers.Branches([], [layers.Flatten()])], layers.Dense(6)),
    "Branches": layers.Branches([layers.Dense(3), layers.Residual([layers.Dense(3)])], []),
    "SelfAttention": layers.SelfAttention(2, True, False, "he_normal", "ones", "l1", "l2"),
}


@pytest.mark.parametrize("name", LAYERS)
def test_every_layer_describes_itself(name: str) -> None:
    described = layers.describe(EXAMPLES[name])
    assert layers.describe(layers.from_config(described)) == described
    assert described["type"] == name
    frozen = layers.from_config({**described, "trainable": False})
    assert not frozen.trainable
    assert not layers.from_config(layers.describe(frozen)).trainable


def test_a_network_describes_itself() -> None:
    network = iris(dtype="float64", seed=9)
    network.parameters[0].trainable = False
    again = network_from_config(network.config(), "reference")
    assert again.config() == network.config()
    assert not again.parameters[0].trainable
    assert again.parameters[1].trainable
    for first, second in zip(network.parameters, again.parameters, strict=True):
        np.testing.assert_array_equal(first.numpy(), second.numpy())


def test_an_architecture_allocates_nothing() -> None:
    architecture = build_architecture([layers.Dense(16000) for _index in range(1)], (16000,))
    assert architecture.output_shape == (16000,)


def same_layer_twice() -> list[Layer]:
    layer = layers.Dense(4)
    return [layer, layers.Flatten(), layer]


def test_an_activation_that_stands_twice_shares_nothing() -> None:
    activation = layers.Activation("relu")
    network = Network([layers.Dense(4), activation, layers.Dense(4), activation], (4,), backend="reference")
    plan = network.dense_plan(losses.get("mean_squared_error"), optimizers.SGD())
    assert plan is not None
    assert plan.activations == ("relu", "relu")


def test_plans() -> None:
    made = [layers.Flatten(), layers.Dense(5), layers.Activation("relu"), layers.Dense(2)]
    network = Network(made, (2, 3), backend="reference")
    loss, optimizer = losses.get("categorical_crossentropy", from_logits=True), optimizers.SGD(momentum=0.5)
    plan = network.dense_plan(loss, optimizer)
    assert plan is not None
    assert (plan.sizes, plan.activations, plan.offsets) == ((6, 5, 2), ("relu", "linear"), (0, 35))
    assert (plan.loss, plan.optimizer, plan.hyperparameters) == ("softmax_cross_entropy", "momentum", (0.5,))
    assert plan.trainable == (True, True)
    assert network.dense_plan(loss, optimizer) is plan
    network.parameters[0].trainable = network.parameters[1].trainable = False
    frozen = network.dense_plan(loss, optimizer)
    assert frozen is not None
    assert frozen.trainable == (False, True)
    network.parameters[1].trainable = True
    assert network.dense_plan(loss, optimizer) is None
    network.parameters[0].trainable = True
    assert network.dense_plan(losses.get("categorical_crossentropy"), optimizer) is None


@pytest.mark.parametrize(
    "made",
    [
        [layers.Activation("relu"), layers.Dense(2)],
        [layers.Dense(2, "relu"), layers.Activation("tanh")],
        [layers.Dense(2, use_bias=False)],
        [layers.Reshape([2, 2]), layers.Dense(2)],
        [layers.Flatten()],
        [layers.Dense(2, kernel_regularizer="l2")],
        [layers.Residual([layers.Dense(4)]), layers.Dense(2)],
        [layers.Branches([layers.Dense(2)])],
        same_layer_twice(),
    ],
)
def test_networks_without_a_plan(made: list[Layer]) -> None:
    network = Network(made, (4,), backend="reference")
    assert network.dense_plan(losses.get("mean_squared_error"), optimizers.SGD()) is None
