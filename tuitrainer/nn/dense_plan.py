"""Which networks the compiled loop can run: dense layers one after the other, with their activations."""

from __future__ import annotations

from dataclasses import dataclass

from tuitrainer.kernels.backend import DensePlan
from tuitrainer.nn.architecture import Architecture
from tuitrainer.nn.layers import Activation, Dense, Flatten
from tuitrainer.nn.losses import Loss
from tuitrainer.nn.optimizers import Optimizer

PLANNED_LOSSES = (
    "softmax_cross_entropy",
    "sparse_softmax_cross_entropy",
    "sigmoid_cross_entropy",
    "mean_squared_error",
)


@dataclass(frozen=True, slots=True)
class DenseTable:
    """The part of a DensePlan that never changes; only networks that were attached to their numbers have one."""

    layers: tuple[Dense, ...]
    sizes: tuple[int, ...]
    activations: tuple[str, ...]
    offsets: tuple[int, ...]

    def trainable(self) -> tuple[bool, ...] | None:
        """Which layers are updated; None where only a part of one is."""
        flags = []
        for layer in self.layers:
            weights, bias = layer.parameters
            if weights.trainable != bias.trainable:
                return None
            flags.append(weights.trainable)
        return tuple(flags)

    def plan(self, loss: Loss, optimizer: Optimizer) -> DensePlan | None:
        trainable = self.trainable()
        if trainable is None or loss.verb not in PLANNED_LOSSES:
            return None
        rule, hyperparameters = optimizer.rule
        return DensePlan(self.sizes, self.activations, self.offsets, trainable, loss.verb, rule, hyperparameters)


def dense_table(architecture: Architecture) -> DenseTable | None:
    """The table of a network that is attached to its parameters, None where it is more than dense layers on rows.

    Flatten costs nothing anywhere, as the arrays are contiguous; an Activation joins a linear layer before it.
    """
    layers: list[Dense] = []
    activations: list[str] = []
    for place in architecture.places:
        layer = place.layer
        if isinstance(layer, Dense) and layer.use_bias and len(place.input_shape) == 1:
            layers.append(layer)
            activations.append(layer.activation)
        elif isinstance(layer, Activation) and activations and activations[-1] == "linear":
            activations[-1] = layer.activation
        elif not isinstance(layer, Flatten):
            return None
    if not layers:
        return None
    sizes = (layers[0].input_shape[0], *(layer.units for layer in layers))
    return DenseTable(tuple(layers), sizes, tuple(activations), tuple(layer.parameters[0].offset for layer in layers))
