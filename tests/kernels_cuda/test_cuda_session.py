"""Whole trainings on the CUDA backend, through every room above it: recipe, session, watching, checkpoints."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tuitrainer.base.errors import UserError
from tuitrainer.kernels import cuda
from tuitrainer.nn import Network, layers, losses, optimizers
from tuitrainer.training import Session, run_steps
from tuitrainer.training.labs import find_recipe

STEPS = 2


def session(backend: str, *settings: str) -> Session:
    return Session(find_recipe("iris", settings=[f"training.backend={backend}", "training.epochs=1", *settings]))


def losses_of(trained: Session, steps: int) -> np.ndarray[Any, Any]:
    return np.concatenate([trained.runs[0].task.advance(1) for _step in range(steps)])


def test_a_session_learns_what_the_reference_learns() -> None:
    got, expected = session("cuda"), session("reference")
    assert got.runs[0].task.backend == "cuda"
    np.testing.assert_allclose(losses_of(got, STEPS), losses_of(expected, STEPS), rtol=1e-5)
    seen, right = got.snapshot(), expected.snapshot()
    for a, b in zip(seen.runs[0].layers, right.runs[0].layers, strict=True):
        assert a.name == b.name
        np.testing.assert_allclose(a.weights, b.weights, rtol=1e-4, atol=1e-5)
        np.testing.assert_allclose(a.gradient, b.gradient, rtol=1e-3, atol=1e-5)
        assert a.gradient_norm == pytest.approx(b.gradient_norm, rel=1e-4)
        assert abs(a.gradient_counts - b.gradient_counts).sum() <= 2  # a number near an edge


def test_the_data_is_brought_once(monkeypatch: pytest.MonkeyPatch) -> None:
    from tuitrainer.kernels.cuda import arrays

    task = session("cuda").runs[0].task
    monkeypatch.setattr(arrays, "upload", lambda _values: pytest.fail("something is brought to the device"))
    task.score()


def test_equal_seeds_give_equal_losses() -> None:
    first, second = (losses_of(session("cuda"), STEPS) for _run in range(2))
    assert first.tobytes() == second.tobytes()


def make_network(backend: str) -> Network:
    """One that the loop of small networks does not take: every layer goes through its verbs."""
    parts = [layers.Dense(5, activation="tanh"), layers.Dropout(0.3), layers.LayerNorm(), layers.Dense(3)]
    return Network(parts, input_shape=(4,), backend=backend, seed=3)


def examples() -> tuple[Any, Any, list[Any]]:
    rng = np.random.default_rng(0)
    return rng.normal(size=(12, 4)).astype(np.float32), rng.integers(0, 3, 12), [rng.permutation(12)[:5], np.arange(7)]


def test_steps_by_verbs_and_a_checkpoint(tmp_path: Path) -> None:
    x, y, batches = examples()
    learnt = {}
    for backend in ("cuda", "reference"):
        network, optimizer = make_network(backend), optimizers.Adam(clipnorm=0.5)
        loss = losses.get("sparse_categorical_crossentropy", from_logits=True)
        learnt[backend] = run_steps(network, loss, optimizer, x, y, batches)
    np.testing.assert_allclose(learnt["cuda"], learnt["reference"], rtol=1e-5)

    network = make_network("cuda")
    network.save(tmp_path / "model.safetensors")
    again = Network.load(tmp_path / "model.safetensors", backend="cuda")
    assert again.forward(x).tobytes() == network.forward(x).tobytes()
    np.testing.assert_allclose(again.forward(x), make_network("reference").forward(x), rtol=1e-4, atol=1e-6)
    assert again.backward(np.ones((12, 3), np.float32)).shape == (12, 4)


def of_images() -> tuple[list[layers.Layer], tuple[int, ...]]:
    inner = [layers.Conv2D(2, 3, padding="same", activation="relu"), layers.BatchNorm()]
    return [
        layers.Conv2D(2, 3, strides=2, padding="same"),
        layers.Residual(inner),
        layers.Branches([layers.MaxPool2D(2)], [layers.AveragePool2D(2), layers.Conv2D(1, 1)]),
        layers.UpSampling2D(2),
        layers.Conv2DTranspose(2, 2, strides=2, activation="gelu"),
        layers.GaussianNoise(0.1),
        layers.GlobalAveragePool2D(),
        layers.Dense(3),
    ], (7, 6, 1)


def of_sequences() -> tuple[list[layers.Layer], tuple[int, ...]]:
    return [
        layers.Embedding(5, 4),
        layers.PositionalEncoding(),
        layers.SelfAttention(2, causal=True),
        layers.LSTM(3, return_sequences=True),
        layers.GRU(3, return_sequences=True),
        layers.SimpleRNN(2),
        layers.Dense(3, activation="softplus"),
    ], (4,)


@pytest.mark.parametrize("make", [of_images, of_sequences])
def test_every_layer_trains(make: Any) -> None:
    """Two steps of networks that have all layers, against the reference."""
    learnt, values = {}, {}
    for backend in ("cuda", "reference"):
        parts, shape = make()
        x = np.abs(np.random.default_rng(2).normal(size=(3, *shape))).astype(np.float32)
        x = np.floor(x) if make is of_sequences else x
        network = Network(parts, input_shape=shape, backend=backend, seed=3)
        loss = losses.get("sparse_categorical_crossentropy", from_logits=True)
        y = np.array([0, 2, 1])
        learnt[backend] = run_steps(network, loss, optimizers.SGD(0.1), x, y, [np.arange(3), np.array([2, 0])])
        values[backend] = [parameter.numpy() for parameter in network.parameters]
    np.testing.assert_allclose(learnt["cuda"], learnt["reference"], rtol=1e-5)
    for got, expected in zip(values["cuda"], values["reference"], strict=True):
        np.testing.assert_allclose(got, expected, rtol=1e-3, atol=1e-5)


class NoRoomError(Exception):
    code = 2  # CUDA_ERROR_OUT_OF_MEMORY


def test_no_room_on_the_gpu_is_said_in_plain_words(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_arguments: object) -> object:
        raise NoRoomError

    memory = type("Context", (), {"get_memory_info": lambda self: (3 * 2**20, 8 * 2**30)})
    monkeypatch.setattr("tuitrainer.kernels.cuda._memory.cuda.device_array", full)
    monkeypatch.setattr("tuitrainer.kernels.cuda._memory.cuda.current_context", memory)
    with pytest.raises(UserError, match=r"no room for another 40.0 MiB: 3.0 MiB of 8.0 GiB are free; lower the batch"):
        cuda.empty((10, 2**20), np.float32)
