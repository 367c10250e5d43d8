"""Steps that are recorded once and run again, against the same steps on the reference, which records nothing."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from test_cuda_networks import IMAGES, SEQUENCES, of_images, of_sequences

from tuitrainer.kernels import cuda
from tuitrainer.kernels.cuda._launch import SIMULATED
from tuitrainer.kernels.cuda._recorder import Recorder, current_recorder, recording
from tuitrainer.nn import Network, layers, losses, optimizers
from tuitrainer.training.stepping import Steps

BATCHES = [np.array(rows) for rows in ([0, 1, 2], [3, 4, 5], [6], [2, 4, 6], [5, 3, 1], [0], [1, 2, 3])]
"""Two kinds of batch in turn, as the ends of epochs make them."""


def small() -> list[Any]:
    """Dense, but with what no compiled loop does: so it is trained by verbs."""
    return [layers.Dense(4, activation="tanh", kernel_regularizer="l2"), layers.Dropout(0.4), layers.Dense(3)]


class Training:
    """A network with all that it is trained on."""

    def __init__(
        self, backend: str, stack: list[Any], shape: tuple[int, ...], optimizer: Any, loss: Any = "mean_squared_error"
    ) -> None:
        rng = np.random.default_rng(1)
        self.network = Network(stack, input_shape=shape, backend=backend, dtype="float64", seed=3)
        self.optimizer = optimizer
        x, y = rng.normal(size=(7, *shape)), np.abs(rng.normal(size=(7, 3)))
        self.steps = Steps(self.network, losses.get(loss), optimizer, x, y)

    def state(self) -> list[Any]:
        return [*(parameter.numpy() for parameter in self.network.parameters), *self.optimizer.state().values()]


def both(stack: Any, shape: tuple[int, ...], optimizer: Any, **others: Any) -> tuple[Training, Training]:
    return (
        Training("cuda", stack(), shape, optimizer(), **others),
        Training("reference", stack(), shape, optimizer(), **others),
    )


def check(got: Training, expected: Training, batches: Any = BATCHES) -> None:
    of_got, of_expected = got.steps.run(batches), expected.steps.run(batches)
    np.testing.assert_allclose(of_got, of_expected, rtol=1e-10)
    for a, b in zip(got.state(), expected.state(), strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize(("stack", "shape"), [(of_images, IMAGES), (of_sequences, SEQUENCES)])
def test_every_layer(stack: Any, shape: tuple[int, ...]) -> None:
    check(*both(stack, shape, optimizers.Adam), BATCHES[:4])


@pytest.mark.parametrize(
    "optimizer",
    [
        lambda: optimizers.SGD({"name": "exponential_decay", "initial_learning_rate": 0.3, "decay_steps": 2,
                                "decay_rate": 0.5}, momentum=0.5),
        lambda: optimizers.Nadam(0.1),
        pytest.param(lambda: optimizers.AdaBound(0.1), marks=pytest.mark.long),
        lambda: optimizers.AdamW(0.1, weight_decay=0.1, global_clipnorm=0.05),
        pytest.param(lambda: optimizers.RMSprop(0.1, clipnorm=0.05), marks=pytest.mark.long),
        lambda: optimizers.Adamax(0.1, gradient_accumulation_steps=3),
    ],
    ids=["schedule", "nadam", "adabound", "adamw, clipped", "rmsprop, clipped", "accumulated"],
)  # fmt: skip
def test_what_changes_from_step_to_step(optimizer: Any) -> None:
    """Rates, corrections, the draws of dropout, and the gradients that are added up and then applied."""
    got, expected = both(small, (2,), optimizer)
    check(got, expected)
    check(got, expected, BATCHES[::-1])


def test_a_shared_layer() -> None:
    def stack() -> list[Any]:
        shared = layers.Dense(2, activation="tanh")
        return [shared, layers.Residual([shared]), layers.GaussianNoise(0.1), layers.Dense(3)]

    check(*both(stack, (2,), optimizers.Adam))


def test_a_loss_of_the_host_is_calculated_anew_each_time() -> None:
    check(*both(small, (2,), optimizers.Adam, loss="huber"))


def test_what_was_recorded_is_forgotten_when_layers_are_frozen_or_moments_replaced() -> None:
    got, expected = both(small, (2,), optimizers.Adam)
    check(got, expected)
    for training in (got, expected):
        training.network.layers[0].trainable = False
    check(got, expected)
    for training in (got, expected):
        training.network.layers[0].trainable = True
        training.optimizer.load_state(training.optimizer.state(), 2)
    check(got, expected)


def test_larger_batches_and_other_forwards_come_between() -> None:
    got, expected = both(lambda: [layers.BatchNorm(), *small()], (2,), optimizers.SGD)
    check(got, expected)
    x = np.random.default_rng(0).normal(size=(6, 2))
    np.testing.assert_allclose(got.network.forward(x), expected.network.forward(x), rtol=1e-10, atol=1e-12)
    check(got, expected)
    check(got, expected, [np.arange(5), np.arange(5), *BATCHES])


def test_equal_seeds_give_equal_bits_however_the_steps_are_cut() -> None:
    at_once, one_by_one = (Training("cuda", small(), (2,), optimizers.Adam(0.1)) for _cut in range(2))
    together = at_once.steps.run(BATCHES)
    np.testing.assert_array_equal(together, [one_by_one.steps.step(batch) for batch in BATCHES])
    for a, b in zip(at_once.state(), one_by_one.state(), strict=True):
        np.testing.assert_array_equal(a, b)


def test_after_a_single_step_everything_can_be_looked_at() -> None:
    got, expected = both(small, (2,), optimizers.Adam)
    for training in (got, expected):
        training.steps.run(BATCHES)
        training.steps.step(BATCHES[1])
    for index in range(3):
        np.testing.assert_allclose(got.network.layer_output(index), expected.network.layer_output(index), rtol=1e-9)


def test_between_the_steps_of_a_chunk_nothing_comes_or_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    from tuitrainer.kernels.cuda import _reduce, arrays

    training = Training("cuda", small(), (2,), optimizers.AdamW(0.1, clipnorm=0.05))
    training.steps.run(BATCHES)
    crossed: list[str] = []

    def watch(module: Any, name: str) -> None:
        real = getattr(module, name)

        def watched(*given: Any) -> Any:
            crossed.append(name)
            return real(*given)

        monkeypatch.setattr(module, name, watched)

    for module, name in ((arrays, "upload"), (arrays, "to_host"), (arrays, "allocate"), (_reduce, "to_host")):
        watch(module, name)
    training.steps.run(BATCHES[:2])
    short = list(crossed)
    crossed.clear()
    training.steps.run(BATCHES * 2)
    assert crossed == short, "what crosses does not depend on how many steps there are"
    assert short == ["upload", "upload", "to_host"], "the table and its first position; the losses"


def test_what_the_host_asks_for_can_not_be_recorded() -> None:
    x, calls = cuda.from_numpy(np.ones(3)), []

    def step() -> None:
        calls.append("step")
        cuda.add(x, x)
        cuda.to_numpy(x)

    again = cuda.record(step)
    again()
    assert len(calls) == 2
    np.testing.assert_array_equal(cuda.to_numpy(x), 4 * np.ones(3))


def test_what_is_recorded_runs_without_the_step() -> None:
    x, calls = cuda.from_numpy(np.ones(3)), []

    def step() -> None:
        calls.append("step")
        cuda.add(x, x)

    again = cuda.record(step)
    again()
    again()
    assert calls == ["step"]
    np.testing.assert_array_equal(cuda.to_numpy(x), 8 * np.ones(3))


@pytest.mark.skipif(SIMULATED, reason="not run: the simulator has no driver that makes graphs")
def test_on_a_gpu_what_is_recorded_becomes_a_graph() -> None:
    """And is not launched one by one, which is what happens, with the same numbers, where the driver makes none."""
    from tuitrainer.kernels.cuda._graphs import Graph

    x = cuda.from_numpy(np.ones(3))
    again: Any = cuda.record(lambda: cuda.add(x, x))
    assert isinstance(again.__self__, Graph)


def test_a_step_that_fails_leaves_no_recorder_behind() -> None:
    def step() -> None:
        raise ValueError("out of room")

    with pytest.raises(ValueError, match="out of room"):
        cuda.record(step)
    assert current_recorder() is None


def test_recorded_steps_have_scratch_memory_of_their_own() -> None:
    from tuitrainer.kernels.cuda._scratch import scratch

    ordinary = scratch("test", 4, np.float64)
    with recording() as recorder:
        own = scratch("test", 4, np.float64)
        assert isinstance(recorder, Recorder)
    own.copy_to_device(np.ones(4))  # type: ignore[attr-defined]  # a device array
    ordinary.copy_to_device(np.zeros(4))  # type: ignore[attr-defined]
    np.testing.assert_array_equal(cuda.to_numpy(own), np.ones(4))
