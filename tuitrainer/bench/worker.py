"""One implementation in a process of its own, driven by lines on standard input: ``run STEPS`` answers with JSON.

Run by compare.py as ``python -m tuitrainer.bench.worker WORKLOAD IMPLEMENTATION THREADS``.
"""

from __future__ import annotations

import json
import sys
import time

from tuitrainer.bench.implementations import make
from tuitrainer.bench.workloads import WORKLOADS


def main(arguments: list[str]) -> None:
    """Answer requests until standard input ends."""
    workload, implementation, threads = arguments
    started = time.perf_counter()
    run = make(implementation, WORKLOADS[workload], int(threads))
    _say(seconds=time.perf_counter() - started, loss=0.0)
    for line in sys.stdin:
        steps = int(line.split()[1])
        started = time.perf_counter()
        loss = run(steps)
        _say(seconds=time.perf_counter() - started, loss=loss)


def _say(**values: float) -> None:
    sys.stdout.write(json.dumps(values) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
