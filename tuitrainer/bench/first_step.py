"""How long the first step of each workload takes with nothing compiled yet, and with everything in the cache."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass

from tuitrainer.bench.implementations import IMPLEMENTATIONS
from tuitrainer.bench.peer import Peer
from tuitrainer.bench.workloads import Workload

OWN = "tuitrainer"


@dataclass(frozen=True, slots=True)
class FirstStep:
    """Seconds from making the network to the end of its first step, in a process that has just started."""

    workload: str
    cold_seconds: float
    """The kernels that it needs are compiled on the way."""
    warm_seconds: float
    """They are loaded from the cache."""


def measure_first_step(workload: Workload, threads: int = 1) -> FirstStep:
    """Takes the first step twice, in a home of its own that is empty at the beginning."""
    with tempfile.TemporaryDirectory() as home:
        return FirstStep(workload.name, _seconds(workload, threads, home), _seconds(workload, threads, home))


def _seconds(workload: Workload, threads: int, home: str) -> float:
    peer = Peer(workload, OWN, IMPLEMENTATIONS[OWN], threads, changes={"TUITRAINER_HOME": home, "NUMBA_CACHE_DIR": ""})
    try:
        return peer.start_seconds + peer.run(1)[0]
    finally:
        peer.close()
