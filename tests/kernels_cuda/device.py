"""The cuda backend for tests that are written for arrays of the host."""

from __future__ import annotations

from typing import Any

import numpy as np

from tuitrainer.kernels import cuda


class OnDevice:
    """Each verb copies its NumPy arrays to the device, runs there, and brings them all back.

    An array that comes twice goes once: so a verb may be called in place. An array that is read-only stays.
    """

    NAME = "cuda"

    def __getattr__(self, verb: str) -> Any:
        function = getattr(cuda, verb)

        def called(*arguments: Any) -> Any:
            there: dict[int, tuple[Any, Any]] = {}

            def moved(argument: Any) -> Any:
                if isinstance(argument, list):
                    return [moved(part) for part in argument]
                if not isinstance(argument, np.ndarray):
                    return argument
                if id(argument) not in there:
                    there[id(argument)] = (argument, cuda.from_numpy(argument))
                return there[id(argument)][1]

            result = function(*(moved(argument) for argument in arguments))
            for host, device in there.values():
                if host.flags.writeable:
                    host[...] = cuda.to_numpy(device)
            return result

        return called

    def prepare_loop(self, plan: Any, parameters: Any, gradients: Any, moments: Any) -> Any:
        return LoopOnDevice(plan, [parameters, gradients, *moments])

    def empty(self, shape: Any, dtype: Any) -> Any:
        return cuda.empty(shape, dtype)

    def from_numpy(self, values: Any, copy: bool = True) -> Any:
        return cuda.from_numpy(values, copy)

    def to_numpy(self, values: Any) -> Any:
        return cuda.to_numpy(values)


class LoopOnDevice:
    """A loop whose buffers are on the device during a run, and on the host before and after it."""

    def __init__(self, plan: Any, buffers: list[Any]) -> None:
        self._host = buffers
        self._device = [cuda.from_numpy(buffer) for buffer in buffers]
        self._loop = cuda.prepare_loop(plan, self._device[0], self._device[1], self._device[2:])

    def run(self, x: Any, y: Any, batches: Any, first_step: int, learning_rates: Any) -> Any:
        for host, device in zip(self._host, self._device, strict=True):
            device.copy_to_device(host)  # type: ignore[attr-defined]  # a device array
        losses = self._loop.run(cuda.from_numpy(x), cuda.from_numpy(y), batches, first_step, learning_rates)
        for host, device in zip(self._host, self._device, strict=True):
            host[...] = cuda.to_numpy(device)
        return losses

    def outputs(self) -> Any:
        return [cuda.to_numpy(output) for output in self._loop.outputs()]
