"""What all tasks that train networks have in common: state, learning rate, what is seen after a divergence."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from tuitrainer.base.errors import Problem, UserError, unknown_name
from tuitrainer.base.texts import _
from tuitrainer.kernels.backend import Array
from tuitrainer.kernels.load import load_backend
from tuitrainer.nn import schedules
from tuitrainer.nn.arrays import copy_array
from tuitrainer.nn.checkpoint import MOMENT, save_checkpoint, write_arrays
from tuitrainer.nn.network import Network
from tuitrainer.training.recipe.components import located, make_optimizer
from tuitrainer.training.recipe.model import Recipe
from tuitrainer.training.recipe.sections import make_network
from tuitrainer.training.snapshot import LayerSnapshot
from tuitrainer.training.task import TaskState
from tuitrainer.training.watching import watch_layers

ALONE = "model"
"""The name of a recipe's only network; the parameters of networks of other names are told apart by these names."""


class NetworkTask:
    """The networks of a recipe, each with an optimizer of its own as [optimizer] describes it.

    A subclass says `steps_per_epoch`, `score` and `watch`, and takes one training step in `train_step`. Whatever that
    draws must depend on the seed and `step` alone: then losses are the same after a resume.
    """

    def __init__(self, recipe: Recipe) -> None:
        """Draw the networks. Raises UserError for what does not fit. The recipe's [optimizer] must be there."""
        training = recipe.training
        backend = located("training", lambda: load_backend(training.backend, training.threads))
        self.networks: dict[str, Network] = {name: make_network(recipe, backend, name) for name in recipe.networks}
        component = recipe.optimizer
        if component is None:
            raise UserError(Problem(_("this is missing"), "optimizer"))
        self.optimizers = {name: make_optimizer(component) for name in self.networks}
        self._step = 0
        self._before_last_step = {
            name: network.backend.empty((network.parameters.size,), network.dtype)
            for name, network in self.networks.items()
        }
        """The parameters of each network, on its backend: only what is shown need leave it."""
        self._remember()

    @property
    def backend(self) -> str:
        return next(iter(self.networks.values())).backend.NAME

    @property
    def step(self) -> int:
        return self._step

    @property
    def learning_rate(self) -> float:
        return next(iter(self.optimizers.values())).learning_rate

    def advance(self, steps: int) -> npt.NDArray[np.float64]:
        losses = np.empty(steps)
        for index in range(steps):
            if index == steps - 1:
                self._remember()
            losses[index] = self.train_step()
            self._step += 1
        return losses

    def train_step(self) -> float:
        """One training step of all networks; the loss before it."""
        raise NotImplementedError

    def observe(self, loss: float) -> None:
        for optimizer in self.optimizers.values():
            optimizer.schedule.observe(loss)

    def set(self, key: str, value: float) -> str:
        if key != "optimizer.learning_rate":
            message = _("'{key}' can't be changed while training").format(key=key)
            raise UserError(unknown_name(message, key, ("optimizer.learning_rate",)))
        for optimizer in self.optimizers.values():
            located("optimizer", partial(setattr, optimizer, "learning_rate", value))
        return _("learning rate {rate:g}").format(rate=value)

    def state(self) -> TaskState:
        arrays: dict[str, npt.NDArray[Any]] = {}
        for name, network in self.networks.items():
            arrays |= {_long(name, parameter.name): parameter.numpy() for parameter in network.parameters}
            moments = self.optimizers[name].state()
            arrays |= {MOMENT + _long(name, key.removeprefix(MOMENT)): array for key, array in moments.items()}
        schedule = next(iter(self.optimizers.values())).schedule
        return TaskState(self.step, arrays, schedules.describe(schedule))

    def restore(self, state: TaskState) -> None:
        for name, network in self.networks.items():
            for parameter in network.parameters:
                own = _long(name, parameter.name)
                if own not in state.arrays:
                    raise UserError(Problem(_("this state holds no parameter '{name}'").format(name=own)))
                parameter.assign(state.arrays[own])
            beginning = MOMENT + _long(name, "")
            moments = {
                MOMENT + key.removeprefix(beginning): array
                for key, array in state.arrays.items()
                if key.startswith(beginning)
            }
            optimizer = self.optimizers[name]
            optimizer.load_state(moments, self.updates(name, state.step))
            optimizer.schedule = located("optimizer.learning_rate", lambda: schedules.get(state.learning_rate))
        self._step = state.step
        self._remember()

    def updates(self, name: str, step: int) -> int:  # noqa: ARG002  for networks that are not updated once a step
        """How often the network of that name has been updated after `step` steps."""
        return step

    def suspect(self) -> tuple[str, str]:
        largest: dict[str, float] = {}
        for name, network in self.networks.items():
            for parameter in network.parameters:
                largest[_long(name, parameter.name)] = float(np.abs(parameter.numpy()).max(initial=0.0))
        name = max(largest, key=lambda key: largest[key])
        layer = name.rpartition(".")[0]
        seen = _("The largest weight is {weight:.2g}, in layer {layer}.").format(weight=largest[name], layer=layer)
        return layer, seen

    def save(self, path: Path, metadata: Mapping[str, str]) -> None:
        if set(self.networks) == {ALONE}:
            save_checkpoint(path, self.networks[ALONE], self.optimizers[ALONE], dict(metadata))
        else:
            write_arrays(path, self.state().arrays, {**metadata, "network": json.dumps(None)})

    def layers(self, name: str, examples: Array) -> tuple[LayerSnapshot, ...]:
        """The layers of a network as they answer `examples`, host inputs of that network."""
        network = self.networks[name]
        before = network.backend.to_numpy(self._before_last_step[name])
        return watch_layers(network, examples, before, moved=self.step > 0)

    def _remember(self) -> None:
        """Keep the parameters as they are before a step that may be watched."""
        for name, network in self.networks.items():
            copy_array(network.backend, network.parameters.values, self._before_last_step[name])


def _long(network: str, name: str) -> str:
    return name if network == ALONE else f"{network}.{name}"
