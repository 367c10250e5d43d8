"""Supervised learning: a network learns to predict targets from examples. The default task.

Figures: for data in a plane "plane/scores" (R, C, K) class probabilities over the window "plane/bounds" (x1 low,
x1 high, x2 low, x2 high), "plane/points" (N, 2) and "plane/labels" (N,) of the training part, "plane/test_points" and
"plane/test_labels" of the held-out one; for a regression on one input "fit/points" (N, 2) and "fit/line" (M, 2).
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import numpy.typing as npt

from tuitrainer import data
from tuitrainer.base.errors import Problem, UserError, unknown_name
from tuitrainer.base.texts import _
from tuitrainer.kernels.load import load_backend
from tuitrainer.nn import losses, metrics, optimizers, schedules
from tuitrainer.nn.arrays import copy_into
from tuitrainer.nn.checkpoint import save_checkpoint
from tuitrainer.nn.network import Network
from tuitrainer.training.batches import Batches
from tuitrainer.training.recipe.components import located, make_dataset, make_layer, make_loss, make_optimizer
from tuitrainer.training.recipe.model import Recipe
from tuitrainer.training.stepping import Steps
from tuitrainer.training.task import Score, TaskState, Watched
from tuitrainer.training.watching import fit_figures, plane_figures, watch_layers

MOST_SCORED = 2048
"""Training examples that the score after each epoch is taken from (the first ones: the same every time)."""
ROWS_AT_ONCE = 1024


def prepare(recipe: Recipe) -> Supervised:
    """The task of a recipe: its data split and scaled, its network drawn. Raises UserError for what does not fit."""
    sections = {"network": recipe.networks.get("model"), "loss": recipe.loss, "optimizer": recipe.optimizer}
    missing = [Problem(_("this is missing"), name) for name, section in sections.items() if section is None]
    if missing or recipe.loss is None or recipe.optimizer is None:
        raise UserError(*missing)
    training = recipe.training
    whole = make_dataset(recipe.data)
    split = data.scale(located("data", lambda: data.split(whole, recipe.data.test_fraction)), recipe.data.scale)
    batches = Batches(len(split.train), training.batch_size, training.seed)
    components = recipe.networks["model"].layers
    layers = [make_layer(component, f"network.layers[{index}]") for index, component in enumerate(components)]
    backend = located("training", lambda: load_backend(training.backend, training.threads))
    network = located(
        "network", lambda: Network(layers, whole.input_shape, backend, dtype=training.dtype, seed=training.seed)
    )
    return Supervised(split, network, make_loss(recipe.loss), make_optimizer(recipe.optimizer), batches, recipe)


class Supervised:
    """A network, its data, a loss and an optimizer."""

    def __init__(
        self, split: data.Split, network: Network, loss: losses.Loss, optimizer: optimizers.Optimizer,
        batches: Batches, recipe: Recipe,
    ) -> None:  # fmt: skip
        """Raises UserError when the network's output does not fit the data or the loss."""
        self._split, self._network, self._loss, self._optimizer = split, network, loss, optimizer
        self._batches = batches
        self._metric = metrics.metric_for(loss) if split.train.kind == "classification" else None
        last = len(recipe.networks["model"].layers) - 1
        self._x, self._y = located(f"network.layers[{last}]", lambda: self._arrays(split.train))
        self._test = self._arrays(split.test) if len(split.test) else None
        self._watched = self._x[: recipe.watch.examples]
        self._before_last_step = self._parameter_values()
        self._steps = located(f"network.layers[{last}]", lambda: Steps(network, loss, optimizer, self._x, self._y))
        located("data", self._steps.check_values)
        # A wrong shape of target must show now, with its place, and not at the first step.
        located(f"network.layers[{last}]", lambda: self._loss(self._network.forward(self._x[:1]), self._y[:1]))

    @property
    def backend(self) -> str:
        return self._network.backend.NAME

    @property
    def step(self) -> int:
        return self._optimizer.iterations

    @property
    def steps_per_epoch(self) -> int:
        return self._batches.steps_per_epoch

    @property
    def learning_rate(self) -> float:
        return self._optimizer.learning_rate

    def advance(self, steps: int) -> npt.NDArray[np.float64]:
        batches = self._batches.take(self.step, steps)
        earlier = self._run(batches[:-1])
        self._before_last_step = self._parameter_values()
        return np.concatenate((earlier, self._run(batches[-1:])))

    def score(self) -> tuple[Score, Score | None]:
        train = self._score(self._x[:MOST_SCORED], self._y[:MOST_SCORED])
        return train, self._score(*self._test) if self._test is not None else None

    def observe(self, loss: float) -> None:
        self._optimizer.schedule.observe(loss)

    def watch(self) -> Watched:
        layers = watch_layers(self._network, self._watched, self._before_last_step, moved=self.step > 0)
        figures = {**plane_figures(self._network, self._loss, self._split), **fit_figures(self._network, self._split)}
        return Watched(layers, figures)

    def set(self, key: str, value: float) -> str:
        if key != "optimizer.learning_rate":
            message = _("'{key}' can't be changed while training").format(key=key)
            raise UserError(unknown_name(message, key, ("optimizer.learning_rate",)))
        located("optimizer", lambda: setattr(self._optimizer, "learning_rate", value))
        return _("learning rate {rate:g}").format(rate=value)

    def state(self) -> TaskState:
        parameters = {parameter.name: parameter.numpy() for parameter in self._network.parameters}
        rate = schedules.describe(self._optimizer.schedule)
        return TaskState(self.step, {**parameters, **self._optimizer.state()}, rate)

    def restore(self, state: TaskState) -> None:
        for parameter in self._network.parameters:
            if parameter.name not in state.arrays:
                raise UserError(Problem(_("this state holds no parameter '{name}'").format(name=parameter.name)))
            parameter.assign(state.arrays[parameter.name])
        moments = {name: array for name, array in state.arrays.items() if name.startswith("optimizer.")}
        self._optimizer.load_state(moments, state.step)
        self._optimizer.schedule = located("optimizer.learning_rate", lambda: schedules.get(state.learning_rate))
        self._before_last_step = self._parameter_values()

    def suspect(self) -> tuple[str, str]:
        rows = self._batches.take(self.step, 1)[0]
        with np.errstate(all="ignore"):
            before = self._parameter_values()
            self._network.forward(self._x[rows], training=True)
            copy_into(self._network.backend, before, self._network.parameters.values)  # moving averages have moved
            innermost = [name for name, layer in self._network.walk() if not layer.parts]
            outputs = {name: self._network.layer_output(name) for name in innermost}
            largest = {
                parameter.name: float(np.abs(parameter.numpy()).max(initial=0.0))
                for parameter in self._network.parameters
            }
        for name, output in outputs.items():
            if not np.isfinite(output).all():
                return name, _("The outputs of layer {layer} are the first to overflow.").format(layer=name)
        name = max(largest, key=lambda key: largest[key])
        layer = name.rpartition(".")[0]
        seen = _("The largest weight is {weight:.2g}, in layer {layer}.").format(weight=largest[name], layer=layer)
        return layer, seen

    def save(self, path: Path, metadata: Mapping[str, str]) -> None:
        save_checkpoint(path, self._network, self._optimizer, dict(metadata))

    def _arrays(self, part: data.Dataset) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64 | np.int64]]:
        """Inputs and targets in the dtype and form that the network and the loss take."""
        sparse = isinstance(self._loss, losses.SparseCategoricalCrossentropy)
        y = part.y if sparse else part.targets(self._network.output_shape[-1])
        return np.ascontiguousarray(part.x, self._network.dtype), y if sparse else y.astype(self._network.dtype)

    def _run(self, batches: list[npt.NDArray[np.int64]]) -> npt.NDArray[np.float64]:
        return self._steps.run(batches)

    def _parameter_values(self) -> npt.NDArray[np.float64]:
        return np.array(self._network.backend.to_numpy(self._network.parameters.values))

    def _score(self, x: npt.NDArray[np.float64], y: npt.NDArray[np.float64 | np.int64]) -> Score:
        """Loss and accuracy over any number of rows, a thousand at a time."""
        loss, hits = 0.0, 0.0
        for start in range(0, len(x), ROWS_AT_ONCE):
            rows = slice(start, start + ROWS_AT_ONCE)
            output = self._network.forward(x[rows])
            loss += self._loss(output, y[rows])[0] * len(output)
            if self._metric is not None:
                hits += self._metric(output, y[rows]) * len(output)
        return Score(loss / len(x), hits / len(x) if self._metric is not None else None)
