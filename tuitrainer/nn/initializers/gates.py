"""Initializers of what belongs to the gates of a recurrent layer."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tuitrainer.base.checks import Check
from tuitrainer.base.errors import Problem, UserError
from tuitrainer.base.texts import _
from tuitrainer.nn.initializers.initializer import Initializer, Shape, Values

LONGEST = 1_000_000


@dataclass(frozen=True)
class Chrono(Initializer):
    """The bias of an LSTM that is to remember for up to `steps` steps: Tallec and Ollivier, "Can recurrent neural
    networks warp time?" (2018), section 2.

    A forget gate sigmoid(b) keeps a cell for about 1 + e^b steps. So b = log(u), u uniform on [1, steps - 1], gives
    the units memories of all lengths up to `steps`; the input gates start at -b, open as rarely as a cell forgets, and
    the other two blocks at 0. It takes the place of the LSTM's `unit_forget_bias`.
    """

    steps: int = 100

    def __post_init__(self) -> None:
        with Check() as check:
            object.__setattr__(self, "steps", check.whole_number("steps", self.steps, minimum=2, maximum=LONGEST))

    def __call__(self, shape: Shape, generator: np.random.Generator, /) -> Values:
        forget = np.log(generator.uniform(1.0, self.steps - 1.0, shape[0] // 4))
        return np.concatenate((forget, -forget, np.zeros(shape[0] - 2 * forget.size)))

    def check_shape(self, shape: Shape, /) -> None:
        if len(shape) != 1 or shape[0] % 4:
            raise UserError(Problem(_("this initializer is for the bias of an LSTM, four gates side by side")))
