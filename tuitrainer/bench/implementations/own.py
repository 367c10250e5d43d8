"""tuitrainer through `run_steps`: the compiled loop, as a session runs it."""

from __future__ import annotations

import numpy as np

from tuitrainer.bench.workloads import Workload, material
from tuitrainer.nn import Network, layers, losses, optimizers
from tuitrainer.training import run_steps

STEPS_A_CALL = 1000
"""About what fits into a turn of a session."""


def network_of(workload: Workload) -> tuple[Network, losses.Loss, optimizers.Optimizer]:
    """The workload's network with its initial values."""
    activations = ["relu"] * (len(workload.sizes) - 2) + [None]
    network = Network(
        [layers.Dense(units, activation) for units, activation in zip(workload.sizes[1:], activations, strict=True)],
        (workload.sizes[0],),
        backend="cpu",
    )
    values = [array for pair in material(workload).parameters for array in pair]
    for parameter, value in zip(network.parameters, values, strict=True):
        parameter.assign(value)
    optimizer = (
        optimizers.get("sgd", learning_rate=workload.learning_rate)
        if workload.optimizer == "sgd"
        else optimizers.get("adam", learning_rate=workload.learning_rate, epsilon=1e-8)
    )
    return network, losses.get("sparse_categorical_crossentropy", from_logits=True), optimizer


def make(workload: Workload, threads: int) -> object:
    """`threads` is for others: this backend uses one thread."""
    del threads
    numbers = material(workload)
    network, loss, optimizer = network_of(workload)
    position = 0

    def run(steps: int) -> float:
        nonlocal position
        last = np.nan
        while steps:
            count = min(steps, STEPS_A_CALL)
            chosen = [numbers.batches[(position + step) % len(numbers.batches)] for step in range(count)]
            last = run_steps(network, loss, optimizer, numbers.x, numbers.labels, chosen)[-1]
            position, steps = position + count, steps - count
        return float(last)

    return run
