"""Numba's CUDA simulator, made fast and as forgiving as a GPU; for tests alone.

As it is, it watches its threads by asking each again and again, which takes them the processor away (measured: 13 times
slower), and what a GPU answers with inf or nan raises: `math.exp(1000)`, 1 / 0.
"""

from __future__ import annotations

import math
import sys
import threading
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np


def improve() -> None:
    """Replace how the simulator runs a block, how it finds shared memory, and how it lends `cuda` to functions."""
    from numba.cuda.simulator import kernel, kernelapi
    from numba.cuda.simulator.cudadrv.devicearray import FakeCUDAArray

    FakeCUDAArray.shape = property(lambda array: array._ary.shape)  # which takes -1 as an index, as that of a GPU does
    FakeCUDAArray.reshape = _reshape
    FakeCUDAArray.__getattr__ = _attribute
    for operator in ("add", "sub", "mul", "floordiv", "truediv", "mod", "pow", "lt", "le", "gt", "ge"):
        delattr(FakeCUDAArray, f"__{operator}__")
    kernel.BlockManager.run = _run_block
    kernelapi.FakeCUDAShared.array = _shared_array
    kernel.FakeCUDAKernel.__call__ = _call_in_turn(kernel.FakeCUDAKernel.__call__)


ATTRIBUTES = frozenset({"dtype", "flags", "ndim", "size", "strides", "squeeze", "__cuda_ndarray__"})
"""What else an array of the GPU has; the simulator would hand out everything that NumPy has."""


def _attribute(array: Any, name: str) -> Any:
    if name not in ATTRIBUTES:
        raise AttributeError(f"an array on a GPU has no {name}")
    return getattr(array._ary, name)


def _reshape(array: Any, *shape: Any) -> Any:
    """On a GPU it is always a view; NumPy would copy where that can't be, and what a kernel writes would be lost."""
    if not array._ary.flags.c_contiguous:
        raise NotImplementedError("reshape would require copy")
    return type(array)(array._ary.reshape(*shape))


class _Meeting:
    """Where the threads of a block wait for each other; one that has ended is not waited for."""

    def __init__(self, threads: int) -> None:
        self.alive, self.waiting, self.round = threads, 0, 0
        self.failure: BaseException | None = None
        self.changed = threading.Condition()

    def wait(self) -> None:
        with self.changed:
            here = self.round
            self.waiting += 1
            self._open_when_complete()
            while self.round == here and self.failure is None:
                self.changed.wait()
            if self.failure is not None:
                raise RuntimeError("another thread of the block has failed")

    def leave(self, failure: BaseException | None) -> None:
        with self.changed:
            self.alive -= 1
            self.failure = self.failure or failure
            self._open_when_complete()
            if failure is not None:
                self.changed.notify_all()

    def _open_when_complete(self) -> None:
        if self.waiting and self.waiting >= self.alive:
            self.waiting = 0
            self.round += 1
            self.changed.notify_all()


def _run_block(manager: Any, grid_point: tuple[int, ...], *arguments: Any) -> None:
    """Run a block: a Python thread for each of its threads."""
    from numba.cuda.simulator.kernel import BlockThread

    places = list(np.ndindex(*manager._block_dim))
    meeting = _Meeting(len(places))

    class Thread(BlockThread):  # type: ignore[misc]  # Numba is untyped
        def syncthreads(self) -> None:
            meeting.wait()

        def run(self) -> None:
            failure: BaseException | None = None
            try:
                with np.errstate(all="ignore"):
                    manager._f(*arguments)
            except BaseException as error:  # noqa: BLE001 it is raised again where the kernel was launched
                failure = error
            meeting.leave(failure)

    threads = [Thread(manager._f, manager, grid_point, place, False) for place in places]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if meeting.failure is not None:
        raise meeting.failure


def _shared_array(self: Any, shape: Any, dtype: Any, alignment: int = 1) -> Any:
    """One array for each place in the source, as before, but found without reading the source.

    It begins with 9.75 everywhere, so that a kernel that reads what nobody wrote is wrong. numba-cuda's `alignment`
    means nothing here.
    """
    from numba.core import types
    from numba.np import numpy_support

    if isinstance(dtype, types.Type):
        dtype = numpy_support.as_dtype(dtype)
    caller = sys._getframe(1)
    place = (caller.f_code.co_filename, caller.f_lineno)
    array = self._allocations.get(place)
    if array is None:  # setdefault: two threads may come at once
        array = self._allocations.setdefault(place, np.full(shape, 9.75).astype(dtype))
    return array


def _call_in_turn(call: Any) -> Any:
    """Device functions of all files see the simulated `cuda` as long as a kernel runs, not until one thread is done."""

    def called(self: Any, *arguments: Any) -> Any:
        if self._device:
            return self.fn(*arguments)
        from numba import cuda
        from numba.cuda.simulator import kernel

        modules = _modules()
        names = [(module, name) for module in modules for name, value in vars(module).items() if value is cuda]
        before = kernel.FakeCUDAModule

        def lent(*sizes: Any) -> Any:
            fake = before(*sizes)
            for module, name in names:
                setattr(module, name, fake)
            return fake

        kernel.FakeCUDAModule = lent
        try:
            for module in modules:
                if vars(module).get("math") is math:
                    module.math = FORGIVING  # type: ignore[attr-defined]
            return call(self, *arguments)
        finally:
            kernel.FakeCUDAModule = before
            for module, name in names:
                setattr(module, name, cuda)
            for module in modules:
                if vars(module).get("math") is FORGIVING:
                    module.math = math  # type: ignore[attr-defined]

    return called


FOLDER = str(Path("kernels", "cuda"))


def _modules() -> list[ModuleType]:
    return [module for name, module in list(sys.modules.items()) if name.startswith("tuitrainer.kernels.cuda")]


FORGIVING = SimpleNamespace(
    **{name: getattr(np, name) for name in ("exp", "expm1", "log", "log1p", "sqrt", "tanh", "cos", "sin", "floor")},
    **{name: getattr(math, name) for name in ("erf", "erfc", "pi", "inf", "nan", "isnan", "isinf", "ceil")},
    fabs=np.abs,
    pow=np.power,
)
"""What of `math` the kernels use, with inf and nan as answers, in the precision of the argument as on a GPU."""
