"""How the time of a step grows with the batch, with the width of a network and with fewer threads.

Arithmetic grows as batch times parameters: where the quotient of time and both stays the same, a step is all
arithmetic; where it is larger, the rest is what a step costs however small it is.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from tuitrainer.base.machine import usable_threads
from tuitrainer.bench.implementations.own_network import own_backend
from tuitrainer.nn import Network, layers, losses, optimizers
from tuitrainer.training.stepping import Steps

BATCHES = (16, 32, 64, 128, 256, 512, 1024)
WIDTHS = (32, 64, 128, 256, 512, 1024)
BATCH, WIDTH = 128, 256
"""What is kept while the other changes."""
CLASSES = 10
SLOT = 0.1
"""Seconds of each measurement."""
REPEATS = 5


@dataclass(frozen=True, slots=True)
class ScalingPoint:
    """A network of two dense layers of `width` units with ReLU on as many inputs, and 10 classes; plain SGD."""

    batch_size: int
    width: int
    threads: int
    parameters: int
    microseconds_per_step: float
    """Median of several measurements."""
    picoseconds_per_row_and_parameter: float
    """The same divided by batch_size * parameters."""


@dataclass(frozen=True, slots=True)
class Scaling:
    batches: tuple[ScalingPoint, ...]
    widths: tuple[ScalingPoint, ...]
    threads: tuple[ScalingPoint, ...]


def measure_scaling(report: Callable[[str], None] = lambda _text: None) -> Scaling:
    """One series for each; threads go from 1 to all of this machine, doubling."""

    def point(batch_size: int, width: int, threads: int) -> ScalingPoint:
        report(f"{batch_size} x {width}, {threads}")
        return measure_point(batch_size, width, threads)

    return Scaling(
        tuple(point(batch_size, WIDTH, 1) for batch_size in BATCHES),
        tuple(point(BATCH, width, 1) for width in WIDTHS),
        tuple(point(max(BATCHES), max(WIDTHS), threads) for threads in thread_counts(usable_threads())),
    )


def thread_counts(most: int) -> list[int]:
    """1, 2, 4 and so on, and at the end all."""
    counts = [1]
    while counts[-1] * 2 < most:
        counts.append(counts[-1] * 2)
    return [*counts, most] if most > 1 else counts


def measure_point(batch_size: int, width: int, threads: int) -> ScalingPoint:
    """Train one such network for a moment, several times."""
    kinds = [layers.Dense(width, "relu"), layers.Dense(width, "relu"), layers.Dense(CLASSES)]
    network = Network(kinds, (width,), backend=own_backend(threads))
    loss = losses.get("sparse_categorical_crossentropy", from_logits=True)
    optimizer = optimizers.get("sgd", learning_rate=0.01)
    random = np.random.Generator(np.random.Philox(width))
    x = random.standard_normal((batch_size, width), np.float32)
    y = random.integers(0, CLASSES, batch_size)
    training = Steps(network, loss, optimizer, x, y)
    rows = np.arange(batch_size)

    def seconds(steps: int) -> float:
        started = time.perf_counter()
        training.run([rows] * steps)
        return time.perf_counter() - started

    seconds(1)
    steps = max(1, int(SLOT / seconds(1)))
    median = statistics.median(seconds(steps) / steps for _repeat in range(REPEATS))
    count = network.parameters.size
    return ScalingPoint(batch_size, width, threads, count, median * 1e6, median * 1e12 / (batch_size * count))
