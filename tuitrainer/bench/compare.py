"""Steps per second, side by side: every implementation in its own process, taking turns, so that a busy machine
slows all of them alike. What counts is the ratio within a round; absolute times are for orientation.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import IO, cast

from tuitrainer.bench.implementations import IMPLEMENTATIONS, installed
from tuitrainer.bench.workloads import LOSS_STEP, Workload

SLOT = 0.25
"""Seconds that each implementation runs for in a round."""
BASELINE = "PyTorch eager"
LOSS_TOLERANCE = 1e-5
THREAD_VARIABLES = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS")


@dataclass(frozen=True, slots=True)
class Timing:
    """What was measured of one implementation on one workload."""

    workload: str
    implementation: str
    threads: int
    start_seconds: float
    """Imports and set-up."""
    first_step_seconds: float
    """Compilation included, where there is any and it is not cached."""
    microseconds_per_step: float
    """Median over the rounds."""
    spread: tuple[float, float]
    """First and last decile of the same, in microseconds."""
    ratio: float | None
    """Median over the rounds of the baseline's time by this one's; None when the baseline is not installed."""
    loss: float
    """Of step LOSS_STEP."""
    agrees: bool
    """Whether that loss is the one of the first implementation; a time with False means nothing."""


class Peer:
    """A worker process."""

    def __init__(self, workload: Workload, implementation: str, threads: int) -> None:
        environment = {**os.environ, **dict.fromkeys(THREAD_VARIABLES, str(threads))}
        command = [sys.executable, "-m", "tuitrainer.bench.worker", workload.name, implementation, str(threads)]
        self._process = subprocess.Popen(  # noqa: S603  our own module
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env=environment,
        )
        self._requests, self._answers = cast("IO[str]", self._process.stdin), cast("IO[str]", self._process.stdout)
        self.name = implementation
        try:
            self.start_seconds = self._answer()[0]
        except RuntimeError:
            self.close()
            raise

    def close(self) -> None:
        """End the process."""
        self._process.kill()
        self._process.communicate()

    def run(self, steps: int) -> tuple[float, float]:
        """(seconds, last loss) of that many steps."""
        self._requests.write(f"run {steps}\n")
        self._requests.flush()
        return self._answer()

    def _answer(self) -> tuple[float, float]:
        line = self._answers.readline()
        if not line:
            raise RuntimeError(f"{self.name} ended with {self._process.wait()}")
        answer = json.loads(line)
        return float(answer["seconds"]), float(answer["loss"])


def compare(
    workload: Workload, threads: int = 1, rounds: int = 9, report: Callable[[str], None] = lambda _text: None
) -> list[Timing]:
    """Time all installed implementations on one workload; `report` hears what is being done."""
    peers: list[Peer] = []
    try:
        for name in IMPLEMENTATIONS:
            if installed(name):
                report(f"{workload.name}: {name}")
                try:
                    peers.append(Peer(workload, name, threads))
                except RuntimeError as error:  # another release of that library, say: the others are still worth it
                    report(f"{workload.name}: {error}")
        first_steps = {peer.name: peer.run(1) for peer in peers}
        losses = {peer.name: peer.run(LOSS_STEP - 1)[1] for peer in peers}
        steps = {peer.name: _steps_in_a_slot(peer) for peer in peers}
        times: dict[str, list[float]] = {peer.name: [] for peer in peers}
        for index in range(rounds):
            report(f"{workload.name}: {index + 1}/{rounds}")
            for peer in peers:
                times[peer.name].append(peer.run(steps[peer.name])[0] / steps[peer.name] * 1e6)
    finally:
        for peer in peers:
            peer.close()
    reference = losses[peers[0].name]
    return [
        Timing(
            workload.name, peer.name, threads, peer.start_seconds, first_steps[peer.name][0],
            statistics.median(times[peer.name]), _deciles(times[peer.name]),
            _median_ratio(times.get(BASELINE), times[peer.name]),
            losses[peer.name], abs(losses[peer.name] - reference) <= LOSS_TOLERANCE * abs(reference),
        )
        for peer in peers
    ]  # fmt: skip


def _steps_in_a_slot(peer: Peer) -> int:
    steps = 20
    for _attempt in range(3):
        steps = max(1, int(steps * SLOT / max(peer.run(steps)[0], 1e-6)))
    return steps


def _deciles(values: Iterable[float]) -> tuple[float, float]:
    ordered = sorted(values)
    return ordered[len(ordered) // 10], ordered[-1 - len(ordered) // 10]


def _median_ratio(baseline: list[float] | None, own: list[float]) -> float | None:
    if baseline is None:
        return None
    return statistics.median(theirs / ours for theirs, ours in zip(baseline, own, strict=True))
