"""The comparison: turns, agreement, and what becomes of those that can't take part."""

from __future__ import annotations

import dataclasses
import os
from pathlib import Path

import pytest

from tuitrainer.bench import compare as comparison
from tuitrainer.bench.compare import BASELINE, compare
from tuitrainer.bench.implementations import IMPLEMENTATIONS, JUDGE, Implementation
from tuitrainer.bench.peer import Peer
from tuitrainer.bench.workloads import WORKLOADS
from tuitrainer.kernels.backend import Backend

HERE = Path(__file__).parent
ERRS = Implementation("implementation_that_errs", "numpy")
FAILS = Implementation("implementation_that_fails", "numpy")
STOPS = Implementation("implementation_that_stops", "numpy")
ABSENT = Implementation("nowhere", "a_package_that_nobody_has")
ELSEWHERE = Implementation("nowhere", "numpy", ("W2",))


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch, cpu: Backend) -> None:
    monkeypatch.setattr(comparison, "SLOT", 0.02)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(HERE), *filter(None, [os.environ.get("PYTHONPATH")])]))


def test_implementations_take_turns_and_those_that_can_not_say_why() -> None:
    heard: list[str] = []
    others = {"errs": ERRS, "fails": FAILS, "stops": STOPS, BASELINE: ABSENT, "elsewhere": ELSEWHERE}
    chosen = {name: IMPLEMENTATIONS[name] for name in ("tuitrainer", "scikit-learn")}
    measured = compare(WORKLOADS["W1"], 1, 1, heard.append, chosen | others)
    timings = {timing.implementation: timing for timing in measured}
    assert list(timings) == [*chosen, *others]
    for name in chosen:
        timing = timings[name]
        assert (timing.status, timing.agrees, timing.threads) == ("measured", True, 1)
        assert timing.microseconds_per_step is not None
        assert timing.spread == (timing.microseconds_per_step, timing.microseconds_per_step)
        assert timing.ratio is None
        share = 15 / 16 * WORKLOADS["W1"].floating_point_operations  # the last batch of ten has 6 rows of 16
        assert timing.gigaflops is not None
        assert timing.gigaflops == pytest.approx(share / timing.microseconds_per_step / 1e3)
        if name == "scikit-learn":
            assert timing.ratio_to_fastest_peer == 1
            assert (timing.roofline, timing.roofline_share) == (None, None)
        else:
            theirs = timings["scikit-learn"].microseconds_per_step
            assert theirs is not None
            assert timing.ratio_to_fastest_peer == pytest.approx(theirs / timing.microseconds_per_step)
            assert timing.roofline is not None
            assert timing.roofline_share == pytest.approx(timing.gigaflops / timing.roofline.gigaflops)
    expected = {"errs": "differs", "fails": "failed", "stops": "failed"}
    expected |= {BASELINE: "not installed", "elsewhere": "not available"}
    for name, status in expected.items():
        timing = timings[name]
        assert timing.status == status
        assert timing.agrees == (name == "stops")
        assert (timing.microseconds_per_step, timing.spread, timing.gigaflops) == (None, None, None)
        assert (timing.ratio, timing.ratio_to_fastest_peer) == (None, None)
    loss = timings["tuitrainer"].loss
    assert loss is not None
    assert timings["errs"].loss != pytest.approx(loss, rel=1e-3)
    assert "W1: fails: AttributeError: this library has changed" in heard
    assert "W1: stops: MemoryError: there is no memory left" in heard
    assert "W1: 1/1" in heard  # whoever stops may be heard of after it


def test_ratios_are_medians_of_those_within_a_round() -> None:
    slow, fast, own = ([100.0, 900.0, 110.0], [50.0, 60.0, 70.0], [10.0, 30.0, 35.0])
    entrants = []
    for name, times in ((BASELINE, slow), ("fast", fast), ("tuitrainer", own)):
        implementation = dataclasses.replace(ABSENT, own=name == "tuitrainer")
        entrants.append(comparison._Entrant(name, implementation, 1, times=times))
    timings = {timing.implementation: timing for timing in comparison._timings(WORKLOADS["W1"], entrants)}
    assert timings["tuitrainer"].ratio == 10.0  # of 10, 30 and 3.14; the ratio of medians would be 3.67
    assert timings["tuitrainer"].ratio_to_fastest_peer == 2.0
    assert timings["fast"].ratio_to_fastest_peer == 1.0
    assert timings[BASELINE].ratio == 1.0


def test_a_worker_that_dies_is_an_error_and_not_a_wait() -> None:
    peer = Peer(WORKLOADS["W1"], "reference", JUDGE, 1)
    try:
        peer._process.kill()
        peer._process.wait()
        with pytest.raises(RuntimeError, match="reference"):
            peer.run(1)
    finally:
        peer.close()
