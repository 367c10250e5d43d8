"""The compiled loop against a loop in Python over the verbs of the reference, in float64."""

from __future__ import annotations

import threading
import time
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from contract import loss_of, numbers

from tuitrainer.kernels import reference
from tuitrainer.kernels.backend import ACTIVATIONS, Array, Backend, DensePlan

HYPERPARAMETERS: dict[str, tuple[float, ...]] = {
    "sgd": (),
    "momentum": (0.7,),
    "nesterov": (0.7,),
    "adam": (0.8, 0.95, 1e-3),
}
LOSSES = ("softmax_cross_entropy", "sparse_softmax_cross_entropy", "sigmoid_cross_entropy", "mean_squared_error")
RATE = 0.05


def make_plan(
    sizes: tuple[int, ...], activations: tuple[str, ...], loss: str, optimizer: str, frozen: tuple[int, ...] = ()
) -> DensePlan:
    """Layers lie in the buffer in reverse, so that nothing relies on their order there."""
    lengths = [(inputs + 1) * units for inputs, units in pairwise(sizes)]
    offsets = tuple(sum(lengths[layer + 1 :]) for layer in range(len(lengths)))
    trainable = tuple(layer not in frozen for layer in range(len(lengths)))
    return DensePlan(sizes, activations, offsets, trainable, loss, optimizer, HYPERPARAMETERS[optimizer])


class Run:
    """Buffers, data and batches of unequal sizes for a plan, the same for the same arguments."""

    def __init__(self, plan: DensePlan, dtype: str = "float64", steps: int = 9) -> None:
        rng = np.random.default_rng(11)
        self.plan = plan
        size = sum((a + 1) * b for a, b in pairwise(plan.sizes))
        self.parameters = rng.normal(0, 0.5, size).astype(dtype)
        self.gradients = np.full(size, 9.75, dtype)
        count = {"sgd": 0, "adam": 2}.get(plan.optimizer, 1)
        self.moments = [np.zeros(size, dtype) for _ in range(count)]
        self.x = rng.normal(size=(23, plan.sizes[0])).astype(dtype)
        classes = plan.sizes[-1]
        self.y = rng.dirichlet(np.ones(classes), 23).astype(dtype)
        if plan.loss.startswith("sparse"):
            self.y = rng.integers(0, classes, 23)
        self.batches = [rng.integers(0, 23, 1 + 3 * step % 8) for step in range(steps)]
        self.rates = RATE / np.arange(1, steps + 1)

    def with_backend(self, backend: Backend, cuts: list[int]) -> Array:
        loop = backend.prepare_loop(self.plan, self.parameters, self.gradients, self.moments)
        parts = zip([0, *cuts], [*cuts, len(self.batches)], strict=True)
        losses = [
            loop.run(self.x, self.y, self.batches[low:high], 1 + low, self.rates[low:high]) for low, high in parts
        ]
        self.outputs = loop.outputs() if self.batches else []
        return np.concatenate(losses)

    def with_verbs(self) -> list[float]:
        return [self._step(1 + s, batch) for s, batch in enumerate(self.batches)]

    def _layer(self, layer: int, buffer: Array) -> tuple[Array, Array]:
        inputs, units, start = self.plan.sizes[layer], self.plan.sizes[layer + 1], self.plan.offsets[layer]
        end = start + inputs * units
        return buffer[start:end].reshape(inputs, units), buffer[end : end + units]

    def _step(self, step: int, batch: Array) -> float:
        values, inputs = [self.x[batch]], []
        for layer, activation in enumerate(self.plan.activations):
            weights, bias = self._layer(layer, self.parameters)
            z = np.empty((len(batch), weights.shape[1]), values[0].dtype)
            reference.dense_forward(values[-1], weights, bias, "linear", z)
            values.append(np.empty_like(z))
            reference.activation(activation, z, values[-1])
            inputs.append(z)
        gradient = np.empty_like(values[-1])
        loss = loss_of(getattr(reference, self.plan.loss), values[-1], self.y[batch], gradient)
        for layer in reversed(range(len(inputs))):
            weights, _bias = self._layer(layer, self.parameters)
            dw, db = self._layer(layer, self.gradients)
            name = self.plan.activations[layer]
            reference.activation_gradient(name, inputs[layer], values[layer + 1], gradient, gradient)
            reference.dense_weights_gradient(values[layer], gradient, dw)
            reference.bias_gradient(gradient, db)
            below = np.empty_like(values[layer])
            reference.dense_input_gradient(gradient, weights, below)
            gradient = below
        for layer, trainable in enumerate(self.plan.trainable):
            if trainable:
                self._update(layer, step)
        return loss

    def _update(self, layer: int, step: int) -> None:
        rate = float(self.rates[step - 1])
        buffers = [self.parameters, self.gradients, *self.moments]
        for p, g, *moments in zip(*(self._layer(layer, buffer) for buffer in buffers), strict=True):
            if self.plan.optimizer == "sgd":
                reference.sgd_update(p, g, numbers(rate))
            elif self.plan.optimizer == "adam":
                beta_1, beta_2, epsilon = self.plan.hyperparameters
                m, v = moments
                reference.adam_update(p, g, m, v, numbers(rate, step), beta_1, beta_2, epsilon, 0.0)
            else:
                momentum = self.plan.hyperparameters[0]
                reference.momentum_update(p, g, moments[0], numbers(rate), momentum, self.plan.optimizer == "nesterov")


def check_run(backend: Backend, plan: DensePlan) -> None:
    assert backend.can_run(plan)
    got, expected = Run(plan), Run(plan)
    np.testing.assert_allclose(got.with_backend(backend, [4]), expected.with_verbs(), rtol=1e-10)
    np.testing.assert_allclose(got.parameters, expected.parameters, rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(got.gradients, expected.gradients, rtol=1e-9, atol=1e-12)
    for a, b in zip(got.moments, expected.moments, strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-9, atol=1e-12)


# The loop is compiled once for each pair, which takes seconds, so not all pairs are tried: what they share is tried by
# these. The tests below keep to these pairs, or in float32 to those that `warm_up` compiles.
@pytest.mark.parametrize(
    ("loss", "optimizer"),
    [*((loss, "sgd") for loss in LOSSES), *(("mean_squared_error", name) for name in HYPERPARAMETERS)],
)
def test_losses_and_optimizers(backend: Backend, loss: str, optimizer: str) -> None:
    check_run(backend, make_plan((3, 7, 5, 4), ("relu", "tanh", "linear"), loss, optimizer))


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_activations_in_the_loop(backend: Backend, activation: str) -> None:
    check_run(backend, make_plan((3, 5, 2), (activation, activation), "mean_squared_error", "momentum"))


@pytest.mark.parametrize("sizes", [(1, 1), (4, 1), (1, 5), (13, 32, 16, 3), (2, 1, 1, 1, 3)])
def test_shapes(backend: Backend, sizes: tuple[int, ...]) -> None:
    check_run(backend, make_plan(sizes, ("tanh",) * (len(sizes) - 1), "mean_squared_error", "adam"))


@pytest.mark.parametrize("frozen", [(0,), (1,), (0, 2), (0, 1, 2)])
def test_frozen_layers_pass_gradients_down_and_stay(backend: Backend, frozen: tuple[int, ...]) -> None:
    check_run(backend, make_plan((3, 4, 5, 2), ("tanh", "relu", "linear"), "mean_squared_error", "adam", frozen))


@pytest.mark.parametrize(("optimizer", "dtype"), [("sgd", "float32"), ("adam", "float64")])
def test_however_the_batches_are_cut_every_bit_is_the_same(backend: Backend, dtype: str, optimizer: str) -> None:
    plan = make_plan((4, 32, 16, 3), ("relu", "gelu", "linear"), "mean_squared_error", optimizer)
    results = []
    for cuts in ([], [1], [3, 4, 7], list(range(1, 9))):
        run = Run(plan, dtype)
        losses = run.with_backend(backend, cuts)
        results.append((losses.tobytes(), run.parameters.tobytes(), run.gradients.tobytes()))
    assert all(result == results[0] for result in results)


def test_the_loop_leaves_what_each_layer_gave(backend: Backend) -> None:
    plan = make_plan((3, 5, 4, 2), ("tanh", "gelu", "linear"), "mean_squared_error", "sgd")
    run = Run(plan)
    run.rates[:] = 0.0
    run.with_backend(backend, [])
    x = run.x[run.batches[-1]]
    for layer, output in enumerate(run.outputs):
        weights, bias = run._layer(layer, run.parameters)
        z = x @ weights + bias
        x = np.empty_like(z)
        reference.activation(plan.activations[layer], z, x)
        np.testing.assert_allclose(output, x, rtol=1e-12)


def test_losses_agree_in_float32(backend: Backend) -> None:
    plan = make_plan((4, 32, 16, 3), ("relu", "relu", "linear"), "sparse_softmax_cross_entropy", "sgd")
    losses = Run(plan, "float32").with_backend(backend, [])
    assert losses.dtype == np.float64
    np.testing.assert_allclose(losses, Run(plan, "float64").with_verbs(), rtol=1e-5)


def test_a_loss_that_diverges_is_seen(backend: Backend) -> None:
    run = Run(make_plan((3, 4, 2), ("tanh", "linear"), "mean_squared_error", "sgd"), "float32", steps=40)
    run.rates[:] = 1e3
    assert not np.isfinite(run.with_backend(backend, [])[-1])


def test_data_may_be_read_only_and_no_batch_is_no_step(backend: Backend) -> None:
    plan = make_plan((3, 4, 2), ("tanh", "linear"), "mean_squared_error", "sgd")
    run, again = Run(plan), Run(plan)
    run.x.flags.writeable = run.y.flags.writeable = False
    assert (run.with_backend(backend, []) == again.with_backend(backend, [])).all()
    before = again.parameters.copy()
    again.batches, again.rates = [], again.rates[:0]
    assert again.with_backend(backend, []).shape == (0,)
    assert (again.parameters == before).all()


@pytest.mark.parametrize("row", [-1, 23])
def test_a_row_outside_the_data_is_refused(cpu: Backend, row: int) -> None:
    run = Run(make_plan((3, 2), ("tanh",), "sparse_softmax_cross_entropy", "sgd"))
    run.batches[3] = np.array([0, row])
    with pytest.raises(IndexError, match="row"):
        run.with_backend(cpu, [])


def test_as_many_labels_as_rows(cpu: Backend) -> None:
    run = Run(make_plan((3, 2), ("linear",), "sparse_softmax_cross_entropy", "sgd"))
    run.y = run.y[:-1]
    with pytest.raises(IndexError, match="lengths"):
        run.with_backend(cpu, [])


def test_what_cannot_be_run(cpu: Backend) -> None:
    plan = make_plan((3, 2), ("linear",), "mean_squared_error", "sgd")
    assert not reference.can_run(plan)
    with pytest.raises(NotImplementedError):
        Run(plan).with_backend(reference, [])
    changes: tuple[dict[str, Any], ...] = ({"loss": "hinge"}, {"optimizer": "adagrad"}, {"activations": ("swish",)})
    for change in changes:
        fields = {name: getattr(plan, name) for name in DensePlan.__slots__} | change
        assert not cpu.can_run(DensePlan(**fields))


def test_other_threads_run_beside_it(cpu: Backend) -> None:
    """The display's thread must not wait for a chunk: kernels hold no GIL."""
    run = Run(make_plan((64, 64, 2), ("tanh", "linear"), "mean_squared_error", "sgd"), steps=1)
    run.batches = [np.arange(23)] * 10_000
    run.rates = np.full(10_000, 1e-6)
    run.with_backend(cpu, [])
    training = threading.Thread(target=run.with_backend, args=(cpu, []))
    training.start()
    turns = 0
    while training.is_alive():
        time.sleep(0.001)
        turns += 1
    training.join()
    assert turns > 10
