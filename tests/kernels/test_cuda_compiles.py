"""Every CUDA kernel compiled to machine code for a GPU that need not be here: what the simulator can't know.

The simulator runs kernels as Python, which has no types. Here numba-cuda infers them and NVIDIA's compiler and linker
make code of them, both of which the extra [cuda] brings: where it is not installed, this is not run.
"""

from __future__ import annotations

import importlib.util
import math
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from tuitrainer.kernels.warmup import kernel_set

ARCHITECTURE = (9, 0)
"""The H100's and H200's."""
REGISTERS, SHARED_BYTES = 65_536, 48 * 1024
"""What one block may have at most (CUDA C++ Programming Guide, "Technical specifications per compute capability")."""

INSTALLED = importlib.util.find_spec("numba_cuda") is not None and importlib.util.find_spec("cuda.bindings") is not None
pytestmark = [
    pytest.mark.skipif(not INSTALLED, reason="not run: numba-cuda is not installed (pip install 'tuitrainer[cuda]')"),
    pytest.mark.skipif(os.environ.get("NUMBA_ENABLE_CUDASIM") == "1", reason="not run: the simulator compiles nothing"),
    pytest.mark.filterwarnings("ignore"),  # what numba-cuda says about its own future
]


class OnHost(np.ndarray):
    """Memory of the host that passes for that of a device, because nothing is ever launched."""

    def copy_to_host(self, out: Any = None) -> Any:
        return np.array(self)


class Compiled:
    """What would have been launched: machine code by kernel and types, and the largest block it is launched with."""

    def __init__(self) -> None:
        self.reports: dict[tuple[Any, ...], str] = {}
        self.threads: dict[tuple[Any, ...], int] = {}

    def add(self, dispatcher: Any, threads: int | tuple[int, ...], arguments: tuple[Any, ...]) -> None:
        from numba import cuda

        types = tuple(dispatcher.typeof_pyval(argument) for argument in arguments)
        key = (dispatcher.py_func.__module__, dispatcher.py_func.__qualname__, types, id(dispatcher))
        block = threads if isinstance(threads, int) else math.prod(threads)
        self.threads[key] = max(block, self.threads.get(key, 0))
        if key not in self.reports:
            code, _result = cuda.compile(
                dispatcher.py_func, types, device=False, abi="numba", cc=ARCHITECTURE, output="ptx"
            )
            self.reports[key] = f"{_linked(code)}\n{code}"


def _linked(code: str) -> str:
    """Make machine code of PTX; returns what the linker says of registers and memory."""
    from cuda.bindings import nvjitlink

    handle = nvjitlink.create(2, [f"-arch=sm_{ARCHITECTURE[0]}{ARCHITECTURE[1]}", "-verbose"])
    data = code.encode() + b"\0"
    nvjitlink.add_data(handle, nvjitlink.InputType.PTX, data, len(data), "kernel")
    nvjitlink.complete(handle)
    said = bytearray(nvjitlink.get_info_log_size(handle))
    nvjitlink.get_info_log(handle, said)
    nvjitlink.destroy(handle)
    return said.decode()


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch) -> Iterator[Compiled]:
    """Instead of being launched, kernels are compiled for the arguments that they get."""
    from numba import cuda
    from numba.cuda import dispatcher

    found = Compiled()

    def at_launch(kernel: Any, configuration: Any) -> Callable[..., None]:
        return lambda *arguments: found.add(kernel, configuration[1], arguments)

    monkeypatch.setattr(dispatcher.CUDADispatcher, "__getitem__", at_launch)
    monkeypatch.setattr(dispatcher, "get_current_device", lambda: SimpleNamespace(compute_capability=ARCHITECTURE))
    monkeypatch.setattr(cuda, "device_array", lambda shape, dtype: np.zeros(shape, dtype).view(OnHost))
    monkeypatch.setattr(cuda, "to_device", lambda values: np.array(values).view(OnHost))
    yield found
    from tuitrainer.kernels.cuda import _scratch, display

    _scratch._allocated.cache_clear()
    display._edges.cache_clear()


class Verbs:
    """The backend as `kernel_set` calls it, with arrays that pass for a device's."""

    def __getattr__(self, name: str) -> Any:
        from tuitrainer.kernels import cuda

        if name in {"can_run", "prepare_loop"}:
            return getattr(cuda, name)

        def called(*arguments: Any) -> Any:
            verb = getattr(cuda, name)
            return verb(*(a.view(OnHost) if isinstance(a, np.ndarray) else a for a in arguments))

        return called


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_every_kernel_becomes_machine_code(compiled: Compiled, dtype: str) -> None:
    for name, call in kernel_set(Verbs(), dtype):
        try:
            call()
        except Exception as error:
            raise AssertionError(f"{name} does not compile: {str(error)[-2000:]}") from error
    verbs = Verbs()
    large = np.empty((2048, 2048), dtype)  # for the large tiles
    verbs.dense_forward(large, large, large[0], "relu", large)
    verbs.bias_gradient(large, large[0])
    for others in (dtype, "float64", "int64", "uint64"):  # what the tables of a chunk of steps hold
        table, row = np.zeros((3, 2), others), np.zeros(1, np.int64)
        verbs.gather(table, row, table[:1])
        verbs.scatter(table[:1], row, table)
        verbs.set_columns(table, 0, table)
        verbs.add(table, table)
    assert len(compiled.reports) > 50
    for key, report in compiled.reports.items():
        module, name = key[:2]
        spilled = re.findall(r"(\d+) bytes spill", report)
        assert set(spilled) <= {"0"}, f"{module}.{name} keeps numbers in memory that it has no registers for"
        (registers,) = re.findall(r"Used (\d+) registers", report)
        given = -(-int(registers) // 8) * 8  # they are given out in eights
        assert given * compiled.threads[key] <= REGISTERS, f"{module}.{name} can't be launched: {registers} registers"
        shared = re.search(r"(\d+) bytes smem", report)
        assert shared is None or int(shared[1]) <= SHARED_BYTES, f"{module}.{name} can't be launched: {shared}"
        if dtype == "float32" and name.startswith("_product_kernel"):
            assert "ld.local" not in report, f"{module}.{name}: the sums of a thread are not in registers"
            assert not re.search(r"(fma|mul|add)\.rn\.f64", report), f"{module}.{name} calculates in float64"


KEPT = """
import sys
from types import SimpleNamespace
import numpy as np
from numba import cuda
from numba.cuda import dispatcher
from tuitrainer.kernels.cache import prepare_cache
dispatcher.get_current_device = lambda: SimpleNamespace(compute_capability=(9, 0))
cuda.cudadrv.devices.get_context = lambda *_number: SimpleNamespace(device=dispatcher.get_current_device())
dispatcher._Kernel.bind = lambda kernel: kernel._codelibrary.get_cubin(cc=(9, 0))  # without loading it
prepare_cache()
from tuitrainer.kernels.cuda import _product
kernel = _product._product_kernel(_product.TILES[-1], True)
x, plain = np.ones(16, np.float32), _product.matrix(4)
arguments = (x, plain, x, plain, x, True, 1, (1, 2, 3, 4, 5), x, plain)
kernel.compile(tuple(kernel.typeof_pyval(argument) for argument in arguments))
print(sum(kernel._cache_hits.values()), sum(kernel._cache_misses.values()))
"""


def test_machine_code_is_kept_for_the_next_start() -> None:
    said = [
        subprocess.run([sys.executable, "-c", KEPT], capture_output=True, text=True, check=True).stdout.strip()
        for _start in range(2)
    ]
    assert said == ["0 1", "1 0"]
