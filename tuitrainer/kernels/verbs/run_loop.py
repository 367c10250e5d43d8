"""Many training steps in one call."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from tuitrainer.kernels.verbs.arrays import Array, Indices


@dataclass(frozen=True, slots=True)
class DensePlan:
    """A network of dense layers as a table, for a backend that can run many steps in one compiled call.

    Layer l maps sizes[l] inputs to sizes[l + 1] outputs with activations[l]. Its weights start at offsets[l] in the
    flat parameter buffer, row-major (D_in, D_out), its bias right behind them. trainable[l] says whether it is updated.
    """

    sizes: tuple[int, ...]
    activations: tuple[str, ...]
    offsets: tuple[int, ...]
    trainable: tuple[bool, ...]
    loss: str
    """"softmax_cross_entropy", "sparse_softmax_cross_entropy", "sigmoid_cross_entropy" or "mean_squared_error"."""
    optimizer: str
    """"sgd", "momentum", "nesterov" or "adam"."""
    hyperparameters: tuple[float, ...]
    """sgd: (); momentum, nesterov: (momentum,); adam: (beta_1, beta_2, epsilon)."""


class Loop(Protocol):
    """A plan with its memory, made once and run as often as one likes."""

    def run(
        self, x: Array, y: Array, batches: Sequence[Indices], first_step: int, learning_rates: npt.NDArray[np.float64]
    ) -> npt.NDArray[np.float64]:
        """One training step a batch; returns the losses (S,), each before its update.

        x (N, D_in) and y, targets (N, K) or labels (N,), are all examples. The step of batch s is first_step + s
        (counted from 1); its rate is learning_rates[s]. Parameters, gradients and moments are updated in place: after
        the call they are what the last step left. The losses do not depend on how the batches are cut into calls.
        """

    def outputs(self) -> list[Array]:
        """What each layer gave in the latest step (N, D_out), in the loop's own memory: the next step overwrites it."""


class RunLoopVerbs(Protocol):
    def can_run(self, plan: DensePlan) -> bool:
        """Whether `prepare_loop` takes this plan."""

    def prepare_loop(self, plan: DensePlan, parameters: Array, gradients: Array, moments: Sequence[Array]) -> Loop:
        """A loop over `parameters`, `gradients` and each of `moments` (none for sgd; velocity; m and v), which are flat
        buffers laid out as `plan.offsets` say.
        """
