"""A step of many kernels as one launch.

A network of some layers launches dozens of kernels a step. Python needs longer to launch one (its arguments are looked
at each time) than a small one runs. So the launches of a step are remembered, and given to the driver once as a graph
(`_graphs`), which the GPU then goes through by itself.
"""

from __future__ import annotations

from collections.abc import Callable

from tuitrainer.kernels.cuda._launch import SIMULATED
from tuitrainer.kernels.cuda._recorder import recording


def record(step: Callable[[], None]) -> Callable[[], None]:
    """A step that asks for numbers on the host, as a loss that NumPy calculates, is itself what does the same again."""
    with recording() as recorder:
        step()
    if recorder.spoiled:
        return step
    if SIMULATED:  # it has no driver that graphs could be given to
        return recorder.replay
    from tuitrainer.kernels.cuda._graphs import capture  # noqa: PLC0415 it needs a driver

    return capture(recorder)
