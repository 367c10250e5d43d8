"""The one door of the sandbox: a submission and a list of calls go in, what came of each comes out."""

from __future__ import annotations

import base64
import queue
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from tuitrainer.sandbox.inside.frames import FrameError
from tuitrainer.sandbox.outcome import CallResult, Fault, Printed, SandboxRun, ToldCall
from tuitrainer.sandbox.process import End, Sandbox

_WARM_UP = 60.0
"""Seconds that an interpreter may need to begin and to import NumPy; on a machine that swaps, many."""
_LEAST = 0.5
"""Seconds of the time limit below which nothing more is begun."""
_LAST_WORDS = 1.0
"""Seconds that a process which has closed its pipe has to end."""
_OUT_OF_MEMORY = ("MemoryError", "Memory allocation still failed", "Unable to allocate")


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
    packages: tuple[str, ...]
    requests: tuple[Request, ...]
    wall_seconds: float
    """For everything together."""
    memory_bytes: int


def run_job(job: Job, sandbox: Sandbox) -> SandboxRun:
    """Run all requests of a job, in a sandbox that is new or warming up; it is ended in any case.

    A request may take half of the time that is left, so that one endless loop leaves time for the others. After a request
    that ended its process, the rest is run in a new one. Raises OSError when the system grants no further process.
    """
    results: list[CallResult] = []
    printed: list[Printed] = []
    left = 0
    time_left = job.wall_seconds
    isolation = sandbox.isolation
    while True:
        conversation = _Conversation(sandbox, replace(job, requests=job.requests[len(results) :]), time_left)
        try:
            fault = conversation.hold()
        finally:
            end = sandbox.end()
        left += int(conversation.end.get("left") or end.get("left") or 0)
        printed.append(sandbox.printed)
        results += conversation.results
        time_left -= conversation.seconds
        if fault is not None and not results:
            return SandboxRun(fault, (), _joined(printed), isolation.name, left)
        if fault is not None:  # it loaded once and does not load now: whatever that is, it is no answer
            results.append(CallResult(fault))
        if len(results) >= len(job.requests):
            return SandboxRun(None, tuple(results), _joined(printed), isolation.name, left)
        if time_left < _LEAST or sandbox.flooded:
            rest = Fault("flood") if sandbox.flooded else Fault("no-time", {"seconds": job.wall_seconds})
            missing = len(job.requests) - len(results)
            return SandboxRun(None, (*results, *[CallResult(rest)] * missing), _joined(printed), isolation.name, left)
        sandbox = Sandbox(isolation)
        sandbox.prepare(("numpy", *job.packages))


def _joined(printed: Sequence[Printed]) -> Printed:
    return Printed("".join(part.text for part in printed), sum(part.size for part in printed))


class _Conversation:
    """What is said with one process."""

    def __init__(self, sandbox: Sandbox, job: Job, time_left: float) -> None:
        self.results: list[CallResult] = []
        self.seconds = 0.0
        """Of the submission's time that were used."""
        self.end: End = {}
        self._sandbox = sandbox
        self._job = job
        self._time_left = time_left
        self._early: tuple[tuple[str, str], ...] = ()
        """What was refused while the submission loaded."""

    def hold(self) -> Fault | None:
        """Until everything is answered or the process is of no more use; the fault when the submission did not load."""
        if self._next(_WARM_UP) != {"event": "ready"}:
            return Fault("broken", {"message": self._sandbox.printed.text[-2000:]})
        self._sandbox.send(self._message())
        begun = time.monotonic()
        try:
            return self._listen()
        finally:
            self.seconds = time.monotonic() - begun

    def _message(self) -> dict[str, Any]:
        job = self._job
        calls = [{"function": call.function, "probe": call.probe, "seed": call.seed} for call in job.requests]
        return {
            "file": job.file, "source": base64.b64encode(job.source).decode("ascii"), "probes_file": job.probes_file,
            "probes": job.probes, "calls": calls, "memory_bytes": job.memory_bytes,
            "cpu_seconds": int(self._time_left) + 1,
        }  # fmt: skip

    def _listen(self) -> Fault | None:
        allowance, loaded = self._time_left / 2, False
        deadline = time.monotonic() + allowance
        end_of_time = time.monotonic() + self._time_left
        while len(self.results) < len(self._job.requests) or not loaded:
            event = self._next(deadline - time.monotonic())
            kind = event.get("event") if isinstance(event, Mapping) else event
            fault: Fault | None = None
            if kind == "failed":
                return _read(_fault, event) or Fault("garbled")
            if kind == "loaded":
                loaded = True
                self._early = _read(_refused, event) or ()
            elif kind == "end" and loaded and event.get("call") == len(self.results):
                result = _read(_call_result, event)
                if result is None:
                    self.results.append(CallResult(Fault("garbled")))
                    return None
                self.results.append(replace(result, refused=(*self._early, *result.refused)))
                self._early = ()
            elif kind != "begin" or not loaded:
                fault = self._why(kind, allowance)
            if fault is not None:
                if not loaded:
                    return fault
                self.results.append(CallResult(fault))
                return None
            allowance = (end_of_time - time.monotonic()) / 2
            deadline = time.monotonic() + allowance
        self.end = self._sandbox.end(_LAST_WORDS)
        return None

    def _next(self, seconds: float) -> Any:
        """The next event; None when the process ended, "timeout", "flood" or "garbled"."""
        from tuitrainer.sandbox.inside.values import unpack  # noqa: PLC0415  NumPy, once the process is under way

        try:
            payload = self._sandbox.events.get(timeout=max(0.0, seconds))
        except queue.Empty:
            return "timeout"
        if payload is None:
            return None
        if not payload:
            return "flood" if self._sandbox.flooded else "garbled"
        try:
            return unpack(payload)
        except FrameError:
            return "garbled"

    def _why(self, kind: object, seconds: float) -> Fault:
        """Why there is no event, from how the process ends."""
        if kind == "timeout":
            return Fault("timeout", {"seconds": round(seconds, 1)})
        if kind is not None:
            return Fault("flood" if kind == "flood" else "garbled")
        self.end = self._sandbox.end(_LAST_WORDS)
        if self.end.get("crowded"):
            return Fault("crowd")
        if self._sandbox.flooded:
            return Fault("flood")
        code = self.end.get("code")
        text = self._sandbox.printed.text
        if any(sign in text for sign in _OUT_OF_MEMORY):
            return Fault("memory")
        if isinstance(code, int) and code < 0:
            if -code == _signal("SIGXCPU"):
                return Fault("timeout", {"seconds": round(seconds, 1)})
            return Fault("crashed", {"signal": _signal_name(-code)})
        return Fault("ended", {"code": code if isinstance(code, int) else 0})


def _signal(name: str) -> int:
    import signal  # noqa: PLC0415

    return int(getattr(signal, name, 0))


def _signal_name(number: int) -> str:
    import signal  # noqa: PLC0415

    try:
        return signal.Signals(number).name
    except ValueError:
        return str(number)


def _read(read: Callable[[Mapping[str, Any]], Any], event: Mapping[str, Any]) -> Any:
    """What `read` makes of an event; None for one that the submission must have made up."""
    with suppress(KeyError, TypeError, ValueError, AttributeError):
        return read(event)
    return None


def _fault(event: Mapping[str, Any]) -> Fault:
    told = event["fault"]
    details = {str(key): value for key, value in told.items() if key != "kind" and isinstance(value, str | int | float)}
    return Fault(str(told["kind"]), details)


def _refused(event: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    return tuple((str(kind), str(name)) for kind, name in event["refused"])


def _call_result(event: Mapping[str, Any]) -> CallResult:
    calls = tuple(
        ToldCall(
            str(call["function"]), tuple(map(int, call["modified"])), call["finished"] is True, call["returned"]
        )
        for call in event.get("calls", ())
    )
    return CallResult(
        fault=_fault(event) if "fault" in event else None,
        results={str(key): value for key, value in event.get("results", {}).items()},
        links={str(key): int(place) for key, place in event.get("links", {}).items()},
        calls=calls,
        refused=_refused(event),
        changed=tuple(str(name) for name in event["changed"]),
    )
