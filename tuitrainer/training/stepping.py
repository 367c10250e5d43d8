"""Training steps of a network on one set of examples: in the backend's compiled loop where it has one, else by verbs.

Nothing is looked at twice: shapes and values are checked when the steps are prepared, row numbers when they are taken.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from tuitrainer.base.errors import Problem, UserError
from tuitrainer.base.texts import _
from tuitrainer.kernels.backend import DensePlan, Loop
from tuitrainer.nn.inputs import check_rows
from tuitrainer.nn.losses import Loss
from tuitrainer.nn.network import Network
from tuitrainer.nn.optimizers import Optimizer
from tuitrainer.training.verb_steps import VerbSteps

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
    losses do not depend on how the batches are cut into calls. The learning rates are those of the optimizer's
    schedule, which is told of no epoch here. Raises UserError for what does not fit, before anything has changed.
    """
    steps = Steps(network, loss, optimizer, x, y)
    rows = [as_row_numbers(batch) for batch in batches]
    if not rows:
        return np.empty(0, np.float64)
    used = np.concatenate(rows)
    steps.check_row_numbers(rows, used)
    steps.check_values(used)
    return steps.run(rows, checked=True)


def train_step(network: Network, loss: Loss, optimizer: Optimizer, x: npt.ArrayLike, y: npt.ArrayLike) -> float:
    """One step on one batch: forward, loss, backward, update. Returns the loss before the update.

    Afterwards every layer's output and every gradient can be looked at. Raises UserError for what does not fit.
    """
    steps = Steps(network, loss, optimizer, x, y)
    steps.check_values()
    return steps.step(np.arange(steps.count))


class Steps:
    """The steps of one network, loss and optimizer on one set of examples. Prepare them once for many calls."""

    def __init__(self, network: Network, loss: Loss, optimizer: Optimizer, x: npt.ArrayLike, y: npt.ArrayLike) -> None:
        """x (N, *input_shape) and y (N, ...) are all examples; arrays that are contiguous and of the network's dtype
        (class numbers: int64) are taken as they are. Raises UserError for what does not fit; values are for
        `check_values`.
        """
        self._network, self._loss, self._optimizer = network, loss, optimizer
        self._inputs = network.as_inputs(x)
        self._targets = loss.prepare_target(y, network.output_shape, network.dtype)
        self.count = self._inputs.shape[0]
        """How many examples there are."""
        if self.count != self._targets.shape[0]:
            message = _("there are {rows} rows of inputs and {targets} of targets")
            raise UserError(Problem(message.format(rows=self.count, targets=self._targets.shape[0]), "y"))
        backend = network.backend
        self.x = backend.from_numpy(self._inputs, copy=False)
        """All inputs, on the backend."""
        self._y = backend.from_numpy(self._targets, copy=False)
        self._rows_of_x = self.x.reshape(self.count, -1)
        self._by_verbs = VerbSteps(network, loss, optimizer, self.x, self._y)
        self._loop: Loop | None = None
        self._looped: tuple[DensePlan, object] | None = None
        """The plan and the moments that the loop was prepared for: others need another loop."""

    def check_values(self, rows: Indices | None = None) -> None:
        """Raise UserError where values of all examples, or of those `rows`, would spoil the network: NaN, infinity,
        class numbers that are none.
        """
        self._network.check_inputs(self._inputs, rows)
        if self._targets.dtype.kind == "i":
            targets = self._targets if rows is None else self._targets[rows]
            self._loss.check_values(targets, self._network.output_shape)
        else:
            check_rows(self._targets, "y", rows)

    def check_row_numbers(self, batches: Sequence[Indices], used: Indices) -> None:
        """Kernels trust the row numbers that they are given, so they are checked here; `used` are all of them."""
        if any(batch.ndim != 1 or not batch.size for batch in batches):
            raise UserError(Problem(_("each batch is a list of one or more row numbers"), "batches"))
        if used.view(np.uint64).max() >= self.count:  # as unsigned numbers, negative ones are huge
            wrong = used[(used < 0) | (used >= self.count)][0]
            message = _("there is no row {row}").format(row=wrong)
            raise UserError(Problem(message, "batches", (f"0 ... {self.count - 1}",)))

    def run(self, batches: Sequence[Indices], checked: bool = False) -> npt.NDArray[np.float64]:
        """One step for each batch of row numbers; returns the losses (S,), each before its update.

        Raises UserError for a row that there is none of, before anything has changed, unless the caller has `checked`.
        """
        if not batches:
            return np.empty(0, np.float64)
        if not checked:
            self.check_row_numbers(batches, batches[0] if len(batches) == 1 else np.concatenate(batches))
        plan = self._network.dense_plan(self._loss, self._optimizer)
        if plan is not None and self._network.backend.can_run(plan):
            return self._run_loop(plan, batches)
        return self._by_verbs.run(batches)

    def step(self, rows: Indices) -> float:
        """One step on the examples with these row numbers; returns the loss before the update.

        Afterwards every layer's output and every gradient can be looked at. Raises UserError as `run` does.
        """
        plan = self._network.dense_plan(self._loss, self._optimizer)
        if plan is None or not self._network.inspectable or not self._network.backend.can_run(plan):
            self.check_row_numbers((rows,), rows)
            return float(self._by_verbs.run((rows,), again=False)[0])
        if rows.ndim != 1 or not rows.size:
            self.check_row_numbers((rows,), rows)
        try:  # the loop looks at the row numbers itself, before anything changes
            value = float(self._run_loop(plan, (rows,))[0])
        except IndexError:
            self.check_row_numbers((rows,), rows)
            raise
        if self._loop is not None:
            self._network.take_outputs(self._loop.outputs)
        return value

    def _run_loop(self, plan: DensePlan, batches: Sequence[Indices]) -> npt.NDArray[np.float64]:
        parameters, optimizer = self._network.parameters, self._optimizer
        moments = optimizer.moments(parameters)
        if self._loop is None or self._looped is None or self._looped[0] != plan or self._looped[1] is not moments:
            self._loop = self._network.backend.prepare_loop(plan, parameters.values, parameters.gradients, moments)
            self._looped = (plan, moments)
        rates = optimizer.rates(len(batches))
        losses = self._loop.run(self._rows_of_x, self._y, batches, optimizer.iterations + 1, rates)
        optimizer.iterations += len(batches)
        return losses


def as_row_numbers(batch: npt.ArrayLike) -> Indices:
    """A batch as an array of int64, the same object where it is one. Raises UserError for what are no whole numbers."""
    if isinstance(batch, np.ndarray) and batch.dtype == np.int64:
        return batch
    given = np.asarray(batch)
    if given.size and given.dtype.kind not in "iu":
        raise UserError(Problem(_("row numbers are whole numbers"), "batches"))
    return given.astype(np.int64)
