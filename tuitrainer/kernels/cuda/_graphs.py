"""CUDA graphs: many kernels that the driver is told of once, and launched together by one call.

Between the beginning and the end of a capture nothing runs: what is launched on the stream is noted down as a graph,
each kernel after the one before it (CUDA C++ Programming Guide, "CUDA Graphs", stream capture). The arguments are part
of it, so all that changes from step to step is read from arrays.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable
from functools import lru_cache, partial
from typing import Any

from cuda.bindings.driver import CUstream_flags, CUstreamCaptureMode
from numba import cuda
from numba.cuda.cudadrv.driver import driver

from tuitrainer.kernels.cuda._recorder import Recorder

MODE = CUstreamCaptureMode.CU_STREAM_CAPTURE_MODE_RELAXED
"""Numba may free memory while we capture, which stricter modes forbid; it belongs to none of the launches."""


@lru_cache(maxsize=1)
def capture_stream() -> Any:
    """A stream on which graphs are noted down and nothing ever runs: the default stream can't be captured.

    It is of the kind that the default stream does not wait for, so that whatever else is launched meanwhile can't
    spoil a capture.
    """
    return cuda.external_stream(int(driver.cuStreamCreate(CUstream_flags.CU_STREAM_NON_BLOCKING.value)))


def capture(recorder: Recorder) -> Callable[[], None]:
    """What runs all launches of `recorder` by one call; one by one where the driver makes no graph of them."""
    stream = capture_stream()
    try:
        driver.cuStreamBeginCapture(stream.handle, MODE)
        try:
            for launched in recorder.launches:
                launched.run(stream)
        finally:
            graph = driver.cuStreamEndCapture(stream.handle)
        executable = driver.cuGraphInstantiate(graph, 0)
        driver.cuGraphDestroy(graph)
    except Exception:  # noqa: BLE001 of numba, of the bindings or of the driver: each kernel can still be launched
        return recorder.replay
    return Graph(recorder, executable).launch


class Graph:
    """A graph that can be run, with the arrays that it works on."""

    def __init__(self, recorder: Recorder, executable: Any) -> None:
        self._recorder = recorder
        self._launch = partial(driver.cuGraphLaunch, executable, cuda.default_stream().handle)
        weakref.finalize(self, driver.cuGraphExecDestroy, executable).atexit = False  # the driver is gone by then

    def launch(self) -> None:
        """On the stream of all other kernels, behind those before it; returns before it has run."""
        self._launch()
