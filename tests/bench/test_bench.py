"""Bench: what is compared must be the same training, and what is measured must be measured."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import numpy as np
import pytest

from tuitrainer.bench.compare import BASELINE, compare
from tuitrainer.bench.display import EPOCHS, measure_display
from tuitrainer.bench.implementations import IMPLEMENTATIONS, installed, make
from tuitrainer.bench.workloads import LOSS_STEP, WORKLOADS, material


@pytest.mark.parametrize("name", WORKLOADS)
def test_both_paths_of_ours_train_the_same_as_plain_numpy(name: str) -> None:
    workload = WORKLOADS[name]
    numbers = material(workload)
    weights = [pair[0].astype(np.float64) for pair in numbers.parameters]
    biases = [pair[1].astype(np.float64) for pair in numbers.parameters]
    moments = [np.zeros_like(array) for array in (*weights, *biases)]
    squares = [np.zeros_like(array) for array in (*weights, *biases)]
    loss = np.nan
    for step in range(1, LOSS_STEP + 1):
        rows = numbers.batches[step - 1]
        outputs = [numbers.x[rows].astype(np.float64)]
        for index, (w, b) in enumerate(zip(weights, biases, strict=True)):
            z = outputs[-1] @ w + b
            outputs.append(np.maximum(z, 0) if index < len(weights) - 1 else z)
        shifted = outputs[-1] - outputs[-1].max(axis=1, keepdims=True)
        softmax = np.exp(shifted) / np.exp(shifted).sum(axis=1, keepdims=True)
        targets = np.eye(workload.sizes[-1])[numbers.labels[rows]]
        loss = -np.log((softmax * targets).sum(axis=1)).mean()
        dy = (softmax - targets) / len(rows)
        gradients = []
        for index in reversed(range(len(weights))):
            gradients.append((index, outputs[index].T @ dy, dy.sum(axis=0)))
            dy = (dy @ weights[index].T) * (outputs[index] > 0)
        for index, dw, db in gradients:
            for which, (array, gradient) in enumerate(((weights[index], dw), (biases[index], db))):
                if workload.optimizer == "sgd":
                    np.subtract(array, workload.learning_rate * gradient, out=array)
                    continue
                place = index + which * len(weights)
                moments[place] = 0.9 * moments[place] + 0.1 * gradient
                squares[place] = 0.999 * squares[place] + 0.001 * gradient**2
                m_hat, v_hat = moments[place] / (1 - 0.9**step), squares[place] / (1 - 0.999**step)
                np.subtract(array, workload.learning_rate * m_hat / (np.sqrt(v_hat) + 1e-8), out=array)
    for implementation in ("tuitrainer", "tuitrainer, step by step"):
        assert make(implementation, workload, 1)(LOSS_STEP) == pytest.approx(loss, rel=1e-5)


def test_implementations_take_turns_and_agree() -> None:
    heard: list[str] = []
    timings = compare(WORKLOADS["W1"], rounds=2, report=heard.append)
    assert [timing.implementation for timing in timings] == [name for name in IMPLEMENTATIONS if installed(name)]
    assert "scikit-learn" in {timing.implementation for timing in timings}
    for timing in timings:
        assert timing.agrees, timing
        assert timing.microseconds_per_step > 0
        assert timing.spread[0] <= timing.microseconds_per_step <= timing.spread[1]
        assert (timing.ratio is None) == (not installed(BASELINE))
    assert heard[-1] == "W1: 2/2"


def test_the_cost_of_the_display_is_measured_with_snapshots_going_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(EPOCHS, "iris", 300)
    cost = measure_display("iris", rounds=1)
    assert cost.snapshots_per_second > 0
    assert cost.steps_per_second > 0
    assert 0 < cost.share < 10


def test_an_unknown_workload_is_met_with_the_known_ones() -> None:
    finished = subprocess.run(
        [sys.executable, "-m", "tuitrainer", "bench", "W9"], capture_output=True, text=True, env=os.environ, check=False
    )
    assert finished.returncode == 2
    assert "W1" in finished.stderr


@pytest.mark.long
def test_the_whole_bench_as_json() -> None:
    command = [sys.executable, "-m", "tuitrainer", "bench", "W1", "--rounds", "1", "--json"]
    finished = subprocess.run(command, capture_output=True, text=True, env=os.environ, check=False, timeout=300)
    assert finished.returncode == 0, finished.stderr
    document = json.loads(finished.stdout)
    assert document["start"]["cold_ready"] > document["start"]["warm_ready"] > 0
    assert {cost["lab"] for cost in document["display"]} == set(EPOCHS)
    assert {timing["workload"] for timing in document["workloads"]} == {"W1"}
