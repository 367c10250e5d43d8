"""What an optimizer is: a rule, its hyperparameters and its moments. The parameters are handed to it at each update."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt

from tuitrainer.base.checks import Check
from tuitrainer.base.errors import Problem, UserError
from tuitrainer.base.texts import _
from tuitrainer.kernels.backend import Array, Backend
from tuitrainer.nn.parameter import Parameters


class Optimizer(ABC):
    """Serves one network: its moments are flat buffers laid out as that network's parameters."""

    NAME: ClassVar[str]

    def __init__(self, learning_rate: float) -> None:
        """Subclasses check their own arguments and then call this, which checks the learning rate."""
        self.learning_rate = learning_rate
        self.iterations = 0
        """How many updates it has made."""
        self._layout: tuple[tuple[str, tuple[int, ...]], ...] | None = None
        self._backend: Backend | None = None
        self._moments: tuple[Array, ...] = ()
        self._loaded: dict[str, npt.NDArray[Any]] = {}

    @property
    def learning_rate(self) -> float:
        """May be set at any time; raises UserError unless it is a finite number >= 0."""
        return self._learning_rate

    @learning_rate.setter
    def learning_rate(self, value: float) -> None:
        with Check() as check:
            checked = check.number("learning_rate", value, minimum=0.0)
        self._learning_rate = checked

    @property
    @abstractmethod
    def moment_names(self) -> tuple[str, ...]:
        """What it remembers for every parameter: ("m", "v") for Adam."""

    @property
    @abstractmethod
    def rule(self) -> tuple[str, tuple[float, ...]]:
        """Name and hyperparameters as in DensePlan."""

    @abstractmethod
    def config(self) -> dict[str, float | bool]:
        """Its constructor's arguments as they are now."""

    @abstractmethod
    def apply(self, backend: Backend, values: Array, gradient: Array, moments: tuple[Array, ...], /) -> None:
        """Update `values` and `moments` in place, all flat and of one size; this is step `iterations`, from 1."""

    def update(self, parameters: Parameters) -> None:
        """One step on every parameter that is trainable. Raises UserError for those of another network."""
        moments = self.moments(parameters)
        self.iterations += 1
        for part in parameters.trainable_ranges():
            values, gradient = parameters.values[part], parameters.gradients[part]
            self.apply(parameters.backend, values, gradient, tuple(moment[part] for moment in moments))

    def moments(self, parameters: Parameters) -> tuple[Array, ...]:
        """The flat moments in the order of `moment_names`, zeros at first, in the memory that updates work on."""
        if self._layout is not parameters.layout and self._layout != parameters.layout:
            if self._layout is not None:
                raise UserError(
                    Problem(_("this optimizer serves another network already; make one for each"), "optimizer")
                )
            self._allocate(parameters)
        return self._moments

    def state(self) -> dict[str, npt.NDArray[Any]]:
        """Copies of the moments as "optimizer.<parameter>.<moment>", shaped as the parameter; {} before any update."""
        if self._layout is None or self._backend is None:
            return dict(self._loaded)
        state = {}
        for moment, flat in zip(self.moment_names, self._moments, strict=True):
            host = self._backend.to_numpy(flat)
            start = 0
            for name, shape in self._layout:
                end = start + math.prod(shape)
                state[f"optimizer.{name}.{moment}"] = host[start:end].reshape(shape)
                start = end
        return state

    def load_state(self, state: Mapping[str, npt.NDArray[Any]], iterations: int) -> None:
        """Continue from what `state` gave after `iterations` updates. Takes effect with the next update, which raises
        UserError where the moments are not those of its parameters.
        """
        with Check() as check:
            checked = check.whole_number("iterations", iterations, minimum=0)
        self.iterations = checked
        self._layout, self._backend, self._moments = None, None, ()
        self._loaded = {name: np.array(values) for name, values in state.items()}

    def _allocate(self, parameters: Parameters) -> None:
        names = {
            moment: [f"optimizer.{name}.{moment}" for name, _shape in parameters.layout] for moment in self.moment_names
        }
        shapes = [shape for _name, shape in parameters.layout]
        if self._loaded or self.iterations:
            expected = {
                name: shape for of_moment in names.values() for name, shape in zip(of_moment, shapes, strict=True)
            }
            found = {name: values.shape for name, values in self._loaded.items()}
            if expected != found:
                wrong = sorted(name for name in expected | found if expected.get(name) != found.get(name))
                message = _("these moments are not those of {optimizer} on this network").format(optimizer=self.NAME)
                raise UserError(*(Problem(message, name) for name in wrong[:5]))
        flats = []
        for of_moment in names.values():
            flat = np.zeros(parameters.size, parameters.values.dtype)
            if self._loaded:
                np.concatenate([self._loaded[name].ravel() for name in of_moment], out=flat)
            flats.append(parameters.backend.from_numpy(flat))
        self._layout, self._backend, self._moments = parameters.layout, parameters.backend, tuple(flats)
        self._loaded = {}
