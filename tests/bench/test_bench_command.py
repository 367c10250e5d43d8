"""The command: requests that can't be met, tables, and the document."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from typing import Any

import pytest
from rich.console import Console
from rich.table import Table

from tuitrainer.base.texts import choose_language
from tuitrainer.bench.compare import Timing
from tuitrainer.bench.display import EPOCHS, DisplayCost
from tuitrainer.bench.first_step import FirstStep
from tuitrainer.bench.memory import Growth, Memory
from tuitrainer.bench.roofline import Roofline
from tuitrainer.bench.scaling import Scaling, ScalingPoint
from tuitrainer.bench.start import Start
from tuitrainer.bench.workloads import WORKLOADS
from tuitrainer.cli.bench_tables import memory_table, scaling_tables, start_table, timing_table
from tuitrainer.cli.main import run

WIDTH = 100


def text_of(table: Table) -> str:
    console = Console(width=WIDTH, file=io.StringIO(), no_color=True)
    with console.capture() as capture:
        console.print(table)
    return capture.get()


def timing(implementation: str, status: str = "measured", threads: int = 2, **figures: Any) -> Timing:
    return Timing("W3", implementation, threads, status, **figures)


def measured(microseconds: float, roofline: Roofline | None = None) -> dict[str, Any]:
    return {
        "microseconds_per_step": microseconds, "spread": (0.9 * microseconds, 1.1 * microseconds), "loss": 2.5,
        "agrees": True, "gigaflops": 209.5e3 / microseconds, "ratio": 40.06, "ratio_to_fastest_peer": 1.234,
        "roofline": roofline, "roofline_share": 0.784 if roofline is not None else None,
    }  # fmt: skip


TIMINGS = [
    timing("tuitrainer, step by step", threads=64, **measured(1072.1, Roofline(250, 38))),
    timing("tuitrainer, step by step", threads=1, **measured(123456.7, Roofline(250, 38))),
    timing("PyTorch eager", **measured(999.4)),
    timing("Keras", "differs", loss=2.7),
    timing("JAX jit", "not installed"),
    timing("JAX loop", "not available"),
    timing("PyTorch fused", "failed"),
    timing("scikit-learn", **measured(3.456)),
]
FIRST = FirstStep("W3", 12.34, 0.21)


def test_the_table_of_a_workload() -> None:
    text = text_of(timing_table(WORKLOADS["W3"], TIMINGS, FIRST))
    rows = [" ".join(line.split()) for line in text.splitlines()]
    assert text.startswith("W3: dense 784-512-10, dropout 0.2, Adam, batch 128")
    assert "tuitrainer, step by step 64 1,072 10 % 40 x 1.23 x 195.4 78.4 %" in rows
    assert "tuitrainer, step by step 1 123,457 10 % 40 x 1.23 x 1.70 78.4 %" in rows
    assert "PyTorch eager 2 999.4 10 % 40 x 1.23 x 209.6" in rows
    assert "scikit-learn 2 3.46 10 % 40 x 1.23 x 60,619" in rows
    assert "scikit-learn has no dropout and trains without" in text
    assert "First step of tuitrainer: 12.3 s with nothing compiled, 0.2 s from the cache" in text
    assert "Roofline with 1 thread: 250 GFLOP/s; memory: 38 GB/s" in text
    assert "The machine was busy" not in text


def test_a_loss_that_differs_has_no_time() -> None:
    text = text_of(timing_table(WORKLOADS["W3"], TIMINGS, FIRST))
    row = next(line for line in text.splitlines() if line.strip().startswith("Keras"))
    assert row.split() == ["Keras", "2", "another", "loss"]
    assert "Keras has the loss 2.700000 there" in text
    assert "Loss of step 5: 2.500000" in text


def test_those_that_are_absent_are_named() -> None:
    rows = text_of(timing_table(WORKLOADS["W3"], TIMINGS, FIRST)).splitlines()
    assert any("JAX jit" in row and "not installed" in row for row in rows)
    assert any("JAX loop" in row and "not available" in row for row in rows)
    assert any("PyTorch fused" in row and "failed" in row for row in rows)


def test_a_busy_machine_is_said() -> None:
    restless = timing("tuitrainer", **{**measured(10.0), "spread": (8.0, 12.5)})
    text = text_of(timing_table(WORKLOADS["W3"], [restless], FIRST))
    assert "The machine was busy" in text
    assert "PyTorch eager was not measured" in text


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("name", WORKLOADS)
def test_tables_fit_a_hundred_columns(name: str, language: str) -> None:
    choose_language(language)
    point = ScalingPoint(1024, 1024, 64, 2_109_450, 562_528.8, 260.4)
    tables = [
        timing_table(WORKLOADS[name], TIMINGS, FIRST),
        memory_table([Memory(name, 490_280, 490_280, 980_560, 13_642_240, 29_245_600)], Growth("W1", 10_000, 1, 2**30)),
        start_table(Start(0.5, 24.1, 1.1, 0.01, None), [DisplayCost("playground", 123_456.7, 0.98, 12.0)]),
        *scaling_tables(Scaling((point,), (point,), (point,))),
    ]
    for table in tables:
        text = text_of(table)
        assert max(map(len, text.splitlines())) <= WIDTH
        assert "…" not in text


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["W9"], "Accepted: W1, W2, W3, W4, W5, W6"),
        (["w3"], "Did you mean 'W3'?"),
        (["W1", "W33"], "Did you mean 'W3'?"),
        (["--scaling", "W1"], "--scaling measures networks of its own"),
        (["--threads", "0"], "0 is not in the range"),
        (["--rounds", "many"], "'many' is not a valid integer"),
    ],
)
def test_requests_that_can_not_be_met(arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["bench", *arguments]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert said in captured.err


def document_of(*arguments: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "tuitrainer", "bench", *arguments, "--json"]
    finished = subprocess.run(command, capture_output=True, text=True, env=os.environ, check=False, timeout=600)
    assert finished.returncode == 0, finished.stderr
    document: dict[str, Any] = json.loads(finished.stdout)
    assert document["schema"] == 1
    assert "threads" in document["machine"]
    return document


@pytest.mark.long
def test_the_whole_bench_as_json() -> None:
    document = document_of("W1", "--rounds", "1")
    assert set(document) == {
        "schema", "machine", "workloads", "first_steps", "memory", "growth", "start", "display",
    }  # fmt: skip
    start, (first,), (memory,) = document["start"], document["first_steps"], document["memory"]
    assert start["cold_ready"] > start["warm_ready"] > 0
    assert first["cold_seconds"] > first["warm_seconds"] > 0
    assert memory["peak"] > memory["parameters"]
    assert {cost["lab"] for cost in document["display"]} == set(EPOCHS)
    assert {timing["workload"] for timing in document["workloads"]} == {"W1"}


@pytest.mark.long
def test_scaling_as_json() -> None:
    document = document_of("--scaling")
    assert set(document) == {"schema", "machine", "scaling"}
    assert set(document["scaling"]) == {"batches", "widths", "threads"}
