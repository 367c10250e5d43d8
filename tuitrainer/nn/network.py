"""A network: layers with numbers, on one backend."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from tuitrainer.base.checks import Check
from tuitrainer.base.errors import Problem, UserError, unknown_name
from tuitrainer.base.texts import _
from tuitrainer.kernels.backend import Array, Backend, DensePlan
from tuitrainer.kernels.load import load_backend
from tuitrainer.nn.architecture import architecture_from_config, build_architecture
from tuitrainer.nn.arrays import Workspace, clear
from tuitrainer.nn.checkpoint import read_checkpoint, save_checkpoint
from tuitrainer.nn.dense_plan import dense_table
from tuitrainer.nn.draws import Clock, Draws
from tuitrainer.nn.initial_values import initial_values
from tuitrainer.nn.inputs import as_numbers, check_rows
from tuitrainer.nn.layers import Layer, Setting
from tuitrainer.nn.layers.chain import Chain
from tuitrainer.nn.losses import Loss
from tuitrainer.nn.optimizers import Optimizer
from tuitrainer.nn.parameter import Parameter, Parameters
from tuitrainer.nn.summary import summarize
from tuitrainer.nn.transfer import Wanted, transfer

LARGEST_SEED = 2**63 - 1
DTYPES = ("float32", "float64")


class Network:
    """Layers one after the other. NumPy in, NumPy out, whatever the backend.

    `parameters` are all parameters in the order of the layers; `layers`, `input_shape`, `output_shape` (without the
    batch axis), `backend`, `dtype` and `seed` are what they say. `clock` counts the training steps that dropout and
    noise draw by.

    A layer may stand at several places, also inside others: its parameters exist once, under the name of the first
    place, and the gradients of all places add up. In `layers` its later places hold copies that share the parameters.
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
        given = tuple(layers)
        with Check() as check:
            dtype_name = check.one_of("dtype", dtype, DTYPES)
            self.seed = check.whole_number("seed", seed, minimum=0, maximum=LARGEST_SEED)
            self.architecture = check.part("", lambda: build_architecture(given, input_shape))
        for index, layer in enumerate(given):
            if _is_attached(layer):
                raise UserError(Problem(_("this layer belongs to another network; make a new one"), f"layers[{index}]"))
        self.dtype = np.dtype(dtype_name)
        self.input_shape, self.output_shape = self.architecture.input_shape, self.architecture.output_shape
        self.backend = load_backend(backend) if isinstance(backend, str) else backend
        values = initial_values(self.architecture, self.dtype, self.seed)
        self.parameters = Parameters(self.backend, values, self.architecture.parameters)
        self.clock = Clock(self.seed)
        self._uses = self._parameters_of_places()
        self._chain = Chain(self.architecture.places, Setting(self.backend, self.dtype, Draws(self.clock)), self._uses)
        self.layers = self._chain.layers
        self._gradients = [parameter.gradient for parameter in self._uses]
        self._shared = [parameter for parameter in self.parameters if parameter.shared]
        self._accumulated: Array | None = None
        self._output_gradient = Workspace(self.backend, self.output_shape, self.dtype)
        self._rows = 0
        self._table = dense_table(self.layers)
        self._plan: DensePlan | None = None
        self._outputs: Callable[[], Sequence[Array]] | None = None

    def forward(self, x: npt.ArrayLike, training: bool = False) -> npt.NDArray[Any]:
        """The output (N, *output_shape) for x (N, *input_shape), a copy.

        Whole numbers are taken as they are: images of bytes come as 0 to 255 (scale them to learn well). Raises
        UserError for another shape, for NaN or infinity, and for values that the first layer can't take.
        """
        host = self.as_inputs(x)
        self.check_inputs(host)
        return self.backend.to_numpy(self.forward_array(self.backend.from_numpy(host), training))

    def backward(self, grad: npt.ArrayLike, accumulate: bool = False) -> npt.NDArray[Any]:
        """The gradient of the input (N, *input_shape), given that of the latest forward's output; a copy.

        Overwrites the parameters' gradients, or adds to them with `accumulate`. Raises UserError before any forward
        and for another shape than the latest output's.
        """
        if not self._rows:
            raise UserError(Problem(_("backward follows a forward, and there was none yet"), "grad"))
        given = as_numbers(grad, self.dtype, "grad")
        expected = (self._rows, *self.output_shape)
        if given.shape != expected:
            message = _("a gradient of shape {given} does not fit the latest output, which has the shape {expected}")
            raise UserError(Problem(message.format(given=given.shape, expected=expected), "grad"))
        dx = self.backward_array(self.backend.from_numpy(given), accumulate)
        assert dx is not None  # noqa: S101 - it was asked for
        return self.backend.to_numpy(dx)

    def forward_array(self, x: Array, training: bool = False, keys: Array | None = None) -> Array:
        """`forward` on the backend's own arrays: x is read until the backward, y lives until the next forward.

        Values are taken as they come, so that what diverges shows as NaN in the loss. `keys` are the clock's
        `keys_of` this step, where the caller has them on the backend already.
        """
        self._rows = x.shape[0]
        self._outputs = None
        if training:
            self.clock.step += 1
            self.clock.keys = keys
            if keys is None and self.clock.draws:
                self.clock.keys = self.backend.from_numpy(self.clock.keys_of(self.clock.step, 1)[0])
        return self._chain.forward(x, training)

    def backward_array(self, dy: Array, accumulate: bool = False, input_gradient: bool = True) -> Array | None:
        """`backward` on the backend's own arrays, of which `dy` may be overwritten.

        Without `input_gradient` the work for it is spared, and that for the layers in front of the first that is
        trained: the gradients of their parameters stay what they were.
        """
        if not accumulate:
            for parameter in self._shared:
                clear(self.backend, parameter.gradient)
            return self._chain.backward(dy, self._gradients, input_gradient)
        if self._accumulated is None:
            self._accumulated = self.backend.empty(self.parameters.gradients.shape, self.dtype)
        clear(self.backend, self._accumulated)
        views = [parameter.view(self._accumulated) for parameter in self._uses]
        dx = self._chain.backward(dy, views, input_gradient)
        self.backend.add(self._accumulated, self.parameters.gradients)
        return dx

    def output_gradient(self, count: int) -> Array:
        """An array (count, *output_shape) of the backend for a loss to write its gradient into, reused each step."""
        return self._output_gradient.rows(count)

    def as_inputs(self, x: npt.ArrayLike) -> npt.NDArray[Any]:
        """x (N, *input_shape) contiguous and in the network's dtype: the same object where it is so already.

        Raises UserError for another shape; the values are for `check_inputs`.
        """
        given = as_numbers(x, self.dtype, "x")
        if given.shape[1:] != self.input_shape or given.ndim == 0 or not given.shape[0]:
            message = _("an input of shape {given} does not fit this network; it takes batches of one row or more")
            accepted = f"({', '.join(('N', *map(str, self.input_shape)))})"
            raise UserError(Problem(message.format(given=given.shape), "x", (accepted,)))
        return given

    def check_inputs(self, x: npt.NDArray[Any], rows: npt.NDArray[np.int64] | None = None) -> None:
        """Raise UserError where the values of `as_inputs`, or of those `rows` of it, are not finite numbers that the
        first layer can take.
        """
        check_rows(x, "x", rows, also=self.layers[0].check_values)

    def layer_output(self, layer: int | str) -> npt.NDArray[Any]:
        """A copy of what a layer gave in the latest forward.

        `layer` is its index in `layers`, or its name ("2.residual.0.dense"). Raises UserError before any forward, and
        for a name that no layer has.
        """
        if self._outputs is not None and self._table is not None:
            self._table.take_outputs(self._outputs())
            self._outputs = None
        found = self.layers[layer] if isinstance(layer, int) else dict(self.walk()).get(layer)
        place = f"layers[{layer}]"
        if found is None:
            raise UserError(unknown_name(_("there is no such layer"), str(layer), dict(self.walk()), place))
        if found.output is None:
            raise UserError(Problem(_("there was no forward yet"), place))
        return self.backend.to_numpy(found.output)

    @property
    def inspectable(self) -> bool:
        """Whether a compiled step leaves the output of every layer, for `take_outputs`."""
        return self._table is not None and self._table.whole

    def take_outputs(self, outputs: Callable[[], Sequence[Array]]) -> None:
        """Hear of a compiled step: `outputs` tells what each layer gave, and is asked when somebody wants to know."""
        self._outputs = outputs

    def walk(self) -> Iterator[tuple[str, Layer]]:
        """All layers with their names in the order of forward, each before those inside it ("2.residual.0.dense")."""
        return self._chain.walk()

    def parameters_by_layer(self) -> dict[str, tuple[Parameter, ...]]:
        """The parameters of each layer that has some, by the layer's name ("0.dense").

        Layers inside others come by themselves and not again with the outer one, shared ones at their first place.
        """
        return {
            name: layer.parameters
            for name, layer in self.walk()
            if layer.parameters and not layer.parts and self.architecture.first_name(name) == name
        }

    @property
    def trainable(self) -> bool:
        """Whether anything is trained. Set it to False to freeze all layers, as a discriminator while its generator
        learns, and to True to release them all.
        """
        return any(parameter.trainable for parameter in self.parameters)

    @trainable.setter
    def trainable(self, value: bool) -> None:
        for layer in self.layers:
            layer.trainable = value

    def load_weights(self, source: Network | str | os.PathLike[str], layers: Wanted = None) -> None:
        """Take the parameters of layers from another network, or from a checkpoint of one.

        `layers` says which are filled, by name ("0.dense", "2.residual.0.dense") or position: all that have parameters
        when it is None. A table says from where: ``{"0.dense": "3.dense"}`` fills 0.dense with what 3.dense has in the
        source. To freeze them afterwards set ``network.layers[0].trainable = False``. Raises UserError with every
        layer or parameter that is missing or has another shape, before anything has changed.
        """
        transfer(self, source, layers)

    def dense_plan(self, loss: Loss, optimizer: Optimizer) -> DensePlan | None:
        """The plan of this training for a compiled loop, None where it is more than dense layers and a fused loss.

        The same object as before while nothing has changed.
        """
        if self._table is not None:
            self._plan = self._table.plan(loss, optimizer, self._plan)
        return self._plan

    def summary(self, print_fn: Callable[[str], object] = print) -> None:
        """Print the table of layers, output shapes and parameters; `summarize` gives it as data."""
        print_fn(str(summarize(self.architecture, self.frozen())))

    def frozen(self) -> list[str]:
        """The names of the parameters that would be trained, but are kept as they are."""
        return [parameter.name for parameter in self.parameters if parameter.learnable and not parameter.trainable]

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

    def _parameters_of_places(self) -> list[Parameter]:
        """The parameters of all places in order; a shared one comes once for each."""
        by_name = {parameter.name: parameter for parameter in self.parameters}
        frozen = set(self.architecture.frozen)
        uses = [by_name[name] for name, _spec in self.architecture.uses]
        counts = Counter(parameter.name for parameter in uses)
        for parameter in self.parameters:
            parameter.shared = counts[parameter.name] > 1
            parameter.trainable = parameter.learnable and parameter.name not in frozen
        return uses


def network_from_config(config: Mapping[str, Any], backend: str | Backend = "auto") -> Network:
    """The network that `Network.config` described, with newly drawn initial weights.

    Raises UserError with what is wrong in the description.
    """
    frozen = config.get("frozen", [])
    if not isinstance(frozen, list) or not all(isinstance(name, str) for name in frozen):
        raise UserError(Problem(_("this is no list of parameters"), "frozen"))
    layers = [place.layer for place in architecture_from_config(config).places]
    network = Network(layers, config["input_shape"], backend, config.get("dtype", "float32"), config.get("seed", 0))
    frozen_names = set(frozen)
    for parameter in network.parameters:
        parameter.trainable = parameter.trainable and parameter.name not in frozen_names
    return network


def _is_attached(layer: Layer) -> bool:
    return layer.attached or any(_is_attached(inner) for part in layer.parts for inner in part.layers)
