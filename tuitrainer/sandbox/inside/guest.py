"""The process that a submission runs in: loads it, calls the probes, and sends what comes back as data.

Two frames of JSON come in on standard input, `prepare` (packages) and, once that is done, `job`. Events go out on what was
standard output; in its place, whatever is printed goes to standard error, which has a limited reader.
"""

from __future__ import annotations

import base64
import builtins
import json
import os
import sys
from types import ModuleType
from typing import Any

from .frames import read_frame, write_frame
from .guard import Note, Untouched, no_keyboard, offer_packages, refuse_actions
from .limits import limit_process

WATCHED = ("builtins", "math", "numpy", "numpy.linalg", "numpy.random", "numpy.fft")
"""Modules that a submission has to leave as they are."""


def serve() -> None:
    """Serve one job, and return when it is done."""
    incoming, outgoing = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    first = read_frame(incoming)
    if first is None:
        return
    packages: dict[str, str] = json.loads(first)["packages"]
    notes: list[Note] = []
    offer_packages(packages, notes)

    import numpy.random  # noqa: PLC0415, F401  NumPy itself brings it at its first use, which is timed

    from .values import pack  # noqa: PLC0415  NumPy comes from the packages just offered

    write_frame(outgoing, pack({"event": "ready"}))
    second = read_frame(incoming)
    os.close(incoming)
    if second is None:
        return
    job = json.loads(second)
    limit_process(job["memory_bytes"], job["cpu_seconds"])
    _Guest(job, packages, notes, outgoing).work()


class _Guest:
    def __init__(self, job: dict[str, Any], packages: dict[str, str], notes: list[Note], outgoing: int) -> None:
        self._job = job
        self._notes = notes
        self._outgoing = outgoing
        self._file: str = job["file"]
        no_keyboard()
        tools = _module("probes", job["probes_file"], job["probes"])
        self._probes = vars(tools)
        notes.clear()
        self._untouched = Untouched(WATCHED)
        refuse_actions([*sys.path, *packages.values(), *(f"{folder}.libs" for folder in packages.values()), self._file],
                       notes)  # fmt: skip

    def work(self) -> None:
        submission = self._load()
        if submission is not None:
            self._send({"event": "loaded", **self._observed()})
            for place, call in enumerate(self._job["calls"]):
                self._send({"event": "begin", "call": place})
                self._send({"event": "end", "call": place, **self._run(submission, call), **self._observed()})
        self._send({"event": "done"})

    def _send(self, message: dict[str, Any]) -> None:
        from .values import pack  # noqa: PLC0415

        write_frame(self._outgoing, pack(message))

    def _observed(self) -> dict[str, Any]:
        """What the submission did that it should not, since this was last asked."""
        refused = list(dict.fromkeys(self._notes))[:20]
        self._notes.clear()
        return {"refused": [list(note) for note in refused], "changed": self._untouched.changed()[:20]}

    def _load(self) -> ModuleType | None:
        try:
            return _module("submission", self._file, base64.b64decode(self._job["source"]))
        except BaseException as error:  # noqa: BLE001  SystemExit too
            self._send({"event": "failed", "fault": self._fault(error), **self._observed()})
            return None

    def _run(self, submission: ModuleType, call: dict[str, Any]) -> dict[str, Any]:
        import numpy as np  # noqa: PLC0415

        from .recorder import Call, run_probe  # noqa: PLC0415

        function = vars(submission).get(call["function"])
        if not callable(function):
            return {"fault": {"kind": "missing" if function is None else "not-callable"}}
        calls: list[Call] = []
        try:
            ran = run_probe(self._probes[call["probe"]], submission, np.random.default_rng(call["seed"]), calls)
        except BaseException as error:  # noqa: BLE001  whatever it is, it is an answer
            return {"fault": self._fault(error), "calls": _told(calls)}
        return {"results": ran.results, "links": ran.links, "calls": _told(calls)}

    def _fault(self, error: BaseException) -> dict[str, Any]:
        from .values import type_name  # noqa: PLC0415

        kinds = {
            "NotImplementedError": "not-implemented", "SystemExit": "exit", "KeyboardInterrupt": "exit",
            "NoKeyboardError": "input", "RefusedImportError": "import",
            "MemoryError": "memory", "_ArrayMemoryError": "memory", "RecursionError": "recursion",
            "ProbeError": "probe",
        }  # fmt: skip
        name = type_name(error)
        fault: dict[str, Any] = {"kind": kinds.get(name, "raised"), "type": name, "message": _message(error)}
        if isinstance(error, ModuleNotFoundError):
            fault |= {"kind": "import", "name": str(error.name)[:60]}
        if name == "RefusedError" and self._notes:
            fault |= {"kind": f"refused-{self._notes[-1][0]}", "name": self._notes[-1][1]}
        lines = []
        trace = error.__traceback__
        while trace is not None:
            if trace.tb_frame.f_code.co_filename == self._file:
                lines.append((trace.tb_lineno, trace.tb_frame.f_code.co_name))
            trace = trace.tb_next
        if lines:
            fault |= {"line": lines[-1][0], "inside": lines[-1][1][:60]}
        if isinstance(error, SyntaxError) and error.filename == self._file:
            fault |= {"kind": "syntax", "line": error.lineno or 0, "message": str(error.msg)[:300]}
        return fault


def _told(calls: list[Any]) -> list[dict[str, Any]]:
    """What the grader needs to know of calls; their arguments it knows itself."""
    return [
        {"function": call.function, "modified": call.modified, "finished": call.finished, "returned": call.returned}
        for call in calls[:100]
    ]


def _message(error: BaseException) -> str:
    try:
        return str(error)[:300]
    except BaseException:  # noqa: BLE001  an exception of the submission's own may do anything
        return ""


def _module(name: str, file: str, source: str | bytes) -> ModuleType:
    module = ModuleType(name)
    module.__file__ = file
    module.__dict__["__builtins__"] = builtins
    sys.modules[name] = module
    exec(compile(source, file, "exec", dont_inherit=True), module.__dict__)  # noqa: S102  what this process is for
    return module
