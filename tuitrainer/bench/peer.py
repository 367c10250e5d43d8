"""The other end of a worker process."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from typing import IO, Any, cast

from tuitrainer.bench.implementations import Implementation
from tuitrainer.bench.workloads import Workload

THREAD_VARIABLES = (
    "OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS", "NPROC",
)  # fmt: skip
"""What libraries read when they start; the last one is JAX's."""


class Peer:
    """One implementation of one workload, which stands still while others have their turn."""

    def __init__(
        self,
        workload: Workload,
        name: str,
        implementation: Implementation,
        threads: int,
        changes: Mapping[str, str] | None = None,
    ) -> None:
        """Starts the process and waits until it is ready; `changes` are to its environment.

        Raises RuntimeError when it ends instead.
        """
        self.name, self.implementation, self.threads = name, implementation, threads
        environment = {**os.environ, **_variables(threads, implementation.gpu), **(changes or {})}
        command = [sys.executable, "-m", "tuitrainer.bench.worker", workload.name, implementation.module, str(threads)]
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115  `close` closes it
        self._process = subprocess.Popen(  # noqa: S603  our own module
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._errors, text=True, env=environment
        )
        self._requests, self._answers = cast("IO[str]", self._process.stdin), cast("IO[str]", self._process.stdout)
        try:
            ready = self._answer()
        except RuntimeError:
            self.close()
            raise
        self.start_seconds = float(ready["seconds"])
        """What imports and set-up took."""
        self.steps_per_epoch = int(ready["steps_per_epoch"])
        self.rows_per_step = int(ready["rows"]) / self.steps_per_epoch
        """On average: the last batch of an epoch may be short."""

    def close(self) -> None:
        """End the process."""
        self._process.kill()
        self._process.communicate()
        self._errors.close()

    def run(self, steps: int) -> tuple[float, float]:
        """(seconds, loss) of that many steps."""
        answer = self._ask(f"run {steps}")
        return float(answer["seconds"]), float(answer["loss"])

    def check(self) -> float:
        """The loss of step LOSS_STEP without dropout."""
        return float(self._ask("check")["loss"])

    def roofline(self) -> tuple[float, float]:
        """GFLOP/s and GB/s as measured in that process, which must be tuitrainer's."""
        answer = self._ask("roofline")
        return float(answer["gigaflops"]), float(answer["gigabytes_per_second"])

    def _ask(self, request: str) -> dict[str, Any]:
        try:
            self._requests.write(f"{request}\n")
            self._requests.flush()
        except OSError:
            pass  # it has ended, and the missing answer says why
        return self._answer()

    def _answer(self) -> dict[str, Any]:
        while line := self._answers.readline():
            if line.startswith("{"):  # libraries may print what they like
                answer: dict[str, Any] = json.loads(line)
                return answer
        code = self._process.wait()
        self._errors.seek(0)
        said = self._errors.read().decode("utf-8", "replace").strip()
        raise RuntimeError(f"{self.name}: {said.splitlines()[-1] if said else code}")


def _variables(threads: int, gpu: bool) -> dict[str, str]:
    variables = dict.fromkeys(THREAD_VARIABLES, str(threads))
    if threads == 1:
        variables["XLA_FLAGS"] = f"{os.environ.get('XLA_FLAGS', '')} --xla_cpu_multi_thread_eigen=false".strip()
    variables |= {"JAX_PLATFORMS": "cpu", "TF_CPP_MIN_LOG_LEVEL": "3"}
    if not gpu:
        variables["CUDA_VISIBLE_DEVICES"] = ""
    backends = [name for name in ("jax", "torch", "tensorflow") if importlib.util.find_spec(name) is not None]
    if backends and "KERAS_BACKEND" not in os.environ:
        variables["KERAS_BACKEND"] = backends[0]
    return variables
