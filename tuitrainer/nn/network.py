"""A network: layers with numbers, on one backend."""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from tuitrainer.base.checks import Check
from tuitrainer.base.errors import Problem, UserError
from tuitrainer.base.random import Purpose, generator
from tuitrainer.base.texts import _
from tuitrainer.kernels.backend import Array, Backend, DensePlan
from tuitrainer.kernels.load import load_backend
from tuitrainer.nn.architecture import Architecture, architecture_from_config, build_architecture
from tuitrainer.nn.arrays import Workspace, as_floats
from tuitrainer.nn.checkpoint import read_checkpoint, save_checkpoint
from tuitrainer.nn.dense_plan import dense_table
from tuitrainer.nn.draws import Clock, Draws
from tuitrainer.nn.layers import Layer, Setting
from tuitrainer.nn.losses import Loss
from tuitrainer.nn.optimizers import Optimizer
from tuitrainer.nn.parameter import Parameter, Parameters
from tuitrainer.nn.summary import summarize

LARGEST_SEED = 2**63 - 1
DTYPES = ("float32", "float64")


class Network:
    """Layers one after the other. NumPy in, NumPy out, whatever the backend.

    `parameters` are all parameters in the order of the layers; `layers`, `input_shape`, `output_shape` (without the
    batch axis), `backend`, `dtype` and `seed` are what they say. `clock` counts the training steps that dropout and
    noise draw by.
    """

    def __init__(
        self,
        layers: Sequence[Layer],
        input_shape: Sequence[int],
        backend: str | Backend = "auto",
        dtype: str = "float32",
        seed: int = 0,
    ) -> None:
        """Allocate, and draw the initial weights: equal seeds give equal weights on every backend.

        Raises UserError, placed at the argument's name or ``layers[i]...``, for what does not fit together.
        """
        self.layers = tuple(layers)
        with Check() as check:
            dtype_name = check.one_of("dtype", dtype, DTYPES)
            self.seed = check.whole_number("seed", seed, minimum=0, maximum=LARGEST_SEED)
            self.architecture = check.part("", lambda: build_architecture(self.layers, input_shape))
        for index, layer in enumerate(self.layers):
            if layer.attached:
                raise UserError(Problem(_("this layer belongs to another network; make a new one"), f"layers[{index}]"))
        self.dtype = np.dtype(dtype_name)
        self.layers = tuple(layers)
        self.input_shape, self.output_shape = self.architecture.input_shape, self.architecture.output_shape
        self.backend = load_backend(backend) if isinstance(backend, str) else backend
        values = _initial_values(self.architecture, self.dtype, self.seed)
        self.parameters = Parameters(self.backend, values, self.architecture.parameters)
        remaining = iter(self.parameters)
        self.clock = Clock(self.seed)
        setting = Setting(self.backend, self.dtype, Draws(self.clock))
        for index, place in enumerate(self.architecture.places):
            own = [next(remaining) for _spec in place.specs]
            place.layer.attach(setting.within(index), place.input_shape, place.output_shape, own)
        self._gradients = self._gradient_views(self.parameters.gradients)
        self._accumulated: Array | None = None
        self._output_gradient = Workspace(self.backend, self.output_shape, self.dtype)
        self._first_with_parameters = next(
            (index for index, layer in enumerate(self.layers) if layer.parameters), len(self.layers)
        )
        self._rows = 0
        self._table = dense_table(self.architecture)
        self._plan: DensePlan | None = None

    def forward(self, x: npt.ArrayLike, training: bool = False) -> npt.NDArray[Any]:
        """The output (N, *output_shape) for x (N, *input_shape), a copy. Raises UserError for another shape."""
        host = self.as_inputs(x)
        return self.backend.to_numpy(self.forward_array(self.backend.from_numpy(host), training))

    def backward(self, grad: npt.ArrayLike, accumulate: bool = False) -> npt.NDArray[Any]:
        """The gradient of the input (N, *input_shape), given that of the latest forward's output; a copy.

        Overwrites the parameters' gradients, or adds to them with `accumulate`. Raises UserError before any forward
        and for another shape than the latest output's.
        """
        if not self._rows:
            raise UserError(Problem(_("backward follows a forward, and there was none yet"), "grad"))
        given = self._floats(grad, "grad")
        expected = (self._rows, *self.output_shape)
        if given.shape != expected:
            message = _("a gradient of shape {given} does not fit the latest output, which has the shape {expected}")
            raise UserError(Problem(message.format(given=given.shape, expected=expected), "grad"))
        dx = self.backward_array(self.backend.from_numpy(given), accumulate)
        assert dx is not None  # noqa: S101 - it was asked for
        return self.backend.to_numpy(dx)

    def forward_array(self, x: Array, training: bool = False) -> Array:
        """`forward` on the backend's own arrays: x is read until the backward, y lives until the next forward."""
        self._rows = x.shape[0]
        if training:
            self.clock.step += 1
        for layer in self.layers:
            x = layer.forward(x, training)
        return x

    def backward_array(self, dy: Array, accumulate: bool = False, input_gradient: bool = True) -> Array | None:
        """`backward` on the backend's own arrays, of which `dy` may be overwritten; without `input_gradient` the work
        for it is spared.
        """
        if not accumulate:
            return self._walk_back(dy, self._gradients, input_gradient)
        if self._accumulated is None:
            self._accumulated = self.backend.empty(self.parameters.gradients.shape, self.dtype)
        dx = self._walk_back(dy, self._gradient_views(self._accumulated), input_gradient)
        self.backend.add(self._accumulated, self.parameters.gradients)
        return dx

    def output_gradient(self, count: int) -> Array:
        """An array (count, *output_shape) of the backend for a loss to write its gradient into, reused each step."""
        return self._output_gradient.rows(count)

    def as_inputs(self, x: npt.ArrayLike) -> npt.NDArray[Any]:
        """x (N, *input_shape) contiguous and in the network's dtype: the same object where it is so already."""
        given = self._floats(x, "x")
        if given.shape[1:] != self.input_shape or given.ndim == 0 or not given.shape[0]:
            message = _("an input of shape {given} does not fit this network; it takes batches of one row or more")
            accepted = f"({', '.join(('N', *map(str, self.input_shape)))})"
            raise UserError(Problem(message.format(given=given.shape), "x", (accepted,)))
        self.layers[0].check_values(given)
        return given

    def layer_output(self, index: int) -> npt.NDArray[Any]:
        """A copy of what layer `index` gave in the latest forward. Raises UserError before any forward."""
        output = self.layers[index].output
        if output is None:
            raise UserError(Problem(_("there was no forward yet"), f"layers[{index}]"))
        return self.backend.to_numpy(output)

    def parameters_by_layer(self) -> dict[str, tuple[Parameter, ...]]:
        """The parameters of each layer that has some, by the layer's name ("0.dense")."""
        return {place.name: place.layer.parameters for place in self.architecture.places if place.specs}

    def dense_plan(self, loss: Loss, optimizer: Optimizer) -> DensePlan | None:
        """The plan of this training for a compiled loop, None where it is more than dense layers and a fused loss.

        The same object as before while nothing has changed.
        """
        plan = self._table.plan(loss, optimizer) if self._table is not None else None
        if plan != self._plan:
            self._plan = plan
        return self._plan

    def summary(self, print_fn: Callable[[str], object] = print) -> None:
        """Print the table of layers, output shapes and parameters; `summarize` gives it as data."""
        print_fn(str(summarize(self.architecture, self.frozen())))

    def frozen(self) -> list[str]:
        """The names of the parameters that would be trained, but are kept as they are."""
        specs = [spec for place in self.architecture.places for spec in place.specs]
        return [
            parameter.name
            for spec, parameter in zip(specs, self.parameters, strict=True)
            if spec.trainable and not parameter.trainable
        ]

    def config(self) -> dict[str, Any]:
        """What `network_from_config` makes an equal network of (with its initial weights), as JSON can hold it."""
        return {
            **self.architecture.config(), "dtype": self.dtype.name, "seed": self.seed, "frozen": self.frozen(),
        }  # fmt: skip

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write parameters and description as safetensors, all or nothing. Raises OSError where that fails."""
        save_checkpoint(path, self)

    @classmethod
    def load(cls, path: str | os.PathLike[str], backend: str | Backend = "auto") -> Network:
        """The network that `save` wrote. Raises UserError for a file that is missing, damaged or of another kind."""
        checkpoint = read_checkpoint(path)
        if checkpoint.network is None:
            raise UserError(Problem(_("this checkpoint holds no network"), str(path)))
        try:
            network = network_from_config(checkpoint.network, backend)
        except UserError as error:
            raise UserError(*(problem.within(f"{path}: ") for problem in error.problems)) from None
        for parameter in network.parameters:
            parameter.assign(checkpoint.parameters[parameter.name])
        return network

    def _walk_back(self, dy: Array, gradients: Sequence[Sequence[Array]], input_gradient: bool) -> Array | None:
        last = 0 if input_gradient else self._first_with_parameters
        for index in range(len(self.layers) - 1, last - 1, -1):
            dx = self.layers[index].backward(dy, gradients[index], input_gradient or index > last)
            if dx is None:
                return None
            dy = dx
        return dy

    def _gradient_views(self, flat: Array) -> list[list[Array]]:
        return [[parameter.view(flat) for parameter in layer.parameters] for layer in self.layers]

    def _floats(self, values: npt.ArrayLike, place: str) -> npt.NDArray[Any]:
        given = np.asarray(values)
        if given.dtype.kind not in "biuf":
            raise UserError(Problem(_("values of type {type} are no real numbers").format(type=given.dtype), place))
        return as_floats(given, self.dtype)


def network_from_config(config: Mapping[str, Any], backend: str | Backend = "auto") -> Network:
    """The network that `Network.config` described, with newly drawn initial weights.

    Raises UserError with what is wrong in the description.
    """
    frozen = config.get("frozen", [])
    if not isinstance(frozen, list):
        raise UserError(Problem(_("this is no list of parameters"), "frozen"))
    layers = [place.layer for place in architecture_from_config(config).places]
    network = Network(layers, config["input_shape"], backend, config.get("dtype", "float32"), config.get("seed", 0))
    for parameter in network.parameters:
        parameter.trainable = parameter.trainable and parameter.name not in frozen
    return network


def _initial_values(architecture: Architecture, dtype: np.dtype[Any], seed: int) -> npt.NDArray[Any]:
    """All initial parameters in one flat array; the draws of each parameter depend on its place alone."""
    flat = np.empty(sum(math.prod(shape) for _name, shape, *_others in architecture.parameters), dtype)
    start = 0
    for index, place in enumerate(architecture.places):
        for role, spec in enumerate(place.specs):
            end = start + math.prod(spec.shape)
            draws = generator(seed, Purpose.INITIAL_WEIGHTS, step=role, layer=index)
            with np.errstate(over="ignore"):
                flat[start:end] = spec.initializer(spec.shape, draws).ravel()
            start = end
    return flat
