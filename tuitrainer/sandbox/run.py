"""The one door of the sandbox: a submission and a list of calls go in, what came of each comes out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from tuitrainer.sandbox.conversation import Conversation
from tuitrainer.sandbox.outcome import CallResult, Fault, Printed, SandboxRun
from tuitrainer.sandbox.process import Sandbox

_LEAST = 0.5
"""Seconds of the time limit below which nothing more is begun."""


@dataclass(frozen=True, slots=True)
class Request:
    """A probe to be run on the submission."""

    function: str
    """What the submission has to define."""
    probe: str
    """Name of a function of the probes."""
    seed: tuple[int, ...]
    """Of the generator that the probe draws from."""


@dataclass(frozen=True, slots=True)
class Job:
    """One submission, and all that is to be asked of it."""

    file: str
    """The submission's path, as error messages shall name it."""
    source: bytes
    probes_file: str
    probes: str
    requests: tuple[Request, ...]
    wall_seconds: float
    """For everything together."""
    memory_bytes: int
    require: str = ""
    """The weakest isolation under which the submission may be loaded; empty for any."""
    threads: int = 0
    """That it may begin."""
    environment: Mapping[str, str] = field(default_factory=dict)
    """Variables that are set before anything is loaded."""


def run_job(job: Job, sandbox: Sandbox) -> SandboxRun:
    """Run all requests of a job, in a sandbox that is new or warming up; it is ended in any case.

    A request may take half of the time that is left, so that one endless loop leaves time for the others. After a
    request that ended its process, the rest is run in a new one. What breaks before the submission is looked at is
    tried once more. Raises OSError when the system grants no further sandbox.
    """
    results: list[CallResult] = []
    printed: list[Printed] = []
    left = 0
    time_left = job.wall_seconds
    tries = 2
    while True:
        conversation = Conversation(sandbox, replace(job, requests=job.requests[len(results) :]), time_left)
        try:
            fault = conversation.hold()
        finally:
            left += sandbox.end().left
        if fault is not None and fault.kind == "broken" and (tries := tries - 1):
            sandbox = sandbox.another()
            continue
        printed.append(sandbox.printed)
        if fault is not None and not results:
            return SandboxRun(fault, (), _joined(printed), conversation.isolation, left)
        results += conversation.results
        if fault is not None:  # it loaded once and does not load now: whatever that is, it is no answer
            results.append(CallResult(fault))
        time_left -= conversation.seconds
        missing = len(job.requests) - len(results)
        if missing and time_left < _LEAST:
            results += [CallResult(Fault("no-time", {"seconds": job.wall_seconds}))] * missing
        if len(results) >= len(job.requests):
            return SandboxRun(None, tuple(results), _joined(printed), conversation.isolation, left)
        sandbox = sandbox.another()


def _joined(printed: Sequence[Printed]) -> Printed:
    return Printed("".join(part.text for part in printed), sum(part.size for part in printed))
