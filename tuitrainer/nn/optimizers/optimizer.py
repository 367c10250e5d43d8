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
from tuitrainer.nn import schedules
from tuitrainer.nn.arrays import copy_array
from tuitrainer.nn.optimizers.clipping import Clipping
from tuitrainer.nn.parameter import Parameters
from tuitrainer.nn.schedules import RateLike

ACCUMULATED = "accumulated_gradient"
"""The moment in which gradients are added up."""


class Optimizer(ABC):
    """Serves one network: its moments are flat buffers laid out as that network's parameters.

    `learning_rate` is a number, a schedule or a table that names one. With `gradient_accumulation_steps` = k only every
    k-th update changes the parameters, by the mean of the last k gradients: a batch k times as large in the memory of a
    small one. The arguments that clip are those of `Clipping`; what is clipped is that mean.
    """

    NAME: ClassVar[str]

    def __init__(
        self,
        learning_rate: RateLike,
        clipnorm: float | None,
        global_clipnorm: float | None,
        clipvalue: float | None,
        gradient_accumulation_steps: int | None,
    ) -> None:
        """Subclasses check their own arguments and then call this, which checks those that all have in common."""
        with Check() as check:
            self.schedule = check.part("learning_rate", lambda: schedules.get(learning_rate))
            self.clipping = check.part("", lambda: Clipping(clipnorm, global_clipnorm, clipvalue))
            self.gradient_accumulation_steps = (
                None
                if gradient_accumulation_steps is None
                else check.whole_number("gradient_accumulation_steps", gradient_accumulation_steps, minimum=2)
            )
        self.iterations = 0
        """How many times `update` was called. Schedules count in these, so that a step is a step of training whether
        gradients are accumulated or not."""
        self._layout: tuple[tuple[str, tuple[int, ...]], ...] | None = None
        self._backend: Backend | None = None
        self._moments: tuple[Array, ...] = ()
        self._loaded: dict[str, npt.NDArray[Any]] = {}

    @property
    def learning_rate(self) -> float:
        """That of the next step. May be set at any time, and is then constant: a schedule is given up.

        Raises UserError unless it is set to a finite number >= 0.
        """
        return self.schedule(self.iterations)

    @learning_rate.setter
    def learning_rate(self, value: float) -> None:
        self.schedule = schedules.Constant(value)

    def rates(self, count: int) -> npt.NDArray[np.float64]:
        """The learning rates of the next `count` steps."""
        return self.schedule.rates(self.iterations, count)

    @property
    @abstractmethod
    def moment_names(self) -> tuple[str, ...]:
        """What its rule remembers for every parameter: ("m", "v") for Adam."""

    def initial_moment(self, name: str) -> float:  # noqa: ARG002
        """What a moment holds before the first update."""
        return 0.0

    @property
    def rule(self) -> tuple[str, tuple[float, ...]] | None:
        """Name and hyperparameters as in DensePlan; None where no compiled loop does what this optimizer does."""
        if self.clipping.in_force or self.gradient_accumulation_steps is not None:
            return None
        return self.compiled_rule

    @property
    def compiled_rule(self) -> tuple[str, tuple[float, ...]] | None:
        """`rule` without regard to what optimizers have in common."""
        return None

    def config(self) -> dict[str, Any]:
        """Its constructor's arguments as they are now, as JSON can hold them."""
        return {
            "learning_rate": schedules.describe(self.schedule),
            **self.clipping.limits,
            "gradient_accumulation_steps": self.gradient_accumulation_steps,
        }

    @abstractmethod
    def apply(
        self, backend: Backend, values: Array, gradient: Array, moments: tuple[Array, ...], numbers: Array, /
    ) -> None:
        """Update `values` and `moments` in place, all flat and of one size; `numbers` are those of `numbers_at`."""

    def numbers_at(self, step: int, learning_rate: float) -> tuple[float, ...]:  # noqa: ARG002
        """What the rule takes that changes from step to step, the learning rate first; `step` counts from 1."""
        return (learning_rate,)

    def numbers(self, count: int) -> npt.NDArray[np.float64]:
        """(count, K): the numbers of the next `count` updates."""
        group = self.gradient_accumulation_steps or 1
        first = self.iterations + 1
        steps = [max(1, iteration // group) for iteration in range(first, first + count)]
        return np.array([self.numbers_at(*of_step) for of_step in zip(steps, self.rates(count).tolist(), strict=True)])

    @property
    def part_of_group(self) -> int:
        """What the next update does with its gradient: 1 begins a group of gradients that are added up, 2 adds to it,
        0 applies the group, or the gradient where none are added up. Updates of one kind do the same work.
        """
        if self.gradient_accumulation_steps is None:
            return 0
        return min(2, (self.iterations + 1) % self.gradient_accumulation_steps)

    def update(self, parameters: Parameters, numbers: Array | None = None) -> None:
        """One step on every parameter that is trainable. Raises UserError for the parameters of another network.

        `numbers` (K,) are this update's row of `numbers`, on the parameters' backend, where the caller has it there
        already. Where it clips, it does so in the parameters' gradients themselves: afterwards they are what was
        applied.
        """
        backend, gradients, moments = parameters.backend, parameters.gradients, self.moments(parameters)
        if numbers is None:
            numbers = backend.from_numpy(self.numbers(1)[0])
        part = self.part_of_group
        self.iterations += 1
        if self.gradient_accumulation_steps is not None:
            accumulated = moments[-1]
            if part == 1:  # what is left of the group before this one is overwritten
                copy_array(backend, gradients, accumulated)
            else:
                backend.add(gradients, accumulated)
            if part:
                return
            backend.scale(1 / self.gradient_accumulation_steps, accumulated)
            gradients, moments = accumulated, moments[:-1]
        self.clipping.apply(parameters, gradients)
        for flat in parameters.trainable_ranges():
            parts = tuple(moment[flat] for moment in moments)
            self.apply(backend, parameters.values[flat], gradients[flat], parts, numbers)

    def moments(self, parameters: Parameters) -> tuple[Array, ...]:
        """The flat moments in the order of `moment_names`, then the gradients that were added up, if any are: the very
        memory that updates work on.
        """
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
        for moment, flat in zip(self._all_moment_names, self._moments, strict=True):
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

    @property
    def _all_moment_names(self) -> tuple[str, ...]:
        return self.moment_names if self.gradient_accumulation_steps is None else (*self.moment_names, ACCUMULATED)

    def _allocate(self, parameters: Parameters) -> None:
        names = {
            moment: [f"optimizer.{name}.{moment}" for name, _shape in parameters.layout]
            for moment in self._all_moment_names
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
        for moment, of_moment in names.items():
            flat = np.full(parameters.size, self.initial_moment(moment), parameters.values.dtype)
            if self._loaded:
                np.concatenate([self._loaded[name].ravel() for name in of_moment], out=flat)
            flats.append(parameters.backend.from_numpy(flat))
        self._layout, self._backend, self._moments = parameters.layout, parameters.backend, tuple(flats)
        self._loaded = {}
