"""Layers that hold others, layers that stand at several places, and layers that are not trained."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tuitrainer.base.errors import UserError
from tuitrainer.kernels import reference
from tuitrainer.nn import Network, layers, losses, optimizers
from tuitrainer.nn.layers import Layer
from tuitrainer.nn.layers.composite import MAXIMUM_DEPTH, MAXIMUM_LAYERS
from tuitrainer.nn.network import network_from_config

BACKENDS = ["reference", "cpu"]
Values = npt.NDArray[Any]


def network_of(made: Sequence[Layer], *input_shape: int, backend: Any = "reference", seed: int = 3) -> Network:
    return Network(made, input_shape, backend=backend, dtype="float64", seed=seed)


def values_of(network: Network) -> dict[str, Values]:
    return {parameter.name: parameter.numpy() for parameter in network.parameters}


def gradients_of(network: Network) -> dict[str, Values]:
    return {parameter.name: parameter.grad_numpy() for parameter in network.parameters}


def dense(x: Values, values: dict[str, Values], name: str) -> Values:
    result: Values = x @ values[f"{name}.weights"] + values[f"{name}.bias"]
    return result


# -- what they calculate -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("backend", BACKENDS)
def test_residual_is_the_formula(backend: str) -> None:
    block = layers.Residual([layers.Dense(5, "tanh"), layers.Dense(3)], layers.Dense(3))
    network = network_of([layers.Dense(4), block, layers.Residual([layers.Dense(3)])], 2, backend=backend)
    values, x = values_of(network), np.random.default_rng(0).normal(size=(6, 2))
    h = dense(x, values, "0.dense")
    inner = dense(np.tanh(dense(h, values, "1.residual.0.dense")), values, "1.residual.1.dense")
    h = dense(h, values, "1.residual.shortcut.0.dense") + inner
    np.testing.assert_allclose(network.forward(x), h + dense(h, values, "2.residual.0.dense"), rtol=1e-12)


@settings(max_examples=20, deadline=None, derandomize=True)
@given(
    rows=st.integers(1, 5), widths=st.lists(st.lists(st.integers(1, 4), max_size=2), min_size=1, max_size=4),
    steps=st.integers(1, 3),
)  # fmt: skip
def test_branches_are_side_by_side(rows: int, widths: list[list[int]], steps: int) -> None:
    branches = [[layers.Dense(width, "tanh") for width in of_branch] for of_branch in widths]
    network = network_of([layers.Branches(*branches)], steps, 3)
    values, x = values_of(network), np.random.default_rng(0).normal(size=(rows, steps, 3))
    expected = []
    for branch, of_branch in enumerate(widths):
        y = x
        for index in range(len(of_branch)):
            y = np.tanh(dense(y, values, f"0.branches.{branch}.{index}.dense"))
        expected.append(y)
    np.testing.assert_allclose(network.forward(x), np.concatenate(expected, axis=-1), rtol=1e-12)


def test_names_shapes_and_what_stands_where() -> None:
    made = [
        layers.Conv2D(2, 1),
        layers.Residual([layers.Conv2D(4, 3, padding="same")], shortcut=[layers.Conv2D(4, 1)]),
        layers.Branches([layers.Flatten(), layers.Dense(3)], [layers.Flatten()]),
    ]
    network = network_of(made, 3, 5, 1)
    assert [(parameter.name, parameter.shape) for parameter in network.parameters] == [
        ("0.conv2d.kernels", (1, 1, 1, 2)), ("0.conv2d.bias", (2,)),
        ("1.residual.0.conv2d.kernels", (3, 3, 2, 4)), ("1.residual.0.conv2d.bias", (4,)),
        ("1.residual.shortcut.0.conv2d.kernels", (1, 1, 2, 4)), ("1.residual.shortcut.0.conv2d.bias", (4,)),
        ("2.branches.0.1.dense.weights", (60, 3)), ("2.branches.0.1.dense.bias", (3,)),
    ]  # fmt: skip
    assert network.output_shape == (63,)
    assert [name for name, _layer in network.walk()] == [
        "0.conv2d", "1.residual", "1.residual.0.conv2d", "1.residual.shortcut.0.conv2d",
        "2.branches", "2.branches.0.0.flatten", "2.branches.0.1.dense", "2.branches.1.0.flatten",
    ]  # fmt: skip
    network.forward(np.ones((2, 3, 5, 1)))
    assert network.layer_output("2.branches.0.1.dense").shape == (2, 3)
    np.testing.assert_array_equal(network.layer_output("2.branches"), network.layer_output(2))
    with pytest.raises(UserError, match="no such layer"):
        network.layer_output("2.branches.0.2.dense")


@pytest.mark.parametrize("backend", BACKENDS)
def test_batches_of_any_size_in_any_order(backend: str) -> None:
    def make() -> Network:
        shared = layers.Dense(3, "tanh")
        made = [layers.Residual([shared]), layers.Branches([shared], [], [layers.Dense(2)]), layers.Dense(2)]
        return network_of(made, 3, backend=backend)

    network, rng = make(), np.random.default_rng(4)
    for rows in (3, 17, 1, 16, 17, 40, 2):
        fresh = make()
        x, gradient = rng.normal(size=(rows, 3)), rng.normal(size=(rows, 2))
        np.testing.assert_array_equal(network.forward(x), fresh.forward(x))
        np.testing.assert_array_equal(network.backward(gradient), fresh.backward(gradient))
        np.testing.assert_array_equal(network.backward(gradient), fresh.backward(gradient))  # nothing was used up


def test_a_block_learns_on_every_backend_alike() -> None:
    rng = np.random.default_rng(2)
    x, y = rng.normal(size=(30, 3)), rng.normal(size=(30, 2))
    outputs = []
    for backend in BACKENDS:
        shared = layers.Dense(3, "tanh")
        network = network_of([shared, layers.Residual([shared]), layers.Branches([], [shared]), layers.Dense(2)], 3,
                             backend=backend)  # fmt: skip
        optimizer, loss = optimizers.Adam(0.01), losses.get("mean_squared_error")
        values = []
        for _step in range(50):
            value, gradient = loss(network.forward(x, training=True), y)
            network.backward(gradient)
            optimizer.update(network.parameters)
            values.append(value)
        assert values[-1] < 0.9 * values[0]
        outputs.append(values)
    np.testing.assert_allclose(outputs[0], outputs[1], rtol=1e-9)


def test_noise_differs_with_the_place() -> None:
    dropout = layers.Dropout(0.5)
    made = [layers.Branches([dropout], [dropout], [layers.Residual([layers.Dropout(0.5)], layers.Dropout(0.5))])]
    network = network_of(made, 64)
    masks = np.split(network.forward(np.ones((1, 64)), training=True)[0], 3)
    assert (masks[0] != masks[1]).any()
    assert {0.0, 2.0, 4.0} == set(masks[2])  # two masks, neither the other
    again = network_of([layers.Branches([layers.Dropout(0.5)], [layers.Dropout(0.5)])], 64)
    np.testing.assert_array_equal(np.split(again.forward(np.ones((1, 64)), training=True)[0], 2), masks[:2])


def test_noise_differs_from_layer_to_layer() -> None:
    row = [layers.Dropout(0.5), layers.Residual([layers.Dropout(0.5), layers.Dropout(0.5)]), layers.Dropout(0.5)]
    network = network_of(row, 64)
    network.forward(np.ones((1, 64)), training=True)
    outer, inner = "1.residual.0.dropout", "1.residual.1.dropout"
    assert (network.layer_output(outer)[network.layer_output(0) != 0] == 0).any()
    assert (network.layer_output(inner)[network.layer_output(outer) != 0] == 0).any()
    assert (network.layer_output(2)[network.layer_output(1) != 0] == 0).any()


def test_initial_draws_depend_on_the_place_alone() -> None:
    def start(*before: Layer) -> dict[str, Values]:
        return values_of(network_of([layers.Branches(list(before), [layers.Dense(3), layers.Dense(3)])], 3))

    few, many = start(), start(layers.Dense(2), layers.Dense(5))
    kept = [name for name in few if name.startswith("0.branches.1.") and name.endswith("weights")]
    assert len(kept) == 2
    for name in kept:
        np.testing.assert_array_equal(few[name], many[name])
    drawn = [many[name] for name in many if name.endswith("weights")]
    assert not (drawn[2] == drawn[3]).any()
    plain = values_of(network_of([layers.Dense(4), layers.Dense(3)], 3))
    inside = values_of(network_of([layers.Dense(4), layers.Residual([layers.Dense(4)])], 3))
    np.testing.assert_array_equal(plain["0.dense.weights"], inside["0.dense.weights"])


# -- what is refused ---------------------------------------------------------------------------------------------------


def nested(depth: int) -> Layer:
    layer: Layer = layers.Flatten()
    for _level in range(depth):
        layer = layers.Residual([layer])
    return layer


def doubled(times: int) -> Layer:
    """2**times layers in a few objects: each holds the one before it twice."""
    layer: Layer = layers.Activation("tanh")
    for _level in range(times):
        layer = layers.Residual([layer, layer])
    return layer


@pytest.mark.parametrize(
    ("make", "places", "said"),
    [
        (lambda: layers.Residual([]), {"layers"}, "at least one"),
        (lambda: layers.Residual(layers.Dense(3)), {"layers"}, "no list of layers"),  # type: ignore[arg-type]
        (lambda: layers.Residual([layers.Dense], "Dense"), {"layers[0]", "shortcut"}, "no layer"),  # type: ignore[list-item, arg-type]
        (lambda: layers.Residual([layers.Dense(2)], [3]), {"shortcut[0]"}, "int is no layer"),  # type: ignore[list-item]
        (layers.Branches, {"branches"}, "at least one branch"),
        (lambda: layers.Branches(layers.Dense(3)), {"branches[0]"}, "no list of layers"),  # type: ignore[arg-type]
        (lambda: layers.Branches([], [None]), {"branches[1][0]"}, "NoneType"),  # type: ignore[list-item]
        (lambda: network_of([layers.Residual([layers.Dense(4)])], 3), {"layers[0].shortcut"}, "Dense(4)"),
        (lambda: network_of([layers.Residual([layers.Dense(4)], layers.Dense(2))], 3), {"layers[0].shortcut"}, "(2,)"),
        (
            lambda: network_of([layers.Residual([layers.Conv2D(8, 3, 2, padding="same")])], 6, 6, 3),
            {"layers[0].shortcut"}, "(6, 6, 3) into (3, 3, 8), which can't be added to it without a shortcut that does "
            "so too. Accepted: Conv2D(8, 1, strides=2)",
        ),
        (lambda: network_of([layers.Branches([], [layers.Reshape([3, 1])])], 3), {"layers[0].branches[1]"}, "(3, 1)"),
        (
            lambda: network_of([layers.Flatten(), layers.Residual([layers.Flatten(), layers.Reshape([2])])], 3),
            {"layers[1].layers[1].target_shape"}, "do not fit",
        ),
        (
            lambda: network_of([layers.Branches([layers.Reshape([2])], [layers.Conv2D(1, 1)])], 3),
            {"layers[0].branches[0][0].target_shape", "layers[0].branches[1][0]"}, "do not fit",
        ),
        (lambda: nested(MAXIMUM_DEPTH + 1), {""}, "too deep"),
        (lambda: doubled(14), {""}, "too many layers"),
        (lambda: network_of([layers.Activation("tanh")] * (MAXIMUM_LAYERS + 1), 3), {"layers"}, "too many layers"),
        (lambda: network_of([layers.Flatten(), layers.Dense(2**29 // 4, use_bias=False)], 2, 2), {"layers[1]"}, "para"),
        (lambda: network_of([layers.Dense(2**12)], 2**20, 1), {"layers[0]"}, "4294967296 values for each example"),
        (lambda: network_of([layers.Reshape([1] * 64)], 1), {"layers[0]"}, "64 axes"),
        (lambda: network_of([layers.Flatten()], *[1] * 64), {"input_shape"}, "too many axes"),
    ],
)  # fmt: skip
def test_what_does_not_fit_together(make: Callable[[], object], places: set[str], said: str) -> None:
    with pytest.raises(UserError) as caught:
        make()
    assert {problem.place for problem in caught.value.problems} == places
    assert said in str(caught.value)


def test_what_is_just_allowed() -> None:
    network = network_of([nested(MAXIMUM_DEPTH - 1), doubled(4)], 3)
    x = np.full((1, 3), 0.5)
    assert network.forward(x).shape == (1, 3)
    assert network_from_config(network.config(), "reference").config() == network.config()


@pytest.mark.parametrize(
    ("config", "places"),
    [
        ({"type": "Residual", "layers": [{"type": "Dense", "units": 0}]}, {"layers[0].units"}),
        ({"type": "Residual", "layers": [{"type": "Dence"}], "shortcut": {"type": "Dense"}},
         {"layers[0].type", "shortcut.units"}),
        ({"type": "Residual", "layers": 3}, {"layers"}),
        ({"type": "Residual", "layers": [[{"type": "Flatten"}]]}, {"layers[0]"}),
        ({"type": "Residual"}, {"layers"}),
        ({"type": "Branches"}, {"branches"}),
        ({"type": "Branches", "branches": {"type": "Flatten"}}, {"branches"}),
        ({"type": "Branches", "branches": [[{"type": "Dense", "units": 2}, 5]]}, {"branches[0][1]"}),
        ({"type": "Branches", "branches": [[{"type": "Residual", "layers": [{}]}]]}, {"branches[0][0].layers[0].type"}),
        ({"type": "Branches", "branches": [[]], "layers": []}, {"layers"}),
        ({"type": "Dense", "units": 2, "trainable": "no"}, {"trainable"}),
        ({"type": "Residual", "layers": [{"type": "Dense", "units": 2, "trainable": 0}]}, {"layers[0].trainable"}),
    ],
)  # fmt: skip
def test_descriptions_of_layers_inside_layers(config: dict[str, Any], places: set[str]) -> None:
    with pytest.raises(UserError) as caught:
        layers.from_config(config)
    assert {problem.place for problem in caught.value.problems} == places


def test_descriptions_that_are_nested_without_end() -> None:
    config: Any = {"type": "Flatten"}
    listed: Any = []
    for _level in range(300):
        config = {"type": "Residual", "layers": [config]}
        listed = [listed]
    for hostile in (config, {"type": "Branches", "branches": listed}):
        with pytest.raises(UserError, match="too deep"):
            layers.from_config(hostile)


def test_layers_of_ones_own_can_be_used_but_not_described() -> None:
    class Doubled(layers.Activation):
        pass

    network = network_of([layers.Residual([Doubled("tanh")])], 3)
    assert network.forward(np.zeros((1, 3))).shape == (1, 3)
    with pytest.raises(UserError, match="Doubled is no built-in layer"):
        network.config()


# -- shared layers -----------------------------------------------------------------------------------------------------


def sharing(backend: Any = "reference", seed: int = 3) -> Network:
    """One dense layer at three places, one of them inside another layer."""
    shared = layers.Dense(3, "tanh")
    made = [shared, layers.Residual([layers.Dense(3), shared]), shared, layers.Dense(2)]
    return network_of(made, 3, backend=backend, seed=seed)


def apart(network: Network) -> Network:
    """The same numbers with a layer of its own at each place."""
    made = [
        layers.Dense(3, "tanh"), layers.Residual([layers.Dense(3), layers.Dense(3, "tanh")]), layers.Dense(3, "tanh"),
        layers.Dense(2),
    ]  # fmt: skip
    separate = network_of(made, 3)
    values = values_of(network)
    for parameter in separate.parameters:
        parameter.assign(values[network.architecture.first_name(parameter.name)])
    return separate


@pytest.mark.parametrize("backend", BACKENDS)
def test_gradients_of_all_places_add_up(backend: str) -> None:
    network = sharing(backend)
    assert list(network.architecture.shared.items()) == [("1.residual.1.dense", "0.dense"), ("2.dense", "0.dense")]
    assert list(values_of(network)) == [
        "0.dense.weights", "0.dense.bias", "1.residual.0.dense.weights", "1.residual.0.dense.bias",
        "3.dense.weights", "3.dense.bias",
    ]  # fmt: skip
    separate = apart(network)
    rng = np.random.default_rng(0)
    x, gradient = rng.normal(size=(5, 3)), rng.normal(size=(5, 2))
    np.testing.assert_allclose(network.forward(x), separate.forward(x), rtol=1e-12)
    network.backward(7 * gradient)  # is overwritten
    np.testing.assert_allclose(network.backward(gradient), separate.backward(gradient), rtol=1e-12)
    expected: dict[str, Values] = {}
    for name, values in gradients_of(separate).items():
        first = network.architecture.first_name(name)
        expected[first] = expected.get(first, 0.0) + values
    for name, values in gradients_of(network).items():
        np.testing.assert_allclose(values, expected[name], rtol=1e-12, err_msg=name)
    network.backward(gradient, accumulate=True)
    network.backward_array(network.backend.from_numpy(gradient), accumulate=True, input_gradient=False)
    for name, values in gradients_of(network).items():
        np.testing.assert_allclose(values, 3 * expected[name], rtol=1e-12, err_msg=name)


def test_each_place_remembers_its_own() -> None:
    network = sharing()
    network.forward(np.random.default_rng(0).normal(size=(4, 3)))
    outputs = [network.layer_output(name) for name in ("0.dense", "1.residual.1.dense", "2.dense")]
    assert (outputs[0] != outputs[1]).all()
    assert (outputs[1] != outputs[2]).all()
    assert network.layers[0] is not network.layers[2]
    assert network.layers[0].parameters[0] is network.layers[2].parameters[0]


def test_there_is_one_of_what_is_shared() -> None:
    network = sharing()
    optimizer = optimizers.Adam()
    network.forward(np.ones((1, 3)))
    network.backward(np.ones((1, 2)))
    optimizer.update(network.parameters)
    assert len(optimizer.state()) == 2 * len(network.parameters) == 12
    shared = layers.Dense(3, kernel_regularizer={"name": "l2", "l2": 0.5})
    penalized = network_of([shared, layers.Residual([shared])], 3)
    weights = penalized.parameters[0].numpy()
    penalty = np.zeros(1)
    penalized.parameters.add_penalties(penalty)
    assert penalty[0] == pytest.approx(0.5 * (weights**2).sum())
    assert list(penalized.parameters_by_layer()) == ["0.dense"]


def test_sharing_is_kept(tmp_path: Path) -> None:
    network = sharing()
    network.parameters[0].trainable = False
    network.save(tmp_path / "model.safetensors")
    again = Network.load(tmp_path / "model.safetensors", "reference")
    assert again.config() == network.config()
    assert len(again.parameters) == 6
    x = np.random.default_rng(0).normal(size=(4, 3))
    np.testing.assert_array_equal(again.forward(x), network.forward(x))
    for net in (network, again):
        net.backward(np.ones((4, 2)))
    for name, values in gradients_of(again).items():
        np.testing.assert_array_equal(values, gradients_of(network)[name])


def test_a_block_is_shared_with_all_that_is_inside() -> None:
    inner = layers.Dense(3)
    block = layers.Residual([inner, layers.Dense(3, "tanh")])
    network = network_of([inner, block, block, layers.Branches([block], [inner])], 3)
    assert network.architecture.shared == {
        "1.residual.0.dense": "0.dense", "2.residual": "1.residual", "3.branches.0.0.residual": "1.residual",
        "3.branches.1.0.dense": "0.dense",
    }  # fmt: skip
    assert list(values_of(network)) == [
        "0.dense.weights", "0.dense.bias", "1.residual.1.dense.weights", "1.residual.1.dense.bias",
    ]  # fmt: skip
    again = network_from_config(network.config(), "reference")
    assert again.config() == network.config()
    x = np.random.default_rng(0).normal(size=(4, 3))
    np.testing.assert_array_equal(again.forward(x), network.forward(x))


def test_other_numbers_of_inputs_can_not_share() -> None:
    shared = layers.Dense(4)
    with pytest.raises(UserError) as caught:
        network_of([layers.Flatten(), shared, layers.Residual([shared])], 3)
    assert caught.value.problems[0].place == "layers[2]"
    assert "'2.residual.0.dense.weights' is shared with '1.dense.weights'" in str(caught.value)
    assert "(3, 4)" in str(caught.value)
    assert network_of([layers.Residual([shared])], 4).output_shape == (4,)  # nothing was attached


def test_layers_inside_others_belong_to_one_network_too() -> None:
    inner = layers.Dense(3)
    network_of([layers.Residual([inner])], 3)
    for made in ([inner], [layers.Flatten(), layers.Residual([layers.Residual([inner])])]):
        with pytest.raises(UserError, match="another network") as caught:
            network_of(made, 3)
        assert caught.value.problems[0].place == f"layers[{len(made) - 1}]"


@pytest.mark.parametrize(
    ("shared", "said"),
    [
        (3, "no table"),
        (["0.dense"], "no table"),
        ({"2.dense": "9.dense"}, "no two layers"),
        ({"9.dense": "0.dense"}, "no two layers"),
        ({"2.dense": ["0.dense"]}, "no two layers"),
        ({"2.dense": None}, "no two layers"),
        ({"3.dense": "0.dense"}, "described differently"),
        ({"1.residual.1.dense": "1.residual"}, "described differently"),
        ({"0.dense": "2.dense"}, "contradict"),
        ({"0.dense": "0.dense"}, "contradict"),
        ({"2.dense": "1.residual.1.dense", "1.residual.1.dense": "0.dense"}, "contradict"),
    ],
)
def test_tables_of_places_that_lie(shared: Any, said: str) -> None:
    config = {**apart(sharing()).config(), "shared": shared}
    with pytest.raises(UserError, match=said) as caught:
        network_from_config(config, "reference")
    assert {problem.place for problem in caught.value.problems} == {"shared"}


def test_norms_share_their_moving_averages() -> None:
    norm = layers.BatchNorm(momentum=0.5)
    network = network_of([norm, layers.Activation("softplus"), norm], 3)
    assert len(network.parameters) == 4
    x = np.random.default_rng(0).normal(size=(8, 3))
    network.forward(x, training=True)
    second = np.logaddexp(0, network.layer_output(0)).mean(axis=0)
    np.testing.assert_allclose(network.parameters[2].numpy(), 0.5 * (0.5 * x.mean(axis=0)) + 0.5 * second, rtol=1e-10)
    network.backward(np.ones((8, 3)))
    assert not network.parameters[2].grad_numpy().any()


# -- frozen layers -----------------------------------------------------------------------------------------------------


class Counting:
    """The reference, with a count of the calls of each verb."""

    def __init__(self) -> None:
        self.calls: Counter[str] = Counter()

    def __getattr__(self, verb: str) -> Any:
        def call(*arguments: Any) -> Any:
            self.calls[verb] += 1
            return getattr(reference, verb)(*arguments)

        return getattr(reference, verb) if verb.isupper() else call


def freezable(backend: Any = "reference") -> Network:
    made = [
        layers.Dense(3, "tanh"), layers.Residual([layers.Dense(3), layers.Dense(3)]),
        layers.Branches([layers.Dense(2), layers.Dense(2)], [layers.Dense(1)]), layers.Dense(2),
    ]  # fmt: skip
    return network_of(made, 3, backend=backend)


@pytest.mark.parametrize("when", ["before", "after"])
def test_freezing(when: str, tmp_path: Path) -> None:
    made = [layers.Dense(3), layers.Residual([layers.Dense(3), layers.BatchNorm()]), layers.Dense(2)]
    if when == "before":
        made[0].trainable = made[1].trainable = False
    network = network_of(made, 3)
    if when == "after":
        network.layers[0].trainable = network.layers[1].trainable = False
    assert [layer.trainable for layer in network.layers] == [False, False, True]
    assert network.frozen() == [
        "0.dense.weights", "0.dense.bias", "1.residual.0.dense.weights", "1.residual.0.dense.bias",
        "1.residual.1.batch_norm.gamma", "1.residual.1.batch_norm.beta",
    ]  # fmt: skip
    network.save(tmp_path / "model.safetensors")
    again = Network.load(tmp_path / "model.safetensors", "reference")
    assert again.config() == network.config()
    assert again.frozen() == network.frozen()
    before = values_of(network)
    network.forward(np.random.default_rng(0).normal(size=(4, 3)))
    network.backward(np.ones((4, 2)))
    optimizers.SGD(0.1).update(network.parameters)
    changed = {name for name, values in values_of(network).items() if (values != before[name]).any()}
    assert changed == {"2.dense.weights", "2.dense.bias"}
    network.trainable = True
    assert network.frozen() == []
    moving = [parameter.trainable for parameter in network.parameters if "moving" in parameter.name]
    assert moving == [False, False]
    network.trainable = False
    assert not network.trainable
    assert network.parameters.trainable_ranges() == []


def test_a_part_of_a_block_can_be_frozen() -> None:
    inner = layers.Dense(3)
    inner.trainable = False
    network = network_of([layers.Residual([inner, layers.Dense(3)])], 3)
    assert network.frozen() == ["0.residual.0.dense.weights", "0.residual.0.dense.bias"]
    assert network.layers[0].trainable
    assert network_from_config(network.config(), "reference").frozen() == network.frozen()
    inner.trainable = True
    assert network.frozen() == []
    with pytest.raises(UserError, match="neither true nor false"):
        inner.trainable = "no"  # type: ignore[assignment]


def test_nothing_is_calculated_for_a_frozen_front() -> None:
    backend = Counting()
    network = freezable(backend)
    x, gradient = np.random.default_rng(0).normal(size=(4, 3)), np.ones((4, 2))

    def calls(input_gradient: bool) -> tuple[int, int, list[str]]:
        network.forward(x)
        for parameter in network.parameters:
            parameter.gradient[...] = 7.0
        backend.calls.clear()
        network.backward_array(gradient.copy(), input_gradient=input_gradient)
        written = [name for name, values in gradients_of(network).items() if (values != 7.0).any()]
        return backend.calls["dense_weights_gradient"], backend.calls["dense_input_gradient"], written

    everything = list(values_of(network))
    assert calls(False) == (7, 6, everything)
    assert calls(True) == (7, 7, everything)
    network.layers[0].trainable = False
    assert calls(False) == (6, 5, everything[2:])
    network.layers[1].trainable = False
    assert calls(False) == (4, 2, everything[6:])
    network.layers[2].parts[0].layers[0].trainable = False  # the first layer of one branch, in front of a trained one
    assert calls(False) == (3, 1, everything[8:])
    assert calls(True) == (7, 7, everything)
    network.layers[2].trainable = False
    assert calls(False) == (1, 0, everything[-2:])
    network.trainable = False
    assert calls(False) == (0, 0, [])
    assert calls(True) == (7, 7, everything)


@pytest.mark.parametrize("frozen", ["0.", "1.residual.0", "0. 1.", "3."])
def test_what_is_still_calculated_is_right(frozen: str) -> None:
    whole, part = freezable(), freezable()
    for parameter in part.parameters:
        parameter.trainable = not parameter.name.startswith(tuple(frozen.split()))
    x, gradient = np.random.default_rng(0).normal(size=(4, 3)), np.random.default_rng(1).normal(size=(4, 2))
    for network in (whole, part):
        network.forward(x)
        network.backward_array(gradient.copy(), input_gradient=False)
    for own, other in zip(part.parameters, whole.parameters, strict=True):
        if own.trainable:
            np.testing.assert_array_equal(own.grad_numpy(), other.grad_numpy(), err_msg=own.name)


# -- weights from elsewhere --------------------------------------------------------------------------------------------


def test_weights_are_taken_over(tmp_path: Path) -> None:
    source = sharing(seed=5)
    source.save(tmp_path / "source.safetensors")
    for origin in (source, tmp_path / "source.safetensors", str(tmp_path / "source.safetensors")):
        whole = sharing(seed=6)
        whole.load_weights(origin)
        for name, values in values_of(whole).items():
            np.testing.assert_array_equal(values, values_of(source)[name])
    residual = layers.Residual([layers.Dense(2), layers.Dense(3)])
    target = network_of([layers.Dense(3), layers.Dense(3), residual, layers.Dense(2)], 3)
    before, there = values_of(target), values_of(source)
    target.load_weights(source, layers=["0.dense"])
    target.load_weights(source, {-1: 3, 1: "1.residual.0.dense"})
    expected = dict(before)
    for here, origin in (("0.dense", "0.dense"), ("1.dense", "1.residual.0.dense"), ("3.dense", "3.dense")):
        for role in ("weights", "bias"):
            expected[f"{here}.{role}"] = there[f"{origin}.{role}"]
    for name, values in values_of(target).items():
        np.testing.assert_array_equal(values, expected[name], err_msg=name)
    target.load_weights(source, {"0.dense": "2.dense"})  # where the source has a shared layer for the third time
    np.testing.assert_array_equal(target.parameters[0].numpy(), there["0.dense.weights"])
    converted = Network([layers.Dense(3)], (3,), backend="reference", dtype="float32")
    converted.load_weights(source)
    np.testing.assert_array_equal(converted.parameters[0].numpy(), there["0.dense.weights"].astype(np.float32))


@pytest.mark.parametrize(
    ("wanted", "places", "said"),
    [
        (None, {"2.dense.weights", "2.dense.bias", "layers"}, "(2,)"),
        (["9.dense"], {"layers"}, "'9.dense'"),
        (["1.flatten"], {"layers"}, "with parameters"),
        ([9, 1.5, None, -5], {"layers"}, "no layer 9"),
        ([False], {"layers"}, "no layer False"),
        ("0.dense", {"layers"}, "no list of layers"),
        (3, {"layers"}, "no list of layers"),
        ({"0.dense": "2.dense"}, {"0.dense.weights", "0.dense.bias"}, "(5, 2)"),
        ({2: "3.norm"}, {"layers"}, "3.norm"),
        ({2: 3}, {"2.dense.weights", "2.dense.bias"}, "has no weights"),
    ],
)
def test_weights_that_do_not_fit_change_nothing(wanted: Any, places: set[str], said: str) -> None:
    source = network_of([layers.Dense(5), layers.Flatten(), layers.Dense(2), layers.LayerNorm()], 3)
    target = network_of([layers.Dense(5), layers.Flatten(), layers.Dense(4), layers.Residual([layers.Dense(4)])], 3)
    before = values_of(target)
    with pytest.raises(UserError) as caught:
        target.load_weights(source, wanted)
    assert {problem.place for problem in caught.value.problems} == places
    assert said in str(caught.value)
    for name, values in values_of(target).items():
        np.testing.assert_array_equal(values, before[name])


def test_weights_from_what_is_no_network(tmp_path: Path) -> None:
    target = network_of([layers.Dense(3)], 3)
    for source, said in ((3, "neither a network"), (layers.Dense(3), "neither a network"), ("nowhere", "no such file")):
        with pytest.raises(UserError, match=said):
            target.load_weights(source)  # type: ignore[arg-type]
