"""One implementation in a process of its own, driven by lines on standard input, each answered by one line of JSON.

    run STEPS    train on: {"seconds", "loss"}
    check        the loss of step LOSS_STEP, dropout off, of a training of its own: {"loss"}
    roofline     what this process could calculate at best (tuitrainer only): {"gigaflops", "gigabytes_per_second"}

Run by peer.py as ``python -m tuitrainer.bench.worker WORKLOAD MODULE THREADS``. The first line, {"seconds",
"steps_per_epoch", "rows"}, comes when everything is set up; `rows` are those of all examples.
"""

from __future__ import annotations

import dataclasses
import json
import sys
import time

from tuitrainer.bench.implementations import ON_GPU, make
from tuitrainer.bench.workloads import LOSS_STEP, WORKLOADS, material


def main(arguments: list[str]) -> None:
    """Answer requests until standard input ends."""
    name, module, threads = arguments[0], arguments[1], int(arguments[2])
    workload = WORKLOADS[name]
    numbers = material(workload)
    started = time.perf_counter()
    run = make(module, workload, numbers, threads)
    _say(seconds=time.perf_counter() - started, steps_per_epoch=numbers.steps_per_epoch, rows=len(numbers.x))
    for line in sys.stdin:
        request, *values = line.split()
        if request == "run":
            started = time.perf_counter()
            loss = run(int(values[0]))
            _say(seconds=time.perf_counter() - started, loss=loss)
        elif request == "check":
            same = workload.without_dropout()
            checked = make(module, same, material(same), threads)
            checked(LOSS_STEP - 1)
            _say(loss=checked(1))
        elif request == "roofline":
            from tuitrainer.bench.roofline import measure_roofline, roofline_of_gpu  # noqa: PLC0415  Numba, in our own only

            on_gpu = any(one.gpu and one.module == module for one in ON_GPU.values())
            _say(**dataclasses.asdict(roofline_of_gpu() if on_gpu else measure_roofline(threads)))


def _say(**values: float) -> None:
    sys.stdout.write(json.dumps(values) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
