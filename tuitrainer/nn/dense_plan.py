"""Which networks the compiled loop can run: dense layers one after the other, with their activations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tuitrainer.kernels.backend import Array, DensePlan
from tuitrainer.nn.layers import Activation, Dense, Flatten, Layer
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

    dense: tuple[Dense, ...]
    whole: bool
    """Whether they are all layers of the network, so that the loop leaves what each of them gave."""
    sizes: tuple[int, ...]
    activations: tuple[str, ...]
    offsets: tuple[int, ...]

    def trainable(self) -> tuple[bool, ...] | None:
        """Which layers are updated; None where only a part of one is."""
        flags = []
        for layer in self.dense:
            weights, bias = layer.parameters
            if weights.trainable != bias.trainable:
                return None
            flags.append(weights.trainable)
        return tuple(flags)

    def take_outputs(self, outputs: Sequence[Array]) -> None:
        """Give the layers of a `whole` table their outputs of a compiled step."""
        for layer, output in zip(self.dense, outputs, strict=True):
            layer.output = output

    def plan(self, loss: Loss, optimizer: Optimizer, before: DensePlan | None) -> DensePlan | None:
        """None for a loss or an optimizer that has no compiled form; `before` itself where it is still right."""
        trainable, rule = self.trainable(), optimizer.rule
        if trainable is None or rule is None or loss.verb not in PLANNED_LOSSES:
            return None
        if before is not None and (before.loss, before.trainable, before.optimizer, before.hyperparameters) == (
            loss.verb, trainable, *rule,
        ):  # fmt: skip
            return before
        return DensePlan(self.sizes, self.activations, self.offsets, trainable, loss.verb, *rule)


def dense_table(attached: Sequence[Layer]) -> DenseTable | None:
    """The table of a network's attached layers, None where they are more than dense layers on rows.

    Flatten costs nothing anywhere, as the arrays are contiguous; an Activation joins a linear layer before it. The
    compiled loop adds no penalties and knows no weights that stand at two places, so these are more, too.
    """
    dense: list[Dense] = []
    activations: list[str] = []
    for layer in attached:
        if any(parameter.shared or parameter.regularizer is not None for parameter in layer.parameters):
            return None
        if type(layer) is Dense and layer.use_bias and len(layer.input_shape) == 1:
            dense.append(layer)
            activations.append(layer.activation)
        elif isinstance(layer, Activation) and activations and activations[-1] == "linear":
            activations[-1] = layer.activation
        elif not isinstance(layer, Flatten):
            return None
    if not dense:
        return None
    sizes = (dense[0].input_shape[0], *(layer.units for layer in dense))
    offsets = tuple(layer.parameters[0].offset for layer in dense)
    return DenseTable(tuple(dense), len(dense) == len(attached), sizes, tuple(activations), offsets)
