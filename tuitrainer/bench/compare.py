"""Steps per second, side by side: every implementation in its own process, taking turns, so that a busy machine
slows all of them alike. What counts are ratios within a round; absolute times are for orientation.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from tuitrainer.bench.implementations import IMPLEMENTATIONS, JUDGE, Implementation, installed
from tuitrainer.bench.peer import Peer
from tuitrainer.bench.roofline import Roofline
from tuitrainer.bench.workloads import Workload

SLOT = 0.25
"""Seconds that each implementation runs for in a round."""
PAUSE = 0.02
"""Seconds between two turns, in which waiting threads of the one before may go to sleep."""
BASELINE = "PyTorch eager"
LOSS_TOLERANCE = 1e-5
"""By how much, relatively, a loss may differ from the reference's in float64."""


@dataclass(frozen=True, slots=True)
class Timing:
    """What was measured of one implementation on one workload; None for what was not."""

    workload: str
    implementation: str
    threads: int
    """What it was allowed to use."""
    status: str
    """"measured"; "differs": its loss is another, so a time would mean nothing; "not installed"; "not available", where
    it can't train this workload, or nobody would with it; "failed".
    """
    start_seconds: float | None = None
    """Imports and set-up."""
    first_step_seconds: float | None = None
    """Compilation included, where there is any and it is not cached."""
    microseconds_per_step: float | None = None
    """Median over the rounds."""
    spread: tuple[float, float] | None = None
    """First and last decile of the same, in microseconds."""
    ratio: float | None = None
    """Median over the rounds of BASELINE's time by this one's; None when that was not measured."""
    ratio_to_fastest_peer: float | None = None
    """The same for the fastest of all that are not tuitrainer."""
    loss: float | None = None
    """Of step LOSS_STEP."""
    agrees: bool = False
    """Whether that loss is the reference's."""
    gigaflops: float | None = None
    """The workload's operations by the median time."""
    roofline: Roofline | None = None
    """What the process could reach at best; tuitrainer only."""
    roofline_share: float | None = None


@dataclass(slots=True)
class _Entrant:
    """One row while it is being measured."""

    name: str
    implementation: Implementation
    threads: int
    status: str = "measured"
    peer: Peer | None = None
    first_step: float | None = None
    loss: float | None = None
    steps: int = 1
    """Of a turn."""
    roofline: Roofline | None = None
    times: list[float] = field(default_factory=list)
    """Microseconds a step, one for each round."""


def compare(
    workload: Workload,
    threads: int = 1,
    rounds: int = 9,
    report: Callable[[str], None] = lambda _text: None,
    implementations: Mapping[str, Implementation] = IMPLEMENTATIONS,
) -> list[Timing]:
    """Time all implementations on one workload; `report` hears what is being done, and what went wrong.

    With several threads tuitrainer is measured with one, too.
    """
    entrants = list(_entrants(workload, threads, implementations))

    def each(doing: Callable[[_Entrant, Peer], None]) -> None:
        """With everybody who is still in; who fails is out, and the others are still worth it."""
        for entrant in entrants:
            if entrant.status == "measured" and entrant.peer is not None:
                try:
                    doing(entrant, entrant.peer)
                except RuntimeError as error:
                    report(f"{workload.name}: {error}")
                    entrant.status = "failed"

    try:
        expected = _expected_loss(workload, threads, report)
        for entrant in entrants:
            if entrant.status == "measured":
                report(f"{workload.name}: {entrant.name}")
                try:
                    entrant.peer = Peer(workload, entrant.name, entrant.implementation, entrant.threads)
                except RuntimeError as error:  # another release of that library, say
                    report(f"{workload.name}: {error}")
                    entrant.status = "failed"
        each(lambda entrant, peer: _begin(entrant, peer, expected))
        each(_find_roofline)
        for index in range(rounds):
            report(f"{workload.name}: {index + 1}/{rounds}")
            each(_take_turn)
        each(_find_roofline)  # again, as the machine may have been busy
    finally:
        for entrant in entrants:
            if entrant.peer is not None:
                entrant.peer.close()
    return _timings(workload, entrants)


def _entrants(workload: Workload, threads: int, implementations: Mapping[str, Implementation]) -> Iterator[_Entrant]:
    for name, implementation in implementations.items():
        status = "measured"
        if not installed(implementation):
            status = "not installed"
        elif workload.name not in implementation.workloads:
            status = "not available"
        if not implementation.own:
            yield _Entrant(name, implementation, threads, status)
            continue
        for count in (threads, 1) if threads > 1 else (1,):
            yield _Entrant(name, implementation, count, status)


def _expected_loss(workload: Workload, threads: int, report: Callable[[str], None]) -> float:
    report(f"{workload.name}: reference")
    judge = Peer(workload, "reference", JUDGE, threads)
    try:
        return judge.check()
    finally:
        judge.close()


def _begin(entrant: _Entrant, peer: Peer, expected: float) -> None:
    """Take the first step, look whether it trains the same, and find out how many steps fill a slot."""
    entrant.first_step = peer.run(1)[0]
    entrant.loss = peer.check()
    if _same(entrant.loss, expected):
        entrant.steps = _steps_in_a_slot(peer)
    else:
        entrant.status = "differs"


def _take_turn(entrant: _Entrant, peer: Peer) -> None:
    entrant.times.append(peer.run(entrant.steps)[0] / entrant.steps * 1e6)
    time.sleep(PAUSE)


def _find_roofline(entrant: _Entrant, peer: Peer) -> None:
    """The best that was ever seen of it."""
    if entrant.implementation.own:
        found, before = Roofline(*peer.roofline()), entrant.roofline or Roofline(0.0, 0.0)
        entrant.roofline = Roofline(
            max(found.gigaflops, before.gigaflops), max(found.gigabytes_per_second, before.gigabytes_per_second)
        )


def _same(loss: float, expected: float) -> bool:
    return abs(loss - expected) <= LOSS_TOLERANCE * abs(expected)


def _steps_in_a_slot(peer: Peer) -> int:
    """How many steps fill a slot: whole epochs where it is more than one, and the next step is then the first of one,
    because some libraries train by epochs.
    """
    steps, taken = 1, 1
    for _attempt in range(4):
        seconds = peer.run(steps)[0]
        taken += steps
        steps = max(1, int(steps * SLOT / max(seconds, 1e-6)))
        steps -= steps % peer.steps_per_epoch if steps > peer.steps_per_epoch else 0
    rest = -taken % peer.steps_per_epoch
    if rest and steps >= peer.steps_per_epoch:
        peer.run(rest)
    return steps


def _timings(workload: Workload, entrants: list[_Entrant]) -> list[Timing]:
    measured = [entrant for entrant in entrants if entrant.status == "measured"]
    baseline = next((entrant.times for entrant in measured if entrant.name == BASELINE), None)
    peers = [entrant.times for entrant in measured if not entrant.implementation.own]
    fastest = min(peers, key=statistics.median, default=None)
    timings = []
    for entrant in entrants:
        peer, roofline = entrant.peer, entrant.roofline
        times = entrant.times if entrant.status == "measured" else []
        median = statistics.median(times) if times else None
        gigaflops = share = None
        if peer is not None and median is not None:
            part = peer.rows_per_step / workload.batch_size
            gigaflops = part * workload.floating_point_operations / median / 1e3
            share = gigaflops / roofline.gigaflops if roofline is not None else None
        timings.append(
            Timing(
                workload.name, entrant.name, entrant.threads, entrant.status,
                start_seconds=peer.start_seconds if peer is not None else None,
                first_step_seconds=entrant.first_step,
                microseconds_per_step=median,
                spread=_deciles(times) if times else None,
                ratio=_median_ratio(baseline, times),
                ratio_to_fastest_peer=_median_ratio(fastest, times),
                loss=entrant.loss,
                agrees=entrant.loss is not None and entrant.status != "differs",
                gigaflops=gigaflops,
                roofline=roofline,
                roofline_share=share,
            )
        )  # fmt: skip
    return timings


def _deciles(values: list[float]) -> tuple[float, float]:
    ordered = sorted(values)
    return ordered[len(ordered) // 10], ordered[-1 - len(ordered) // 10]


def _median_ratio(theirs: list[float] | None, own: list[float]) -> float | None:
    if theirs is None or not own:
        return None
    return statistics.median(their / our for their, our in zip(theirs, own, strict=True))
