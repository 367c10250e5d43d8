"""What the driver is told when launches become a CUDA graph, without a driver: its functions are replaced, under the
names and with the arguments that the installed cuda.bindings give them.
"""

from __future__ import annotations

import importlib.util
import inspect
import os
from types import SimpleNamespace
from typing import Any

import pytest

INSTALLED = importlib.util.find_spec("numba_cuda") is not None and importlib.util.find_spec("cuda.bindings") is not None
pytestmark = [
    pytest.mark.skipif(not INSTALLED, reason="not run: numba-cuda is not installed (pip install 'tuitrainer[cuda]')"),
    pytest.mark.skipif(os.environ.get("NUMBA_ENABLE_CUDASIM") == "1", reason="not run: the simulator has no driver"),
    pytest.mark.filterwarnings("ignore"),  # what numba-cuda says about its own future
]


class FakeDriver:
    """Notes what is called, if there is such a function, and fails where it is told to."""

    def __init__(self, failing: str = "") -> None:
        self.calls: list[str] = []
        self._failing = failing

    def __getattr__(self, name: str) -> Any:
        from cuda.bindings import driver

        assert inspect.isroutine(getattr(driver, name)) or callable(getattr(driver, name))

        def call(*arguments: Any) -> str:
            from numba.cuda.cudadrv.driver import CudaAPIError

            self.calls.append(f"{name} on {arguments[1]}" if name == "cuGraphLaunch" else name)
            if name == self._failing:
                raise CudaAPIError(900, "operation not permitted when stream is capturing")
            return f"result of {name}{arguments}"

        return call


class Kernel:
    """Notes on which stream it is launched."""

    def __init__(self, driver: FakeDriver) -> None:
        self._driver = driver

    def __getitem__(self, configuration: tuple[Any, ...]) -> Any:
        def launched(*_arguments: Any) -> None:
            self._driver.calls.append(f"kernel on {configuration[2].handle}" if configuration[2:] else "kernel alone")

        return launched


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Any:
    """A driver that stands for the real one, and what `capture` makes of two launches of one kernel."""
    from tuitrainer.kernels.cuda import _graphs
    from tuitrainer.kernels.cuda._recorder import Launch, Recorder

    def capture(failing: str = "") -> tuple[FakeDriver, Any]:
        driver = FakeDriver(failing)
        monkeypatch.setattr(_graphs, "driver", driver)
        monkeypatch.setattr(_graphs, "capture_stream", lambda: SimpleNamespace(handle="our stream"))
        monkeypatch.setattr("numba.cuda.default_stream", lambda: SimpleNamespace(handle="default stream"))
        kernel: Any = Kernel(driver)
        return driver, _graphs.capture(Recorder([Launch(kernel, 1, 4, ()), Launch(kernel, 2, 4, ())]))

    return capture


def test_a_recorded_step_is_captured_once_and_launched_by_one_call(told: Any) -> None:
    driver, again = told()
    kernels = ["kernel on our stream"] * 2
    assert driver.calls == [
        "cuStreamBeginCapture", *kernels, "cuStreamEndCapture", "cuGraphInstantiate", "cuGraphDestroy",
    ]  # fmt: skip
    driver.calls.clear()
    again()
    again()
    assert driver.calls == ["cuGraphLaunch on default stream"] * 2
    driver.calls.clear()
    del again
    assert driver.calls == ["cuGraphExecDestroy"]


@pytest.mark.parametrize("failing", ["cuStreamBeginCapture", "cuStreamEndCapture", "cuGraphInstantiate"])
def test_where_the_driver_makes_no_graph_the_kernels_are_launched_one_by_one(told: Any, failing: str) -> None:
    driver, again = told(failing)
    driver.calls.clear()
    again()
    assert driver.calls == ["kernel alone"] * 2


def test_the_driver_takes_these_arguments() -> None:
    """The real functions' own descriptions of what they take."""
    from cuda.bindings import driver

    from tuitrainer.kernels.cuda import _graphs

    assert isinstance(_graphs.MODE, driver.CUstreamCaptureMode)
    assert driver.CUstream_flags.CU_STREAM_NON_BLOCKING.value == 1
    described = {name: str(getattr(driver, name).__doc__).splitlines()[0] for name in (
        "cuStreamBeginCapture", "cuStreamEndCapture", "cuGraphInstantiate", "cuGraphLaunch", "cuGraphExecDestroy",
        "cuGraphDestroy", "cuStreamCreate",
    )}  # fmt: skip
    assert {name: line.count(",") + 1 for name, line in described.items()} == {
        "cuStreamBeginCapture": 2, "cuStreamEndCapture": 1, "cuGraphInstantiate": 2, "cuGraphLaunch": 2,
        "cuGraphExecDestroy": 1, "cuGraphDestroy": 1, "cuStreamCreate": 1,
    }  # fmt: skip
