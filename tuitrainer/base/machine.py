"""What this machine can compute with. Nothing here raises, and nothing takes longer than a fraction of a second."""

from __future__ import annotations

import ctypes
import importlib.metadata
import os
import platform
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tuitrainer.base.texts import _

_VECTOR_FEATURES = (
    "sse2", "sse4.2", "avx", "avx2", "fma", "avx512f", "avx512vl", "avx512bf16", "amx-bf16",
    "neon", "asimd", "dotprod", "fullfp16", "sve", "sve2", "v",
)  # fmt: skip
"""What decides how wide a kernel may calculate, narrowest first; LLVM's names (x86, ARM, RISC-V)."""


@dataclass(frozen=True, slots=True)
class Gpu:
    """One CUDA device."""

    name: str
    memory_bytes: int
    compute_capability: str


@dataclass(frozen=True, slots=True)
class Cuda:
    """Whether CUDA kernels can run here, and in plain words what is missing when they can't."""

    usable: bool
    driver: str
    """The version of CUDA that the driver speaks, such as "13.0"; empty without a driver."""
    package: str
    """The version of numba-cuda; empty where it is not installed."""
    gpus: tuple[Gpu, ...]
    message: str


@dataclass(frozen=True, slots=True)
class Machine:
    cpu: str
    architecture: str
    physical_cores: int
    threads: int
    """Threads of execution that this process may use."""
    vector_features: tuple[str, ...]
    memory_bytes: int
    numba: str
    """Version of Numba; empty where it is not installed."""
    cuda: Cuda


def this_machine() -> Machine:
    """Look at the machine; unknown texts are empty, unknown numbers 0."""
    return Machine(
        cpu=cpu_model(),
        architecture=platform.machine(),
        physical_cores=_physical_cores(),
        threads=usable_threads(),
        vector_features=_vector_features(),
        memory_bytes=_memory(),
        numba=_version("numba"),
        cuda=find_cuda(),
    )


def usable_threads() -> int:
    """How many threads can run at once: the processors this process is allowed to use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def cpu_model() -> str:
    """The processor's own name, else the architecture's."""
    if sys.platform == "linux":
        try:
            for line in Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines():
                key, _colon, value = line.partition(":")
                if key.strip() in ("model name", "Model") and value.strip():
                    return " ".join(value.split())
        except OSError:
            pass
    elif sys.platform == "darwin":
        try:
            command = ["/usr/sbin/sysctl", "-n", "machdep.cpu.brand_string"]
            asked = subprocess.run(command, capture_output=True, text=True, timeout=2, check=False)  # noqa: S603 fixed
        except (OSError, subprocess.SubprocessError):
            pass
        else:
            if asked.stdout.strip():
                return asked.stdout.strip()
    return platform.processor() or platform.machine()


def find_cuda() -> Cuda:
    """Ask the driver itself, without importing the package that would use it."""
    package = _version("numba-cuda")
    driver, gpus = _ask_driver()
    if not driver:
        message = _("no NVIDIA driver was found")
    elif not gpus:
        message = _("there is an NVIDIA driver, but it offers no GPU")
    elif not package:
        extra = "cuda12" if driver.startswith("12.") else "cuda"
        message = _("there is a GPU, but the package numba-cuda is missing: pip install 'tuitrainer[{extra}]'").format(
            extra=extra
        )
    elif not _has_compiler():
        extra = "cuda12" if driver.startswith("12.") else "cuda"
        message = _("there is a GPU, but the compiler of CUDA (NVVM) is missing: pip install 'tuitrainer[{extra}]'")
        message = message.format(extra=extra)
    else:
        return Cuda(True, driver, package, gpus, _("ready"))
    return Cuda(False, driver, package, gpus, message)


@dataclass(frozen=True, slots=True)
class Peak:
    """What a GPU can do at best, by its data sheet."""

    gigaflops: float
    """In float32 outside the tensor cores; a multiplication and an addition count as two."""
    gigabytes_per_second: float
    """Of its memory."""


_CORES = {"6.0": 64, "7.0": 64, "7.2": 64, "7.5": 64, "8.0": 64}
"""Units of a multiprocessor that multiply and add in float32, by compute capability; since 8.6 there are 128 (NVIDIA,
"CUDA C++ programming guide", table of arithmetic throughput)."""


def peak_of_gpu() -> Peak | None:
    """The first GPU's; None where the driver does not tell."""
    try:
        library = ctypes.CDLL("nvcuda.dll" if sys.platform == "win32" else "libcuda.so.1")
        if library.cuInit(0) != 0:
            return None
        gpu = _gpu(library, 0)
        # CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT, CLOCK_RATE (kHz), MEMORY_CLOCK_RATE (kHz), GLOBAL_MEMORY_BUS_WIDTH
        values = [ctypes.c_int(0) for _attribute in range(4)]
        for value, attribute in zip(values, (16, 13, 36, 37), strict=True):
            library.cuDeviceGetAttribute(ctypes.byref(value), attribute, 0)
    except (OSError, AttributeError):
        return None
    multiprocessors, clock, memory_clock, bus_bits = (value.value for value in values)
    flops = 2 * multiprocessors * _CORES.get(gpu.compute_capability, 128) * clock * 1e3
    return Peak(flops / 1e9, 2 * memory_clock * 1e3 * bus_bits / 8 / 1e9)


def _has_compiler() -> bool:
    """Whether numba-cuda will find what makes machine code of kernels: beside it, or in a toolkit of the system."""
    try:
        from cuda import pathfinder  # noqa: PLC0415 it comes with numba-cuda
    except ImportError:
        return True  # it can't be known before a kernel is compiled
    try:
        pathfinder.load_nvidia_dynamic_lib("nvvm")
    except Exception:  # noqa: BLE001 it raises errors of several kinds, all of which mean that there is none
        return False
    return True


def _ask_driver() -> tuple[str, tuple[Gpu, ...]]:
    name = "nvcuda.dll" if sys.platform == "win32" else "libcuda.so.1"
    try:
        library = ctypes.CDLL(name)
        version, count = ctypes.c_int(0), ctypes.c_int(0)
        if library.cuDriverGetVersion(ctypes.byref(version)) != 0:
            return "", ()
        driver = f"{version.value // 1000}.{version.value % 1000 // 10}"
        if library.cuInit(0) != 0 or library.cuDeviceGetCount(ctypes.byref(count)) != 0:
            return driver, ()
        return driver, tuple(_gpu(library, index) for index in range(count.value))
    except (OSError, AttributeError):
        return "", ()


def _gpu(library: ctypes.CDLL, index: int) -> Gpu:
    device, memory = ctypes.c_int(0), ctypes.c_size_t(0)
    name = ctypes.create_string_buffer(256)
    major, minor = ctypes.c_int(0), ctypes.c_int(0)
    library.cuDeviceGet(ctypes.byref(device), index)
    library.cuDeviceGetName(name, len(name), device)
    library.cuDeviceTotalMem_v2(ctypes.byref(memory), device)
    library.cuDeviceGetAttribute(ctypes.byref(major), 75, device)  # CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR
    library.cuDeviceGetAttribute(ctypes.byref(minor), 76, device)  # ..._MINOR
    return Gpu(name.value.decode("utf-8", "replace"), memory.value, f"{major.value}.{minor.value}")


def _physical_cores() -> int:
    try:
        import psutil  # noqa: PLC0415 only this function needs it

        return psutil.cpu_count(logical=False) or 0
    except Exception:  # noqa: BLE001 psutil reads what the system offers, in many ways; here none of them may fail
        return 0


def _memory() -> int:
    try:
        import psutil  # noqa: PLC0415 only this function needs it

        return int(psutil.virtual_memory().total)
    except Exception:  # noqa: BLE001 as above
        return 0


def _vector_features() -> tuple[str, ...]:
    try:
        from llvmlite import binding  # noqa: PLC0415 only this function needs it

        features = binding.get_host_cpu_features()
    except Exception:  # noqa: BLE001 llvmlite may be absent, broken or unable to tell
        return ()
    return tuple(name for name in _VECTOR_FEATURES if features.get(name))


def _version(package: str) -> str:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return ""
