"""What is said with one process, from its first event until nothing more is to be expected of it."""

from __future__ import annotations

import base64
import queue
import signal
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tuitrainer.sandbox.events import EventError, kind_of, read_confined, read_fault, read_observed, read_result
from tuitrainer.sandbox.inside.frames import FrameError
from tuitrainer.sandbox.inside.warden import DISTURBED
from tuitrainer.sandbox.isolation import reached
from tuitrainer.sandbox.outcome import CallResult, Fault, FaultValue

if TYPE_CHECKING:
    from tuitrainer.sandbox.process import Sandbox
    from tuitrainer.sandbox.run import Job

_WARM_UP = 60.0
"""Seconds that an interpreter may need to begin and to import NumPy; on a machine that swaps, many."""
_LAST_WORDS = 1.0
"""Seconds that a process which has closed its pipe has to end."""
_OUT_OF_MEMORY = ("MemoryError", "Memory allocation still failed", "Unable to allocate")


class _FaultError(Exception):
    """There is no event, and this is why."""

    def __init__(self, kind: str, **details: FaultValue) -> None:
        super().__init__(kind)
        self.fault = Fault(kind, details)


class Conversation:
    """Asks one process for the results of a job's requests."""

    def __init__(self, sandbox: Sandbox, job: Job, time_left: float) -> None:
        self.results: list[CallResult] = []
        """Of the first requests: of all of them, or up to the one that ended the process."""
        self.isolation = sandbox.isolation.name
        """The level that was reached, once the submission's time has begun."""
        self.seconds = 0.0
        """Of the submission's time that were used."""
        self._sandbox = sandbox
        self._job = job
        self._time_left = time_left
        self._end_of_time = 0.0
        self._refused: tuple[tuple[str, str], ...] = ()
        self._changed: tuple[str, ...] = ()
        """What the submission did while it was loaded."""

    def hold(self) -> Fault | None:
        """Until everything is answered or the process is of no more use; the fault when the submission did not load."""
        try:
            self._begin()
        except _FaultError as error:
            return error.fault
        begun = time.monotonic()
        self._end_of_time = begun + self._time_left
        try:
            self._load()
        except (_FaultError, EventError) as error:
            return _fault_of(error)
        else:
            self._ask()
        finally:
            self.seconds = time.monotonic() - begun
        return None

    def _begin(self) -> None:
        """Until the submission's time begins. What goes wrong before is not its doing."""
        try:
            event = self._next(_WARM_UP)
            if kind_of(event) == "ready":
                self._sandbox.limit(self._job.memory_bytes, self._seconds())
                self._sandbox.send(self._message())
                event = self._next(_WARM_UP)
                self.isolation = reached(self._sandbox.isolation, read_confined(event))
        except _FaultError as error:
            message = f"{error.fault.kind}. {self._sandbox.printed.text[-2000:]}"
            raise _FaultError("broken", message=message) from None
        if kind_of(event) == "unfit":
            raise _FaultError("probe", message=f"{self._job.probes_file}: {event['message']}")
        if kind_of(event) == "weak":
            raise _FaultError("weak", reached=self.isolation, required=self._job.require)
        if kind_of(event) != "begun":
            raise _FaultError("broken", message=kind_of(event))

    def _message(self) -> dict[str, Any]:
        job = self._job
        calls = [{"function": call.function, "probe": call.probe, "seed": call.seed} for call in job.requests]
        return {
            "file": job.file, "source": base64.b64encode(job.source).decode("ascii"), "probes": job.probes,
            "calls": calls, "memory_bytes": job.memory_bytes, "cpu_seconds": self._seconds(),
            "require": job.require, "wrapped": self._sandbox.isolation.name, "threads": job.threads,
            "environment": dict(job.environment),
        }  # fmt: skip

    def _seconds(self) -> int:
        """Of processor time."""
        return int(self._time_left) + 1

    def _load(self) -> None:
        event = self._next(self._allowance())
        if kind_of(event) == "failed":
            fault = read_fault(event)
            raise _FaultError(fault.kind, **fault.details)
        if kind_of(event) != "loaded":
            raise EventError("not loaded")
        self._refused, self._changed = read_observed(event)

    def _ask(self) -> None:
        for place in range(len(self._job.requests)):
            try:
                result = self._answer(place)
            except (_FaultError, EventError) as error:
                self.results.append(CallResult(_fault_of(error)))
                return
            # what it replaced while it was loaded was there for every call, had it not been put back
            changed = (*self._changed, *result.changed)
            self.results.append(replace(result, refused=(*self._refused, *result.refused), changed=changed))
            self._refused = ()
            if result.fault is not None and result.fault.kind == "memory":
                return  # what it keeps may leave no room for anything else
        self._sandbox.end(_LAST_WORDS)

    def _answer(self, place: int) -> CallResult:
        deadline = time.monotonic() + self._allowance()
        for kind in ("begin", "end"):
            event = self._next(deadline - time.monotonic())
            if kind_of(event) != kind or type(event.get("call")) is not int or event["call"] != place:
                raise EventError("not the event that comes next")
        return read_result(event)

    def _allowance(self) -> float:
        """Seconds for what comes next: half of what is left."""
        return max(0.0, self._end_of_time - time.monotonic()) / 2

    def _next(self, seconds: float) -> Any:
        """The next event. Raises _FaultError when there is none, with the reason."""
        from tuitrainer.sandbox.inside.packing import unpack  # noqa: PLC0415  NumPy, once the process is under way

        try:
            payload = self._sandbox.events.get(timeout=max(0.0, seconds))
        except queue.Empty:
            raise _FaultError("timeout", seconds=round(seconds, 1)) from None
        if payload is None:
            raise self._ended(seconds)
        if not payload and self._sandbox.flooded:
            raise _FaultError("flood")
        try:
            return unpack(payload)
        except FrameError:
            raise _FaultError("garbled") from None

    def _ended(self, seconds: float) -> _FaultError:
        """Why nothing more comes, from how the process ends."""
        end = self._sandbox.end(_LAST_WORDS)
        if end.crowded:
            return _FaultError("crowd")
        if self._sandbox.flooded:
            return _FaultError("flood")
        if any(sign in self._sandbox.printed.text for sign in _OUT_OF_MEMORY):
            return _FaultError("memory")
        if end.code == DISTURBED:
            return _FaultError("garbled")
        if end.code is None or end.code >= 0:
            return _FaultError("ended", code=end.code or 0)
        if -end.code == getattr(signal, "SIGXCPU", 0):
            return _FaultError("timeout", seconds=round(seconds, 1))
        return _FaultError("crashed", signal=_signal_name(-end.code))


def _fault_of(error: Exception) -> Fault:
    return error.fault if isinstance(error, _FaultError) else Fault("garbled")


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return str(number)
