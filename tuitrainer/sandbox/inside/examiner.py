"""Loads the submission, calls the probes on it, and sends what comes back as data.

The submission may replace whatever it reaches. So what is used here after it was loaded is bound by name before,
builtins are our own (see `begin`), and what it has replaced elsewhere is put back before anything is said.
"""

from __future__ import annotations

import base64
import builtins
import sys
import warnings
from mmap import mmap
from os import environ
from types import ModuleType
from typing import Any

from numpy.random import default_rng  # NumPy itself brings it at its first use only, which is timed

from .confinement import Confinement, is_weak
from .faults import fault_of
from .frames import write_frame
from .guard import Note, is_readable, no_keyboard, refuse_actions, with_libraries
from .limits import die_with_parent, limit_process
from .packing import pack as say
from .privileges import give_up_root
from .recorder import Call, run_probe
from .untouched import Untouched

__all__ = ["Examiner", "say"]

_RESERVE = 16 * 2**20
"""Bytes of address space kept back, so that there is room to say that the memory is used up."""


class Examiner:
    """Events: `begun` (from here on what comes may be the submission's), `loaded`, `begin` and `end` of each call.

    In their place `unfit` where the probes can't be loaded, `weak` where the isolation that is required can't be had,
    and `failed` where the submission can't be loaded.
    """

    def __init__(
        self, job: dict[str, Any], packages: dict[str, str], outgoing: int, confinement: Confinement | None = None
    ) -> None:
        self._job = job
        self._file: str = job["file"]
        self._source = base64.b64decode(job["source"])
        self._packages = packages
        self._outgoing = outgoing
        self._confinement = confinement or Confinement(sys.path, packages)
        self._notes: list[Note] = []
        self._submission = _module("submission", self._file)
        self._names = vars(self._submission)
        self._probes = _module("probes", "<probes>")  # no file, since nobody may read it to show its lines
        self._functions = vars(self._probes)
        self._reserve: mmap | None = None

    def work(self) -> None:
        """Everything that was asked for."""
        if not self._load_probes():
            return
        confined = self._confine()
        if is_weak(self._job.get("require", ""), self._job.get("wrapped", ""), confined):
            self._send({"event": "weak", "confined": confined})
            return
        untouched = Untouched()
        self._send({"event": "begun", "confined": confined})
        fault = self._load()
        observed = {"changed": untouched.restore()[:20], "refused": self._refused()}
        if fault is not None:
            self._send({"event": "failed", "fault": fault, **observed})
            return
        self._send({"event": "loaded", **observed})
        for place, call in enumerate(self._job["calls"]):
            self._send({"event": "begin", "call": place})
            answer = self._answer(call)
            observed = {"changed": untouched.restore()[:20], "refused": self._refused()}
            self._send({"event": "end", "call": place, **observed, **answer})

    def _load_probes(self) -> bool:
        no_keyboard()
        environ.update(self._job["environment"])
        try:
            _fill(self._probes, self._job["probes"])
        except Exception as error:  # noqa: BLE001  whatever it is, the submission has not even been looked at
            self._send({"event": "unfit", "message": f"{type(error).__name__}: {error}"[:500]})
            return False
        return True

    def _confine(self) -> list[str]:
        """What took effect of all that not every kernel offers."""
        alone = give_up_root([*sys.path, *self._packages.values()])
        die_with_parent()
        limit_process(self._job["memory_bytes"], self._job["cpu_seconds"], self._job["threads"], alone)
        confined = self._confinement.apply()
        readable = is_readable(sys.path, with_libraries(self._packages.values()), [self._file])
        refuse_actions(readable, self._notes)
        warnings.simplefilter("ignore", RuntimeWarning)  # NumPy's: only values count
        return confined

    def _load(self) -> dict[str, Any] | None:
        """The fault, where the submission can't be loaded."""
        self._reserve = _reserved()
        try:
            _fill(self._submission, self._source)
        except BaseException as error:  # noqa: BLE001  SystemExit too
            return self._fault(error)
        return None

    def _answer(self, call: dict[str, Any]) -> dict[str, Any]:
        function = self._names.get(call["function"])
        if not callable(function):
            return {"fault": {"kind": "missing" if function is None else "not-callable"}}
        calls: list[Call] = []
        try:
            self._reserve = self._reserve or _reserved()
            ran = run_probe(self._functions[call["probe"]], self._submission, default_rng(call["seed"]), calls)
        except BaseException as error:  # noqa: BLE001  whatever it is, it is an answer
            return {"fault": self._fault(error), "calls": _told(calls)}
        return {"results": ran.results, "links": ran.links, "calls": _told(calls)}

    def _fault(self, error: BaseException) -> dict[str, Any]:
        self._reserve = None
        return fault_of(error, sys.exc_info()[2], self._file)

    def _refused(self) -> list[list[str]]:
        """What was refused since this was last asked."""
        refused = list(dict.fromkeys(self._notes))[:20]
        self._notes.clear()
        return [list(note) for note in refused]

    def _send(self, message: dict[str, Any]) -> None:
        try:
            payload = say(message)
        except MemoryError:
            self._reserve = None
            kept: dict[str, Any] = {
                key: message[key] for key in ("event", "call", "changed", "refused") if key in message
            }
            payload = say(kept | {"fault": {"kind": "memory"}})
        write_frame(self._outgoing, payload)


def _reserved() -> mmap:
    """Raises MemoryError."""
    try:
        return mmap(-1, _RESERVE)  # never touched: it costs a limited address space, but no memory and no time
    except OSError:
        raise MemoryError from None


def _told(calls: list[Call]) -> list[dict[str, Any]]:
    """What the grader needs to know of calls; their arguments it knows itself."""
    return [
        {"function": call.function, "modified": call.modified, "finished": call.finished, "returned": call.returned}
        for call in calls[:100]
    ]


def _module(name: str, file: str) -> ModuleType:
    module = ModuleType(name)
    module.__file__ = file
    vars(module)["__builtins__"] = builtins
    sys.modules[name] = module
    return module


def _fill(module: ModuleType, source: str | bytes) -> None:
    exec(compile(source, str(module.__file__), "exec", dont_inherit=True), vars(module))  # noqa: S102  what this is for
