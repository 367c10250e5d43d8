"""The outcome of grading one file, as values. Words are made of it when it is shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Value = str | int | float
CheckStatus = Literal["passed", "failed", "error", "timeout", "memory", "skipped"]
ReportStatus = Literal["passed", "failed", "error", "ungraded"]


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong: the id of a named mistake or of a generic diagnosis, and the values that its sentence needs."""

    id: str
    values: Mapping[str, Value] = field(default_factory=dict)
    is_mistake: bool = False
    """Whether the exercise names it."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A call as a report shows it: the function and the shape or value of each argument."""

    function: str
    arguments: tuple[tuple[str, str], ...]

    def __str__(self) -> str:
        return f"{self.function}({', '.join(f'{name}={text}' for name, text in self.arguments)})"


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where results differ, and by how much."""

    output: str
    case: str
    expected_shape: tuple[int, ...] | None = None
    got_shape: tuple[int, ...] | None = None
    worst_index: tuple[int, ...] | None = None
    expected: Value | None = None
    got: Value | None = None
    """At the worst index."""
    first_index: tuple[int, ...] | None = None
    first_expected: Value | None = None
    first_got: Value | None = None
    wrong: int = 0
    """How many entries differ, of `size`."""
    size: int = 0
    error: float | None = None
    ratio: float | None = None
    """Got over expected, where it is the same everywhere."""


@dataclass(frozen=True, slots=True)
class CheckReport:
    """The verdict on one check."""

    name: str
    function: str
    status: CheckStatus
    points: float
    max_points: float
    finding: Finding | None = None
    evidence: Evidence | None = None
    call: Shown | None = None
    """The call whose result is wrong."""
    returned: str = ""
    """What it returned, described in a few words."""
    single_precision: bool = False
    """Passed in float32."""
    also: tuple[Finding, ...] = ()
    """What is wrong beside `finding`, where two mistakes show in one function."""
    remarks: tuple[Finding, ...] = ()
    """What is worth knowing and not wrong: how fast it was, what it ran on."""


@dataclass(frozen=True, slots=True)
class Report:
    """The verdict on one file."""

    exercise: str
    file: str
    sha256: str
    seed: int
    status: ReportStatus
    checks: tuple[CheckReport, ...]
    duration: float
    """Seconds."""
    isolation: str
    finding: Finding | None = None
    """What concerns the file as a whole: why nothing could be judged, or what it left running."""
    output: str = ""
    """What the submission printed."""
    source: tuple[str, ...] = ()
    """The submission's lines, for what is said of one of them."""

    @property
    def score(self) -> float:
        return sum((check.points for check in self.checks), 0.0)

    @property
    def max_score(self) -> float:
        return sum((check.max_points for check in self.checks), 0.0)
