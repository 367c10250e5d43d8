"""Checkpoints: round trips, plain readers, all-or-nothing writing, and files made to hurt."""

from __future__ import annotations

import json
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from safetensors import safe_open
from safetensors.numpy import load_file, save_file

from tuitrainer.base.errors import UserError
from tuitrainer.nn import Network, layers, optimizers
from tuitrainer.nn.checkpoint import MAXIMUM_HEADER, read_checkpoint, save_checkpoint, write_arrays
from tuitrainer.nn.network import network_from_config
from tuitrainer.nn.optimizers import Optimizer


def trained(optimizer: Optimizer, dtype: str = "float32") -> Network:
    """A small network after three updates."""
    made = [layers.Dense(5, "tanh", kernel_initializer={"name": "random_normal", "stddev": 0.3}), layers.Dense(2)]
    network = Network(made, (3,), backend="reference", dtype=dtype, seed=4)
    rng = np.random.default_rng(0)
    for _step in range(3):
        network.forward(rng.normal(size=(4, 3)))
        network.backward(rng.normal(size=(4, 2)))
        optimizer.update(network.parameters)
    return network


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_a_network_comes_back(tmp_path: Path, dtype: str) -> None:
    network = trained(optimizers.SGD(), dtype)
    network.parameters[1].trainable = False
    path = tmp_path / "model.safetensors"
    network.save(path)
    again = Network.load(path, backend="reference")
    assert again.config() == network.config()
    assert again.dtype == dtype
    x = np.random.default_rng(1).normal(size=(6, 3))
    np.testing.assert_array_equal(again.forward(x), network.forward(x))
    assert not again.parameters[1].trainable
    assert [file.name for file in tmp_path.glob("*.safetensors")] == ["model.safetensors"]


def test_training_continues(tmp_path: Path) -> None:
    optimizer = optimizers.Adam(0.05, beta_1=0.6)
    network = trained(optimizer)
    path = tmp_path / "run.safetensors"
    save_checkpoint(path, network, optimizer, {"recipe": "title = 'é'", "step": "3"})
    checkpoint = read_checkpoint(path)
    assert checkpoint.metadata["recipe"] == "title = 'é'"
    assert json.loads(checkpoint.metadata["optimizer"]) == {"name": "adam", "iterations": 3, **optimizer.config()}
    assert checkpoint.network is not None
    again, continued = network_from_config(checkpoint.network, "reference"), optimizers.Adam(0.05, beta_1=0.6)
    for parameter in again.parameters:
        parameter.assign(checkpoint.parameters[parameter.name])
    continued.load_state(checkpoint.moments, checkpoint.iterations)
    for net, rule in ((network, optimizer), (again, continued)):
        net.forward(np.ones((2, 3)))
        net.backward(np.ones((2, 2)))
        rule.update(net.parameters)
    for first, second in zip(network.parameters, again.parameters, strict=True):
        np.testing.assert_array_equal(first.numpy(), second.numpy())


def composed(optimizer: Optimizer) -> Network:
    """Layers inside layers, at two places, frozen, and with averages that only a forward moves; after three updates."""
    shared = layers.Dense(4, "tanh")
    made = [
        layers.Dense(4),
        layers.Residual([shared, layers.BatchNorm(), layers.Dropout(0.5)], shortcut=layers.Dense(4)),
        layers.Branches([shared], [layers.Dense(2, "gelu"), layers.LayerNorm()], []),
        layers.Dense(2),
    ]
    made[0].trainable = False
    network = Network(made, (3,), backend="reference", seed=4)
    rng = np.random.default_rng(0)
    for _step in range(3):
        network.forward(rng.normal(size=(4, 3)), training=True)
        network.backward(rng.normal(size=(4, 2)))
        optimizer.update(network.parameters)
    return network


def test_layers_inside_layers_come_back(tmp_path: Path) -> None:
    optimizer = optimizers.Adam()
    network = composed(optimizer)
    path = tmp_path / "run.safetensors"
    save_checkpoint(path, network, optimizer)
    again = Network.load(path, backend="reference")
    assert again.config() == network.config()
    assert again.frozen() == ["0.dense.weights", "0.dense.bias"]
    x = np.random.default_rng(1).normal(size=(6, 3))
    np.testing.assert_array_equal(again.forward(x), network.forward(x))
    tensors = load_file(path)
    names = [parameter.name for parameter in network.parameters]
    assert "1.residual.1.batch_norm.moving_variance" in names
    assert "2.branches.1.0.dense.weights" in names
    assert len(names) == len(set(names)) == 16
    assert set(tensors) == {*names, *(f"optimizer.{name}.{moment}" for name in names for moment in ("m", "v"))}
    for parameter in network.parameters:
        np.testing.assert_array_equal(tensors[parameter.name], parameter.numpy())
    assert read_checkpoint(path).moments.keys() == optimizer.state().keys()


def test_plain_safetensors_reads_it(tmp_path: Path) -> None:
    optimizer = optimizers.Adam()
    network = trained(optimizer)
    path = tmp_path / "run.safetensors"
    save_checkpoint(path, network, optimizer)
    tensors = load_file(path)
    for parameter in network.parameters:
        np.testing.assert_array_equal(tensors[parameter.name], parameter.numpy())
        moment = tensors[f"optimizer.{parameter.name}.v"]
        np.testing.assert_array_equal(moment, optimizer.state()[f"optimizer.{parameter.name}.v"])
    with safe_open(path, framework="numpy") as file:
        assert file.metadata()["schema"] == "1"


def test_arrays_of_no_network(tmp_path: Path) -> None:
    path = tmp_path / "line.safetensors"
    write_arrays(path, {"line": np.array([1.0, 2.0])[::-1]}, {"network": "null", "step": "7"})
    checkpoint = read_checkpoint(path)
    assert checkpoint.network is None
    assert checkpoint.metadata["step"] == "7"
    assert checkpoint.parameters["line"].tolist() == [2.0, 1.0]
    with pytest.raises(UserError, match="no network"):
        Network.load(path)


def test_writing_is_all_or_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "model.safetensors"
    network = trained(optimizers.SGD())
    network.save(path)
    before = path.read_bytes()

    def fail(_self: Path, _target: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", fail)
    network.parameters[0].assign(np.zeros((3, 5)))
    with pytest.raises(OSError, match="No space left"):
        network.save(path)
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir() if file.is_file()] == ["model.safetensors"]
    with pytest.raises(OSError, match="No such file"):
        network.save(tmp_path / "nowhere" / "model.safetensors")
    with pytest.raises(OSError, match="too large"):
        save_checkpoint(path, network, metadata={"recipe": "x" * (MAXIMUM_HEADER + 1)})


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("sound") / "run.safetensors"
    optimizer = optimizers.Adam()
    save_checkpoint(path, trained(optimizer), optimizer)
    return path.read_bytes()


def refused(path: Path) -> str:
    """What is said about a file; anything but a UserError that names it fails the test."""
    with pytest.raises(UserError) as caught:
        read_checkpoint(path)
    assert all(problem.place == str(path) for problem in caught.value.problems)
    return str(caught.value)


def test_no_file_at_all(tmp_path: Path) -> None:
    assert "no such file" in refused(tmp_path / "nothing.safetensors")
    assert "no regular file" in refused(tmp_path)
    with pytest.raises(UserError, match="no such file"):
        Network.load(tmp_path / "nothing.safetensors")


Change = Callable[[dict[str, np.ndarray[Any, Any]], dict[str, str]], None]


def change_network(**changes: Any) -> Change:
    def change(_tensors: dict[str, np.ndarray[Any, Any]], metadata: dict[str, str]) -> None:
        metadata["network"] = json.dumps({**json.loads(metadata["network"]), **changes})

    return change


HOSTILE: dict[str, tuple[Change, str]] = {
    "no schema": (lambda _t, m: m.__delitem__("schema"), "schema"),
    "newer schema": (lambda _t, m: m.update(schema="2"), "schema"),
    "description is no JSON": (lambda _t, m: m.update(network="{"), "network"),
    "description is a list": (lambda _t, m: m.update(network="[]"), "network"),
    "description is nested deeply": (lambda _t, m: m.update(network="[" * 100_000), "network"),
    "description with a huge number": (lambda _t, m: m.update(network="9" * 10_000), "network"),
    "unknown layer": (change_network(layers=[{"type": "Dence", "units": 3}]), "Dence"),
    "layers are numbers": (change_network(layers=[3]), "list of tables"),
    "layers are missing": (change_network(layers=None), "list of tables"),
    "wrong input shape": (change_network(input_shape=[4]), "0.dense.weights"),
    "input shape is text": (change_network(input_shape="3"), "input shape"),
    "unlimited units": (change_network(layers=[{"type": "Dense", "units": 10**15}]), "too many to train"),
    "unlimited weights": (change_network(layers=[{"type": "Dense", "units": 10**8}]), "parameters"),
    "other dtype": (change_network(dtype="float64"), "description"),
    "dtype is a list": (change_network(dtype=["float32"]), "description"),
    "missing tensor": (lambda t, _m: t.__delitem__("0.dense.bias"), "0.dense.bias"),
    "other shape": (lambda t, _m: t.update({"0.dense.bias": np.zeros(4, np.float32)}), "0.dense.bias"),
    "additional tensor": (lambda t, _m: t.update(x=np.zeros(4, np.float32)), "'x'"),
    "integers": (lambda t, _m: t.update({"0.dense.bias": np.zeros(5, np.int32)}), "0.dense.bias"),
    "moment of another shape": (
        lambda t, _m: t.update({"optimizer.0.dense.bias.m": np.zeros(9, np.float32)}),
        "optimizer.0.dense.bias.m",
    ),
    "moment of no parameter": (
        lambda t, _m: t.update({"optimizer.7.dense.bias.m": np.zeros(5, np.float32)}),
        "optimizer.7.dense.bias.m",
    ),
    "a layer inside another lacks an argument": (
        change_network(layers=[{"type": "Residual", "layers": [{"type": "Dense"}]}]),
        "layers[0].layers[0].units",
    ),
    "layers inside layers without end": (
        lambda _t, m: m.update(
            network='{"input_shape": [3], "layers": ['
            + '{"type": "Residual", "layers": [' * 200
            + '{"type": "Flatten"}'
            + "]}" * 200
            + "]}"
        ),
        "too deep",
    ),
    "lists inside lists without end": (
        lambda _t, m: m.update(
            network='{"input_shape": [3], "layers": [{"type": "Branches", "branches": ' + "[" * 200 + "]" * 200 + "}]}"
        ),
        "too deep",
    ),
    "very many layers": (change_network(layers=[{"type": "Flatten"}] * 20_000), "too many layers"),
    "very many branches": (change_network(layers=[{"type": "Branches", "branches": [[]] * 20_000}]), "too many layers"),
    "very many axes": (change_network(input_shape=[1] * 50_000), "too many axes"),
    "an output without end": (
        change_network(
            layers=[{"type": "Reshape", "target_shape": [1, 1, -1]}, {"type": "UpSampling2D", "size": 10**4}]
        ),
        "too many to train",
    ),
    "shared with nothing": (change_network(shared={"1.dense": "7.dense"}), "no two layers"),
    "shared with another": (change_network(shared={"1.dense": "0.dense"}), "described differently"),
    "shared with itself": (change_network(shared={"1.dense": "1.dense"}), "contradict"),
    "shared is a list": (change_network(shared=["1.dense"]), "no table"),
    "iterations are text": (lambda _t, m: m.update(optimizer='{"iterations": "many"}'), "updates"),
    "negative iterations": (lambda _t, m: m.update(optimizer='{"iterations": -1}'), "updates"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_well_formed_files_that_lie(case: str, sound: bytes, tmp_path: Path) -> None:
    change, said = HOSTILE[case]
    path = tmp_path / "run.safetensors"
    path.write_bytes(sound)
    tensors = load_file(path)
    with safe_open(path, framework="numpy") as file:
        metadata = dict(file.metadata())
    change(tensors, metadata)
    save_file(tensors, path, metadata)
    assert said in refused(path)


@pytest.mark.parametrize(
    "change",
    [{"seed": "x"}, {"seed": -1}, {"frozen": 3}, {"layers": [{"type": "Dense", "units": 5, "activation": 1}]}],
)
def test_descriptions_that_make_no_network_name_the_file(change: dict[str, Any], sound: bytes, tmp_path: Path) -> None:
    path = tmp_path / "run.safetensors"
    path.write_bytes(sound)
    tensors = load_file(path)
    with safe_open(path, framework="numpy") as file:
        metadata = dict(file.metadata())
    change_network(**change)(tensors, metadata)
    save_file(tensors, path, metadata)
    with pytest.raises(UserError) as caught:
        Network.load(path, backend="reference")
    assert str(path) in str(caught.value)


@pytest.mark.parametrize("length", [0, 1, MAXIMUM_HEADER + 1, 2**63, 2**64 - 1])
def test_headers_of_any_announced_length(length: int, tmp_path: Path) -> None:
    path = tmp_path / "run.safetensors"
    path.write_bytes(struct.pack("<Q", length) + b"{}")
    assert "damaged" in refused(path)


SOUND_TENSORS: dict[str, dict[str, Any]] = {
    "0.dense.weights": {"dtype": "F32", "shape": [3, 2], "data_offsets": [0, 24]},
    "0.dense.bias": {"dtype": "F32", "shape": [2], "data_offsets": [24, 32]},
}


@pytest.mark.parametrize(
    ("weights", "bias", "size"),
    [
        ({}, {"data_offsets": [16, 24]}, 32),  # the bias lies over the weights
        ({}, {"data_offsets": [28, 36]}, 36),  # or behind a hole
        ({}, {}, 31),  # the file ends before its last value
        ({}, {}, 33),  # or goes on behind it
        ({"shape": [2**40, 2**40]}, {}, 32),
        ({"shape": [3, 2**62]}, {}, 32),
        ({"shape": [-3, -2]}, {}, 32),
        ({"shape": [2, 3]}, {}, 32),
        ({"shape": [6]}, {}, 32),
        ({"shape": []}, {}, 32),
        ({"data_offsets": [0, 2**62]}, {}, 32),
        ({"data_offsets": [24, 0]}, {}, 32),
        ({"dtype": "F64", "shape": [3, 1]}, {}, 32),
        ({"dtype": "F16", "shape": [3, 4]}, {}, 32),
        ({"dtype": "object"}, {}, 32),
        ({"dtype": None}, {}, 32),
    ],
)
def test_tensors_that_lie_about_themselves(
    weights: dict[str, Any], bias: dict[str, Any], size: int, tmp_path: Path
) -> None:
    network = {"input_shape": [3], "layers": [{"type": "Dense", "units": 2}], "dtype": "float32"}
    path = tmp_path / "run.safetensors"

    def write(tensors: dict[str, Any], length: int) -> None:
        metadata = {"schema": "1", "network": json.dumps(network)}
        header = json.dumps({"__metadata__": metadata, **tensors}).encode()
        path.write_bytes(struct.pack("<Q", len(header)) + header + bytes(length))

    write(SOUND_TENSORS, 32)
    assert Network.load(path, backend="reference").output_shape == (2,)
    write({name: {**tensor, **changes} for (name, tensor), changes in zip(SOUND_TENSORS.items(), (weights, bias),
                                                                         strict=True)}, size)  # fmt: skip
    refused(path)


def test_other_safetensors_files_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "model.safetensors"
    save_file({"weight": np.zeros((2, 2), np.float32)}, path)
    assert "was not written by tuitrainer" in refused(path)


no_reset = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@no_reset
@given(share=st.floats(0, 1, exclude_max=True))
def test_truncated_anywhere(share: float, sound: bytes, tmp_path: Path) -> None:
    path = tmp_path / "run.safetensors"
    path.write_bytes(sound[: int(share * len(sound))])
    refused(path)


@no_reset
@given(changes=st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1, max_size=8))
def test_corrupted_anywhere(changes: list[tuple[float, int]], sound: bytes, tmp_path: Path) -> None:
    """Either refused with the file's name, or (where only numbers changed) read with every shape as described."""
    content = bytearray(sound)
    header = 8 + int.from_bytes(sound[:8], "little")
    for share, byte in changes:
        content[int(share * header)] = byte
    path = tmp_path / "run.safetensors"
    path.write_bytes(content)
    try:
        checkpoint = read_checkpoint(path)
        network = Network.load(path, backend="reference") if checkpoint.network else None
    except UserError as error:
        assert str(path) in str(error)  # noqa: PT017 - both outcomes are right
    else:
        assert network is None or all(p.shape == checkpoint.parameters[p.name].shape for p in network.parameters)


@no_reset
@given(content=st.binary(max_size=300))
def test_any_bytes(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "run.safetensors"
    path.write_bytes(content)
    refused(path)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 2**70) | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
plain_values = st.fixed_dictionaries(
    {"type": st.sampled_from(["Dense", "Activation", "Flatten", "Reshape"]) | json_values},
    optional={
        "units": json_values, "activation": json_values, "use_bias": json_values, "target_shape": json_values,
        "kernel_initializer": json_values | st.fixed_dictionaries({"name": st.just("constant"), "value": json_values}),
    },
)  # fmt: skip
layer_values = st.recursive(
    plain_values,
    lambda inner: st.fixed_dictionaries(
        {"type": st.sampled_from(["Residual", "Branches"])},
        optional={
            "layers": st.lists(inner, max_size=2) | json_values, "shortcut": inner | json_values,
            "branches": st.lists(st.lists(inner, max_size=2) | json_values, max_size=3) | json_values,
            "trainable": st.just(False) | json_values,
        },
    ),
    max_leaves=5,
)  # fmt: skip
place_names = st.sampled_from(["0.dense", "1.dense", "0.flatten", "1.flatten", "0.residual.0.dense"]) | st.text(
    max_size=3
)


@settings(max_examples=120, deadline=None)
@given(
    config=st.fixed_dictionaries(
        {"input_shape": json_values | st.just([2]), "layers": json_values | st.lists(layer_values, max_size=3)},
        optional={
            "dtype": json_values, "seed": json_values, "frozen": json_values,
            "shared": json_values | st.dictionaries(place_names, place_names, max_size=2),
        },
    )
)  # fmt: skip
def test_any_description_is_a_network_or_a_located_error(config: dict[str, Any]) -> None:
    try:
        network = network_from_config(config, "reference")
    except UserError as error:
        assert error.problems  # noqa: PT017 - both outcomes are right
    else:
        json.dumps(network.config())
