"""Many training steps in one call: in the backend's compiled loop where there is one, else one by one."""

from __future__ import annotations

from collections.abc import Sequence
from operator import attrgetter
from typing import Any

import numpy as np
import numpy.typing as npt

from tuitrainer.base.errors import Problem, UserError
from tuitrainer.base.texts import _
from tuitrainer.nn.losses import Loss
from tuitrainer.nn.network import Network
from tuitrainer.nn.optimizers import Optimizer

Indices = npt.NDArray[np.int64]


def run_steps(
    network: Network,
    loss: Loss,
    optimizer: Optimizer,
    x: npt.ArrayLike,
    y: npt.ArrayLike,
    batches: Sequence[npt.ArrayLike] | npt.NDArray[np.integer[Any]],
) -> npt.NDArray[np.float64]:
    """One step for each batch; returns the losses (S,), each before its update.

    x (N, *input_shape) and y (N, ...) are all examples, `batches` S arrays of row numbers (they need not be of one
    length). Arrays that are contiguous and of the network's dtype (class numbers: int64) are taken as they are. The
    losses do not depend on how the batches are cut into calls. The learning rate is that of the optimizer at the call.
    Raises UserError for what does not fit, before anything has changed.
    """
    inputs = network.as_inputs(x)
    targets = loss.prepare_target(y, network.output_shape, network.dtype)
    rows = _row_numbers(batches)
    if not rows:
        return np.empty(0, np.float64)
    _check_rows(loss, network, inputs, targets, rows)
    backend, parameters = network.backend, network.parameters
    plan = network.dense_plan(loss, optimizer)
    if plan is not None and backend.can_run(plan):
        losses = backend.run_steps(
            plan, parameters.values, parameters.gradients, optimizer.moments(parameters),
            inputs.reshape(inputs.shape[0], -1), targets, rows,
            optimizer.iterations + 1, np.full(len(rows), optimizer.learning_rate),
        )  # fmt: skip
        optimizer.iterations += len(rows)
        return losses
    optimizer.moments(parameters)  # refuses another network's optimizer before a gradient has changed
    return np.array([_step(network, loss, optimizer, inputs[batch], targets[batch]) for batch in rows])


def train_step(network: Network, loss: Loss, optimizer: Optimizer, x: npt.ArrayLike, y: npt.ArrayLike) -> float:
    """One step on one batch: forward, loss, backward, update. Returns the loss before the update.

    Afterwards every layer's output and every gradient can be looked at. Raises UserError for what does not fit.
    """
    inputs = network.as_inputs(x)
    targets = loss.prepare_target(y, network.output_shape, network.dtype)
    _check_rows(loss, network, inputs, targets, [np.arange(inputs.shape[0])])
    return _step(network, loss, optimizer, inputs, targets)


def _step(network: Network, loss: Loss, optimizer: Optimizer, x: npt.NDArray[Any], y: npt.NDArray[Any]) -> float:
    backend = network.backend
    network.clock.step = optimizer.iterations  # the forward counts on from it
    prediction = network.forward_array(backend.from_numpy(x), training=True)
    gradient = network.output_gradient(x.shape[0])
    value = loss.compute(backend, prediction, backend.from_numpy(y), gradient)
    network.backward_array(gradient, input_gradient=False)
    value += network.parameters.add_penalties()
    optimizer.update(network.parameters)
    return value


def _row_numbers(batches: Sequence[npt.ArrayLike] | npt.NDArray[np.integer[Any]]) -> list[Indices]:
    """The batches as arrays of int64; converted only where they must be, as a step may take less time than that."""
    given: list[Any] = list(batches)
    if set(map(type, given)) <= {np.ndarray} and set(map(attrgetter("dtype"), given)) <= {np.dtype(np.int64)}:
        return given
    converted = [np.asarray(batch) for batch in given]
    if any(batch.size and batch.dtype.kind not in "iu" for batch in converted):
        raise UserError(Problem(_("row numbers are whole numbers"), "batches"))
    return [batch.astype(np.int64) for batch in converted]


def _check_rows(
    loss: Loss, network: Network, x: npt.NDArray[Any], y: npt.NDArray[Any], batches: Sequence[Indices]
) -> None:
    """Compiled loops trust the row numbers and class numbers that they are given, so they are checked here."""
    if x.shape[0] != y.shape[0]:
        message = _("there are {rows} rows of inputs and {targets} of targets")
        raise UserError(Problem(message.format(rows=x.shape[0], targets=y.shape[0]), "y"))
    if set(map(attrgetter("ndim"), batches)) != {1} or not min(map(len, batches)):
        raise UserError(Problem(_("each batch is a list of one or more row numbers"), "batches"))
    used = np.concatenate(batches)
    if used.view(np.uint64).max() >= x.shape[0]:  # as unsigned numbers, negative ones are huge
        wrong = used[(used < 0) | (used >= x.shape[0])][0]
        message = _("there is no row {row}").format(row=wrong)
        raise UserError(Problem(message, "batches", (f"0 ... {x.shape[0] - 1}",)))
    if y.dtype.kind == "i":
        loss.check_values(y[used], network.output_shape)
