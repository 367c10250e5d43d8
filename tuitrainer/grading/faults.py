"""What is said of a call that gave no result."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from tuitrainer.grading.compare import compare
from tuitrainer.grading.definition import Check, Mistake
from tuitrainer.grading.diagnose import diagnose
from tuitrainer.grading.diagnose.circumstances import Circumstances
from tuitrainer.grading.evidence import describe, evidence_of, shown_call
from tuitrainer.grading.report import CheckReport, CheckStatus, Finding
from tuitrainer.grading.trusted import Answer
from tuitrainer.sandbox.outcome import CallResult, Fault

_STATUS: dict[str, CheckStatus] = {
    "missing": "failed", "not-callable": "failed", "not-implemented": "failed",
    "timeout": "timeout", "no-time": "timeout", "memory": "memory",
}  # fmt: skip
"""What a fault makes of a check; every other one is an error."""
_SHAPES = re.compile(r"could not be broadcast together with shapes \(([\d,]+)\) \(([\d,]+)\)")
"""NumPy's own words."""


def finding_of(fault: Fault) -> Finding:
    """A fault as a report says it."""
    kind = fault.kind
    if kind == "import" and fault.details.get("type") != "RefusedImportError":
        kind = "import-missing"
    elif kind == "raised" and "line" not in fault.details:
        kind = "raised-at-call"
    elif kind == "raised":
        return _axis_lost(fault) or Finding(kind, dict(fault.details))
    return Finding(kind, dict(fault.details))


def _axis_lost(fault: Fault) -> Finding | None:
    """Two arrays that do not line up, because one of them lacks an axis of the other."""
    shapes = _SHAPES.search(str(fault.details.get("message", "")))
    if shapes is None:
        return None
    larger, smaller = sorted((_numbers(shapes[1]), _numbers(shapes[2])), key=len, reverse=True)
    if not any(smaller == larger[:axis] + larger[axis + 1 :] for axis in range(len(larger))):
        return None
    return Finding("keepdims", {**fault.details, "larger": str(larger), "smaller": str(smaller)})


def _numbers(shape: str) -> tuple[int, ...]:
    return tuple(int(extent) for extent in shape.split(",") if extent)


def judge_fault(
    blank: CheckReport, check: Check, result: CallResult, reference: Answer, mistakes: Iterable[tuple[Mistake, Answer]]
) -> CheckReport:
    """Fill in the report of a check whose probe ended otherwise than by returning. A mistake may end so as well."""
    fault = result.fault
    if fault is None:
        raise ValueError("there is no fault")
    report = replace(
        blank, status=_STATUS.get(fault.kind, "error"), finding=finding_of(fault),
        call=shown_call(reference, len(result.calls) - 1) if result.calls else None,
    )  # fmt: skip
    if fault.kind != "raised":
        return report
    for mistake, answer in mistakes:
        if answer.raised == (fault.details.get("type"), fault.details.get("message")):
            return replace(report, finding=Finding(mistake.id, dict(fault.details), is_mistake=True))
    if "line" in fault.details:
        return report
    return _from_calls(report, check, result, reference)


def _from_calls(report: CheckReport, check: Check, result: CallResult, reference: Answer) -> CheckReport:
    """The probe stumbled over what a call returned, or the call over its arguments."""
    structure = replace(check, rule="judge")
    for place, (told, call) in enumerate(zip(result.calls, reference.calls, strict=False)):
        comparison = compare({call.function: call.returned}, {call.function: told.returned}, structure)
        if told.finished and not comparison.agrees:
            answer = Answer({call.function: call.returned}, {call.function: place}, reference.calls)
            circumstances = Circumstances(check, answer, {call.function: told.returned}, comparison.differences)
            difference = comparison.differences[0]
            return replace(
                report, status="failed", finding=diagnose(difference, circumstances),
                evidence=evidence_of(difference, check), call=shown_call(reference, place),
                returned=describe(told.returned),
            )  # fmt: skip
    return report
