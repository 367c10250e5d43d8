"""What training changes: named arrays, all of them views into one flat buffer of values and one of gradients."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any, overload

import numpy as np
import numpy.typing as npt

from tuitrainer.base.errors import Problem, UserError
from tuitrainer.base.texts import _
from tuitrainer.kernels.backend import Array, Backend
from tuitrainer.nn.arrays import copy_into
from tuitrainer.nn.regularizers import Regularizer


class Parameter:
    """One parameter of one layer: weights, a bias, kernels.

    `values` and `gradient` are the backend's own arrays, which training overwrites; `numpy` and `grad_numpy` copy.
    """

    def __init__(
        self,
        name: str,
        shape: tuple[int, ...],
        trainable: bool,
        regularizer: Regularizer | None,
        offset: int,
        backend: Backend,
        values: Array,
        gradients: Array,
    ) -> None:
        """A view of `shape` into the flat buffers `values` and `gradients`, from entry `offset` on."""
        self.name = name
        """"<layer index>.<layer name>.<role>", as in "0.dense.weights", or "2.residual.0.dense.weights" for a layer
        inside another. What is shared has the name of its first place."""
        self.shape = shape
        self.size = math.prod(shape)
        """How many numbers it has."""
        self.offset = offset
        self.learnable = trainable
        """False for what only a forward changes, as moving averages."""
        self.trainable = trainable
        """Optimizers skip a parameter while this is False; set it to freeze or release one."""
        self.shared = False
        """Whether it belongs to several places of the network, whose gradients add up."""
        self.regularizer = regularizer
        """The penalty on its size that is added to the loss while training, if any."""
        self.values = self.view(values)
        self.gradient = self.view(gradients)
        self._backend = backend

    def __repr__(self) -> str:
        return f"Parameter({self.name!r}, shape={self.shape}, trainable={self.trainable})"

    def view(self, flat: Array) -> Array:
        """Its part of a flat buffer that is laid out as the parameters are, in its shape."""
        return flat[self.offset : self.offset + self.size].reshape(self.shape)

    def numpy(self) -> npt.NDArray[Any]:
        """A copy of its values."""
        return self._backend.to_numpy(self.values)

    def grad_numpy(self) -> npt.NDArray[Any]:
        """A copy of its gradient as the latest backward left it; zeros before the first."""
        return self._backend.to_numpy(self.gradient)

    def assign(self, array: npt.ArrayLike) -> None:
        """Replace its values. Raises UserError for another shape or for what are no real numbers."""
        given = np.asarray(array)
        if given.dtype.kind not in "biuf":
            message = _("values of type {type} are no real numbers").format(type=given.dtype)
            raise UserError(Problem(message, self.name))
        if given.shape != self.shape:
            message = _("values of shape {given} do not fit a parameter of shape {shape}")
            raise UserError(Problem(message.format(given=given.shape, shape=self.shape), self.name))
        copy_into(self._backend, given, self.values)


class Parameters(Sequence[Parameter]):
    """All parameters of a network in the order of their layers, and the flat buffers that they are views of."""

    def __init__(
        self,
        backend: Backend,
        values: npt.NDArray[Any],
        named: Sequence[tuple[str, tuple[int, ...], bool, Regularizer | None]],
    ) -> None:
        """Takes the initial values as one flat host array, and (name, shape, trainable, regularizer) of each."""
        self.backend = backend
        self.values = backend.from_numpy(values)
        self.gradients = backend.from_numpy(np.zeros_like(values))
        self.layout = tuple((name, shape) for name, shape, *_others in named)
        """(name, shape) of each; optimizers lay out their moments alike."""
        parameters = []
        offset = 0
        for name, shape, trainable, regularizer in named:
            parameters.append(
                Parameter(name, shape, trainable, regularizer, offset, backend, self.values, self.gradients)
            )
            offset += math.prod(shape)
        self._parameters = tuple(parameters)
        self._regularized = tuple(parameter for parameter in parameters if parameter.regularizer is not None)
        self.size = offset
        """How many numbers they have in all."""

    @overload
    def __getitem__(self, index: int) -> Parameter: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Parameter, ...]: ...
    def __getitem__(self, index: int | slice) -> Parameter | tuple[Parameter, ...]:
        return self._parameters[index]

    def __len__(self) -> int:
        return len(self._parameters)

    def __iter__(self) -> Iterator[Parameter]:
        return iter(self._parameters)

    def add_penalties(self, loss: Array) -> None:
        """Add the penalties of all regularized parameters that are trained to `loss` (1,) float64, an array of the
        backend, and their gradients to the gradients.
        """
        for parameter in self._regularized:
            penalty = parameter.regularizer
            if penalty is not None and parameter.trainable:
                self.backend.penalty(parameter.values, penalty.l1, penalty.l2, loss, parameter.gradient)

    def trainable_ranges(self) -> list[slice]:
        """The parts of the flat buffers that an update may touch, neighbours joined: usually a single one."""
        if all(parameter.trainable for parameter in self._parameters):
            return [slice(0, self.size)] if self.size else []
        ranges: list[slice] = []
        for parameter in self._parameters:
            if parameter.trainable:
                start, end = parameter.offset, parameter.offset + parameter.size
                if ranges and ranges[-1].stop == start:
                    start = ranges.pop().start
                ranges.append(slice(start, end))
        return ranges
