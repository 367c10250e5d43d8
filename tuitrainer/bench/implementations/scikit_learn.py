"""scikit-learn's MLPClassifier by `partial_fit`, a pass over consecutive rows; no weight decay. It has no dropout."""

from __future__ import annotations

import numpy as np
from sklearn.neural_network import MLPClassifier

from tuitrainer.bench.implementations import Run
from tuitrainer.bench.implementations.epochs import pieces
from tuitrainer.bench.workloads import ADAM_EPSILON, Material, Workload
from tuitrainer.bench.workloads.parts import Dense


def make(workload: Workload, numbers: Material, _threads: int) -> Run:
    """Threads are set by the environment of the process."""
    hidden = [part.units for part in workload.parts if isinstance(part, Dense)][:-1]
    model = MLPClassifier(
        hidden, solver=workload.optimizer, alpha=0.0, batch_size=workload.batch_size, shuffle=False,
        learning_rate_init=workload.learning_rate, momentum=0.0, nesterovs_momentum=False, epsilon=ADAM_EPSILON,
    )  # fmt: skip
    some = numbers.batches[0]
    model.partial_fit(numbers.x[some], numbers.y[some], classes=np.unique(numbers.y))
    model.coefs_ = [values["weights"].copy() for values in numbers.parameters if values]
    model.intercepts_ = [values["bias"].copy() for values in numbers.parameters if values]
    del model._optimizer  # with the moments of that first call; the next one makes another
    model.t_ = 0
    rows = np.concatenate(numbers.batches[: numbers.steps_per_epoch])
    x, y = numbers.x[rows], numbers.y[rows]
    position = 0

    def run(steps: int) -> float:
        nonlocal position
        for start, stop, epochs in pieces(position, steps, numbers.steps_per_epoch):
            part = slice(start * workload.batch_size, stop * workload.batch_size)
            for _epoch in range(epochs):
                model.partial_fit(x[part], y[part])
        position += steps
        return float(model.loss_)

    return run
