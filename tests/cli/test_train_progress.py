from __future__ import annotations

import io

import numpy as np

from tuitrainer.cli.train_progress import Bars, Lines, percent
from tuitrainer.training.snapshot import Curve, RunSnapshot, Snapshot, Status


def snapshot(step: int, status: Status = "running", runs: int = 1) -> Snapshot:
    value = np.array([0.5], np.float32)
    curve = Curve(np.array([1], np.int64), value, value, value)
    shown = tuple(
        RunSnapshot(
            name=f"run{index}",
            status=status,
            step=step,
            epoch=step // 10,
            epochs=9,
            steps_per_epoch=10,
            learning_rate=0.1,
            curves={"loss": curve, "accuracy": curve, "validation_accuracy": curve},
        )
        for index in range(runs)
    )
    return Snapshot(
        version=step, title="test", backend="reference", seed=0, status=status, speed=0.0, steps_per_second=1234.5,
        runs=shown,
    )  # fmt: skip


def test_lines_come_once_a_second_and_at_the_end() -> None:
    stream, now = io.StringIO(), [0.0]
    lines = Lines(stream, clock=lambda: now[0])
    with lines:
        for step, moment in ((0, 0.0), (5, 0.1), (12, 1.2), (15, 1.4), (22, 2.3)):
            now[0] = moment
            lines.publish(snapshot(step))
        now[0] = 2.4
        lines.publish(snapshot(90, "finished"))
        lines.publish(snapshot(90, "finished"))
    assert stream.getvalue().splitlines() == [
        "run0: epoch 1 of 9, step 12, loss 0.5, accuracy 50.0%, 1,234 steps per second",
        "run0: epoch 2 of 9, step 22, loss 0.5, accuracy 50.0%, 1,234 steps per second",
        "run0: epoch 9 of 9, step 90, loss 0.5, accuracy 50.0%",
    ]


def test_compiling_is_said_once_in_lines_and_by_name_in_bars() -> None:
    stream = io.StringIO()
    lines = Lines(stream)
    lines.compiling("dense.product")
    lines.compiling("losses.softmax")
    assert stream.getvalue() == "compiling the kernels, once on this machine\n"
    with Bars(io.StringIO()) as bars:
        bars.compiling("dense.product")
        assert [task.description for task in bars.tasks] == ["compiling dense.product"]
        bars.publish(snapshot(1))
        bars.compiling("losses.softmax")
        assert [task.description for task in bars.tasks] == ["run0"]


def test_every_run_has_its_line() -> None:
    stream = io.StringIO()
    Lines(stream).publish(snapshot(90, "finished", runs=3))
    assert [line.split(":")[0] for line in stream.getvalue().splitlines()] == ["run0", "run1", "run2"]


def test_bars_show_that_something_is_prepared_and_then_every_run() -> None:
    bars = Bars(io.StringIO())
    with bars:
        bars.publish(snapshot(0, "preparing", runs=2))
        assert [task.description for task in bars.tasks] == ["preparing"]
        bars.publish(snapshot(45, runs=2))
        tasks = bars.tasks
    assert [task.description for task in tasks] == ["run0", "run1"]
    assert [(task.completed, task.total) for task in tasks] == [(45, 90), (45, 90)]
    assert tasks[0].fields["figures"].split("  ") == ["loss 0.5", "accuracy 50.0%", "1,234 steps per second"]


def test_percentages() -> None:
    assert percent(0.9666) == "96.7%"
