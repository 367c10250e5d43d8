"""scikit-learn's MLPClassifier, one batch a call of `partial_fit`; no weight decay."""

from __future__ import annotations

import numpy as np
from sklearn.neural_network import MLPClassifier

from tuitrainer.bench.workloads import Workload, material


def make(workload: Workload, threads: int) -> object:
    """`threads` is set by the environment of the process."""
    del threads
    numbers = material(workload)
    model = MLPClassifier(
        workload.sizes[1:-1], solver=workload.optimizer, alpha=0.0,
        learning_rate_init=workload.learning_rate, momentum=0.0, nesterovs_momentum=False, shuffle=False,
    )  # fmt: skip
    classes = np.unique(numbers.labels)
    model.partial_fit(numbers.x[: workload.batch_size], numbers.labels[: workload.batch_size], classes=classes)
    model.coefs_ = [weights.copy() for weights, _bias in numbers.parameters]
    model.intercepts_ = [bias.copy() for _weights, bias in numbers.parameters]
    del model._optimizer
    model.t_ = 0
    position = 0

    def run(steps: int) -> float:
        nonlocal position
        for _step in range(steps):
            rows = numbers.batches[position % len(numbers.batches)]
            model.partial_fit(numbers.x[rows], numbers.labels[rows])
            position += 1
        return float(model.loss_)

    return run
