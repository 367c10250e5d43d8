"""What a run in the sandbox gives: data that was checked on the way in, and never an object of the submission."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

FaultValue = str | int | float


@dataclass(frozen=True, slots=True)
class Fault:
    """Why there is no result. `kind` says what happened, `details` with what.

    Of the submission's own doing: "missing" and "not-callable" (the function); "not-implemented", "raised", "exit",
    "input", "import", "memory", "recursion", "syntax", "refused-..." (process, network, write, read, limits), each with
    "type", "message", "name", "line" and "inside" where they are known; "timeout" ("seconds"), "no-time" ("seconds"),
    "crashed" ("signal"), "ended" ("code"), "flood" (too much printed), "crowd" (too many processes), "garbled"
    (something else came from our pipe, or the process was so disturbed that nothing did).
    Ours, and found before the submission is looked at: "probe" (its file can't be loaded), "broken" (the sandbox did
    not begin), each with "message"; "weak" (the isolation that is required can't be had), with the levels.
    """

    kind: str
    details: Mapping[str, FaultValue] = field(default_factory=dict)

    @property
    def is_ours(self) -> bool:
        """Whether the grader is at fault rather than the submission."""
        return self.kind in ("probe", "broken", "weak")


@dataclass(frozen=True, slots=True)
class ToldCall:
    """A call that the probe made, as the sandbox told it."""

    function: str
    modified: tuple[int, ...]
    """Positions of the arguments that it has changed."""
    finished: bool
    """Whether it returned."""
    returned: Any


@dataclass(frozen=True, slots=True)
class CallResult:
    """What one probe gave: results, or a fault."""

    fault: Fault | None = None
    results: Mapping[str, Any] = field(default_factory=dict)
    links: Mapping[str, int] = field(default_factory=dict)
    """Key of a result -> position in `calls` of the call that returned it."""
    calls: tuple[ToldCall, ...] = ()
    refused: tuple[tuple[str, str], ...] = ()
    """(kind, name) of what the submission tried and was not allowed to do."""
    changed: tuple[str, ...] = ()
    """Names in other modules that the submission has replaced."""


@dataclass(frozen=True, slots=True)
class Printed:
    """What the submission printed, cut in the middle where it was long."""

    text: str = ""
    size: int = 0
    """Bytes in all."""


@dataclass(frozen=True, slots=True)
class SandboxRun:
    """Everything about one submission."""

    fault: Fault | None
    """Why nothing could be called at all."""
    calls: tuple[CallResult, ...]
    """One for each probe that was asked for, in order; none when there is a fault."""
    printed: Printed
    isolation: str
    left_running: int = 0
    """Processes that the submission had begun and that outlived it, until they were killed."""
